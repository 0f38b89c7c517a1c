import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { ExtendedVersion } from "../src/version/extended-version"
import { VersionRange } from "../src/version/version-range"

/** The same file that the server's implementation is held against. */
const rows = readFileSync(process.env.VERSION_VECTORS, "utf8")
  .split("\n")
  .map((line, index) => ({ line: index + 1, columns: line.split("\t").map((text) => text.replaceAll("\\t", "\t")) }))
  .filter(({ columns }) => columns[0] !== "" && !columns[0].startsWith(";"))

function check(kind, answer) {
  test(`vectors: ${kind}`, () => {
    const ofKind = rows.filter(({ columns }) => columns[0] === kind)
    assert.ok(ofKind.length > 0)
    for (const { line, columns } of ofKind) {
      const [found, expected] = answer(...columns.slice(1))
      assert.equal(found(), expected, `line ${line}: ${columns.join(" | ")}`)
    }
  })
}

const orError = (body) => () => {
  try {
    return body()
  } catch {
    return "error"
  }
}
const parse = (text) => VersionRange.parse(text)

check("version", (text, canonical) => [orError(() => String(ExtendedVersion.parse(text))), canonical])
for (const kind of ["range", "tail"]) {
  check(kind, (text, canonical) => [
    orError(() => parse(text).equals(parse(canonical))),
    canonical === "error" ? "error" : true,
  ])
}
check("satisfies", (range, version, answer) => [
  orError(() => String(parse(range).satisfiedBy(ExtendedVersion.parse(version)))),
  answer,
])
check("compare", (left, right, answer) => [
  orError(() => ExtendedVersion.parse(left).compare(ExtendedVersion.parse(right)) ?? "none"),
  { "-1": "less", 0: "equal", 1: "greater" }[answer] ?? answer,
])
check("satisfiable", (range, answer) => [() => String(parse(range).satisfiable()), answer])
check("intersects", (left, right, answer) => [() => String(parse(left).intersects(parse(right))), answer])
for (const kind of ["simplified", "equivalent"]) check(kind, (left, right) => [() => parse(left).equals(parse(right)), true])

test("reading a range takes no longer than it is", () => {
  assert.equal(String(parse("!(".repeat(1000))), "!")
})
