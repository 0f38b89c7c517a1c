import { useState } from "react";
import { IconButton } from "../controls/Button";
import { messages } from "../text/messages";
import type { InputProps } from "./FieldList";
import { randomText } from "./spec";

function textOrNull(text: string): string | null {
    return text === "" ? null : text;
}

const keyboards = ["email", "tel", "url"] as const;

export function TextField({ field, value, change, id, isDisabled, accessibility }: InputProps) {
    const [isShown, setShown] = useState(field.masked !== true);
    const { generate } = field;
    return (
        <div className="input-with-button">
            <input {...accessibility} id={id} type={isShown ? "text" : "password"} disabled={isDisabled}
                value={typeof value === "string" ? value : ""} placeholder={field.placeholder ?? undefined}
                inputMode={keyboards.find((keyboard) => keyboard === field.inputmode) ?? "text"}
                autoComplete="off" autoCapitalize="off" spellCheck={false}
                onChange={(event) => change(textOrNull(event.currentTarget.value))} />
            {field.masked === true ? (
                <IconButton icon={isShown ? "hide" : "show"} label={isShown ? messages.hide : messages.show}
                    onClick={() => setShown(!isShown)} />
            ) : null}
            {generate ? (
                <IconButton icon="restart" label={messages.actions.generate} disabled={isDisabled}
                    onClick={() => change(randomText(generate))} />
            ) : null}
        </div>
    );
}

export function LongTextField({ field, value, change, id, isDisabled, accessibility }: InputProps) {
    return (
        <textarea {...accessibility} id={id} disabled={isDisabled} rows={field.minRows ?? 3}
            value={typeof value === "string" ? value : ""} placeholder={field.placeholder ?? undefined}
            onChange={(event) => change(textOrNull(event.currentTarget.value))} />
    );
}

/** Keeps what was typed, such as "1." on the way to 1.5, beside the number it means. */
export function NumberField({ field, value, change, id, isDisabled, accessibility }: InputProps) {
    const [draft, setDraft] = useState<string>();
    const isCurrent = draft !== undefined && (Number(draft) === value || draft === value);
    const shown = isCurrent ? draft : value === null ? "" : String(value);
    const type = (text: string) => {
        setDraft(text);
        const number = Number(text);
        change(text.trim() === "" ? null : Number.isFinite(number) ? number : text);
    };
    return (
        <div className="input-with-unit">
            <input {...accessibility} id={id} type="text" inputMode={field.integer === true ? "numeric" : "decimal"}
                disabled={isDisabled} value={shown} placeholder={field.placeholder ?? undefined} autoComplete="off"
                onChange={(event) => type(event.currentTarget.value)} />
            {field.units ? <span className="unit">{field.units}</span> : null}
        </div>
    );
}

/** Colours, dates and times: the browser's own pickers. */
export function PickerField({ field, value, change, id, isDisabled, accessibility }: InputProps) {
    const type = field.type === "color" ? "color" : (field.inputmode ?? "datetime-local");
    return (
        <input {...accessibility} id={id} type={type} disabled={isDisabled}
            value={typeof value === "string" ? value : ""} min={field.min ?? undefined} max={field.max ?? undefined}
            onChange={(event) => change(textOrNull(event.currentTarget.value))} />
    );
}
