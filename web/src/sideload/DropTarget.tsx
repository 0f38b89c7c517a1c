import { useEffect, useState } from "react";
import { icons } from "../icons";
import { address } from "../shell/route";
import { messages } from "../text/messages";
import { uploadPackages } from "./uploads";

/** Takes files dropped on any page; shows itself while something is held over it, and goes where they arrive. */
export function DropTarget() {
    const [isOver, setOver] = useState(false);
    useEffect(() => {
        const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
        const over = (event: DragEvent) => {
            if (!hasFiles(event)) return;
            event.preventDefault();
            setOver(true);
        };
        const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
        const drop = (event: DragEvent) => {
            if (!hasFiles(event)) return;
            event.preventDefault();
            setOver(false);
            uploadPackages([...(event.dataTransfer?.files ?? [])]);
            location.hash = address.services;
        };
        addEventListener("dragover", over);
        addEventListener("dragleave", leave);
        addEventListener("drop", drop);
        return () => {
            removeEventListener("dragover", over);
            removeEventListener("dragleave", leave);
            removeEventListener("drop", drop);
        };
    }, []);
    if (!isOver) return null;
    return (
        <div className="drop-target" data-testid="drop-target">
            {icons.upload}
            <strong>{messages.services.drop}</strong>
        </div>
    );
}
