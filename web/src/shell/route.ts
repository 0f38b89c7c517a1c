import { useSyncExternalStore } from "react";

export type Route =
    | { page: "services" }
    | { page: "service"; id: string }
    | { page: "system" }
    | { page: "unknown" };

/** The address of a page. It stands behind the `#`, so that it never reaches the server or a proxy's log. */
export const address = {
    services: "#/",
    system: "#/system",
    service: (id: string) => `#/services/${encodeURIComponent(id)}`,
};

export function parseRoute(hash: string): Route {
    const [area, id, ...rest] = hash.replace(/^#\/?/, "").split("/");
    if (rest.length > 0) return { page: "unknown" };
    if (area === "" || area === undefined || area.startsWith("setup=")) return { page: "services" };
    if (area === "services") return id === undefined || id === "" ? { page: "services" } : serviceRoute(id);
    return area === "system" && id === undefined ? { page: "system" } : { page: "unknown" };
}

function serviceRoute(id: string): Route {
    try {
        return { page: "service", id: decodeURIComponent(id) };
    } catch {
        return { page: "unknown" };
    }
}

export function useHash(): string {
    return useSyncExternalStore(
        (listener) => {
            addEventListener("hashchange", listener);
            return () => removeEventListener("hashchange", listener);
        },
        () => location.hash,
    );
}
