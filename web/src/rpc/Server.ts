import type { JSONValue, Methods } from "../generated/rpc";
import { ConnectionError, ErrorCode, RPCError } from "./errors";

interface Reply {
    result?: JSONValue;
    error?: { code: number; message: string; data?: JSONValue };
}

export interface CallOptions {
    signal?: AbortSignal;
    /** Milliseconds after which the call counts as unanswered. */
    timeout?: number;
}

/** The way to the server: typed calls and the addresses of follow-up traffic. */
export class Server {
    /** Called when a call was refused because nobody is logged in. */
    onUnauthorized: () => void = () => undefined;
    /** Waits until the document shows everything up to a revision. */
    readonly #reached: (revision: number) => Promise<void>;

    constructor(reached: (revision: number) => Promise<void>) {
        this.#reached = reached;
    }

    /** Calls a method. A call that changes something resolves only when the change is in this page's document. */
    async call<Method extends keyof Methods>(
        method: Method,
        parameters: Methods[Method]["parameters"],
        options: CallOptions = {},
    ): Promise<Methods[Method]["result"]> {
        const response = await this.#send(JSON.stringify({ method, params: parameters }), options);
        const reply = await readReply(response);
        if (reply.error !== undefined) {
            const error = new RPCError(reply.error.code, reply.error.message, reply.error.data);
            if (error.code === ErrorCode.unauthorized) this.onUnauthorized();
            throw error;
        }
        const revision = Number(response.headers.get("X-Patch-Sequence") ?? Number.NaN);
        if (Number.isFinite(revision)) await this.#reached(revision);
        return reply.result as unknown as Methods[Method]["result"];
    }

    openSocket(guid: string): WebSocket {
        const scheme = location.protocol === "https:" ? "wss" : "ws";
        return new WebSocket(`${scheme}://${location.host}/ws/rpc/${encodeURIComponent(guid)}`);
    }

    uploadAddress(guid: string): string {
        return `/rest/rpc/${encodeURIComponent(guid)}`;
    }

    async #send(body: string, options: CallOptions): Promise<Response> {
        const abort = new AbortController();
        const timer = setTimeout(() => abort.abort(), options.timeout ?? 150_000);
        if (options.signal?.aborted === true) abort.abort();
        options.signal?.addEventListener("abort", () => abort.abort());
        try {
            return await fetch("/rpc/v1", {
                method: "POST",
                headers: { "Content-Type": "application/json" },
                credentials: "same-origin",
                cache: "no-store",
                signal: abort.signal,
                body,
            });
        } catch (cause) {
            throw new ConnectionError(String(cause), { cause });
        } finally {
            clearTimeout(timer);
        }
    }
}

async function readReply(response: Response): Promise<Reply> {
    try {
        const reply: unknown = await response.json();
        if (typeof reply === "object" && reply !== null) return reply;
    } catch (cause) {
        throw new ConnectionError(`HTTP status ${response.status}`, { cause });
    }
    throw new ConnectionError(`HTTP status ${response.status}`);
}
