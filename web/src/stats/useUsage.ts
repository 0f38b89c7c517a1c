import { useCallback, useSyncExternalStore } from "react";
import { usage } from "../application";
import type { Usage } from "./UsageFeed";

/** What a service uses now; `undefined` while it has no container or the server has not said anything yet. */
export function useUsage(id: string): Usage | undefined {
    const listen = useCallback((listener: () => void) => usage.listen(id, listener), [id]);
    return useSyncExternalStore(listen, () => usage.read(id));
}
