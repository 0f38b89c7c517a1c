import { useEffect, useId, useLayoutEffect, useRef, type ReactNode } from "react";
import { Store, useStore } from "../session/Store";
import { messages } from "../text/messages";
import { IconButton } from "./Button";

const open = new Store<ReactNode>(null);

/** Shows one dialog at a time, over everything. */
export function showDialog(dialog: ReactNode) {
    open.set(dialog);
}

export function closeDialog() {
    open.set(null);
}

export function DialogHost() {
    const dialog = useStore(open);
    useEffect(() => {
        addEventListener("hashchange", closeDialog);
        return () => removeEventListener("hashchange", closeDialog);
    }, []);
    return <>{dialog}</>;
}

interface DialogProps {
    title: string;
    children: ReactNode;
    className?: string;
    /** Asked before the person closes the dialog without finishing it; `false` keeps it open. */
    mayClose?: () => boolean;
}

/**
 * The browser's modal dialog: it keeps the focus, closes on Escape and gives the focus back. The focus begins at
 * `data-initial-focus`, else at the title, so that a screen reader starts there.
 */
export function Dialog({ title, children, className, mayClose }: DialogProps) {
    const element = useRef<HTMLDialogElement>(null);
    const titleId = useId();
    // Before the element is taken away, since only a dialog that is still there gives the focus back.
    useLayoutEffect(() => {
        const dialog = element.current;
        dialog?.showModal();
        const first = dialog?.querySelector<HTMLElement>("[data-initial-focus]") ?? dialog?.querySelector("h2");
        first?.focus();
        return () => dialog?.close();
    }, []);
    const close = () => {
        if (mayClose?.() !== false) closeDialog();
    };
    return (
        <dialog ref={element} className={`dialog ${className ?? ""}`} aria-labelledby={titleId}
            onCancel={(event) => {
                event.preventDefault();
                close();
            }}
            onClick={(event) => event.target === element.current && close()}>
            <div className="dialog-body">
                <header className="dialog-header">
                    <h2 id={titleId} tabIndex={-1}>{title}</h2>
                    <IconButton icon="close" label={messages.close} onClick={close} />
                </header>
                {children}
            </div>
        </dialog>
    );
}
