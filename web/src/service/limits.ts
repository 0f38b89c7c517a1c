import type { ServiceLimits } from "../generated/rpc";
import { messages } from "../text/messages";

export const limitFields = ["memory", "cpu", "disk", "processes"] as const;
export type LimitName = (typeof limitFields)[number];

const bytesPer = { MB: 1e6, GB: 1e9 } as const;

/** What stands in the field of a limit; the unit counts for sizes only. */
export interface TypedLimit {
    text: string;
    unit: keyof typeof bytesPer;
}

export type TypedLimits = { [name in LimitName]: TypedLimit };

/** The limits as a person would type them. */
export function typedLimits({ memory, cpu, processes, disk }: ServiceLimits): TypedLimits {
    return {
        memory: typedSize(memory),
        cpu: typedNumber(cpu),
        disk: typedSize(disk),
        processes: typedNumber(processes),
    };
}

function typedNumber(value: number | null | undefined): TypedLimit {
    return { text: value === null || value === undefined ? "" : String(value), unit: "GB" };
}

function typedSize(bytes: number | null | undefined): TypedLimit {
    if (bytes === null || bytes === undefined) return { text: "", unit: "GB" };
    const unit = bytes < bytesPer.GB ? "MB" : "GB";
    return { text: String(bytes / bytesPer[unit]), unit };
}

/** The limits that were typed, and what is wrong with which field. An empty field is `null`: the server decides. */
export function readLimits(typed: TypedLimits): { values: Required<ServiceLimits>; problems: Problems } {
    const problems: Problems = {};
    const values: Required<ServiceLimits> = { memory: null, cpu: null, processes: null, disk: null };
    for (const name of limitFields) {
        const text = typed[name].text.trim().replace(",", ".");
        if (text === "") continue;
        const number = Number(text);
        if (!Number.isFinite(number)) problems[name] = messages.actions.notANumber;
        else if (number <= 0) problems[name] = messages.usage.moreThanNothing;
        else if (name === "processes" && !Number.isInteger(number)) problems[name] = messages.actions.notWhole;
        else values[name] = name === "memory" || name === "disk" ? inBytes(number, typed[name].unit) : number;
    }
    return { values, problems };
}

type Problems = { [name in LimitName]?: string };

function inBytes(number: number, unit: TypedLimit["unit"]): number {
    return Math.round(number * bytesPer[unit]);
}
