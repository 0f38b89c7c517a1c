import type { ServiceStatistics } from "../generated/rpc";
import { ErrorCode, isRPCError } from "../rpc/errors";
import type { Server } from "../rpc/Server";

/** What the server measures of all services; `null` for one that has no container. */
export type Figures = { [id: string]: ServiceStatistics | null };

/** What a service uses: the last figures and how they came about, oldest first. */
export interface Usage {
    latest: ServiceStatistics;
    history: readonly { cpu: number; memory: number }[];
}

const longest = 45;
const retry = 3_000;

/** The figures of all services, followed only while somebody looks at some of them. */
export class UsageFeed {
    readonly #server: Server;
    readonly #usages = new Map<string, Usage>();
    readonly #listeners = new Map<string, Set<() => void>>();
    #socket: WebSocket | undefined;
    #timer: ReturnType<typeof setTimeout> | undefined;
    #isFollowing = false;

    constructor(server: Server) {
        this.#server = server;
    }

    read(id: string): Usage | undefined {
        return this.#usages.get(id);
    }

    listen(id: string, listener: () => void): () => void {
        const listeners = this.#listeners.get(id) ?? new Set();
        this.#listeners.set(id, listeners.add(listener));
        if (!this.#isFollowing) void this.#follow();
        return () => {
            listeners.delete(listener);
            if (listeners.size === 0 && this.#listeners.get(id) === listeners) this.#listeners.delete(id);
            // A change of page takes the last listener away and brings the next one in the same breath.
            queueMicrotask(() => this.#listeners.size === 0 && this.#stop());
        };
    }

    /** Asks for nothing while nobody can see the page. */
    pauseWhileHidden() {
        document.addEventListener("visibilitychange", () => {
            if (document.visibilityState === "hidden") this.#stop();
            else if (this.#listeners.size > 0 && !this.#isFollowing) void this.#follow();
        });
    }

    async #follow() {
        this.#isFollowing = true;
        try {
            const { guid, stats } = await this.#server.call("package.stats.follow", {});
            if (!this.#isFollowing || this.#socket !== undefined) return;
            this.#receive(stats);
            const socket = this.#server.openSocket(guid);
            this.#socket = socket;
            socket.onmessage = (event: MessageEvent<string>) => this.#receive(JSON.parse(event.data) as Figures);
            socket.onclose = () => this.#again();
        } catch (error) {
            if (!isRPCError(error, ErrorCode.methodNotFound)) this.#again();
        }
    }

    #again() {
        this.#socket = undefined;
        if (this.#isFollowing) this.#timer = setTimeout(() => void this.#follow(), retry);
    }

    #stop() {
        this.#isFollowing = false;
        clearTimeout(this.#timer);
        if (this.#socket === undefined) return;
        this.#socket.onclose = this.#socket.onmessage = null;
        this.#socket.close();
        this.#socket = undefined;
    }

    #receive(figures: Figures) {
        for (const [id, latest] of Object.entries(figures)) {
            if (latest === null) continue;
            const before = this.#usages.get(id)?.history ?? [];
            // A load is measured between two samples, so the first one has none.
            const { cpu_percent: cpu, memory_bytes: memory } = latest;
            const history = cpu === null || cpu === undefined ? before : [...before, { cpu, memory }].slice(-longest);
            this.#usages.set(id, { latest, history });
        }
        for (const id of [...this.#usages.keys()]) if (!figures[id]) this.#usages.delete(id);
        this.#listeners.forEach((listeners) => listeners.forEach((listener) => listener()));
    }
}
