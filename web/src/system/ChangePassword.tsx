import { useState, type FormEvent } from "react";
import { server } from "../application";
import { AccountName } from "../controls/AccountName";
import { Button } from "../controls/Button";
import { Dialog, closeDialog, showDialog } from "../controls/Dialog";
import { ErrorMessage } from "../controls/ErrorMessage";
import { describeError, showDone, type ErrorDescription } from "../controls/Notices";
import { PasswordField } from "../controls/PasswordField";
import { ErrorCode, isRPCError } from "../rpc/errors";
import { Section } from "../service/Section";
import { minimumLength, problemWithPassword } from "../session/passwordRule";
import { messages } from "../text/messages";

export function PasswordSection() {
    return (
        <Section title={messages.system.password}>
            <div className="row tall panel">
                <p className="row-words muted">{messages.system.passwordText}</p>
                <Button icon="key" testId="change-password" onClick={() => showDialog(<ChangePasswordDialog />)}>
                    {messages.system.changePassword}
                </Button>
            </div>
        </Section>
    );
}

export function ChangePasswordDialog() {
    const [present, setPresent] = useState("");
    const [chosen, setChosen] = useState("");
    const [repeated, setRepeated] = useState("");
    const [wasSubmitted, setSubmitted] = useState(false);
    const [isWrong, setWrong] = useState(false);
    const [isPending, setPending] = useState(false);
    const [error, setError] = useState<ErrorDescription>();
    const problem = problemWithPassword(chosen);

    const submit = async (event: FormEvent) => {
        event.preventDefault();
        setSubmitted(true);
        if (present === "" || problem !== undefined || chosen !== repeated) return;
        setPending(true);
        setError(undefined);
        try {
            await server.call("auth.reset-password", { oldPassword: present, newPassword: chosen });
            closeDialog();
            showDone(messages.system.passwordChanged);
        } catch (cause) {
            if (isRPCError(cause, ErrorCode.incorrectPassword)) setWrong(true);
            else setError(describeError(cause));
            setPending(false);
        }
    };

    const presentError = isWrong ? messages.login.wrong : present === "" ? messages.login.missing : undefined;
    return (
        <Dialog title={messages.system.changePassword}>
            <form className="form" noValidate onSubmit={(event) => void submit(event)}>
                <AccountName />
                <PasswordField label={messages.system.oldPassword} value={present} autoComplete="current-password"
                    testId="old-password" error={wasSubmitted ? presentError : undefined}
                    change={(value) => {
                        setPresent(value);
                        setWrong(false);
                    }} />
                <PasswordField label={messages.system.newPassword} value={chosen} change={setChosen}
                    autoComplete="new-password" testId="new-password" error={wasSubmitted ? problem : undefined}
                    hint={messages.setup.hint({ minimum: minimumLength })} />
                <PasswordField label={messages.password.repeat} value={repeated} change={setRepeated}
                    autoComplete="new-password" testId="repeated-password"
                    error={wasSubmitted && chosen !== repeated ? messages.password.different : undefined} />
                <ErrorMessage error={error} />
                <footer className="dialog-footer">
                    <Button onClick={closeDialog}>{messages.cancel}</Button>
                    <Button type="submit" kind="primary" testId="password-save"
                        pending={isPending && messages.system.changingPassword}>
                        {messages.system.changePassword}
                    </Button>
                </footer>
            </form>
        </Dialog>
    );
}
