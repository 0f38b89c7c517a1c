import assert from "node:assert/strict"
import { test } from "node:test"
import { ExtendedVersion } from "../src/version/extended-version"
import { VersionRange } from "../src/version/version-range"

test("versions are ordered, flavors are not", () => {
  const ascending = ["1.0-1:0", "1.0-2:0", "1.0-10:0", "1.0-A:0", "1.0-a:0", "1.0-a.1:0", "1.0-rc2:0", "1.0:0-beta"]
  const chain = [...ascending, "1.0:0", "1.0:1", "1.1:0"].map((text) => ExtendedVersion.parse(text))
  for (const [index, version] of chain.entries()) {
    if (index > 0) assert.ok(version.greaterThan(chain[index - 1]), `${version} > ${chain[index - 1]}`)
  }
  assert.ok(ExtendedVersion.parse("1:0").equals("1.0.0:0"))
  assert.equal(ExtendedVersion.parse("#a:1:0").compare(ExtendedVersion.parse("1:0")), null)
  assert.equal(String(ExtendedVersion.parse("#cat:1.2.3:4.5.6")), "#cat:1.2.3:4.5.6")
  for (const text of ["1", "", "1..3:0", " 1:0", "1.0-01:0", "1.0-:0", "#Knots:1:0", "#knots:1", "1:2:3"]) {
    assert.throws(() => ExtendedVersion.parse(text), undefined, text)
  }
})

test("ranges contain what they say", () => {
  for (const [range, inside, outside] of [
    ["*", ["1:0", "1.2.3:4"], []],
    [">1.2.3:4", ["2-beta.123:0", "1.2.3:5", "1.2.3:4.1"], ["1.2.3:4", "1:0"]],
    ["=1", ["1.0.0:0"], ["1.0.1:0", "1.0.0:1"]],
    ["~1.2", ["1.2:0", "1.2.1:0"], ["1.3:0", "1.1.1:0", "2:0"]],
    ["!~1.2", ["1.3:0", "1.1:0"], ["1.2:0", "1.2.1:0"]],
    ["^0.2.3", ["0.2.3:0", "0.2.9:0"], ["0.3:0", "0.2.2:0"]],
    ["^0", ["0.9:0"], ["1:0"]],
    ["<1.5 && >1 || >1.5 && <3", ["1.1:0", "2:0"], ["1.5:0", "1:0", "3:0"]],
    ["(>=1 <2) || (>=3 <4)", ["1.5:0", "3.5:0"], ["5:0", "2.5:0"]],
    ["<=29.3:10", ["29:0"], ["#knots:29:0"]],
    ["!=29:0", ["#knots:29:0"], ["29:0"]],
    ["!>=29:0", ["#knots:29:0", "28:0"], ["29:0"]],
    ["#knots", ["#knots:29:0"], ["29:0"]],
    ["#", ["29:0"], ["#knots:29:0"]],
    ["^#knots:29:0", ["#knots:29.5:0"], ["29:0", "#knots:30:0"]],
  ]) {
    for (const version of inside) assert.ok(VersionRange.parse(range).satisfiedBy(version), `${version} in ${range}`)
    for (const version of outside) {
      assert.ok(!ExtendedVersion.parse(version).satisfies(range), `${version} not in ${range}`)
    }
  }
  for (const text of ["", "1.", "1.x", "()", "(1.0", "foo", "|| 1"]) {
    assert.throws(() => VersionRange.parse(text), undefined, text)
  }
})

test("it is known whether a range can be satisfied", () => {
  for (const text of ["*", ">=1.0:0", "<1.0:0", "!=1.0:0", "^#knots:29:0", ">1 && <1.0.1", "!#", "#a || #b"]) {
    assert.ok(VersionRange.parse(text).satisfiable(), text)
  }
  for (const text of ["!", ">=2.0:0 && <1.0:0", "^#knots:29:0 && <=29.3:10", "=#a:1:0 && =#b:1:0", "# && #a"]) {
    assert.ok(!VersionRange.parse(text).satisfiable(), text)
  }
  assert.ok(VersionRange.parse(">=#b:1:0").intersects(VersionRange.parse("<#b:5:0")))
  assert.ok(!VersionRange.parse(">=#b:1:0").intersects("<5:0"))
  assert.ok(VersionRange.parse("!(=1 && =2)").equals("*"))
})

test("printing a range and parsing it again changes nothing", () => {
  for (const text of [">=1 <2", "!1", "!#knots", "#", "!(#a || #b)", "1.0 || 2.0 3.0", "* && >=1", "!"]) {
    const range = VersionRange.parse(text)
    assert.ok(range.equals(VersionRange.parse(String(range))), `${text} → ${range}`)
  }
})
