import { ToneIcon } from "../controls/StatusBadge";
import type { PublicDocument } from "../generated/rpc";
import { useSelection } from "../patch/useDocument";
import { manifestOf } from "../services/manifest";
import { statusOf, toneOf, type Status, type Tone } from "../services/status";
import { messages } from "../text/messages";

interface Sentence {
    tone: Tone;
    text: string;
}

/** The state of everything in one sentence. */
export function HealthSentence() {
    const sentence = useSelection(["packageData"], healthOf, (a, b) => a.tone === b.tone && a.text === b.text);
    if (sentence === undefined) return null;
    return (
        <span className="health-sentence" role="status">
            <ToneIcon tone={sentence.tone} />
            <span>{sentence.text}</span>
        </span>
    );
}

export function healthOf(document: PublicDocument): Sentence {
    const services = Object.values(document.packageData).map((entry) => ({
        title: manifestOf(entry).title,
        status: statusOf(entry),
    }));
    const having = (...statuses: Status[]) => services.filter(({ status }) => statuses.includes(status));
    const unwell = having("error", "unwell");
    const needing = having("task-required");
    const busy = services.find(({ status }) => toneOf(status) === "busy");
    const [sick, needy] = [unwell[0], needing[0]];
    if (sick !== undefined) {
        const number = unwell.length;
        const text = number === 1 ? messages.health.unwell(sick) : messages.health.severalUnwell({ number });
        return { tone: "bad", text };
    }
    if (needy !== undefined) {
        const number = needing.length;
        const text = number === 1 ? messages.health.needsYou(needy) : messages.health.severalNeedYou({ number });
        return { tone: "attention", text };
    }
    if (busy !== undefined) {
        const text = messages.health.busy({ title: busy.title, status: messages.status[busy.status] });
        return { tone: "busy", text };
    }
    if (services.length === 0) return { tone: "off", text: messages.health.none };
    return { tone: "good", text: messages.health.allWell({ number: services.length }) };
}
