import type { ReactNode } from "react";
import { messages } from "../text/messages";
import { Button } from "./Button";
import { Dialog, closeDialog } from "./Dialog";
import { useOperation } from "./useOperation";

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
    const operation = useOperation();
    const run = async () => {
        if (await operation.run(perform)) closeDialog();
    };
    return (
        <Dialog title={title}>
            <div className="dialog-text">{children}</div>
            <footer className="dialog-footer">
                <Button onClick={closeDialog} autoFocus={isDangerous === true}>{messages.cancel}</Button>
                <Button kind={isDangerous === true ? "danger" : "primary"} pending={operation.isPending && pending}
                    testId={testId} onClick={() => void run()}>
                    {confirm}
                </Button>
            </footer>
        </Dialog>
    );
}
