#pragma once

#include <stddef.h>
#include <stdint.h>

// The part of libdecaf 1.0 that is used, declared here because its own headers include each other through a directory
// (/usr/include/decaf) that a system module map cannot add to the search path. The RFC 8032 vectors among the tests
// hold these declarations against the library.

typedef struct decaf_eddsa_25519_keypair_s {
    uint8_t private_key[32];
    uint8_t public_key[32];
} decaf_eddsa_25519_keypair_s;

typedef struct decaf_sha512_ctx_s {
    uint64_t state[8];
    uint8_t block[128];
    uint64_t bytes_processed;
} decaf_sha512_ctx_s;

typedef struct decaf_255_scalar_s {
    uint64_t limb[4];
} decaf_255_scalar_s;

// Four field elements of 40 bytes, each aligned to 32. Swift does not import over-aligned structures.
typedef struct decaf_255_point_s {
    uint64_t limb[4][8];
} __attribute__((aligned(32))) decaf_255_point_s;

typedef enum { DECAF_SUCCESS = -1, DECAF_FAILURE = 0 } decaf_error_t;

void decaf_sha512_init(decaf_sha512_ctx_s *context);
void decaf_sha512_update(decaf_sha512_ctx_s *context, const uint8_t *message, size_t length);
void decaf_sha512_final(decaf_sha512_ctx_s *context, uint8_t *output, size_t length);

void decaf_ed25519_derive_keypair(decaf_eddsa_25519_keypair_s *pair, const uint8_t *seed);
void decaf_ed25519_keypair_destroy(decaf_eddsa_25519_keypair_s *pair);
void decaf_ed25519_keypair_sign(
    uint8_t *signature, const decaf_eddsa_25519_keypair_s *pair, const uint8_t *message, size_t length,
    uint8_t prehashed, const uint8_t *context, uint8_t context_length);
decaf_error_t decaf_ed25519_verify(
    const uint8_t *signature, const uint8_t *public_key, const uint8_t *message, size_t length,
    uint8_t prehashed, const uint8_t *context, uint8_t context_length);

decaf_error_t decaf_255_scalar_decode(decaf_255_scalar_s *scalar, const uint8_t *bytes);
decaf_error_t decaf_255_scalar_invert(decaf_255_scalar_s *inverse, const decaf_255_scalar_s *scalar);
void decaf_255_point_scalarmul(
    decaf_255_point_s *product, const decaf_255_point_s *point, const decaf_255_scalar_s *scalar);
decaf_error_t decaf_255_point_decode_like_eddsa_and_mul_by_ratio(decaf_255_point_s *point, const uint8_t *bytes);
void decaf_255_point_mul_by_ratio_and_encode_like_eddsa(uint8_t *bytes, const decaf_255_point_s *point);

// The component of prime order of a point, in canonical form: the input itself if and only if that is a canonical
// form and has no component of small order. Decoding and encoding together multiply by 8, the scalar divides by it.
static inline decaf_error_t decaf_ed25519_clear_small_order(uint8_t *output, const uint8_t *input) {
    static const uint8_t eight[32] = {8};
    decaf_255_scalar_s scalar, inverse;
    decaf_255_point_s point, product;
    if (decaf_255_point_decode_like_eddsa_and_mul_by_ratio(&point, input) != DECAF_SUCCESS
        || decaf_255_scalar_decode(&scalar, eight) != DECAF_SUCCESS
        || decaf_255_scalar_invert(&inverse, &scalar) != DECAF_SUCCESS) {
        return DECAF_FAILURE;
    }
    decaf_255_point_scalarmul(&product, &point, &inverse);
    decaf_255_point_mul_by_ratio_and_encode_like_eddsa(output, &product);
    return DECAF_SUCCESS;
}
