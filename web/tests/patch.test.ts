import assert from "node:assert/strict";
import { test } from "node:test";
import type { JSONValue } from "../src/generated/rpc";
import { applyOperations, type Operation } from "../src/patch/apply";
import { parsePointer } from "../src/patch/pointer";

function applied(document: JSONValue, ...operations: Operation[]): JSONValue {
    return applyOperations(document, operations);
}

test("pointers are split and unescaped", () => {
    assert.deepEqual(parsePointer(""), []);
    assert.deepEqual(parsePointer("/a~1b/m~0n/é/"), ["a/b", "m~n", "é", ""]);
    assert.throws(() => parsePointer("a"));
    assert.throws(() => parsePointer("/a~2"));
});

test("objects: add, replace and remove", () => {
    assert.deepEqual(applied({ a: 1 }, { op: "add", path: "/b", value: 2 }), { a: 1, b: 2 });
    assert.deepEqual(applied({ a: 1 }, { op: "replace", path: "/b", value: 2 }), { a: 1, b: 2 });
    assert.deepEqual(applied({ a: 1, b: 2 }, { op: "remove", path: "/a" }), { b: 2 });
    assert.deepEqual(applied({ a: 1 }, { op: "replace", path: "", value: [] }), []);
});

test("arrays: insert, append, replace and remove", () => {
    assert.deepEqual(applied([1, 3], { op: "add", path: "/1", value: 2 }), [1, 2, 3]);
    assert.deepEqual(applied([1], { op: "add", path: "/-", value: 2 }), [1, 2]);
    assert.deepEqual(applied([1, 2], { op: "replace", path: "/0", value: 9 }), [9, 2]);
    assert.deepEqual(applied([1, 2], { op: "remove", path: "/0" }), [2]);
    assert.deepEqual(applied([{ a: 1 }], { op: "replace", path: "/0/a", value: 2 }), [{ a: 2 }]);
});

test("operations that fit nothing are refused", () => {
    assert.throws(() => applied({}, { op: "add", path: "/a/b", value: 1 }));
    assert.throws(() => applied({}, { op: "remove", path: "/a" }));
    assert.throws(() => applied([1], { op: "add", path: "/3", value: 1 }));
    assert.throws(() => applied([1], { op: "remove", path: "/-" }));
    assert.throws(() => applied([1], { op: "replace", path: "/01", value: 1 }));
    assert.throws(() => applied({ a: 1 }, { op: "remove", path: "" }));
});

test("only what lies on the way to a change is copied", () => {
    const before = { left: { deep: { n: 1 } }, right: { deep: { n: 1 } } };
    const after = applied(before, { op: "replace", path: "/left/deep/n", value: 2 }) as typeof before;
    assert.equal(before.left.deep.n, 1);
    assert.equal(after.right, before.right);
    assert.notEqual(after.left, before.left);
});

test("several operations see each other and leave the original alone", () => {
    const before = { list: [1] };
    const after = applied(before, { op: "add", path: "/list/-", value: 2 }, { op: "remove", path: "/list/0" });
    assert.deepEqual(after, { list: [2] });
    assert.deepEqual(before, { list: [1] });
});

test("a key named like the prototype is a key", () => {
    const after = applied({}, { op: "add", path: "/__proto__", value: { polluted: true } });
    assert.equal(JSON.stringify(after), '{"__proto__":{"polluted":true}}');
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});
