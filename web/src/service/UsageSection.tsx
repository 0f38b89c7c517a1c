import type { ReactNode } from "react";
import { Button } from "../controls/Button";
import { showDialog } from "../controls/Dialog";
import type { PackageEntry, ServiceLimits } from "../generated/rpc";
import { Meter } from "../stats/Meter";
import { Sparkline } from "../stats/Sparkline";
import type { Usage } from "../stats/UsageFeed";
import { useUsage } from "../stats/useUsage";
import { formatBytes, formatLoad, formatNumber } from "../text/format";
import { messages } from "../text/messages";
import { LimitsDialog } from "./LimitsDialog";
import { Section } from "./Section";

/** What a service uses of the server now, what it may use, and a way to change that. */
export function UsageSection({ id, title, limits }: { id: string; title: string; limits: PackageEntry["limits"] }) {
    const usage = useUsage(id);
    return (
        <Section title={messages.usage.title} aside={
            <Button icon="edit" kind="quiet" testId="edit-limits" aria-label={messages.usage.changeOf({ title })}
                onClick={() => showDialog(<LimitsDialog id={id} title={title} limits={limits ?? {}} usage={usage} />)}>
                {messages.usage.change}
            </Button>
        }>
            <div className="panel usage" data-testid="usage">
                {usage === undefined ? (
                    <Limits limits={limits ?? {}} />
                ) : (
                    <Present usage={usage} limits={limits ?? {}} />
                )}
            </div>
        </Section>
    );
}

function Present({ usage: { latest, history }, limits }: { usage: Usage; limits: ServiceLimits }) {
    const cores = limits.cpu ?? null;
    const { memory_limit_bytes: memoryLimit, disk_bytes: disk, disk_limit_bytes: diskLimit } = latest;
    return (
        <div className="uses">
            <Use name={messages.usage.cpu} value={latest.cpu_percent ?? 0} limit={cores === null ? null : cores * 100}
                used={formatLoad(latest.cpu_percent)}
                of={cores === null ? null : messages.usage.cores({ number: cores })}
                curve={<Sparkline values={history.map(({ cpu }) => cpu)} atLeast={10} />} />
            <Use name={messages.usage.memory} value={latest.memory_bytes} limit={memoryLimit}
                used={formatBytes(latest.memory_bytes)} of={memoryLimit ? formatBytes(memoryLimit) : null}
                curve={<Sparkline values={history.map(({ memory }) => memory)} atLeast={1_000_000} />} />
            {disk === null || disk === undefined ? null : (
                <Use name={messages.usage.disk} value={disk} limit={diskLimit} used={formatBytes(disk)}
                    of={diskLimit ? formatBytes(diskLimit) : null} />
            )}
            <Use name={messages.usage.processes} value={latest.processes} limit={limits.processes}
                used={formatNumber(latest.processes)} of={limits.processes ? formatNumber(limits.processes) : null} />
        </div>
    );
}

interface UseProps {
    name: string;
    value: number;
    limit: number | null | undefined;
    /** The value and the limit in words. */
    used: string;
    of: string | null;
    curve?: ReactNode;
}

function Use({ name, value, limit, used, of, curve }: UseProps) {
    const text = of === null ? used : messages.usage.amount({ used, limit: of });
    return (
        <div className="use">
            <p><span className="muted">{name}</span><strong className="numbers">{text}</strong></p>
            {curve}
            {limit === null || limit === undefined ? null : (
                <Meter name={name} value={value} limit={limit} text={text} />
            )}
        </div>
    );
}

/** A service that does not run uses nothing but disk; what it may use stays worth knowing. */
function Limits({ limits: { cpu, memory, disk, processes } }: { limits: ServiceLimits }) {
    const rows: [string, string | undefined][] = [
        [messages.usage.cpu, cpu ? messages.usage.cores({ number: cpu }) : undefined],
        [messages.usage.memory, memory ? formatBytes(memory) : undefined],
        [messages.usage.disk, disk ? formatBytes(disk) : undefined],
        [messages.usage.processes, processes ? formatNumber(processes) : undefined],
    ];
    if (rows.every(([, limit]) => limit === undefined)) {
        return <p className="row muted">{messages.usage.nothingLimited}</p>;
    }
    return (
        <ul className="rows">
            {rows.map(([name, limit]) => (
                <li key={name} className="row">
                    <span className="row-name">{name}</span>
                    <span className="row-value">
                        {limit === undefined ? messages.usage.standard : messages.usage.upTo({ limit })}
                    </span>
                </li>
            ))}
        </ul>
    );
}
