import { useState } from "react";
import { server } from "../application";
import { Button } from "../controls/Button";
import { ConfirmDialog } from "../controls/ConfirmDialog";
import { showDialog } from "../controls/Dialog";
import { useUsage } from "../stats/useUsage";
import { formatBytes, formatList } from "../text/format";
import { messages } from "../text/messages";
import { dependentsOf } from "./operations";
import { Section } from "./Section";

/** The last thing on a service's page. */
export function UninstallSection({ id, volumes }: { id: string; volumes: readonly string[] }) {
    return (
        <Section title={messages.uninstall.title}>
            <div className="row tall panel">
                <p className="row-words muted">{messages.uninstall.description}</p>
                <Button kind="danger" icon="remove" testId="uninstall"
                    onClick={() => showDialog(<UninstallDialog id={id} volumes={volumes} />)}>
                    {messages.uninstall.button}
                </Button>
            </div>
        </Section>
    );
}

/** Asks before a service is uninstalled, names what goes with it, and lets its data be kept. */
function UninstallDialog({ id, volumes }: { id: string; volumes: readonly string[] }) {
    const [keepsData, setKeepsData] = useState(false);
    // Taken once: what the question says does not change under the reader.
    const [{ title, names, number }] = useState(() => dependentsOf(id));
    const used = useUsage(id)?.latest.disk_bytes;
    const list = formatList(volumes);
    return (
        <ConfirmDialog title={messages.uninstall.question({ title })} isDangerous testId="uninstall-confirm"
            confirm={keepsData ? messages.uninstall.confirmKeeping : messages.uninstall.confirm}
            pending={messages.uninstall.pending}
            perform={() => server.call("package.uninstall", { id, soft: keepsData })}>
            {number === 0 ? null : <p>{messages.service.dependents({ names, number })}</p>}
            <fieldset className="choices">
                <legend className="unseen">{messages.uninstall.dataQuestion}</legend>
                <label className="choice">
                    <input type="radio" name="data" checked={!keepsData} onChange={() => setKeepsData(false)}
                        data-testid="uninstall-delete" />
                    <span>
                        <strong>{messages.uninstall.deleteData}</strong>
                        <span className="muted">
                            {volumes.length === 0
                                ? messages.uninstall.nothingStored
                                : used === undefined || used === null
                                    ? messages.uninstall.loss({ names: list, number: volumes.length })
                                    : messages.uninstall.lossOf({
                                        names: list, number: volumes.length, amount: formatBytes(used),
                                    })}
                        </span>
                    </span>
                </label>
                <label className="choice">
                    <input type="radio" name="data" checked={keepsData} onChange={() => setKeepsData(true)}
                        data-testid="uninstall-keep" />
                    <span>
                        <strong>{messages.uninstall.keepData}</strong>
                        <span className="muted">{messages.uninstall.keepHint}</span>
                    </span>
                </label>
            </fieldset>
        </ConfirmDialog>
    );
}
