import type { JSONValue } from "../generated/rpc";
import { parsePointer, type Path } from "./pointer";

export type Operation =
    | { op: "add" | "replace"; path: string; value: JSONValue }
    | { op: "remove"; path: string };

export interface Revision {
    id: number;
    patch: Operation[];
}

export class PatchError extends Error {}

/**
 * The document after `operations`. Only the containers on the way to a change are copied, once per call; everything
 * else keeps its identity, so a reader can tell by `===` that its part did not change.
 */
export function applyOperations(document: JSONValue, operations: readonly Operation[]): JSONValue {
    const copies = new Set<object>();
    return operations.reduce(
        (value, operation) => change(value, parsePointer(operation.path), operation, copies),
        document,
    );
}

function change(node: JSONValue | undefined, path: Path, operation: Operation, copies: Set<object>): JSONValue {
    const [key, ...rest] = path;
    if (key === undefined) {
        if (operation.op === "remove") throw new PatchError("The whole document cannot be removed");
        return operation.value;
    }
    if (Array.isArray(node)) {
        const copy = ownArray(node, copies);
        changeArray(copy, key, rest, operation, copies);
        return copy;
    }
    if (typeof node === "object" && node !== null) {
        const copy = ownObject(node, copies);
        changeObject(copy, key, rest, operation, copies);
        return copy;
    }
    throw new PatchError(`Nothing to change at ${operation.path}`);
}

function changeArray(array: JSONValue[], key: string, rest: Path, operation: Operation, copies: Set<object>) {
    const inserts = rest.length === 0 && operation.op !== "remove";
    const index = key === "-" && inserts ? array.length : Number(key);
    if (!/^(0|[1-9]\d*|-)$/.test(key) || index > (inserts ? array.length : array.length - 1) || Number.isNaN(index)) {
        throw new PatchError(`No array element at ${operation.path}`);
    }
    if (rest.length > 0) array[index] = change(array[index], rest, operation, copies);
    else if (operation.op === "remove") array.splice(index, 1);
    else if (operation.op === "add") array.splice(index, 0, operation.value);
    else array[index] = operation.value;
}

type JSONObject = { [key: string]: JSONValue };

function changeObject(object: JSONObject, key: string, rest: Path, operation: Operation, copies: Set<object>) {
    const present = Object.hasOwn(object, key);
    if (rest.length > 0) {
        define(object, key, change(present ? object[key] : undefined, rest, operation, copies));
    } else if (operation.op === "remove") {
        if (!present) throw new PatchError(`Nothing to remove at ${operation.path}`);
        delete object[key];
    } else {
        define(object, key, operation.value);
    }
}

/** Plain assignment to the key `__proto__` would change the prototype instead of adding a member. */
function define(object: JSONObject, key: string, value: JSONValue) {
    if (key === "__proto__") {
        Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
    } else {
        object[key] = value;
    }
}

function ownArray(array: JSONValue[], copies: Set<object>): JSONValue[] {
    return copies.has(array) ? array : remember([...array], copies);
}

function ownObject(object: JSONObject, copies: Set<object>): JSONObject {
    return copies.has(object) ? object : remember({ ...object }, copies);
}

function remember<Container extends object>(copy: Container, copies: Set<object>): Container {
    copies.add(copy);
    return copy;
}
