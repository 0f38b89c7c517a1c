import { useState, type ReactNode } from "react";
import { messages } from "../text/messages";
import { Button } from "./Button";
import { Dialog, closeDialog } from "./Dialog";
import { ErrorMessage } from "./ErrorMessage";
import { describeError, type ErrorDescription } from "./Notices";

interface ConfirmDialogProps {
    title: string;
    children: ReactNode;
    confirm: string;
    pending: string;
    isDangerous?: boolean;
    testId?: string;
    /** The work; the dialog closes when it succeeded. */
    perform: () => Promise<unknown>;
}

export function ConfirmDialog({ title, children, confirm, pending, isDangerous, testId, perform }: ConfirmDialogProps) {
    const [isPending, setPending] = useState(false);
    const [error, setError] = useState<ErrorDescription>();
    const run = async () => {
        setPending(true);
        setError(undefined);
        try {
            await perform();
            closeDialog();
        } catch (cause) {
            setError(describeError(cause));
            setPending(false);
        }
    };
    return (
        <Dialog title={title}>
            <div className="dialog-text">{children}</div>
            <ErrorMessage error={error} />
            <footer className="dialog-footer">
                <Button onClick={closeDialog} data-initial-focus>{messages.cancel}</Button>
                <Button kind={isDangerous === true ? "danger" : "primary"} pending={isPending && pending}
                    testId={testId} onClick={() => void run()}>
                    {confirm}
                </Button>
            </footer>
        </Dialog>
    );
}
