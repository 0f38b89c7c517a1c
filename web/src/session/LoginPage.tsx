import { useState, type FormEvent } from "react";
import { server, session } from "../application";
import { AccountName } from "../controls/AccountName";
import { Button } from "../controls/Button";
import { TechnicalDetails, describeError, type ErrorDescription } from "../controls/Notices";
import { PasswordField } from "../controls/PasswordField";
import { ErrorCode, isRPCError } from "../rpc/errors";
import { messages } from "../text/messages";
import { EntryPage } from "./EntryPage";

export function LoginPage() {
    const [password, setPassword] = useState("");
    const [error, setError] = useState<ErrorDescription>();
    const [isPending, setPending] = useState(false);

    const submit = async (event: FormEvent) => {
        event.preventDefault();
        if (password === "") return setError({ text: messages.login.missing, technical: "" });
        setPending(true);
        try {
            await server.call("auth.login", { password });
            session.resume();
        } catch (cause) {
            setError(describeLoginError(cause));
            setPending(false);
        }
    };

    return (
        <EntryPage title={messages.login.title}>
            <form className="entry-form" onSubmit={(event) => void submit(event)}>
                <AccountName />
                <PasswordField label={messages.password.label} value={password} autoComplete="current-password"
                    autoFocus testId="login-password" error={error?.text}
                    change={(value) => {
                        setPassword(value);
                        setError(undefined);
                    }} />
                <TechnicalDetails text={error?.technical ?? ""} />
                <Button type="submit" kind="primary" className="wide" testId="login-submit"
                    pending={isPending && messages.login.submitting}>
                    {messages.login.submit}
                </Button>
            </form>
        </EntryPage>
    );
}

function describeLoginError(error: unknown): ErrorDescription {
    if (isRPCError(error, ErrorCode.incorrectPassword)) return { text: messages.login.wrong, technical: "" };
    if (isRPCError(error, ErrorCode.rateLimited)) return { text: messages.login.limited, technical: "" };
    return describeError(error);
}
