import { locale, messages } from "./messages";

const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const percentage = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
const list = new Intl.ListFormat(locale, { type: "conjunction" });
const time = new Intl.DateTimeFormat(locale, { timeStyle: "medium", hourCycle: "h23" });
const moment = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const day = new Intl.DateTimeFormat(locale, { dateStyle: "full" });
const byteUnits = ["kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

export function formatNumber(value: number): string {
    return number.format(value);
}

/** A size in decimal units, as drives and downloads are sold. */
export function formatBytes(bytes: number): string {
    const power = Math.max(1, Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), byteUnits.length));
    const unit = byteUnits[power - 1] ?? "kilobyte";
    // Three figures say enough, and a size that changes does not make its line jump.
    const digits = power === 1 || bytes / 1000 ** power >= 100 ? 0 : 1;
    const format = new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: digits });
    return format.format(bytes / 1000 ** power);
}

export function formatFraction(fraction: number): string {
    return percentage.format(fraction);
}

/** A load in percent of one core: 100 is one core kept busy, so more is possible. */
export function formatLoad(percent: number | null | undefined): string {
    if (percent === null || percent === undefined) return messages.unknownFigure;
    return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: percent < 10 ? 1 : 0 })
        .format(percent / 100);
}

export function formatList(elements: readonly string[]): string {
    return list.format(elements);
}

/** A duration in its one or two largest units, for example "2 hr, 5 min". */
export function formatDuration(seconds: number): string {
    const units: [Intl.NumberFormatOptions["unit"], number][] = [
        ["day", 86_400],
        ["hour", 3_600],
        ["minute", 60],
        ["second", 1],
    ];
    const whole = Math.max(0, Math.round(seconds));
    const first = units.findIndex(([, size]) => whole >= size);
    if (first < 0) return formatUnit(0, "second");
    const parts: string[] = [];
    let rest = whole;
    for (const [unit, size] of units.slice(first, first + 2)) {
        const count = Math.floor(rest / size);
        rest -= count * size;
        if (count > 0) parts.push(formatUnit(count, unit));
    }
    return parts.join(" ");
}

function formatUnit(value: number, unit: Intl.NumberFormatOptions["unit"]): string {
    return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" }).format(value);
}

export function formatTime(timestamp: Date): string {
    return time.format(timestamp);
}

export function formatMoment(timestamp: Date): string {
    return moment.format(timestamp);
}

export function formatDay(timestamp: Date): string {
    return day.format(timestamp);
}
