import { useEffect, useState } from "react";
import { server } from "../application";
import type { Methods } from "../generated/rpc";

type Statistics = Methods["package.stats"]["result"];

const interval = 5_000;

/** What the services use just now, asked for while somebody looks. Nothing when the server does not tell. */
export function useStatistics(isWanted: boolean): Statistics {
    const [statistics, setStatistics] = useState<Statistics>({});
    useEffect(() => {
        if (!isWanted) return;
        let timer: ReturnType<typeof setTimeout> | undefined;
        const abort = new AbortController();
        const ask = async () => {
            try {
                if (document.visibilityState === "visible") {
                    setStatistics(await server.call("package.stats", {}, { signal: abort.signal }));
                }
                if (!abort.signal.aborted) timer = setTimeout(() => void ask(), interval);
            } catch {
                setStatistics({});
            }
        };
        void ask();
        return () => {
            abort.abort();
            clearTimeout(timer);
        };
    }, [isWanted]);
    return statistics;
}
