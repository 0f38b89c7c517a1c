/** Powers and logarithms of the field GF(256) over x⁸ + x⁴ + x³ + x² + 1. */
const powers: number[] = [];
const logarithms: number[] = [];
for (let exponent = 0, value = 1; exponent < 255; exponent++) {
    powers[exponent] = value;
    logarithms[value] = exponent;
    value = value << 1 > 255 ? (value << 1) ^ 0x11d : value << 1;
}

function product(a: number, b: number): number {
    if (a === 0 || b === 0) return 0;
    return powers[((logarithms[a] ?? 0) + (logarithms[b] ?? 0)) % 255] ?? 0;
}

/** The Reed-Solomon codewords of a block: the remainder of its division by the generator of that degree. */
export function errorCorrection(data: readonly number[], degree: number): number[] {
    const generator = generatorOf(degree);
    const remainder = new Array<number>(degree).fill(0);
    for (const byte of data) {
        const factor = byte ^ (remainder.shift() ?? 0);
        remainder.push(0);
        generator.forEach((coefficient, index) => {
            remainder[index] = (remainder[index] ?? 0) ^ product(coefficient, factor);
        });
    }
    return remainder;
}

/** The coefficients of (x − 1)(x − 2)…(x − 2ⁿ⁻¹) below the leading one. */
function generatorOf(degree: number): number[] {
    let coefficients = [1];
    for (let exponent = 0; exponent < degree; exponent++) {
        const root = powers[exponent] ?? 0;
        const next = [...coefficients, 0];
        coefficients.forEach((coefficient, index) => {
            next[index + 1] = (next[index + 1] ?? 0) ^ product(coefficient, root);
        });
        coefficients = next;
    }
    return coefficients.slice(1);
}
