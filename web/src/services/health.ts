import type { PublicDocument } from "../generated/rpc";
import { messages } from "../text/messages";
import { manifestOf } from "./manifest";
import { statusOf, toneOf, type Status, type Tone } from "./status";

export interface HealthSummary {
    tone: Tone;
    text: string;
}

/** The state of all services in one sentence. What is worst is said first, and nothing is called well that is not. */
export function healthOf(document: PublicDocument): HealthSummary {
    const services = Object.values(document.packageData).map((entry) => ({
        title: manifestOf(entry).title,
        status: statusOf(entry),
    }));
    const having = (...statuses: Status[]) => services.filter(({ status }) => statuses.includes(status));
    const unwell = having("error", "unwell", "retrying");
    const needing = having("task-required");
    const busy = services.filter(({ status }) => toneOf(status) === "busy");
    const stopped = having("stopped");
    const [sick, needy, active] = [unwell[0], needing[0], busy[0]];
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
    if (active !== undefined) {
        const text = messages.health.busy({ title: active.title, status: messages.status[active.status] });
        return { tone: "busy", text };
    }
    if (services.length === 0) return { tone: "off", text: messages.health.none };
    if (stopped.length === services.length) {
        return { tone: "off", text: messages.health.allStopped({ number: stopped.length }) };
    }
    const number = services.length - stopped.length;
    if (stopped.length > 0) {
        return { tone: "good", text: messages.health.someStopped({ number, stopped: stopped.length }) };
    }
    return { tone: "good", text: messages.health.allWell({ number }) };
}
