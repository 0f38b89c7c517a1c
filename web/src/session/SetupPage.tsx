import { useId, useState, type FormEvent } from "react";
import { server, session } from "../application";
import { AccountName } from "../controls/AccountName";
import { Button } from "../controls/Button";
import { TechnicalDetails, describeError, type ErrorDescription } from "../controls/Notices";
import { PasswordField } from "../controls/PasswordField";
import { messages } from "../text/messages";
import { useHash } from "../shell/route";
import { EntryPage } from "./EntryPage";
import { minimumLength, problemWithPassword } from "./passwordRule";

/** The first visit: the address carries the code that proves that the visitor can read the server's console. */
export function SetupPage() {
    const given = codeInAddress(useHash());
    const [typed, setTyped] = useState("");
    const code = given === "" ? typed : given;
    const [password, setPassword] = useState("");
    const [repeated, setRepeated] = useState("");
    const [wasSubmitted, setSubmitted] = useState(false);
    const [isPending, setPending] = useState(false);
    const [error, setError] = useState<ErrorDescription>();

    const passwordError = wasSubmitted ? problemWithPassword(password) : undefined;
    const isDifferent = password !== repeated && (repeated !== "" || passwordError === undefined);
    const repeatedError = wasSubmitted && isDifferent ? messages.password.different : undefined;

    const submit = async (event: FormEvent) => {
        event.preventDefault();
        setSubmitted(true);
        if (code === "" || problemWithPassword(password) !== undefined || password !== repeated) return;
        setPending(true);
        try {
            await server.call("setup.execute", { code, password });
            history.replaceState(null, "", "#/");
            session.resume();
        } catch (cause) {
            setError(describeError(cause));
            setPending(false);
        }
    };

    return (
        <EntryPage title={messages.setup.title}>
            <p className="entry-text">{messages.setup.introduction}</p>
            <form className="entry-form" onSubmit={(event) => void submit(event)}>
                {given === "" ? (
                    <CodeField code={typed} change={setTyped} isMissing={wasSubmitted && typed === ""} />
                ) : null}
                <AccountName />
                <PasswordField label={messages.password.label} value={password} change={setPassword}
                    autoComplete="new-password" hint={messages.setup.hint({ minimum: minimumLength })}
                    error={passwordError} testId="setup-password" autoFocus={given !== ""} />
                <PasswordField label={messages.password.repeat} value={repeated} change={setRepeated}
                    autoComplete="new-password" error={repeatedError} testId="setup-confirm" />
                <div role="alert">
                    {error === undefined ? null : <p className="field-error">{error.text}</p>}
                </div>
                <TechnicalDetails text={error?.technical ?? ""} />
                <Button type="submit" kind="primary" className="wide" testId="setup-submit"
                    pending={isPending && messages.setup.submitting}>
                    {messages.setup.submit}
                </Button>
            </form>
        </EntryPage>
    );
}

function CodeField({ code, change, isMissing }: { code: string; change: (code: string) => void; isMissing: boolean }) {
    const id = useId();
    return (
        <div className="field">
            <label htmlFor={id}>{messages.setup.code}</label>
            <input id={id} value={code} autoComplete="off" spellCheck={false} autoFocus data-testid="setup-code"
                aria-describedby={`${id}-help`} aria-invalid={isMissing}
                onChange={(event) => change(event.currentTarget.value.trim())} />
            <p id={`${id}-help`} className={isMissing ? "field-error" : "hint"}>
                {isMissing ? messages.setup.codeMissing : messages.setup.codeHint}
            </p>
        </div>
    );
}

function codeInAddress(hash: string): string {
    return new URLSearchParams(hash.slice(1)).get("setup") ?? "";
}
