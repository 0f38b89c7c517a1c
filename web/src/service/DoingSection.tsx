import { useEffect, useState } from "react";
import { ToneIcon } from "../controls/StatusBadge";
import type { HealthResult, StatusInfo } from "../generated/rpc";
import { toneOf, toneOfCheck, type Status } from "../services/status";
import { formatDuration } from "../text/format";
import { messages } from "../text/messages";
import { Section } from "./Section";

export function DoingSection({ info, status }: { info: StatusInfo; status: Status }) {
    const checks = Object.entries(info.health);
    return (
        <Section title={messages.service.doing} aside={info.started ? <Uptime since={info.started} /> : null}>
            {checks.length === 0 ? (
                <p className="muted">{sentenceWithoutChecks(info, status)}</p>
            ) : (
                <ul className="rows panel" aria-live="polite">
                    {checks.map(([id, check]) => <Check key={id} id={id} check={check} />)}
                </ul>
            )}
        </Section>
    );
}

function Check({ id, check }: { id: string; check: HealthResult }) {
    return (
        <li className="row" data-testid={`health-${id}`} data-result={check.result}>
            <ToneIcon tone={toneOfCheck(check.result)} />
            <span className="row-name">{check.name}</span>
            <span className="row-value">{check.message || messages.service.check[check.result]}</span>
        </li>
    );
}

function sentenceWithoutChecks({ started }: StatusInfo, status: Status): string {
    if (started) return messages.service.doingNoChecks;
    if (status === "retrying") return messages.retry.doing;
    if (status === "error") return messages.service.doingFailed;
    return toneOf(status) === "busy" ? messages.service.doingNothingYet : messages.service.doingStopped;
}

function Uptime({ since }: { since: string }) {
    const [now, setNow] = useState(() => Date.now());
    useEffect(() => {
        const timer = setInterval(() => setNow(Date.now()), 1_000);
        return () => clearInterval(timer);
    }, []);
    const seconds = (now - Date.parse(since)) / 1000;
    if (Number.isNaN(seconds)) return null;
    return <span className="muted numbers">{messages.service.uptime({ duration: formatDuration(seconds) })}</span>;
}
