import { useId, type ReactNode } from "react";

/** A part of a page under its own heading. */
export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
    const id = useId();
    return (
        <section className="section" aria-labelledby={id}>
            <header className="section-header">
                <h2 id={id}>{title}</h2>
                {aside}
            </header>
            {children}
        </section>
    );
}
