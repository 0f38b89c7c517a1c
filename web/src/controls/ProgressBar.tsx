/** A bar with a name; without a fraction it only says that something goes on. */
export function ProgressBar({ fraction, label }: { fraction: number | undefined; label: string }) {
    return <progress className="progress" aria-label={label} max={1} value={fraction} />;
}
