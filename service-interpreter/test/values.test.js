import assert from "node:assert/strict"
import { test } from "node:test"
import { checkedInput } from "../src/input"
import { randomText } from "../src/random-text"
import { fill, fillAll } from "../src/templates"
import { textField } from "./harness"

test("templates fill in values, members of JSON, and nothing for what is not there", () => {
  const scope = { settings: { name: "Ada", port: 80, on: false, none: null }, output: '{"a":{"b":[1,2]}}' }
  const filled = (text) => fill(text, scope)
  assert.equal(filled("hello ${settings.name}:${settings.port} ${settings.on}"), "hello Ada:80 false")
  assert.equal(filled("<${settings.none}${settings.constructor}${else.where}>"), "<>")
  assert.equal(filled("${output.a.b} ${output.a.b.1}"), "[1,2] 2")
  assert.equal(filled("$${settings.name} $HOME ${"), "${settings.name} $HOME ${")
  assert.throws(() => fill("${output.a}", { output: "no JSON" }), /should have printed JSON.*no JSON/)
})

test("a filled in value is not filled in again", () => {
  assert.equal(fill("${input.a}", { input: { a: "${settings.secret}" }, settings: { secret: "x" } }), "${settings.secret}")
})

test("templates are filled in all the way down", () => {
  const result = { title: "${a}", result: { value: ["${a}", 1, null, true] } }
  assert.deepEqual(fillAll(result, { a: "x" }), { title: "x", result: { value: ["x", 1, null, true] } })
})

test("random text has the characters of its set, all of them in the end", () => {
  const seen = new Set(randomText({ charset: "a-c,0,-,,", len: 1024 }))
  assert.deepEqual([...seen].sort(), [",", "-", "0", "a", "b", "c"])
  assert.equal(randomText({ charset: "x", len: 5 }), "xxxxx")
  assert.notEqual(randomText({ charset: "a-z", len: 32 }), randomText({ charset: "a-z", len: 32 }))
})

const fields = [
  [textField(), "Ada", null],
  [textField(), null, "must be filled in"],
  [textField(), "", "must be filled in"],
  [textField({ required: false }), null, null],
  [textField(), 5, "must be a text"],
  [textField({ minLength: 3 }), "ab", "at least 3 characters"],
  [textField({ maxLength: 2 }), "🙂🙂", null],
  [textField({ maxLength: 2 }), "abc", "at most 2 characters"],
  [textField({ patterns: [{ regex: "[a-z]|b", description: "one letter" }] }), "ab", "one letter"],
  [textField(), "a\nadmin = yes", "not allowed"],
  [textField({ type: "textarea" }), "a\nb\tc\r\n", null],
  [textField({ type: "textarea" }), "a\0", "not allowed"],
  [{ type: "number", name: "Name", min: 0, max: 5, integer: true }, 0, null],
  [{ type: "number", name: "Name", min: 0, max: 5, integer: true }, -1, "at least 0"],
  [{ type: "number", name: "Name", min: 0, max: 5, integer: true }, 6, "at most 5"],
  [{ type: "number", name: "Name", integer: true }, 1.5, "whole number"],
  [{ type: "number", name: "Name" }, "1", "must be a number"],
  [{ type: "toggle", name: "Name" }, false, null],
  [{ type: "toggle", name: "Name" }, "yes", "true or false"],
  [{ type: "select", name: "Name", values: { a: "A" } }, "a", null],
  [{ type: "select", name: "Name", values: { a: "A" } }, "constructor", "none of the choices"],
  [{ type: "multiselect", name: "Name", values: { a: "A", b: "B" }, maxLength: 1 }, ["a"], null],
  [{ type: "multiselect", name: "Name", values: { a: "A", b: "B" }, maxLength: 1 }, ["a", "b"], "at most 1"],
  [{ type: "multiselect", name: "Name", values: { a: "A" } }, ["c"], "none of the choices"],
  [{ type: "color", name: "Name" }, "#12ab9F", null],
  [{ type: "color", name: "Name" }, "red", "must be a colour"],
]

for (const [field, value, problem] of fields) {
  test(`input ${JSON.stringify(value)} for ${JSON.stringify(field)}: ${problem ?? "fine"}`, () => {
    const check = () => checkedInput({ key: field }, { key: value, other: 1 })
    if (problem === null) assert.deepEqual(check(), { key: value })
    else assert.throws(check, (error) => error.message.startsWith("Name: ") && error.message.includes(problem))
  })
}
