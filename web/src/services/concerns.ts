import type { PackageEntry, PublicDocument } from "../generated/rpc";
import { messages } from "../text/messages";
import { manifestOf } from "./manifest";
import { packagesByTitle, titleOf } from "./package";
import { activeTasks, statusOf, type Tone } from "./status";
import { troubleOf } from "./trouble";

/** Something that a person should know about a service, or do for it. */
export interface Concern {
    key: string;
    packageId: string;
    tone: Tone;
    title: string;
    text: string;
}

/** Everything that is wrong or waits for the person: failures first, then tasks by their urgency. */
export function concernsOf(document: PublicDocument): Concern[] {
    const found = packagesByTitle(document).flatMap((id) => {
        const entry = document.packageData[id];
        return entry === undefined ? [] : [...failureOf(id, entry), ...tasksOf(document, id, entry)];
    });
    const order: Tone[] = ["bad", "attention", "off"];
    return found.sort((a, b) => order.indexOf(a.tone) - order.indexOf(b.tone));
}

function failureOf(packageId: string, entry: PackageEntry): Concern[] {
    const status = statusOf(entry);
    if (status !== "error" && status !== "unwell" && status !== "retrying") return [];
    const { title } = manifestOf(entry);
    const heading = {
        error: messages.service.errorTitle({ title }),
        unwell: messages.health.unwell({ title }),
        retrying: messages.health.retrying({ title }),
    };
    return [{ key: packageId, packageId, tone: "bad", title: heading[status], text: troubleOf(entry) ?? "" }];
}

function tasksOf(document: PublicDocument, packageId: string, entry: PackageEntry): Concern[] {
    if (entry.stateInfo.state !== "installed") return [];
    return activeTasks(entry).map(([replayId, { task }]) => {
        const name = document.packageData[task.packageId]?.actions[task.actionId]?.name ?? task.actionId;
        const target = { action: name, service: titleOf(document, task.packageId) };
        const action = task.packageId === packageId ? name : messages.service.taskOf(target);
        const owner = titleOf(document, packageId);
        return {
            key: `${packageId}/${replayId}`,
            packageId,
            tone: task.severity === "critical" ? "attention" : "off",
            title: messages.concerns.task({ service: owner, action }),
            text: task.reason ?? messages.service.severity[task.severity],
        };
    });
}

export function haveSameConcerns(a: readonly Concern[], b: readonly Concern[]): boolean {
    const isSame = (one: Concern, other: Concern | undefined) =>
        other !== undefined && one.key === other.key && one.title === other.title && one.text === other.text;
    return a.length === b.length && a.every((one, index) => isSame(one, b[index]));
}
