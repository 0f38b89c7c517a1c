/** How a version divides its codewords at error correction level M: the length of the correction and of each block. */
export interface Layout {
    correction: number;
    blocks: readonly number[];
}

/** Correction codewords per block, then pairs of number and length of blocks; ISO/IEC 18004, table 9, level M. */
const table: readonly (readonly number[])[] = [
    [10, 1, 16], [16, 1, 28], [26, 1, 44], [18, 2, 32], [24, 2, 43], [16, 4, 27], [18, 4, 31], [22, 2, 38, 2, 39],
    [22, 3, 36, 2, 37], [26, 4, 43, 1, 44], [30, 1, 50, 4, 51], [22, 6, 36, 2, 37], [22, 8, 37, 1, 38],
    [24, 4, 40, 5, 41], [24, 5, 41, 5, 42], [28, 7, 45, 3, 46], [28, 10, 46, 1, 47], [26, 9, 43, 4, 44],
    [26, 3, 44, 11, 45], [26, 3, 41, 13, 42],
];

export function blocksOf(version: number): Layout {
    const [correction = 0, ...groups] = table[version - 1] ?? [];
    const blocks: number[] = [];
    for (let at = 0; at + 1 < groups.length; at += 2) {
        blocks.push(...new Array<number>(groups[at] ?? 0).fill(groups[at + 1] ?? 0));
    }
    return { correction, blocks };
}

export function dataCapacity({ blocks }: Layout): number {
    return blocks.reduce((sum, size) => sum + size, 0);
}

/** Where the centres of the alignment patterns stand, in rows as in columns; ISO/IEC 18004, annex E. */
export function alignmentCentres(version: number): number[] {
    if (version === 1) return [];
    const last = 4 * version + 10;
    const count = Math.floor(version / 7) + 2;
    const step = Math.ceil((last - 6) / (count - 1) / 2) * 2;
    const rest = Array.from({ length: count - 1 }, (_, index) => last - index * step);
    return [6, ...rest.reverse()];
}
