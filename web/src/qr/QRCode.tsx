import { useMemo } from "react";
import { messages } from "../text/messages";
import { encodeQR } from "./encode";

/** A QR code with its quiet zone, black on white in every theme, since not every reader takes it inverted. */
export function QRCode({ text, label }: { text: string; label: string }) {
    const rows = useMemo(() => encodeQR(text), [text]);
    if (rows === undefined) return <p className="muted">{messages.qr.tooLong}</p>;
    const size = rows.length + 8;
    const path = rows
        .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x + 4},${y + 4}h1v1h-1z` : "")))
        .join("");
    return (
        <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} data-testid="qr"
            shapeRendering="crispEdges">
            <rect width={size} height={size} fill="#fff" />
            <path d={path} fill="#000" />
        </svg>
    );
}
