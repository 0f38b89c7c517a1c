#pragma once

#include <stddef.h>
#include <stdint.h>

// BLAKE3 in its plain mode (no key, no key derivation), 32 bytes of output.
// Format: the BLAKE3 paper, sections 2.1 to 2.6; https://github.com/BLAKE3-team/BLAKE3-specs

enum {
    BLAKE3_OUTPUT_BYTES = 32,
    // A tree over 2^64 bytes has at most 54 finished subtrees waiting for a right neighbour; one more is joined late.
    BLAKE3_MAXIMUM_DEPTH = 55,
};

typedef struct blake3_state {
    uint32_t chunk_value[8];
    uint64_t chunk_index;
    uint8_t block[64];
    uint8_t block_length;
    uint8_t blocks_done;
    uint8_t stack_count;
    uint32_t stack[BLAKE3_MAXIMUM_DEPTH][8];
} blake3_state;

// Makes `state` that of the empty input.
void blake3_start(blake3_state *state);

// Adds `count` bytes to the input.
void blake3_update(blake3_state *state, const uint8_t *bytes, size_t count);

// Writes the hash of the input so far. The state may be updated further.
void blake3_finish(const blake3_state *state, uint8_t output[BLAKE3_OUTPUT_BYTES]);

// How many chunks are hashed side by side on this processor: 1, 4, 8 or 16.
int blake3_lane_count(void);

// Restricts hashing to at most `lanes` side by side: lets tests reach every kernel. 0 takes the limit away.
void blake3_limit_lanes(int lanes);
