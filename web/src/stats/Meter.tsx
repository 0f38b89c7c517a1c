interface MeterProps {
    name: string;
    value: number;
    limit: number;
    /** Value and limit in words, which stand beside the bar. */
    text: string;
}

/** How much of a limit is used, as a bar. Close to the limit it changes its colour. */
export function Meter({ name, value, limit, text }: MeterProps) {
    const fraction = limit <= 0 ? 1 : Math.min(1, value / limit);
    const tone = fraction < 0.85 ? "busy" : fraction < 0.97 ? "attention" : "bad";
    return (
        <span className={`meter ${tone}`} role="meter" aria-label={name} aria-valuemin={0} aria-valuemax={100}
            aria-valuenow={Math.round(fraction * 100)} aria-valuetext={text}>
            <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                <rect width={Math.max(fraction * 100, 1)} height="1" />
            </svg>
        </span>
    );
}
