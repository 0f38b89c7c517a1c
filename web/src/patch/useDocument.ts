import { useCallback, useRef, useSyncExternalStore } from "react";
import { replica } from "../application";
import type { PublicDocument } from "../generated/rpc";
import type { Path } from "./pointer";

type Present<Value> = NonNullable<Value>;
type Key<Value> = keyof Present<Value> & string;
type Member<Value, Name extends Key<Value>> = Present<Value>[Name];

/** The live value at a path. The component is drawn again only when something at or below it changes. */
export function useDocument<A extends Key<PublicDocument>>(a: A): PublicDocument[A] | undefined;
export function useDocument<A extends Key<PublicDocument>, B extends Key<PublicDocument[A]>>(
    a: A,
    b: B,
): Member<PublicDocument[A], B> | undefined;
export function useDocument<
    A extends Key<PublicDocument>,
    B extends Key<PublicDocument[A]>,
    C extends Key<Member<PublicDocument[A], B>>,
>(a: A, b: B, c: C): Member<Member<PublicDocument[A], B>, C> | undefined;
export function useDocument(...path: string[]): unknown {
    const listen = useListen(path);
    return useSyncExternalStore(listen, () => replica.read(path));
}

/** Something computed from the document: drawn again only when the result differs from the last one. */
export function useSelection<Value>(
    path: Path,
    select: (document: PublicDocument) => Value,
    isEqual: (a: Value, b: Value) => boolean = Object.is,
): Value | undefined {
    const last = useRef<{ value: Value }>();
    const listen = useListen(path);
    return useSyncExternalStore(listen, () => {
        if (replica.document === undefined) return undefined;
        const value = select(replica.document);
        if (last.current === undefined || !isEqual(last.current.value, value)) last.current = { value };
        return last.current.value;
    });
}

/** The same function as long as the path has the same segments, as `useSyncExternalStore` wants it. */
function useListen(path: Path): (listener: () => void) => () => void {
    const segments = JSON.stringify(path);
    return useCallback((listener) => replica.listen(JSON.parse(segments) as Path, listener), [segments]);
}

export function haveEqualElements<Element>(a: readonly Element[], b: readonly Element[]): boolean {
    return a.length === b.length && a.every((element, index) => Object.is(element, b[index]));
}
