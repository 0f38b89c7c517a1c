import { ExtendedVersion } from "./extended-version"
import { Version } from "./version"
import { Operator, RangeNode, VersionRange } from "./version-range"

/**
 * Parses a whole text as a range. Both written forms are accepted: `a b` and `a && b`, with `||`, parentheses, `!`,
 * `*`, flavors, and the operators `>= <= > < = != ^ ~`. There is no precedence; nodes are folded from the left.
 */
export function parseRange(text: string): VersionRange {
  const parser = new Parser(text)
  const node = parser.range()
  if (!parser.isAtEnd) throw new Error(`"${text}" is not a version range: unexpected text at ${parser.position}`)
  return new VersionRange(node)
}

class Parser {
  position = 0

  constructor(private readonly text: string) {}

  get isAtEnd(): boolean {
    return this.position === this.text.length
  }

  range(): RangeNode {
    this.skipSpace()
    let node = this.atom()
    for (;;) {
      this.skipSpace()
      if (this.isAtEnd || this.text[this.position] === ")") return node
      const isOr = this.take("||") !== undefined
      if (!isOr) this.take("&&")
      this.skipSpace()
      node = { kind: isOr ? "or" : "and", left: node, right: this.atom() }
    }
  }

  private atom(): RangeNode {
    if (this.take("(") !== undefined) {
      const node = this.range()
      if (this.take(")") === undefined) throw this.unexpected()
      return node
    }
    if (this.take("*") !== undefined) return { kind: "any" }
    const operator = this.take(">=", "<=", "!=", "=", "<", ">", "^", "~")
    if (operator !== undefined) {
      this.skipSpace()
      return this.comparison(operator)
    }
    if (this.take("!") !== undefined) {
      this.skipSpace()
      const next = this.text[this.position]
      if (next === undefined || next === ")" || next === "|" || next === "&") return { kind: "none" }
      return { kind: "not", node: this.atom() }
    }
    const flavor = this.match(/#([a-z]*)(?!:|[a-z])/y)
    if (flavor) return { kind: "flavor", flavor: flavor[1] || null }
    return this.comparison("^")
  }

  private comparison(operator: string): RangeNode {
    const version = "[0-9]+(?:\\.[0-9]+)*(?:-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?"
    const found = this.match(new RegExp(`(?:#([a-z]*):)?(${version})(?::(${version}))?`, "y"))
    if (!found) throw this.unexpected()
    const flavor = found[1] || null
    const upstream = Version.parse(found[2] ?? "")
    const lowest = new ExtendedVersion(flavor, upstream, Version.parse(found[3] ?? "0"))
    if (operator !== "^" && operator !== "~") return anchor(operator as Operator, lowest)
    const limit = new ExtendedVersion(flavor, upperLimit(upstream, operator === "~"), Version.parse("0"))
    return { kind: "and", left: anchor(">=", lowest), right: anchor("<", limit) }
  }

  private take(...tokens: string[]): string | undefined {
    const token = tokens.find((token) => this.text.startsWith(token, this.position))
    if (token !== undefined) this.position += token.length
    return token
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.position
    const found = pattern.exec(this.text)
    if (found) this.position = pattern.lastIndex
    return found
  }

  private skipSpace(): void {
    this.match(/[ \t\r\n]*/y)
  }

  private unexpected(): Error {
    return new Error(`"${this.text}" is not a version range: unexpected text at ${this.position}`)
  }
}

function anchor(operator: Operator, version: ExtendedVersion): RangeNode {
  return { kind: "anchor", operator, version }
}

/** The first version that `^` (or `~`) no longer contains. */
function upperLimit(version: Version, isTilde: boolean): Version {
  const firstSignificant = Math.max(
    0,
    version.number.findIndex((number) => number !== 0),
  )
  const index = isTilde ? firstSignificant + 1 : firstSignificant
  const number = version.number.slice(0, index)
  while (number.length < index) number.push(0)
  number.push((version.number[index] ?? 0) + 1)
  return new Version(number, version.prerelease)
}
