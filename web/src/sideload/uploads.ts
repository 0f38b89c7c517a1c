import { replica, server } from "../application";
import { describeError, type ErrorDescription } from "../controls/Notices";
import type { FullProgress } from "../generated/rpc";
import { Store } from "../session/Store";
import { messages } from "../text/messages";
import { problemWithPackage } from "./checkPackage";
import { sendFile } from "./sendFile";

/** A package on its way from this browser to the server. */
export interface Upload {
    id: number;
    fileName: string;
    phase: "waiting" | "sending" | "sent";
    sent: number;
    size: number;
    /** The service it became, as soon as the server knows. From then on its card shows the progress. */
    packageId: string | undefined;
    problem: ErrorDescription | undefined;
    /** Whether sending the same file once more could help. */
    canTryAgain: boolean;
}

export const uploads = new Store<readonly Upload[]>([]);
const files = new Map<number, File>();
const aborts = new Map<number, AbortController>();
let lastId = 0;
let isSending = false;

/** Leaving the page would break off what is being sent, so the browser asks first. */
function askBeforeLeaving(event: BeforeUnloadEvent) {
    event.preventDefault();
    event.returnValue = "";
}

/** Sends the packages one after the other, so that the first is there as early as it can be. */
export function uploadPackages(chosen: readonly File[]) {
    const begun = chosen.map((file): Upload => {
        const id = ++lastId;
        files.set(id, file);
        aborts.set(id, new AbortController());
        const { name: fileName, size } = file;
        const unknown = { packageId: undefined, problem: undefined };
        return { id, fileName, phase: "waiting", sent: 0, size, canTryAgain: true, ...unknown };
    });
    uploads.set([...uploads.value, ...begun]);
    if (begun.length > 0) addEventListener("beforeunload", askBeforeLeaving);
    void sendWaiting();
}

export function cancelUpload(id: number) {
    aborts.get(id)?.abort();
    remove(id);
}

/** Sends again what did not get through. */
export function tryAgain(id: number) {
    if (!files.has(id)) return;
    aborts.set(id, new AbortController());
    addEventListener("beforeunload", askBeforeLeaving);
    change(id, { phase: "waiting", sent: 0, packageId: undefined, problem: undefined });
    void sendWaiting();
}

/** Stops sending what the server has already been told to forget. */
export function abandonUpload(packageId: string) {
    for (const upload of uploads.value) if (upload.packageId === packageId) cancelUpload(upload.id);
}

async function sendWaiting() {
    if (isSending) return;
    isSending = true;
    for (;;) {
        const next = uploads.value.find(({ phase, problem }) => phase === "waiting" && problem === undefined);
        const file = next === undefined ? undefined : files.get(next.id);
        const abort = next === undefined ? undefined : aborts.get(next.id);
        if (next === undefined || file === undefined || abort === undefined) break;
        await new Promise<void>((sent) => void upload(next.id, file, abort, sent).finally(sent));
    }
    isSending = false;
}

/** Brings one package to the server; calls `sent` when the line is free for the next, and ends when it is installed. */
async function upload(id: number, file: File, abort: AbortController, sent: () => void) {
    change(id, { phase: "sending" });
    const stopWatching = watchForPackage(id);
    try {
        const problem = await problemWithPackage(file);
        if (problem !== undefined) {
            change(id, { canTryAgain: false });
            return fail(id, problemText[problem]);
        }
        const guids = await server.call("package.sideload", {}, { signal: abort.signal });
        const outcome = followProgress(guids.progress);
        const showSent = (bytes: number) => change(id, { sent: Math.min(bytes, file.size) });
        const sending = sendFile(server.uploadAddress(guids.upload), file, abort.signal, showSent);
        const failure = await sending.then(
            () => {
                change(id, { phase: "sent", sent: file.size });
                sent();
                return outcome;
            },
            (error) => reasonFor(error, outcome),
        );
        if (failure === undefined || abort.signal.aborted) remove(id);
        else fail(id, failure);
    } catch (error) {
        if (abort.signal.aborted) remove(id);
        else change(id, { problem: describeError(error) });
    } finally {
        stopWatching();
        if (aborts.get(id) === abort) aborts.delete(id);
        if (aborts.size === 0) removeEventListener("beforeunload", askBeforeLeaving);
    }
}

const problemText = { "not-a-package": messages.install.notAPackage, "old-package": messages.install.oldPackage };

/** Follows the server's account of the installation; resolves with what went wrong, if anything. */
function followProgress(guid: string): Promise<string | undefined> {
    return new Promise((resolve) => {
        const socket = server.openSocket(guid);
        let isComplete = false;
        socket.onmessage = (event: MessageEvent<string>) => {
            isComplete = (JSON.parse(event.data) as FullProgress).overall === true;
        };
        socket.onclose = ({ code, reason }) => {
            const isError = code === 1011 && !isComplete;
            resolve(isError ? reason || messages.install.interrupted : undefined);
        };
    });
}

/** When sending broke off, the server may say why on the other line; it gets a moment to do so. */
async function reasonFor(error: unknown, outcome: Promise<string | undefined>): Promise<string> {
    const reason = await Promise.race([outcome, new Promise<undefined>((resolve) => setTimeout(resolve, 2_000))]);
    if (reason === undefined) throw error;
    return reason;
}

/** The server does not say which entry an upload became: it is the first one that begins to arrive meanwhile. */
function watchForPackage(id: number): () => void {
    const before = new Set(arriving());
    const stop = replica.listen(["packageData"], () => {
        const claimed = uploads.value.map((upload) => upload.packageId);
        const packageId = arriving().find((candidate) => !before.has(candidate) && !claimed.includes(candidate));
        if (packageId === undefined) return;
        stop();
        change(id, { packageId });
    });
    return stop;
}

function arriving(): string[] {
    const entries = Object.entries(replica.document?.packageData ?? {});
    return entries
        .filter(([, { stateInfo }]) => stateInfo.state === "installing" || stateInfo.state === "updating")
        .map(([id]) => id);
}

function change(id: number, part: Partial<Upload>) {
    uploads.set(uploads.value.map((upload) => (upload.id === id ? { ...upload, ...part } : upload)));
}

function fail(id: number, text: string) {
    change(id, { problem: { text, technical: "" } });
}

function remove(id: number) {
    files.delete(id);
    aborts.delete(id);
    uploads.set(uploads.value.filter((upload) => upload.id !== id));
    if (aborts.size === 0) removeEventListener("beforeunload", askBeforeLeaving);
}
