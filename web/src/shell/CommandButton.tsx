import { useEffect } from "react";
import { showDialog } from "../controls/Dialog";
import { icons } from "../icons";
import { messages } from "../text/messages";
import { CommandPalette } from "./CommandPalette";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

export function CommandButton() {
    return (
        <button type="button" className="command-button" aria-keyshortcuts={isMac ? "Meta+K" : "Control+K"}
            onClick={() => showDialog(<CommandPalette />)}>
            {icons.search}
            <span>{messages.commands.open}</span>
            <kbd>{isMac ? messages.commands.shortcutMac : messages.commands.shortcut}</kbd>
        </button>
    );
}

export function useCommandShortcut() {
    useEffect(() => {
        const open = (event: KeyboardEvent) => {
            if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
            event.preventDefault();
            // A dialog that is open may hold what somebody typed.
            if (document.querySelector("dialog[open]") !== null) return;
            showDialog(<CommandPalette />);
        };
        addEventListener("keydown", open);
        return () => removeEventListener("keydown", open);
    }, []);
}
