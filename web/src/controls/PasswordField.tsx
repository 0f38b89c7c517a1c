import { useId, useState } from "react";
import { messages } from "../text/messages";
import { IconButton } from "./Button";

interface PasswordFieldProps {
    label: string;
    value: string;
    change: (value: string) => void;
    autoComplete: "current-password" | "new-password";
    hint?: string;
    error?: string | undefined;
    testId?: string;
    autoFocus?: boolean;
}

export function PasswordField(props: PasswordFieldProps) {
    const { label, value, change, autoComplete, hint, error, testId, autoFocus } = props;
    const id = useId();
    const [isShown, setShown] = useState(false);
    return (
        <div className="field">
            <label htmlFor={id}>{label}</label>
            <div className="input-with-button">
                <input id={id} type={isShown ? "text" : "password"} value={value} autoComplete={autoComplete}
                    autoFocus={autoFocus} data-testid={testId} aria-invalid={error !== undefined}
                    aria-describedby={`${id}-help`} spellCheck={false} autoCapitalize="off"
                    onChange={(event) => change(event.currentTarget.value)} />
                <IconButton icon={isShown ? "hide" : "show"} aria-pressed={isShown}
                    label={isShown ? messages.password.hide : messages.password.show}
                    onClick={() => setShown(!isShown)} />
            </div>
            <p id={`${id}-help`} className={error === undefined ? "hint" : "field-error"} aria-live="polite">
                {error ?? hint ?? ""}
            </p>
        </div>
    );
}
