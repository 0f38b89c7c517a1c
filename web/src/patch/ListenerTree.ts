import type { Path } from "./pointer";

export type Listener = () => void;

/** Listeners by path, so that a change finds the ones it concerns without asking all of them. */
export class ListenerTree {
    readonly #children = new Map<string, ListenerTree>();
    readonly #listeners = new Set<Listener>();

    add(path: Path, listener: Listener): () => void {
        const [key, ...rest] = path;
        if (key === undefined) {
            this.#listeners.add(listener);
            return () => void this.#listeners.delete(listener);
        }
        const child = this.#children.get(key) ?? new ListenerTree();
        this.#children.set(key, child);
        const removeFromChild = child.add(rest, listener);
        return () => {
            removeFromChild();
            if (child.isEmpty && this.#children.get(key) === child) this.#children.delete(key);
        };
    }

    /** Collects those who listen to the path itself, to something above it or to something below it. */
    collect(path: Path, into: Set<Listener>) {
        this.#listeners.forEach((listener) => into.add(listener));
        const [key, ...rest] = path;
        if (key !== undefined) this.#children.get(key)?.collect(rest, into);
        else this.#children.forEach((child) => child.collect([], into));
    }

    get isEmpty(): boolean {
        return this.#listeners.size === 0 && this.#children.size === 0;
    }
}
