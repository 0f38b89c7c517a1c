import type { ActionMetadata, PackageEntry } from "../generated/rpc";
import { isStarted, type Status } from "../services/status";
import { messages } from "../text/messages";

/** Why an action cannot be run now, if so. */
export function obstacleTo(action: ActionMetadata, entry: PackageEntry, status: Status): string | undefined {
    if (typeof action.visibility === "object" && action.visibility !== null) return action.visibility.disabled;
    if (status === "backing-up") return messages.service.notNow;
    if (action.allowedStatuses === "only-running" && !isStarted(entry)) return messages.service.onlyRunning;
    if (action.allowedStatuses === "only-stopped" && isStarted(entry)) return messages.service.onlyStopped;
    return undefined;
}
