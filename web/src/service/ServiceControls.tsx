import { Button, LinkButton } from "../controls/Button";
import { useOperation } from "../controls/useOperation";
import type { PackageEntry } from "../generated/rpc";
import { interfacesOf, mainAddress } from "../services/addresses";
import { canStop, type Status } from "../services/status";
import { messages } from "../text/messages";
import { askToRestart, askToStop, start } from "./operations";

/** Open, start, restart and stop; only what makes sense now. */
export function ServiceControls({ id, entry, status }: { id: string; entry: PackageEntry; status: Status }) {
    const starting = useOperation();
    const stopping = useOperation();
    const restarting = useOperation();
    const page = mainAddress(interfacesOf(entry.hosts));
    const isUp = status === "running" || status === "unwell";
    const isFailed = status === "error";
    // While it waits to be started again, the panel that says so has the buttons.
    if (status === "retrying") return null;
    const isWanted = entry.statusInfo.desired.main !== "stopped";
    return (
        <div className="controls">
            {isUp && page !== undefined ? (
                <LinkButton href={page} kind="primary" testId="open">{messages.open}</LinkButton>
            ) : null}
            {status === "stopped" || (isFailed && !isWanted) ? (
                <Button kind="primary" icon="start" testId="start"
                    pending={starting.isPending && messages.service.starting}
                    onClick={() => void starting.run(() => start(id))}>
                    {messages.service.start}
                </Button>
            ) : null}
            {isUp ? (
                <Button icon="restart" testId="restart" pending={restarting.isPending && messages.service.restarting}
                    onClick={() => void restarting.run(() => askToRestart(id))}>
                    {messages.service.restart}
                </Button>
            ) : null}
            {canStop(status) || (isFailed && isWanted) ? (
                <Button icon="stop" testId="stop" pending={stopping.isPending && messages.service.stopping}
                    onClick={() => void stopping.run(() => askToStop(id))}>
                    {messages.service.stop}
                </Button>
            ) : null}
        </div>
    );
}
