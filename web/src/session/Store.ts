import { useSyncExternalStore } from "react";

/** A value that components can watch. */
export class Store<Value> {
    #value: Value;
    readonly #listeners = new Set<() => void>();

    constructor(value: Value) {
        this.#value = value;
    }

    get value(): Value {
        return this.#value;
    }

    set(value: Value) {
        this.#value = value;
        this.#listeners.forEach((listener) => listener());
    }

    readonly listen = (listener: () => void): (() => void) => {
        this.#listeners.add(listener);
        return () => void this.#listeners.delete(listener);
    };
}

export function useStore<Value>(store: Store<Value>): Value {
    return useSyncExternalStore(store.listen, () => store.value);
}
