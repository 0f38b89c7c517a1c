#include "blake3.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "Words are read as they stand in memory: little-endian processors only."
#endif

enum { BLOCK = 64, CHUNK = 1024, WIDEST_SUBTREE = 256 };
enum { CHUNK_START = 1, CHUNK_END = 2, PARENT = 4, ROOT = 8 };

static const uint32_t initial_value[8] = {
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
};

// Which message word each half of each mixing takes, by round: the message permutation applied 0 to 6 times.
static const uint8_t schedule[7][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8},
    {3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1},
    {10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6},
    {12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4},
    {9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7},
    {11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13},
};

#define LANES 4
#define NAME(x) x##_4
#define TARGET
#include "lanes.h"

#if defined(__x86_64__)
#define LANES 8
#define NAME(x) x##_8
#define TARGET __attribute__((target("avx2")))
#include "lanes.h"

#define LANES 16
#define NAME(x) x##_16
#define TARGET __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq")))
#include "lanes.h"
#endif

static atomic_int lane_limit = 0;

static int supported_lanes(void) {
#if defined(__x86_64__)
    static atomic_int known = 0;
    int lanes = atomic_load_explicit(&known, memory_order_relaxed);
    if (lanes == 0) {
        __builtin_cpu_init();
        bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")
            && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq");
        lanes = wide ? 16 : __builtin_cpu_supports("avx2") ? 8 : 4;
        atomic_store_explicit(&known, lanes, memory_order_relaxed);
    }
    return lanes;
#else
    return 4;
#endif
}

int blake3_lane_count(void) {
    int supported = supported_lanes();
    int limit = atomic_load_explicit(&lane_limit, memory_order_relaxed);
    return limit > 0 && limit < supported ? limit : supported;
}

void blake3_limit_lanes(int lanes) {
    atomic_store_explicit(&lane_limit, lanes, memory_order_relaxed);
}

typedef uint32_t row __attribute__((vector_size(16)));

#define ROTATE(x, n) (((x) >> (n)) | ((x) << (32 - (n))))
#define TURN(x, a, b, c, d) __builtin_shufflevector(x, x, a, b, c, d)
#define MIX_ROWS(x, y)               \
    a += b + (x);                    \
    d = ROTATE(d ^ a, 16);           \
    c += d;                          \
    b = ROTATE(b ^ c, 12);           \
    a += b + (y);                    \
    d = ROTATE(d ^ a, 8);            \
    c += d;                          \
    b = ROTATE(b ^ c, 7);

// Mixes one block into `value`. The four rows of the state are vectors; diagonals become columns by turning rows.
static inline __attribute__((always_inline)) void compress_rows(
    uint32_t value[8], const uint8_t *block, uint32_t length, uint64_t counter, uint32_t flags
) {
    uint32_t m[16];
    memcpy(m, block, BLOCK);
    row a, b, c, d = {(uint32_t)counter, (uint32_t)(counter >> 32), length, flags};
    memcpy(&a, value, 16);
    memcpy(&b, value + 4, 16);
    memcpy(&c, initial_value, 16);
#pragma clang loop unroll(full)
    for (int round = 0; round < 7; round++) {
        const uint8_t *s = schedule[round];
        row x = {m[s[0]], m[s[2]], m[s[4]], m[s[6]]}, y = {m[s[1]], m[s[3]], m[s[5]], m[s[7]]};
        MIX_ROWS(x, y)
        b = TURN(b, 1, 2, 3, 0);
        c = TURN(c, 2, 3, 0, 1);
        d = TURN(d, 3, 0, 1, 2);
        row z = {m[s[8]], m[s[10]], m[s[12]], m[s[14]]}, w = {m[s[9]], m[s[11]], m[s[13]], m[s[15]]};
        MIX_ROWS(z, w)
        b = TURN(b, 3, 0, 1, 2);
        c = TURN(c, 2, 3, 0, 1);
        d = TURN(d, 1, 2, 3, 0);
    }
    a ^= c;
    b ^= d;
    memcpy(value, &a, 16);
    memcpy(value + 4, &b, 16);
}

#undef MIX_ROWS
#undef TURN
#undef ROTATE

#if defined(__x86_64__)
// The same code with the rotation instruction of AVX-512.
__attribute__((target("avx512f,avx512vl")))
static void compress_rotating(
    uint32_t value[8], const uint8_t *block, uint32_t length, uint64_t counter, uint32_t flags
) {
    compress_rows(value, block, length, counter, flags);
}
#endif

static void compress(uint32_t value[8], const uint8_t *block, uint32_t length, uint64_t counter, uint32_t flags) {
#if defined(__x86_64__)
    if (blake3_lane_count() == 16) {
        compress_rotating(value, block, length, counter, flags);
        return;
    }
#endif
    compress_rows(value, block, length, counter, flags);
}

// Hashes `count` inputs of `blocks` blocks each, lying one after the other, to 32 bytes each, as widely as possible.
static void hash_many(
    const uint8_t *input, size_t count, size_t blocks, uint64_t counter, unsigned counter_step,
    uint32_t flags, uint32_t first, uint32_t last, uint8_t *output
) {
    size_t stride = blocks * BLOCK;
    size_t lanes = (size_t)blake3_lane_count();
    while (count > 0) {
        size_t done = 1;
#if defined(__x86_64__)
        if (lanes >= 16 && count >= 16) {
            hash_16(input, stride, blocks, counter, counter_step, flags, first, last, output);
            done = 16;
        } else if (lanes >= 8 && count >= 8) {
            hash_8(input, stride, blocks, counter, counter_step, flags, first, last, output);
            done = 8;
        } else
#endif
        if (lanes >= 4 && count >= 4) {
            hash_4(input, stride, blocks, counter, counter_step, flags, first, last, output);
            done = 4;
        } else {
            uint32_t value[8];
            memcpy(value, initial_value, 32);
            for (size_t block = 0; block < blocks; block++) {
                uint32_t ends = (block == 0 ? first : 0) | (block + 1 == blocks ? last : 0);
                compress(value, input + block * BLOCK, BLOCK, counter, flags | ends);
            }
            memcpy(output, value, 32);
        }
        input += done * stride;
        output += done * 32;
        counter += done * counter_step;
        count -= done;
    }
}

// The two chaining values under the parent of `chunks` whole chunks, a power of two from 2 to WIDEST_SUBTREE: leaves
// first, then level by level. The parent itself is left out: it may turn out to be the root.
static void hash_subtree(const uint8_t *input, size_t chunks, uint64_t counter, uint8_t halves[64]) {
    uint8_t values[WIDEST_SUBTREE * 32];
    uint8_t parents[WIDEST_SUBTREE / 2 * 32];
    hash_many(input, chunks, CHUNK / BLOCK, counter, 1, 0, CHUNK_START, CHUNK_END, values);
    for (size_t count = chunks / 2; count > 1; count /= 2) {
        hash_many(values, count, 1, 0, 0, PARENT, 0, 0, parents);
        memcpy(values, parents, count * 32);
    }
    memcpy(halves, values, 64);
}

static void parent_value(const uint32_t left[8], const uint32_t right[8], uint32_t flags, uint32_t value[8]) {
    uint8_t block[BLOCK];
    memcpy(block, left, 32);
    memcpy(block + 32, right, 32);
    memcpy(value, initial_value, 32);
    compress(value, block, BLOCK, 0, PARENT | flags);
}

static void start_chunk(blake3_state *state, uint64_t index) {
    memcpy(state->chunk_value, initial_value, 32);
    state->chunk_index = index;
    state->block_length = 0;
    state->blocks_done = 0;
}

// Joins finished subtrees of equal size until what is left stands for the binary digits of `chunks`, the chunks so far.
// Only called when more input follows: none of the joined nodes can be the root.
static void join(blake3_state *state, uint64_t chunks) {
    while (state->stack_count > __builtin_popcountll(chunks)) {
        uint32_t *left = state->stack[state->stack_count - 2];
        parent_value(left, left + 8, 0, left);
        state->stack_count--;
    }
}

// Puts the value of a finished subtree that begins at chunk `index` on the stack.
static void push(blake3_state *state, const uint8_t value[32], uint64_t index) {
    join(state, index);
    memcpy(state->stack[state->stack_count], value, 32);
    state->stack_count++;
}

void blake3_start(blake3_state *state) {
    state->stack_count = 0;
    start_chunk(state, 0);
}

static size_t chunk_length(const blake3_state *state) {
    return (size_t)state->blocks_done * BLOCK + state->block_length;
}

static uint32_t start_flag(const blake3_state *state) {
    return state->blocks_done == 0 ? CHUNK_START : 0;
}

// Adds bytes that fit into the current chunk. The last block waits: it may be the last of the input.
static void update_chunk(blake3_state *state, const uint8_t *bytes, size_t count) {
    while (count > 0) {
        if (state->block_length == BLOCK) {
            compress(state->chunk_value, state->block, BLOCK, state->chunk_index, start_flag(state));
            state->blocks_done++;
            state->block_length = 0;
        }
        size_t taken = BLOCK - state->block_length;
        if (taken > count) taken = count;
        memcpy(state->block + state->block_length, bytes, taken);
        state->block_length += (uint8_t)taken;
        bytes += taken;
        count -= taken;
    }
}

// The largest subtree that may start at chunk `index` and lies within `count` bytes, in chunks.
static size_t subtree_chunks(uint64_t index, size_t count) {
    size_t chunks = 1;
    while (chunks < WIDEST_SUBTREE && (index & (2 * chunks - 1)) == 0 && 2 * chunks * CHUNK <= count) chunks *= 2;
    return chunks;
}

void blake3_update(blake3_state *state, const uint8_t *bytes, size_t count) {
    while (count > 0) {
        size_t held = chunk_length(state);
        if (held == CHUNK) {
            uint8_t value[32];
            uint32_t flags = start_flag(state) | CHUNK_END;
            compress(state->chunk_value, state->block, state->block_length, state->chunk_index, flags);
            memcpy(value, state->chunk_value, 32);
            push(state, value, state->chunk_index);
            start_chunk(state, state->chunk_index + 1);
            continue;
        }
        size_t chunks = held == 0 ? subtree_chunks(state->chunk_index, count) : 1;
        if (chunks > 1) {
            uint8_t halves[64];
            hash_subtree(bytes, chunks, state->chunk_index, halves);
            push(state, halves, state->chunk_index);
            push(state, halves + 32, state->chunk_index + chunks / 2);
            state->chunk_index += chunks;
            bytes += chunks * CHUNK;
            count -= chunks * CHUNK;
            continue;
        }
        join(state, state->chunk_index);
        size_t taken = CHUNK - held;
        if (taken > count) taken = count;
        update_chunk(state, bytes, taken);
        bytes += taken;
        count -= taken;
    }
}

void blake3_finish(const blake3_state *state, uint8_t output[BLAKE3_OUTPUT_BYTES]) {
    uint32_t value[8];
    int level = state->stack_count;
    if (chunk_length(state) == 0 && level > 0) {
        // The input ended with a subtree: it is the last node, and there are at least its two halves.
        level--;
        memcpy(value, state->stack[level], 32);
    } else {
        uint8_t block[BLOCK] = {0};
        memcpy(block, state->block, state->block_length);
        memcpy(value, state->chunk_value, 32);
        uint32_t flags = start_flag(state) | CHUNK_END | (level == 0 ? ROOT : 0);
        compress(value, block, state->block_length, state->chunk_index, flags);
    }
    while (level > 0) {
        level--;
        parent_value(state->stack[level], value, level == 0 ? ROOT : 0, value);
    }
    memcpy(output, value, BLAKE3_OUTPUT_BYTES);
}
