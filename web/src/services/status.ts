import type { HealthResultOutcome, PackageEntry, TaskEntry } from "../generated/rpc";

export type Status =
    | "installing"
    | "updating"
    | "restoring"
    | "removing"
    | "running"
    | "unwell"
    | "starting"
    | "stopping"
    | "stopped"
    | "restarting"
    | "backing-up"
    | "task-required"
    | "retrying"
    | "error";

export type Tone = "good" | "busy" | "attention" | "bad" | "off";

/** The one status of a service, derived from what it should do, what it does, and what it needs. */
export function statusOf(entry: PackageEntry): Status {
    if (entry.stateInfo.state !== "installed") return entry.stateInfo.state;
    const { desired, error, health, retry } = entry.statusInfo;
    const isUp = isStarted(entry);
    if (retry && desired.main === "running" && !isUp) return "retrying";
    if (error) return "error";
    if (hasCriticalTask(entry) && !isUp) return "task-required";
    if (desired.main === "stopped") return isUp ? "stopping" : "stopped";
    if (desired.main !== "running") return desired.main;
    const results = Object.values(health).map((check) => check.result);
    if (!isUp || results.some((result) => result === "starting" || result === "waiting")) return "starting";
    if (hasCriticalTask(entry)) return "task-required";
    return results.includes("failure") ? "unwell" : "running";
}

export function toneOf(status: Status): Tone {
    switch (status) {
        case "running":
            return "good";
        case "stopped":
            return "off";
        case "task-required":
            return "attention";
        case "unwell":
        case "retrying":
        case "error":
            return "bad";
        default:
            return "busy";
    }
}

export function toneOfCheck(result: HealthResultOutcome): Tone {
    switch (result) {
        case "success":
            return "good";
        case "failure":
            return "bad";
        case "disabled":
            return "off";
        default:
            return "busy";
    }
}

export function hasCriticalTask(entry: PackageEntry): boolean {
    return activeTasks(entry).some(([, { task }]) => task.severity === "critical");
}

const severityOrder = ["critical", "important", "optional"];

/** Active tasks with their ids, the most urgent first. */
export function activeTasks(entry: PackageEntry): [string, TaskEntry][] {
    return Object.entries(entry.tasks)
        .filter(([, task]) => task.active)
        .sort(([, a], [, b]) => severityOrder.indexOf(a.task.severity) - severityOrder.indexOf(b.task.severity));
}

/** Whether the service's main process runs. Members without a value may be absent. */
export function isStarted({ statusInfo }: PackageEntry): boolean {
    return statusInfo.started !== null && statusInfo.started !== undefined;
}

/** Whether the service accepts being stopped. */
export function canStop(status: Status): boolean {
    return ["running", "unwell", "starting", "restarting", "retrying"].includes(status);
}

/** Whether the package is there as a whole, so that it can be started, asked and uninstalled. */
export function isSettled(entry: PackageEntry): boolean {
    return entry.stateInfo.state === "installed";
}
