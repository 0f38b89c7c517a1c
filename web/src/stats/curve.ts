/** The points of a curve in a field of 100 × 24, the newest value at the right edge; one value is a level line. */
export function curveThrough(values: readonly number[], atLeast: number): string {
    const [top, bottom, width] = [2, 22, 100];
    const highest = Math.max(atLeast, ...values) * 1.1;
    const points = values.length === 1 ? [...values, ...values] : values;
    return points
        .map((value, index) => {
            const x = points.length < 2 ? width : (index * width) / (points.length - 1);
            const y = bottom - (Math.max(0, value) / highest) * (bottom - top);
            return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;
        })
        .join(" ");
}
