import assert from "node:assert/strict";
import { test } from "node:test";
import { initialValues, merged, randomText, type Fields } from "../src/actions/spec";
import { problemsOf } from "../src/actions/validate";

const fields: Fields = {
    name: {
        type: "text",
        required: true,
        default: "Site",
        patterns: [{ regex: "[a-z]+", description: "Lower case." }],
    },
    limit: { type: "number", name: "Limit", required: false, integer: true, min: 0, max: 10, default: 0 },
    mode: { type: "select", name: "Mode", values: { a: "A", b: "B" }, default: null },
    mail: { type: "object", spec: { host: { type: "text", required: true, default: null } } },
    kind: {
        type: "union",
        name: "Kind",
        default: "none",
        variants: {
            none: { name: "None", spec: {} },
            some: { name: "Some", spec: { id: { type: "text", required: true } } },
        },
    },
    names: { type: "list", name: "Names", minLength: 1, spec: { type: "text" } },
    kept: { type: "hidden" },
};

test("a form begins with what is stored, else with what the package proposes", () => {
    const values = initialValues(fields, { name: null, kept: 0, kind: { selection: "some", value: { id: "x" } } });
    assert.deepEqual(values, {
        name: null,
        limit: 0,
        mode: null,
        mail: { host: null },
        kind: { selection: "some", value: { id: "x" } },
        names: [],
        kept: 0,
    });
});

test("every field that is wrong is named", () => {
    const kind = { selection: "some", value: { id: null } };
    const values = { ...initialValues(fields, {}), name: "UPPER", limit: 11, kind, names: [] };
    const problems = problemsOf(fields, values);
    assert.deepEqual([...problems.keys()].sort(), ["/kind/id", "/limit", "/mail/host", "/mode", "/name", "/names"]);
    assert.equal(problems.get("/name"), "Lower case.");
});

test("a form without mistakes has no problems", () => {
    const kind = { selection: "none", value: {} };
    const values = { name: "ok", limit: 0, mode: "a", mail: { host: "h" }, kind, names: ["x"], kept: null };
    assert.equal(problemsOf(fields, values).size, 0);
});

test("bounds of zero count, and patterns hold for the whole text", () => {
    assert.equal(problemsOf({ n: { type: "number", min: 0 } }, { n: -1 }).size, 1);
    assert.equal(problemsOf({ n: { type: "number", integer: true } }, { n: 1.5 }).size, 1);
    assert.equal(problemsOf({ n: { type: "number" } }, { n: "1x" }).size, 1);
    const text = (regex: string): Fields => ({ t: { type: "text", patterns: [{ regex, description: "" }] } });
    assert.equal(problemsOf(text("a|b"), { t: "ab" }).size, 1);
    assert.equal(problemsOf(text("("), { t: "x" }).size, 0);
});

test("a disabled field is not held against the person", () => {
    assert.equal(problemsOf({ t: { type: "text", required: true, disabled: "not now" } }, { t: null }).size, 0);
});

test("a task's wishes are laid over what is stored", () => {
    const stored = { a: { x: 1, y: 2 }, list: [1, 2], other: "o" };
    assert.deepEqual(merged(stored, { a: { x: 5 }, list: [2, 3] }), { a: { x: 5, y: 2 }, list: [1, 2, 3], other: "o" });
    assert.equal(merged({ a: 1 }, "text"), "text");
});

test("random texts use exactly the characters asked for", () => {
    const text = randomText({ charset: "a-c,9,-", len: 400 });
    assert.equal(text.length, 400);
    assert.deepEqual([...new Set(text)].sort(), ["-", "9", "a", "b", "c"]);
    assert.equal(randomText({ charset: "", len: 4 }), "");
});
