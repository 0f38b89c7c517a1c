import { server } from "../application";
import { Button } from "../controls/Button";
import { TechnicalDetails } from "../controls/Notices";
import { ToneIcon } from "../controls/StatusBadge";
import { useOperation } from "../controls/useOperation";
import type { ErrorInfo } from "../generated/rpc";
import { restOf, summaryOf } from "../services/trouble";
import { messages } from "../text/messages";

/** What went wrong with a service, and what to do about it. */
export function ErrorPanel({ id, title, error }: { id: string; title: string; error: ErrorInfo }) {
    const operation = useOperation();
    const technical = [restOf(error.details), error.debug].filter((text) => text !== "").join("\n\n");
    return (
        <div className="panel error-panel" role="alert">
            <ToneIcon tone="bad" />
            <div className="panel-words">
                <strong>{messages.service.errorTitle({ title })}</strong>
                <p>{summaryOf(error.details)}</p>
                <p className="muted">{messages.service.errorAdvice}</p>
                <TechnicalDetails text={technical} />
            </div>
            <Button icon="restart" pending={operation.isPending && messages.service.rebuilding}
                onClick={() => void operation.run(() => server.call("package.rebuild", { id }))}>
                {messages.service.rebuild}
            </Button>
        </div>
    );
}
