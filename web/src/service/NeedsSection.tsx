import { server } from "../application";
import { openAction } from "../actions/openAction";
import { wishOf } from "../actions/wire";
import { Button } from "../controls/Button";
import { ToneIcon } from "../controls/StatusBadge";
import { useOperation } from "../controls/useOperation";
import type { PackageEntry, ServiceTask } from "../generated/rpc";
import { useDocument } from "../patch/useDocument";
import { manifestOf } from "../services/manifest";
import { activeTasks } from "../services/status";
import { messages } from "../text/messages";
import { Section } from "./Section";

/** Tasks: what the service asks the person to do. Nothing is shown when it asks for nothing. */
export function NeedsSection({ id, entry }: { id: string; entry: PackageEntry }) {
    const tasks = activeTasks(entry);
    if (tasks.length === 0) return null;
    return (
        <Section title={messages.service.needs}>
            <ul className="rows panel">
                {tasks.map(([replayId, { task }]) => (
                    <TaskRow key={replayId} owner={id} replayId={replayId} task={task} />
                ))}
            </ul>
        </Section>
    );
}

function TaskRow({ owner, replayId, task }: { owner: string; replayId: string; task: ServiceTask }) {
    const dismissing = useOperation();
    const target = useDocument("packageData", task.packageId);
    const action = target?.actions[task.actionId]?.name ?? task.actionId;
    const service = target === undefined ? task.packageId : manifestOf(target).title;
    const name = task.packageId === owner ? action : messages.service.taskOf({ action, service });
    const dismiss = () => server.call("package.action.clear-task", { packageId: owner, replayId });
    return (
        <li className="row tall" data-testid={`task-${replayId}`}>
            <ToneIcon tone={task.severity === "critical" ? "attention" : "off"} />
            <div className="row-words">
                <span className="task-name">
                    <strong>{name}</strong>
                    <span className={`label ${task.severity}`}>{messages.service.severity[task.severity]}</span>
                </span>
                <span className="muted">
                    {target === undefined ? messages.service.taskMissingService({ service }) : task.reason}
                </span>
            </div>
            {task.severity === "critical" ? null : (
                <Button kind="quiet" pending={dismissing.isPending && messages.service.dismissing}
                    onClick={() => void dismissing.run(dismiss)}>
                    {messages.dismiss}
                </Button>
            )}
            <Button kind="primary" disabled={target === undefined} aria-label={messages.service.runAction({ name })}
                onClick={() => openAction(task.packageId, task.actionId, wishOf(task))}>
                {messages.service.run}
            </Button>
        </li>
    );
}
