import { icons } from "../icons";
import { toneOf, type Status, type Tone } from "../services/status";
import { messages } from "../text/messages";

/** One status: colour, icon and word together. */
export function StatusBadge({ status, isLive = false }: { status: Status; isLive?: boolean }) {
    return (
        <span className={`tone status ${toneOf(status)}`} data-testid="service-status" data-status={status}
            role={isLive ? "status" : undefined}>
            {icons[toneOf(status)]}
            <span>{messages.status[status]}</span>
        </span>
    );
}

export function ToneIcon({ tone }: { tone: Tone }) {
    return <span className={`tone ${tone}`}>{icons[tone]}</span>;
}
