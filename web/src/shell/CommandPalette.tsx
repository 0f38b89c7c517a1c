import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { Dialog, closeDialog } from "../controls/Dialog";
import { showError } from "../controls/Notices";
import { icons } from "../icons";
import { messages } from "../text/messages";
import { commands, matching, type Command } from "./commands";

export function CommandPalette() {
    const listId = useId();
    const list = useRef<HTMLUListElement>(null);
    const [all] = useState(() => commands());
    const [query, setQuery] = useState("");
    const [position, setPosition] = useState(0);
    const found = matching(all, query);
    const chosen = found[Math.min(position, found.length - 1)];

    useEffect(() => {
        list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
    }, [chosen?.id]);

    const onKeyDown = (event: KeyboardEvent) => {
        const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
        if (step !== 0 && found.length > 0) {
            event.preventDefault();
            setPosition((Math.min(position, found.length - 1) + step + found.length) % found.length);
        } else if (event.key === "Enter" && chosen !== undefined) {
            event.preventDefault();
            perform(chosen);
        }
    };

    return (
        <Dialog title={messages.commands.label} className="palette">
            <input className="palette-input" type="text" role="combobox" data-initial-focus
                aria-label={messages.commands.label} aria-expanded="true" aria-controls={listId}
                aria-autocomplete="list" autoComplete="off" spellCheck={false}
                aria-activedescendant={chosen === undefined ? undefined : `${listId}-${chosen.id}`}
                placeholder={messages.commands.label} value={query} onKeyDown={onKeyDown}
                onChange={(event) => {
                    setQuery(event.currentTarget.value);
                    setPosition(0);
                }} />
            <ul className="palette-list" id={listId} ref={list} role="listbox" aria-label={messages.commands.label}>
                {found.map((command, index) => (
                    <li key={command.id} id={`${listId}-${command.id}`} role="option" aria-selected={command === chosen}
                        onPointerMove={() => setPosition(index)} onClick={() => perform(command)}>
                        {icons[command.icon]}
                        <span>{command.title}</span>
                    </li>
                ))}
            </ul>
            <p className="palette-empty" role="status">{found.length === 0 ? messages.commands.nothing : ""}</p>
        </Dialog>
    );
}

function perform(command: Command) {
    closeDialog();
    void (async () => {
        try {
            await command.perform();
        } catch (error) {
            showError(error);
        }
    })();
}
