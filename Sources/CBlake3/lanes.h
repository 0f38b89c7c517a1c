// One kernel: LANES inputs hashed side by side, lane i of every vector belonging to input i.
// Included once for each width, with LANES, NAME(x) and TARGET defined. Not a header of its own.

typedef uint32_t NAME(vector) __attribute__((vector_size(LANES * 4)));

#if LANES == 4
#define LOW(a, b) __builtin_shufflevector(a, b, 0, 4, 1, 5)
#define HIGH(a, b) __builtin_shufflevector(a, b, 2, 6, 3, 7)
#elif LANES == 8
#define LOW(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define HIGH(a, b) __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#else
#define LOW(a, b) __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define HIGH(a, b) __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#endif

// Turns LANES rows of LANES words by interleaving halves log2(LANES) times.
TARGET static inline __attribute__((always_inline)) void NAME(transpose)(NAME(vector) rows[LANES]) {
#pragma clang loop unroll(full)
    for (int width = 1; width < LANES; width *= 2) {
        NAME(vector) next[LANES];
#pragma clang loop unroll(full)
        for (int i = 0; i < LANES / 2; i++) {
            next[2 * i] = LOW(rows[i], rows[i + LANES / 2]);
            next[2 * i + 1] = HIGH(rows[i], rows[i + LANES / 2]);
        }
#pragma clang loop unroll(full)
        for (int i = 0; i < LANES; i++) rows[i] = next[i];
    }
}

#define ROTATE(x, n) (((x) >> (n)) | ((x) << (32 - (n))))
#define MIX(a, b, c, d, x, y)            \
    v[a] += v[b] + m[x];                 \
    v[d] = ROTATE(v[d] ^ v[a], 16);      \
    v[c] += v[d];                        \
    v[b] = ROTATE(v[b] ^ v[c], 12);      \
    v[a] += v[b] + m[y];                 \
    v[d] = ROTATE(v[d] ^ v[a], 8);       \
    v[c] += v[d];                        \
    v[b] = ROTATE(v[b] ^ v[c], 7);

// Hashes LANES inputs of `blocks` blocks each, `stride` bytes apart, to 32 bytes each at `output`.
// Input i gets the counter `counter + i * counter_step`; `flags` count for all blocks, `first` and `last` for the ends.
TARGET static void NAME(hash)(
    const uint8_t *input, size_t stride, size_t blocks, uint64_t counter, unsigned counter_step,
    uint32_t flags, uint32_t first, uint32_t last, uint8_t *output
) {
    NAME(vector) value[8], counter_low, counter_high;
    for (int word = 0; word < 8; word++) value[word] = (NAME(vector)){0} + initial_value[word];
    for (int lane = 0; lane < LANES; lane++) {
        uint64_t own = counter + (uint64_t)lane * counter_step;
        counter_low[lane] = (uint32_t)own;
        counter_high[lane] = (uint32_t)(own >> 32);
    }

    for (size_t block = 0; block < blocks; block++) {
        NAME(vector) m[16];
#pragma clang loop unroll(full)
        for (int group = 0; group < 16 / LANES; group++) {
#pragma clang loop unroll(full)
            for (int lane = 0; lane < LANES; lane++) {
                const uint8_t *source = input + (size_t)lane * stride + block * 64 + (size_t)group * LANES * 4;
                memcpy(&m[group * LANES + lane], source, LANES * 4);
            }
            NAME(transpose)(m + group * LANES);
        }
        uint32_t block_flags = flags | (block == 0 ? first : 0) | (block + 1 == blocks ? last : 0);
        NAME(vector) zero = {0};
        NAME(vector) v[16] = {
            value[0], value[1], value[2], value[3], value[4], value[5], value[6], value[7],
            zero + initial_value[0], zero + initial_value[1], zero + initial_value[2], zero + initial_value[3],
            counter_low, counter_high, zero + 64, zero + block_flags,
        };
#pragma clang loop unroll(full)
        for (int round = 0; round < 7; round++) {
            const uint8_t *s = schedule[round];
            MIX(0, 4, 8, 12, s[0], s[1])
            MIX(1, 5, 9, 13, s[2], s[3])
            MIX(2, 6, 10, 14, s[4], s[5])
            MIX(3, 7, 11, 15, s[6], s[7])
            MIX(0, 5, 10, 15, s[8], s[9])
            MIX(1, 6, 11, 12, s[10], s[11])
            MIX(2, 7, 8, 13, s[12], s[13])
            MIX(3, 4, 9, 14, s[14], s[15])
        }
#pragma clang loop unroll(full)
        for (int word = 0; word < 8; word++) value[word] = v[word] ^ v[word + 8];
    }

    uint32_t words[8][LANES];
    memcpy(words, value, sizeof words);
    for (int lane = 0; lane < LANES; lane++) {
        uint32_t own[8];
        for (int word = 0; word < 8; word++) own[word] = words[word][lane];
        memcpy(output + lane * 32, own, 32);
    }
}

#undef MIX
#undef ROTATE
#undef LOW
#undef HIGH
#undef LANES
#undef NAME
#undef TARGET
