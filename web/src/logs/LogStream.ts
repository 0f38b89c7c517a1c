import { server } from "../application";
import type { LogEntry, LogLevel, LogPage, LogSubscription } from "../generated/rpc";
import { RPCError } from "../rpc/errors";
import { Store } from "../session/Store";

/** A line with a number that stays its own while older lines are put before it. */
export interface LogLine extends LogEntry {
    number: number;
}

/** Whose lines: those of a service, of the server's own programs, or of the kernel. */
export type LogSource = { kind: "package"; id: string } | { kind: "server" } | { kind: "kernel" };

/** Which lines to show; the server looks through the whole log for them. */
export interface LogFilter {
    search: string;
    level: LogLevel | null;
}

export interface LogState {
    phase: "loading" | "live" | "broken" | "refused";
    /** Why the server does not show the log, when it refused. */
    reason: string;
    lines: readonly LogLine[];
    /** Where older lines begin; `null` when there are none. */
    cursor: string | null;
    isFetchingOlder: boolean;
}

const page = 400;
const most = 5_000;
const retry = 2_000;

/** A log as a filter lets it through, followed as long as somebody looks. */
export class LogStream extends Store<LogState> {
    readonly #source: LogSource;
    #filter: LogFilter = { search: "", level: null };
    #socket: WebSocket | undefined;
    #timer: ReturnType<typeof setTimeout> | undefined;
    #arrived: LogEntry[] = [];
    #replaces = false;
    #first = 0;
    /** Counts the followings: what arrives late from an earlier one is not shown. */
    #turn = 0;

    constructor(source: LogSource) {
        super({ phase: "loading", lines: [], cursor: null, isFetchingOlder: false, reason: "" });
        this.#source = source;
    }

    /** Begins to follow, or begins anew with another filter. What is shown stays until the first answer. */
    open(filter: LogFilter) {
        this.close();
        this.#filter = filter;
        void this.#follow(++this.#turn);
    }

    close() {
        this.#turn += 1;
        clearTimeout(this.#timer);
        if (this.#socket === undefined) return;
        this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
        this.#socket.close();
        this.#socket = undefined;
    }

    /** Whether there may be lines before the first one. What is shorter than what was asked for is there as a whole. */
    get mayHaveOlder(): boolean {
        const { cursor, lines } = this.value;
        return cursor !== null && (this.#isFiltered || lines.length >= page);
    }

    /** A search looks at a bounded part of the log at a time, so it may find less than there is. */
    get #isFiltered(): boolean {
        return this.#filter.search !== "" || this.#filter.level !== null;
    }

    async fetchOlder(): Promise<void> {
        const { cursor, isFetchingOlder } = this.value;
        if (cursor === null || isFetchingOlder) return;
        const turn = this.#turn;
        this.set({ ...this.value, isFetchingOlder: true });
        try {
            const older = await this.#page(cursor);
            if (turn !== this.#turn) return;
            const start = this.#first - older.entries.length;
            this.#first = start;
            const lines = older.entries.map((entry, index) => ({ ...entry, number: start + index }));
            const next = older.more ? (older.startCursor ?? null) : null;
            this.set({ ...this.value, lines: [...lines, ...this.value.lines], cursor: next });
        } finally {
            this.set({ ...this.value, isFetchingOlder: false });
        }
    }

    #selection() {
        const { search, level } = this.#filter;
        return { limit: page, search: search === "" ? null : search, level };
    }

    #page(cursor: string): Promise<LogPage> {
        const selection = { ...this.#selection(), cursor, before: true };
        switch (this.#source.kind) {
            case "package":
                return server.call("package.logs", { ...selection, id: this.#source.id });
            case "server":
                return server.call("server.logs", selection);
            case "kernel":
                return server.call("server.kernel-logs", selection);
        }
    }

    #subscription(): Promise<LogSubscription> {
        switch (this.#source.kind) {
            case "package":
                return server.call("package.logs.follow", { ...this.#selection(), id: this.#source.id });
            case "server":
                return server.call("server.logs.follow", this.#selection());
            case "kernel":
                return server.call("server.kernel-logs.follow", this.#selection());
        }
    }

    async #follow(turn: number) {
        try {
            const { startCursor, guid } = await this.#subscription();
            if (turn !== this.#turn) return;
            const socket = server.openSocket(guid);
            this.#socket = socket;
            // The server begins with its newest lines: they take the place of what is shown.
            this.#replaces = true;
            this.#arrived = [];
            socket.onopen = () => {
                this.set({ ...this.value, phase: "live", cursor: startCursor ?? null });
                // Nothing arrives at all when no line fits the filter.
                setTimeout(() => turn === this.#turn && this.#show(), 250);
            };
            socket.onmessage = (event: MessageEvent<string>) => {
                this.#receive(turn, JSON.parse(event.data) as LogEntry);
            };
            socket.onclose = () => this.#broke(turn);
        } catch (error) {
            // What the server refuses now it refuses again in two seconds.
            if (!(error instanceof RPCError)) return this.#broke(turn);
            if (turn !== this.#turn) return;
            this.set({ ...this.value, phase: "refused", reason: error.message, lines: [] });
        }
    }

    #receive(turn: number, entry: LogEntry) {
        this.#arrived.push(entry);
        if (this.#arrived.length === 1) setTimeout(() => turn === this.#turn && this.#show(), 30);
    }

    #show() {
        if (this.#arrived.length === 0 && !this.#replaces) return;
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

    #broke(turn: number) {
        if (turn !== this.#turn) return;
        this.#socket = undefined;
        this.set({ ...this.value, phase: "broken" });
        this.#timer = setTimeout(() => void this.#follow(turn), retry);
    }
}
