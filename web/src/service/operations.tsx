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

/** The services that run and need this one running, for a sentence. */
export function dependentsOf(id: string): { title: string; names: string; number: number } {
    const document = replica.document;
    if (document === undefined) return { title: id, names: "", number: 0 };
    const dependents = runningDependents(document, id);
    return { title: titleOf(document, id), names: formatList(dependents), number: dependents.length };
}
