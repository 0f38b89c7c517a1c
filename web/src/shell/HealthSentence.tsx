import { session } from "../application";
import { ToneIcon } from "../controls/StatusBadge";
import { useSelection } from "../patch/useDocument";
import { healthOf } from "../services/health";
import { useStore } from "../session/Store";
import { messages } from "../text/messages";

/** The state of everything in one sentence. Without a connection it says only what it can know: nothing new. */
export function HealthSentence() {
    const { isLive } = useStore(session);
    const health = useSelection(["packageData"], healthOf, (a, b) => a.tone === b.tone && a.text === b.text);
    if (health === undefined) return null;
    const { tone, text } = isLive ? health : ({ tone: "off", text: messages.health.stale } as const);
    return (
        <span className="health-sentence" role="status" data-testid="health" data-tone={tone}>
            <ToneIcon tone={tone} />
            <span>{text}</span>
        </span>
    );
}
