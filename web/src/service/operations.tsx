import { replica, server } from "../application";
import { ConfirmDialog } from "../controls/ConfirmDialog";
import { showDialog } from "../controls/Dialog";
import { runningDependents, titleOf } from "../services/package";
import { formatList } from "../text/format";
import { messages } from "../text/messages";

export function start(id: string): Promise<null> {
    return server.call("package.start", { id });
}

/** Stops a service, after a question when others need it. */
export async function askToStop(id: string): Promise<void> {
    const stop = () => server.call("package.stop", { id });
    const { title, names, number } = dependentsOf(id);
    if (number === 0) return void (await stop());
    showDialog(
        <ConfirmDialog title={messages.service.stopTitle({ title })} confirm={messages.service.stop}
            pending={messages.service.stopping} isDangerous perform={stop}>
            <p>{messages.service.dependents({ names, number })}</p>
        </ConfirmDialog>,
    );
}

/** Restarts a service, after a question when others need it. */
export async function askToRestart(id: string): Promise<void> {
    const restart = () => server.call("package.restart", { id });
    const { title, names, number } = dependentsOf(id);
    if (number === 0) return void (await restart());
    showDialog(
        <ConfirmDialog title={messages.service.restartTitle({ title })} confirm={messages.service.restart}
            pending={messages.service.restarting} perform={restart}>
            <p>{messages.service.dependentsDuringRestart({ names, number })}</p>
        </ConfirmDialog>,
    );
}

/** Uninstalls a service after naming what will be lost. */
export function askToUninstall(id: string, volumes: readonly string[]) {
    const { title, names, number } = dependentsOf(id);
    showDialog(
        <ConfirmDialog title={messages.service.uninstallTitle({ title })} confirm={messages.service.uninstallConfirm}
            pending={messages.service.uninstalling} isDangerous testId="uninstall-confirm"
            perform={() => server.call("package.uninstall", { id })}>
            <p>{messages.service.uninstallLoss({ title })}</p>
            {volumes.length === 0 ? null : (
                <p>{messages.service.uninstallVolumes({ names: formatList(volumes), number: volumes.length })}</p>
            )}
            {number === 0 ? null : <p>{messages.service.dependents({ names, number })}</p>}
        </ConfirmDialog>,
    );
}

function dependentsOf(id: string): { title: string; names: string; number: number } {
    const document = replica.document;
    if (document === undefined) return { title: id, names: "", number: 0 };
    const dependents = runningDependents(document, id);
    return { title: titleOf(document, id), names: formatList(dependents), number: dependents.length };
}
