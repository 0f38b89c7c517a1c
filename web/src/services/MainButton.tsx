import { replica, server } from "../application";
import { openAction } from "../actions/openAction";
import { wishOf } from "../actions/wire";
import { Button, LinkButton } from "../controls/Button";
import { useOperation } from "../controls/useOperation";
import type { PackageEntry, TaskEntry } from "../generated/rpc";
import { start } from "../service/operations";
import { messages } from "../text/messages";
import { interfacesOf, mainAddress } from "./addresses";
import { manifestOf } from "./manifest";
import { activeTasks, statusOf } from "./status";

/** The next thing to do with a service: the task that blocks it, else start it, else open it. */
export function MainButton({ id, entry }: { id: string; entry: PackageEntry }) {
    const operation = useOperation();
    const status = statusOf(entry);
    if (entry.stateInfo.state !== "installed") return null;
    if (status === "task-required") return <TaskButton entry={entry} />;
    if (status === "stopped") {
        return (
            <Button kind="primary" icon="start" testId="start"
                pending={operation.isPending && messages.service.starting}
                onClick={() => void operation.run(() => start(id))}>
                {messages.service.start}
            </Button>
        );
    }
    if (status === "retrying") {
        return (
            <Button icon="restart" pending={operation.isPending && messages.service.starting}
                onClick={() => void operation.run(() => start(id))}>
                {messages.retry.now}
            </Button>
        );
    }
    if (status === "error") {
        return (
            <Button icon="restart" pending={operation.isPending && messages.service.rebuilding}
                onClick={() => void operation.run(() => server.call("package.rebuild", { id }))}>
                {messages.service.rebuild}
            </Button>
        );
    }
    const page = mainAddress(interfacesOf(entry.hosts));
    if (page === undefined || (status !== "running" && status !== "unwell")) return null;
    const { title } = manifestOf(entry);
    return (
        <LinkButton href={page} kind="primary" testId="open" label={messages.commands.openService({ title })}>
            {messages.open}
        </LinkButton>
    );
}

function TaskButton({ entry }: { entry: PackageEntry }) {
    const [first] = activeTasks(entry);
    if (first === undefined) return null;
    const { task } = first[1];
    return (
        <Button kind="primary" icon="forward" onClick={() => openAction(task.packageId, task.actionId, wishOf(task))}>
            {nameOfTask(task)}
        </Button>
    );
}

export function nameOfTask({ packageId, actionId }: TaskEntry["task"]): string {
    return replica.document?.packageData[packageId]?.actions[actionId]?.name ?? actionId;
}
