import { blocksOf, dataCapacity, type Layout } from "./layout";
import { errorCorrection } from "./reedSolomon";
import { Symbol2D } from "./Symbol2D";

/**
 * A text as a QR code: rows of modules, `true` is dark. Model 2 of ISO/IEC 18004, byte mode in UTF-8, error correction
 * level M, in the smallest of the versions 1 to 20 that it fits; `undefined` when it fits none.
 */
export function encodeQR(text: string): boolean[][] | undefined {
    const bytes = new TextEncoder().encode(text);
    for (let version = 1; version <= 20; version++) {
        const layout = blocksOf(version);
        if (bytesNeeded(bytes.length, version) <= dataCapacity(layout)) return drawn(version, layout, bytes);
    }
    return undefined;
}

function bytesNeeded(count: number, version: number): number {
    return Math.ceil((4 + lengthBits(version) + 8 * count) / 8);
}

function lengthBits(version: number): number {
    return version < 10 ? 8 : 16;
}

function drawn(version: number, layout: Layout, bytes: Uint8Array): boolean[][] {
    const codewords = interleaved(layout, dataCodewords(version, layout, bytes));
    const candidates = Array.from({ length: 8 }, (_, mask) => {
        const symbol = new Symbol2D(version);
        symbol.place(codewords, mask);
        return symbol;
    });
    const best = candidates.reduce((a, b) => (b.penalty() < a.penalty() ? b : a));
    return best.rows();
}

/** Mode, length, bytes, terminator and the two padding bytes in turn. */
function dataCodewords(version: number, layout: Layout, bytes: Uint8Array): number[] {
    const bits: number[] = [];
    const append = (value: number, width: number) => {
        for (let bit = width - 1; bit >= 0; bit--) bits.push((value >> bit) & 1);
    };
    append(0b0100, 4);
    append(bytes.length, lengthBits(version));
    bytes.forEach((byte) => append(byte, 8));
    const capacity = 8 * dataCapacity(layout);
    append(0, Math.min(4, capacity - bits.length));
    append(0, (8 - (bits.length % 8)) % 8);
    for (let index = 0; bits.length < capacity; index++) append(index % 2 === 0 ? 0xec : 0x11, 8);
    const codewords: number[] = [];
    for (let at = 0; at < bits.length; at += 8) {
        codewords.push(bits.slice(at, at + 8).reduce((value, bit) => (value << 1) | bit, 0));
    }
    return codewords;
}

/** First the data of all blocks by columns, then their error correction. */
function interleaved({ correction, blocks }: Layout, data: readonly number[]): number[] {
    let at = 0;
    const parts = blocks.map((size) => data.slice(at, (at += size)));
    const corrections = parts.map((part) => errorCorrection(part, correction));
    const longest = Math.max(...blocks);
    const columns = (rows: readonly (readonly number[])[], width: number) =>
        Array.from({ length: width }, (_, column) => rows.flatMap((row) => row.slice(column, column + 1))).flat();
    return [...columns(parts, longest), ...columns(corrections, correction)];
}
