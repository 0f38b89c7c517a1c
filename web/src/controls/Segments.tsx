interface SegmentsProps<Value extends string> {
    label: string;
    /** Sets the group of radio buttons apart from others on the page. */
    name: string;
    value: Value;
    options: readonly { value: Value; label: string; testId?: string }[];
    change: (value: Value) => void;
}

/** One of a few choices, all of them in view. */
export function Segments<Value extends string>({ label, name, value, options, change }: SegmentsProps<Value>) {
    return (
        <div className="segments" role="radiogroup" aria-label={label}>
            {options.map((option) => (
                <label key={option.value}>
                    <input type="radio" name={name} checked={option.value === value} data-testid={option.testId}
                        onChange={() => change(option.value)} />
                    <span>{option.label}</span>
                </label>
            ))}
        </div>
    );
}
