import type { Revision } from "../patch/apply";
import type { Replica } from "../patch/Replica";
import { ErrorCode, isRPCError } from "../rpc/errors";
import type { Server } from "../rpc/Server";
import { Store } from "./Store";

/** What the page is: looking for the server, waiting for it, asking for a password, or showing the server. */
export type Phase = "connecting" | "starting" | "setup" | "signed-out" | "signed-in";

export interface SessionState {
    phase: Phase;
    /** Whether what is on screen is live. */
    isLive: boolean;
}

/** How one attempt ended: the line was live and broke, somebody asked to look again, or it never came up. */
type Outcome = "broken" | "woken" | "failed";

const silenceBeforeProbe = 20_000;
const probeLimit = 8_000;

/** Keeps the document live: finds out the server's mode, subscribes, and starts again whenever the line breaks. */
export class Session extends Store<SessionState> {
    readonly #server: Server;
    readonly #replica: Replica;
    #socket: WebSocket | undefined;
    #wake: () => void = () => undefined;

    constructor(server: Server, replica: Replica) {
        super({ phase: "connecting", isLive: false });
        this.#server = server;
        this.#replica = replica;
        server.onUnauthorized = () => this.signedOut();
    }

    async run(): Promise<never> {
        addEventListener("online", () => this.#wake());
        document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#wake());
        for (let attempt = 0; ; attempt++) {
            let outcome: Outcome = "failed";
            try {
                outcome = await this.#connect();
            } catch {
                this.#update({ isLive: false });
            }
            if (outcome !== "failed") attempt = 0;
            const delay = Math.min(500 * 2 ** attempt, 5_000) * (0.75 + Math.random() / 2);
            if (outcome !== "woken") await this.#pause(delay);
        }
    }

    /** Looks again at once: after a password was set or accepted, or when the person asks for it. */
    resume() {
        this.#wake();
    }

    signedOut() {
        if (this.value.phase !== "signed-in") return;
        this.#replica.clear();
        this.#update({ phase: "signed-out", isLive: false });
        this.#socket?.close();
    }

    /** One life of the connection, resolved when it ended. */
    async #connect(): Promise<Outcome> {
        const mode = await this.#server.call("state", {}, { timeout: probeLimit });
        if (mode === "setup") return await this.#waitIn("setup");
        if (mode !== "running") {
            this.#update({ phase: "starting", isLive: false });
            return "failed";
        }
        try {
            const { dump, guid } = await this.#server.call("db.subscribe", {}, { timeout: 4 * probeLimit });
            this.#replica.load(dump);
            return await this.#follow(this.#server.openSocket(guid));
        } catch (error) {
            if (isRPCError(error, ErrorCode.unauthorized)) return await this.#waitIn("signed-out");
            throw error;
        }
    }

    async #waitIn(phase: Phase): Promise<Outcome> {
        this.#replica.clear();
        this.#update({ phase, isLive: false });
        await this.#pause(phase === "setup" ? 3_000 : undefined);
        return "woken";
    }

    #follow(socket: WebSocket): Promise<Outcome> {
        this.#socket = socket;
        return new Promise((resolve) => {
            let wasLive = false;
            let lastSign = Date.now();
            const timer = setInterval(() => {
                if (Date.now() - lastSign < silenceBeforeProbe) return;
                lastSign = Date.now();
                this.#server.call("state", {}, { timeout: probeLimit }).catch(() => end());
            }, silenceBeforeProbe / 4);
            const end = () => {
                clearInterval(timer);
                socket.onmessage = socket.onopen = socket.onclose = null;
                socket.close();
                if (this.value.phase === "signed-in") this.#update({ isLive: false });
                resolve(wasLive ? "broken" : "failed");
            };
            socket.onopen = () => {
                wasLive = true;
                this.#update({ phase: "signed-in", isLive: true });
            };
            socket.onmessage = (event: MessageEvent<string>) => {
                lastSign = Date.now();
                try {
                    this.#replica.receive(JSON.parse(event.data) as Revision);
                } catch {
                    end();
                }
            };
            socket.onclose = end;
        });
    }

    /** Waits for a time, or until woken. */
    #pause(milliseconds: number | undefined): Promise<void> {
        return new Promise((resolve) => {
            const timer = milliseconds === undefined ? undefined : setTimeout(() => this.#wake(), milliseconds);
            this.#wake = () => {
                clearTimeout(timer);
                this.#wake = () => undefined;
                resolve();
            };
        });
    }

    #update(change: Partial<SessionState>) {
        this.set({ ...this.value, ...change });
    }
}
