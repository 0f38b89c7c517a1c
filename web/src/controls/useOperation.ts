import { useEffect, useRef, useState } from "react";
import { showError } from "./Notices";

export interface Operation {
    isPending: boolean;
    /** Does the work and shows what went wrong; `true` when nothing did. */
    run: (work: () => Promise<unknown>) => Promise<boolean>;
}

/** Something a button begins: pending until the server's own document shows the outcome. */
export function useOperation(): Operation {
    const [isPending, setPending] = useState(false);
    const isMounted = useRef(true);
    useEffect(() => {
        isMounted.current = true;
        return () => void (isMounted.current = false);
    }, []);
    return {
        isPending,
        run: async (work) => {
            setPending(true);
            try {
                await work();
                return true;
            } catch (error) {
                showError(error);
                return false;
            } finally {
                if (isMounted.current) setPending(false);
            }
        },
    };
}
