import type { ReactNode } from "react";
import { Mark } from "../icons";

/** The frame of what is shown before somebody is logged in. */
export function EntryPage({ title, children }: { title: string; children: ReactNode }) {
    return (
        <main className="entry">
            <div className="entry-card">
                <Mark />
                <h1>{title}</h1>
                {children}
            </div>
        </main>
    );
}
