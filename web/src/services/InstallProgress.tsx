import { useRef } from "react";
import { server } from "../application";
import { Button } from "../controls/Button";
import { ProgressBar } from "../controls/ProgressBar";
import { ToneIcon } from "../controls/StatusBadge";
import { useOperation } from "../controls/useOperation";
import type { FullProgress, FullProgressPhase } from "../generated/rpc";
import { abandonUpload } from "../sideload/uploads";
import { formatBytes, formatDuration, formatFraction, formatNumber } from "../text/format";
import { messages } from "../text/messages";
import { SpeedEstimate, type ProgressCount, countOf, currentPhase, fractionOf } from "./progress";

interface InstallProps {
    id: string;
    title: string;
    progress: FullProgress;
}

/** On a card: how far it is, what is being done, how long it will take, and a way out. */
export function InstallSummary({ id, title, progress }: InstallProps) {
    const phase = currentPhase(progress);
    const fraction = fractionOf(progress.overall);
    return (
        <div className="install">
            <ProgressBar fraction={fraction} label={messages.install.progressOf({ title })} />
            <div className="card-foot">
                <div className="install-words">
                    <span>
                        {phase === undefined
                            ? messages.install.preparing
                            : messages.install.phase({ phase: phase.name })}
                    </span>
                    <PhaseDetail phase={phase} />
                </div>
                <CancelInstall id={id} title={title} />
            </div>
        </div>
    );
}

/** On the service's page: each phase by name. */
export function InstallPhases({ id, title, progress }: InstallProps) {
    const fraction = fractionOf(progress.overall);
    return (
        <div className="install panel">
            <div className="install-overall">
                <strong>
                    {fraction === undefined
                        ? messages.install.preparing
                        : messages.install.overall({ percentage: formatFraction(fraction) })}
                </strong>
                <CancelInstall id={id} title={title} />
            </div>
            <ProgressBar fraction={fraction} label={messages.install.progressOf({ title })} />
            <ol className="phases">
                {progress.phases.map((phase) => <Phase key={phase.name} phase={phase} />)}
            </ol>
        </div>
    );
}

function Phase({ phase }: { phase: FullProgressPhase }) {
    const { progress } = phase;
    const isNested = progress !== null && typeof progress === "object" && "phases" in progress;
    const tone = progress === true ? "good" : progress === null ? "off" : "busy";
    return (
        <li className={`phase ${tone}`}>
            <ToneIcon tone={tone} />
            <span>{phase.name}</span>
            <PhaseDetail phase={phase} />
            {isNested ? (
                <ol className="phases">
                    {progress.phases.map((inner) => <Phase key={inner.name} phase={inner} />)}
                </ol>
            ) : null}
        </li>
    );
}

function PhaseDetail({ phase }: { phase: FullProgressPhase | undefined }) {
    const estimate = useRef<{ phase: string; speed: SpeedEstimate }>();
    if (phase === undefined) return null;
    if (estimate.current?.phase !== phase.name) estimate.current = { phase: phase.name, speed: new SpeedEstimate() };
    const count = countOf(phase.progress);
    const left = estimate.current.speed.secondsLeft(count, Date.now());
    if (count === undefined) {
        return <span className="phase-detail">{wordFor(phase.progress)}</span>;
    }
    const rate = estimate.current.speed.perSecond;
    return (
        <span className="phase-detail">
            <span>{amountOf(count)}</span>
            {rate === undefined || left === undefined || count.units !== "bytes" ? null : (
                <span>{messages.install.rate({ amount: formatBytes(rate) })}</span>
            )}
            {left === undefined ? null : <span>{messages.install.left({ duration: formatDuration(left) })}</span>}
        </span>
    );
}

function wordFor(progress: FullProgressPhase["progress"]): string {
    if (progress === null) return messages.install.waiting;
    return progress === true ? messages.install.done : messages.install.working;
}

function amountOf({ done, total, units }: ProgressCount): string {
    const format = units === "bytes" ? formatBytes : formatNumber;
    if (total === null || total === undefined) return messages.install.amountSoFar({ done: format(done) });
    return messages.install.amount({ done: format(done), total: format(total) });
}

function CancelInstall({ id, title }: { id: string; title: string }) {
    const operation = useOperation();
    const cancel = async () => {
        await server.call("package.cancel-install", { id });
        abandonUpload(id);
    };
    return (
        <Button kind="plain" pending={operation.isPending && messages.install.cancelling}
            aria-label={messages.install.cancelName({ title })} onClick={() => void operation.run(cancel)}>
            {messages.install.cancel}
        </Button>
    );
}
