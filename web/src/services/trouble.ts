import type { PackageEntry } from "../generated/rpc";
import { messages } from "../text/messages";
import { statusOf } from "./status";

/** What is wrong with a service, in a line; `undefined` when nothing is. */
export function troubleOf(entry: PackageEntry): string | undefined {
    const status = statusOf(entry);
    if (status === "error") return summaryOf(entry.statusInfo.error?.details ?? "");
    if (status === "retrying") return entry.statusInfo.retry?.reason;
    if (status !== "unwell") return undefined;
    const failing = Object.values(entry.statusInfo.health).find((check) => check.result === "failure");
    if (failing === undefined) return undefined;
    const message = failing.message || messages.service.check.failure;
    return messages.services.failing({ check: failing.name, message });
}

/** The sentence that an error begins with; a service's last words may follow it. */
export function summaryOf(details: string): string {
    return details.split("\n", 1)[0] ?? "";
}

/** What follows the sentence that an error begins with. */
export function restOf(details: string): string {
    return details.slice(summaryOf(details).length).trim();
}
