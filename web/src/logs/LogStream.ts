import { server } from "../application";
import type { LogEntry } from "../generated/rpc";
import { Store } from "../session/Store";

/** A line with a number that stays its own while older lines are put before it. */
export interface LogLine extends LogEntry {
    number: number;
}

export interface LogState {
    phase: "loading" | "live" | "broken";
    lines: readonly LogLine[];
    /** Where older lines begin; `null` when there are none. */
    cursor: string | null;
}

const page = 400;
const most = 5_000;
const retry = 2_000;

/** The log of one service, followed as long as somebody looks. */
export class LogStream extends Store<LogState> {
    readonly #id: string;
    #socket: WebSocket | undefined;
    #timer: ReturnType<typeof setTimeout> | undefined;
    #arrived: LogEntry[] = [];
    #replaces = false;
    #first = 0;
    #isOpen = false;

    constructor(id: string) {
        super({ phase: "loading", lines: [], cursor: null });
        this.#id = id;
    }

    open() {
        this.#isOpen = true;
        void this.#follow();
    }

    close() {
        this.#isOpen = false;
        clearTimeout(this.#timer);
        this.#socket?.close();
    }

    async fetchOlder(): Promise<void> {
        const { cursor } = this.value;
        if (cursor === null) return;
        const older = await server.call("package.logs", { id: this.#id, limit: page, cursor, before: true });
        const start = this.#first - older.entries.length;
        this.#first = start;
        const lines = older.entries.map((entry, index) => ({ ...entry, number: start + index }));
        this.set({
            ...this.value,
            lines: [...lines, ...this.value.lines],
            cursor: older.entries.length === 0 || older.startCursor === cursor ? null : (older.startCursor ?? null),
        });
    }

    async #follow() {
        try {
            const { startCursor, guid } = await server.call("package.logs.follow", { id: this.#id, limit: page });
            if (!this.#isOpen) return;
            this.#socket = server.openSocket(guid);
            // After a break the server sends the newest lines again: they take the place of what is shown.
            this.#replaces = true;
            this.#arrived = [];
            this.#socket.onopen = () => {
                this.set({ ...this.value, phase: "live", cursor: startCursor ?? null });
            };
            this.#socket.onmessage = (event: MessageEvent<string>) => this.#receive(JSON.parse(event.data) as LogEntry);
            this.#socket.onclose = () => this.#broke();
        } catch {
            this.#broke();
        }
    }

    #receive(entry: LogEntry) {
        this.#arrived.push(entry);
        if (this.#arrived.length === 1) setTimeout(() => this.#show(), 30);
    }

    #show() {
        const old = this.#replaces ? [] : this.value.lines;
        this.#replaces = false;
        const next = (old[old.length - 1]?.number ?? -1) + 1;
        if (old.length === 0) this.#first = next;
        const lines = [...old, ...this.#arrived.map((entry, index) => ({ ...entry, number: next + index }))];
        this.#arrived = [];
        const kept = lines.slice(-most);
        this.#first = kept[0]?.number ?? 0;
        this.set({ ...this.value, lines: kept });
    }

    #broke() {
        if (!this.#isOpen) return;
        this.set({ ...this.value, phase: "broken" });
        this.#timer = setTimeout(() => void this.#follow(), retry);
    }
}
