import { useEffect, useState } from "react";
import { Button } from "../controls/Button";
import { TechnicalDetails } from "../controls/Notices";
import { ToneIcon } from "../controls/StatusBadge";
import { useOperation } from "../controls/useOperation";
import type { ErrorInfo, RetryInfo } from "../generated/rpc";
import { restOf } from "../services/trouble";
import { formatDuration } from "../text/format";
import { messages } from "../text/messages";
import { askToStop, start } from "./operations";

interface RetryPanelProps {
    id: string;
    title: string;
    retry: RetryInfo;
    error: ErrorInfo | null | undefined;
}

/** A service that ended although it should run: why, when it is started again, and the two ways out of waiting. */
export function RetryPanel({ id, title, retry, error }: RetryPanelProps) {
    const trying = useOperation();
    const stopping = useOperation();
    return (
        <div className="panel error-panel" data-testid="retry">
            <ToneIcon tone="bad" />
            <div className="panel-words">
                <strong role="alert">{messages.retry.title({ title, attempt: retry.attempt })}</strong>
                <p>{retry.reason}</p>
                <p className="muted"><Countdown until={retry.at} /></p>
                <TechnicalDetails text={restOf(error?.details ?? "")} />
            </div>
            <div className="controls">
                <Button kind="primary" icon="restart" testId="try-now"
                    pending={trying.isPending && messages.service.starting}
                    onClick={() => void trying.run(() => start(id))}>
                    {messages.retry.now}
                </Button>
                <Button icon="stop" testId="stop-retrying" pending={stopping.isPending && messages.service.stopping}
                    onClick={() => void stopping.run(() => askToStop(id))}>
                    {messages.service.stop}
                </Button>
            </div>
        </div>
    );
}

/** Not a live region: a screen reader would speak every second. */
function Countdown({ until }: { until: string }) {
    const [now, setNow] = useState(() => Date.now());
    useEffect(() => {
        const timer = setInterval(() => setNow(Date.now()), 1_000);
        return () => clearInterval(timer);
    }, []);
    const seconds = Math.ceil((Date.parse(until) - now) / 1000);
    if (Number.isNaN(seconds) || seconds <= 0) return <>{messages.retry.soon}</>;
    return <span className="numbers">{messages.retry.countdown({ duration: formatDuration(seconds) })}</span>;
}
