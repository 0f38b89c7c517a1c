import { useEffect, useState } from "react";
import { messages } from "../text/messages";
import { IconButton } from "./Button";

export function CopyButton({ text, label }: { text: string; label?: string }) {
    const [isCopied, setCopied] = useState(false);
    useEffect(() => {
        if (!isCopied) return;
        const timer = setTimeout(() => setCopied(false), 2_000);
        return () => clearTimeout(timer);
    }, [isCopied]);
    return (
        <>
            <IconButton icon={isCopied ? "check" : "copy"} label={label ?? messages.copy}
                onClick={(event) => setCopied(copyText(text, event.currentTarget))} />
            <span className="unseen" role="status">{isCopied ? messages.copied : ""}</span>
        </>
    );
}

/** Copies also where the clipboard interface is missing, which browsers keep from pages without TLS. */
function copyText(text: string, near: HTMLElement): boolean {
    if (window.isSecureContext) {
        void navigator.clipboard.writeText(text);
        return true;
    }
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "unseen";
    near.after(field);
    field.select();
    const isDone = document.execCommand("copy");
    field.remove();
    near.focus();
    return isDone;
}
