import { messages } from "../text/messages";
import type { InputProps } from "./FieldList";

/** Whether one option of a choice cannot be picked. */
export function isOptionDisabled(disabled: false | string | string[] | undefined, key: string): boolean {
    return Array.isArray(disabled) && disabled.includes(key);
}

export function ChoiceField({ field, value, change, id, isDisabled, accessibility }: InputProps) {
    return (
        <select {...accessibility} id={id} disabled={isDisabled} value={typeof value === "string" ? value : ""}
            onChange={(event) => change(event.currentTarget.value)}>
            {typeof value === "string" ? null : <option value="">{messages.actions.choose}</option>}
            {Object.entries(field.values ?? {}).map(([key, label]) => (
                <option key={key} value={key} disabled={isOptionDisabled(field.disabled, key)}>{label}</option>
            ))}
        </select>
    );
}

export function ManyChoicesField({ field, value, change, isDisabled }: InputProps) {
    const chosen = Array.isArray(value) ? value : [];
    const keys = Object.keys(field.values ?? {});
    const toggle = (key: string, isOn: boolean) =>
        change(keys.filter((candidate) => (candidate === key ? isOn : chosen.includes(candidate))));
    return (
        <div className="checks">
            {Object.entries(field.values ?? {}).map(([key, label]) => (
                <label key={key} className="check">
                    <input type="checkbox" checked={chosen.includes(key)}
                        disabled={isDisabled || isOptionDisabled(field.disabled, key)}
                        onChange={(event) => toggle(key, event.currentTarget.checked)} />
                    {label}
                </label>
            ))}
        </div>
    );
}

export function ToggleField({ value, change, id, isDisabled, accessibility }: InputProps) {
    return (
        <input {...accessibility} id={id} className="switch" type="checkbox" role="switch" checked={value === true}
            disabled={isDisabled} onChange={(event) => change(event.currentTarget.checked)} />
    );
}

export function TriStateField({ value, change, id, isDisabled }: InputProps) {
    const options = [
        { value: true, label: messages.actions.yes },
        { value: null, label: messages.actions.undecided },
        { value: false, label: messages.actions.no },
    ];
    return (
        <div className="segments">
            {options.map((option) => (
                <label key={String(option.value)}>
                    <input type="radio" name={id} checked={value === option.value} disabled={isDisabled}
                        onChange={() => change(option.value)} />
                    <span>{option.label}</span>
                </label>
            ))}
        </div>
    );
}
