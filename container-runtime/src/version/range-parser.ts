import { ExtendedVersion } from "./extended-version"
import { Version } from "./version"
import { Operator, RangeNode, VersionRange } from "./version-range"

/**
 * Reads a range as the server does (`docs/formats/exver.md`): choices are ordered, there is no precedence, and what
 * cannot be continued ends where it last made sense. Text after that is passed over.
 */
export function parseRange(text: string): VersionRange {
  return new VersionRange(new Parser(text).parse())
}

class Parser {
  private position = 0
  /** Where a parenthesis was found not to be one; nothing is looked into twice. */
  private readonly unclosed = new Set<number>()
  /** What is wrong with versions read so far; no error if the place is taken back. */
  private faults: { position: number; error: Error }[] = []

  constructor(private readonly text: string) {}

  parse(): RangeNode {
    const node = this.range()
    if (!node) throw new Error(`"${this.text}" is not a version range: unexpected text at ${this.position}`)
    const fault = this.faults[0]
    if (fault) throw fault.error
    return node
  }

  private range(): RangeNode | undefined {
    let node = this.atom()
    if (!node) return undefined
    // Repeated where none is written.
    let kind: "and" | "or" = "and"
    for (;;) {
      const end = this.position
      this.skipSpaces()
      const written = this.take("||", "&&")
      this.skipSpaces()
      const right = this.atom()
      if (!right) {
        this.takeBack(end)
        return node
      }
      if (written) kind = written === "||" ? "or" : "and"
      node = { kind, left: node, right }
    }
  }

  private atom(): RangeNode | undefined {
    const start = this.position
    if (this.take("(")) {
      const node = this.unclosed.has(start) ? undefined : this.parenthesised()
      if (!node) {
        this.unclosed.add(start)
        this.takeBack(start)
      }
      return node
    }
    const comparison = this.comparison()
    if (comparison) return comparison
    if (this.take("!")) {
      const end = this.position
      this.skipSpaces()
      const node = this.atom()
      if (node) return { kind: "not", node }
      this.takeBack(end)
      return { kind: "none" }
    }
    if (this.take("*")) return { kind: "any" }
    const flavor = this.match(/#([a-z]*)/y)
    return flavor && { kind: "flavor", flavor: flavor[1] || null }
  }

  private parenthesised(): RangeNode | undefined {
    this.skipSpaces()
    const node = this.range()
    this.skipSpaces()
    return node && this.take(")") ? node : undefined
  }

  private comparison(): RangeNode | undefined {
    const start = this.position
    const operator = this.take(">=", "<=", "!=", "=", "<", ">", "^", "~") ?? "^"
    this.skipSpaces()
    const flavor = this.match(/#([a-z]*):/y)?.[1] || null
    const upstream = this.version()
    if (upstream === undefined) {
      this.position = start
      return undefined
    }
    const end = this.position
    let downstream = this.take(":") ? this.version() : undefined
    if (downstream === undefined) this.position = end
    try {
      return interval(operator, flavor, Version.parse(upstream), Version.parse(downstream ?? "0"))
    } catch (error) {
      this.faults.push({ position: start, error: error as Error })
      return { kind: "none" }
    }
  }

  /** The text of a version. Numbers have no zeros before them: `01` is `0`, then `1`. */
  private version(): string | undefined {
    const start = this.position
    do {
      if (!this.match(/0|[1-9][0-9]*/y)) {
        this.position = start
        return undefined
      }
    } while (this.take("."))
    this.match(/-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*/y)
    return this.text.slice(start, this.position)
  }

  private take(...words: string[]): string | undefined {
    const word = words.find((word) => this.text.startsWith(word, this.position))
    if (word !== undefined) this.position += word.length
    return word
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.position
    const found = pattern.exec(this.text)
    if (found) this.position = pattern.lastIndex
    return found ?? undefined
  }

  private skipSpaces(): void {
    this.match(/ */y)
  }

  private takeBack(position: number): void {
    this.position = position
    this.faults = this.faults.filter((fault) => fault.position < position)
  }
}

function interval(operator: string, flavor: string | null, upstream: Version, downstream: Version): RangeNode {
  const lowest = new ExtendedVersion(flavor, upstream, downstream)
  if (operator !== "^" && operator !== "~") return anchor(operator as Operator, lowest)
  const end = new ExtendedVersion(flavor, upperLimit(upstream, operator === "~"), Version.parse("0"))
  return { kind: "and", left: anchor(">=", lowest), right: anchor("<", end) }
}

function anchor(operator: Operator, version: ExtendedVersion): RangeNode {
  return { kind: "anchor", operator, version }
}

/** The first version that `^` (or `~`) no longer contains. */
function upperLimit(version: Version, isTilde: boolean): Version {
  const first = Math.max(
    0,
    version.numbers.findIndex((number) => number !== 0n),
  )
  const last = isTilde ? first + 1 : first
  const numbers = version.numbers.slice(0, last)
  while (numbers.length < last) numbers.push(0n)
  const raised = (version.numbers[last] ?? 0n) + 1n
  if (raised > Version.greatestNumber) throw new Error(`The range of "${version}" ends beyond the greatest number`)
  return new Version([...numbers, raised], version.prerelease)
}
