import { openAction } from "../actions/openAction";
import { Button } from "../controls/Button";
import type { ActionMetadata, PackageEntry } from "../generated/rpc";
import type { Status } from "../services/status";
import { plainText } from "../text/localise";
import { messages } from "../text/messages";
import { obstacleTo } from "./obstacle";
import { Section } from "./Section";

export function ActionsSection({ id, entry, status }: { id: string; entry: PackageEntry; status: Status }) {
    const groups = groupedActions(entry);
    if (groups.length === 0) return null;
    return (
        <Section title={messages.service.actions}>
            {groups.map(([group, actions]) => (
                <div key={group ?? ""} className="action-group">
                    {groups.length > 1 ? <h3>{group ?? messages.service.otherActions}</h3> : null}
                    <ul className="rows panel">
                        {actions.map(([actionId, action]) => (
                            <ActionRow key={actionId} packageId={id} actionId={actionId} action={action} entry={entry}
                                status={status} />
                        ))}
                    </ul>
                </div>
            ))}
        </Section>
    );
}

interface ActionRowProps {
    packageId: string;
    actionId: string;
    action: ActionMetadata;
    entry: PackageEntry;
    status: Status;
}

function ActionRow({ packageId, actionId, action, entry, status }: ActionRowProps) {
    const obstacle = obstacleTo(action, entry, status);
    const name = action.name;
    return (
        <li className="row tall" data-testid={`action-${actionId}`}>
            <div className="row-words">
                <strong>{name}</strong>
                <span className="muted">{plainText(action.description)}</span>
                {obstacle === undefined ? null : <span className="obstacle">{obstacle}</span>}
            </div>
            <Button disabled={obstacle !== undefined} aria-label={messages.service.runAction({ name })}
                onClick={() => openAction(packageId, actionId)}>
                {messages.service.run}
            </Button>
        </li>
    );
}

/** Named groups in the order of the alphabet, then what belongs to none. */
function groupedActions(entry: PackageEntry): [string | null, [string, ActionMetadata][]][] {
    const groups = new Map<string | null, [string, ActionMetadata][]>();
    for (const [id, action] of Object.entries(entry.actions)) {
        if (action.visibility === "hidden") continue;
        const group = action.group ?? null;
        groups.set(group, [...(groups.get(group) ?? []), [id, action]]);
    }
    const byName = (a: string | null, b: string | null) => (a === null ? 1 : b === null ? -1 : a.localeCompare(b));
    return [...groups].sort(([a], [b]) => byName(a, b));
}
