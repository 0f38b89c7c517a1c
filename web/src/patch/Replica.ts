import type { DatabaseDump, JSONValue, PublicDocument } from "../generated/rpc";
import { applyOperations, type Revision } from "./apply";
import { ListenerTree, type Listener } from "./ListenerTree";
import { parsePointer, type Path } from "./pointer";

interface Waiter {
    id: number;
    resume: () => void;
}

/**
 * The browser's copy of the server's public document. Values are replaced, never changed in place. Listeners hear of
 * changes in batches, so that a burst of revisions costs one redraw.
 */
export class Replica {
    #document: PublicDocument | undefined;
    #id = 0;
    #shownId = 0;
    #waiters: Waiter[] = [];
    #changed = new Set<Listener>();
    #isFlushScheduled = false;
    readonly #listeners = new ListenerTree();
    readonly #schedule: (work: () => void) => void;

    constructor(schedule: (work: () => void) => void = (work) => void setTimeout(work, 16)) {
        this.#schedule = schedule;
    }

    get document(): PublicDocument | undefined {
        return this.#document;
    }

    /** The value at a path; `undefined` when there is none or nothing was loaded yet. */
    read(path: Path): unknown {
        let node: unknown = this.#document;
        for (const key of path) {
            if (typeof node !== "object" || node === null || !Object.hasOwn(node, key)) return undefined;
            node = (node as { [key: string]: unknown })[key];
        }
        return node;
    }

    listen(path: Path, listener: Listener): () => void {
        return this.#listeners.add(path, listener);
    }

    load(dump: DatabaseDump) {
        this.#document = dump.value as unknown as PublicDocument;
        this.#id = dump.id;
        this.#announce([]);
    }

    /** Applies a revision; one that is already contained is ignored. Gaps are normal, since the server filters. */
    receive(revision: Revision) {
        if (this.#document === undefined || revision.id <= this.#id) return;
        const document = applyOperations(this.#document as unknown as JSONValue, revision.patch);
        this.#document = document as unknown as PublicDocument;
        this.#id = revision.id;
        if (revision.patch.length === 0) this.#scheduleFlush();
        for (const operation of revision.patch) this.#announce(parsePointer(operation.path));
    }

    clear() {
        this.#document = undefined;
        this.#id = 0;
        this.#shownId = 0;
        this.#announce([]);
        this.#resume(() => true);
    }

    /**
     * Waits until what the server had written as of revision `id` is on screen. Gives up silently after `limit`
     * milliseconds: a lost revision must not lock a button forever.
     */
    reached(id: number, limit = 20_000): Promise<void> {
        if (this.#document === undefined || this.#shownId >= id) return Promise.resolve();
        return new Promise((resolve) => {
            const timer = setTimeout(() => this.#resume((waiter) => waiter === self), limit);
            const self: Waiter = {
                id,
                resume: () => {
                    clearTimeout(timer);
                    resolve();
                },
            };
            this.#waiters.push(self);
        });
    }

    #announce(path: Path) {
        this.#listeners.collect(path, this.#changed);
        this.#scheduleFlush();
    }

    #scheduleFlush() {
        if (this.#isFlushScheduled) return;
        this.#isFlushScheduled = true;
        this.#schedule(() => this.#flush());
    }

    #flush() {
        this.#isFlushScheduled = false;
        const changed = this.#changed;
        this.#changed = new Set();
        changed.forEach((listener) => listener());
        this.#shownId = this.#id;
        this.#resume((waiter) => waiter.id <= this.#shownId);
    }

    #resume(isDue: (waiter: Waiter) => boolean) {
        const due = this.#waiters.filter(isDue);
        this.#waiters = this.#waiters.filter((waiter) => !due.includes(waiter));
        due.forEach((waiter) => waiter.resume());
    }
}
