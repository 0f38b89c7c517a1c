import { messages } from "../text/messages";
import { ConnectionError } from "../rpc/errors";

/** Sends a file and tells how many bytes have left. Only XMLHttpRequest reports the progress of sending. */
export function sendFile(
    address: string,
    file: Blob,
    signal: AbortSignal,
    progress: (sent: number) => void,
): Promise<void> {
    return new Promise((resolve, reject) => {
        const request = new XMLHttpRequest();
        const fail = () => reject(new ConnectionError(messages.install.interrupted));
        request.upload.onprogress = (event) => progress(event.loaded);
        request.onload = () => (request.status < 300 ? resolve() : fail());
        request.onerror = fail;
        request.onabort = fail;
        if (signal.aborted) return fail();
        signal.addEventListener("abort", () => request.abort());
        request.open("POST", address);
        request.setRequestHeader("Content-Type", "application/octet-stream");
        request.send(file);
    });
}
