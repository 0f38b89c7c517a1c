import { alignmentCentres } from "./layout";

/** The masks of ISO/IEC 18004, table 10: whether a data module is inverted. */
const masks: readonly ((row: number, column: number) => boolean)[] = [
    (row, column) => (row + column) % 2 === 0,
    (row) => row % 2 === 0,
    (_, column) => column % 3 === 0,
    (row, column) => (row + column) % 3 === 0,
    (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
    (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
    (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
    (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
];

/** The square of modules of a QR code while it is being drawn. */
export class Symbol2D {
    readonly #size: number;
    readonly #version: number;
    readonly #modules: boolean[][];
    /** Modules with a meaning of their own, which carry no data. */
    readonly #reserved: boolean[][];

    constructor(version: number) {
        this.#version = version;
        this.#size = 17 + 4 * version;
        const empty = () => Array.from({ length: this.#size }, () => new Array<boolean>(this.#size).fill(false));
        this.#modules = empty();
        this.#reserved = empty();
        this.#drawPatterns();
    }

    rows(): boolean[][] {
        return this.#modules.map((row) => [...row]);
    }

    /** Fills in the codewords from the lower right corner, two columns at a time, and inverts what the mask says. */
    place(codewords: readonly number[], mask: number) {
        const isInverted = masks[mask] ?? (() => false);
        let bit = 0;
        let isUpward = true;
        for (let right = this.#size - 1; right > 0; right -= 2) {
            if (right === 6) right = 5;
            for (let step = 0; step < this.#size; step++) {
                const row = isUpward ? this.#size - 1 - step : step;
                for (const column of [right, right - 1]) {
                    if (this.#reserved[row]?.[column] === true) continue;
                    const value = (((codewords[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) === 1;
                    bit += 1;
                    this.#set(row, column, value !== isInverted(row, column), false);
                }
            }
            isUpward = !isUpward;
        }
        this.#drawFormat(mask);
    }

    /** How hard the symbol is to read; the mask with the lowest figure is taken. ISO/IEC 18004, table 11. */
    penalty(): number {
        const columns = this.#modules.map((_, index) => this.#modules.map((row) => row[index] === true));
        const lines = [...this.#modules, ...columns];
        const runs = lines.reduce((sum, line) => sum + penaltyOfRuns(line) + penaltyOfFinders(line), 0);
        return runs + this.#penaltyOfBlocks() + this.#penaltyOfBalance();
    }

    #penaltyOfBlocks(): number {
        let blocks = 0;
        for (let row = 1; row < this.#size; row++) {
            for (let column = 1; column < this.#size; column++) {
                const [above, line] = [this.#modules[row - 1], this.#modules[row]];
                const others = [above?.[column], above?.[column - 1], line?.[column - 1]];
                if (others.every((other) => other === line?.[column])) blocks += 1;
            }
        }
        return 3 * blocks;
    }

    #penaltyOfBalance(): number {
        const dark = this.#modules.flat().filter((module) => module).length;
        return 10 * Math.floor(Math.abs((dark * 100) / this.#size ** 2 - 50) / 5);
    }

    #set(row: number, column: number, isDark: boolean, isReserved = true) {
        const [modules, reserved] = [this.#modules[row], this.#reserved[row]];
        if (modules === undefined || reserved === undefined || column < 0 || column >= this.#size) return;
        modules[column] = isDark;
        if (isReserved) reserved[column] = true;
    }

    #drawPatterns() {
        const last = this.#size - 7;
        for (const [top, left] of [[0, 0], [0, last], [last, 0]] as const) {
            this.#drawRings(top + 3, left + 3, 4, [0, 1, 3]);
        }
        for (let index = 8; index < this.#size - 8; index++) {
            this.#set(6, index, index % 2 === 0);
            this.#set(index, 6, index % 2 === 0);
        }
        const centres = alignmentCentres(this.#version);
        const farthest = centres[centres.length - 1];
        for (const row of centres) {
            for (const column of centres) {
                const ends = [row, column].filter((place) => place === 6 || place === farthest).length;
                const isFinder = ends === 2 && (row === 6 || column === 6);
                if (!isFinder) this.#drawRings(row, column, 2, [0, 2]);
            }
        }
        this.#drawFormat(0);
        this.#drawVersion();
    }

    /** Squares around a centre, dark where the distance is one of `dark`. */
    #drawRings(row: number, column: number, reach: number, dark: readonly number[]) {
        for (let down = -reach; down <= reach; down++) {
            for (let across = -reach; across <= reach; across++) {
                const distance = Math.max(Math.abs(down), Math.abs(across));
                this.#set(row + down, column + across, dark.includes(distance));
            }
        }
    }

    /** Level M (00) and the mask, protected by a BCH code, twice. */
    #drawFormat(mask: number) {
        const bits = ((mask << 10) | remainderOf(mask << 10, 0x537)) ^ 0x5412;
        const isSet = (bit: number) => ((bits >> bit) & 1) === 1;
        const end = this.#size - 1;
        for (let bit = 0; bit < 15; bit++) {
            const along = bit < 6 ? bit : bit < 8 ? bit + 1 : end - 14 + bit;
            const across = bit < 8 ? end - bit : bit === 8 ? 7 : 14 - bit;
            this.#set(along, 8, isSet(bit));
            this.#set(8, across, isSet(bit));
        }
        this.#set(this.#size - 8, 8, true);
    }

    #drawVersion() {
        if (this.#version < 7) return;
        const bits = (this.#version << 12) | remainderOf(this.#version << 12, 0x1f25);
        for (let bit = 0; bit < 18; bit++) {
            const [short, long] = [Math.floor(bit / 3), this.#size - 11 + (bit % 3)];
            const isDark = ((bits >> bit) & 1) === 1;
            this.#set(short, long, isDark);
            this.#set(long, short, isDark);
        }
    }
}

/** The remainder of a division of polynomials over GF(2). */
function remainderOf(value: number, divisor: number): number {
    const width = (number: number) => 32 - Math.clz32(number);
    let rest = value;
    while (width(rest) >= width(divisor)) rest ^= divisor << (width(rest) - width(divisor));
    return rest;
}

function penaltyOfRuns(line: readonly boolean[]): number {
    let [sum, length] = [0, 1];
    for (let index = 1; index <= line.length; index++) {
        if (index < line.length && line[index] === line[index - 1]) {
            length += 1;
        } else {
            if (length >= 5) sum += length - 2;
            length = 1;
        }
    }
    return sum;
}

/** Looks for what a reader could take for a finder pattern: 1:1:3:1:1 with four light modules beside it. */
function penaltyOfFinders(line: readonly boolean[]): number {
    const text = line.map((module) => (module ? "1" : "0")).join("");
    let found = 0;
    for (let at = 0; at + 11 <= text.length; at++) {
        const part = text.slice(at, at + 11);
        if (part === "10111010000" || part === "00001011101") found += 1;
    }
    return 40 * found;
}
