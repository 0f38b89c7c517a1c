import type { FullProgress, FullProgressPhase, Progress } from "../generated/rpc";

export interface ProgressCount {
    done: number;
    total?: number | null;
    units?: "bytes" | "steps" | null;
}

/** 0…1, or `undefined` when the size of the work is not known. */
export function fractionOf(progress: Progress): number | undefined {
    if (progress === true) return 1;
    if (progress === null) return 0;
    const count = countOf(progress);
    if (count === undefined || !count.total) return undefined;
    return Math.min(1, count.done / count.total);
}

export function countOf(progress: Progress): ProgressCount | undefined {
    if (progress === null || typeof progress === "boolean") return undefined;
    if ("phases" in progress) return countOf(progress.overall);
    return progress;
}

/** The phase being worked on. */
export function currentPhase(progress: FullProgress): FullProgressPhase | undefined {
    const isUnderWay = (phase: FullProgressPhase) => phase.progress !== null && phase.progress !== true;
    return progress.phases.find(isUnderWay) ?? progress.phases.find((phase) => phase.progress === null);
}

/** Guesses the time left from the speed so far, giving recent speed more weight. */
export class SpeedEstimate {
    #last: { done: number; at: number } | undefined;
    #perSecond: number | undefined;

    /** What was done per second lately, once there are two readings. */
    get perSecond(): number | undefined {
        return this.#perSecond;
    }

    /** Takes a reading at a time in milliseconds; returns the seconds left when there is something to say. */
    secondsLeft(count: ProgressCount | undefined, now: number): number | undefined {
        if (count === undefined) return undefined;
        const last = this.#last;
        if (last === undefined || count.done < last.done) {
            this.#last = { done: count.done, at: now };
            this.#perSecond = undefined;
        } else if (now - last.at >= 500) {
            const speed = ((count.done - last.done) * 1000) / (now - last.at);
            this.#perSecond = this.#perSecond === undefined ? speed : 0.7 * this.#perSecond + 0.3 * speed;
            this.#last = { done: count.done, at: now };
        }
        if (!count.total || this.#perSecond === undefined || this.#perSecond <= 0) return undefined;
        return (count.total - count.done) / this.#perSecond;
    }
}
