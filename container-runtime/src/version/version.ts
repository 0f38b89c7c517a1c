type Segment = bigint | string

/** Dotted numbers with an optional prerelease: `1.2.3-beta.1`. */
export class Version {
  static readonly greatestNumber = 0xffff_ffff_ffff_ffffn

  constructor(
    readonly numbers: bigint[],
    readonly prerelease: Segment[],
  ) {}

  /** The numbers as packages know them, as exactly as they can be. */
  get number(): number[] {
    return this.numbers.map(Number)
  }

  static parse(text: string): Version {
    const dash = text.indexOf("-")
    const numbers = (dash < 0 ? text : text.slice(0, dash)).split(".").map((part) => {
      if (!/^\+?[0-9]+$/.test(part)) throw new Error(`"${text}" is not a version: invalid number "${part}"`)
      return parseNumber(part.replace("+", ""), text)
    })
    const segments = dash < 0 ? [] : text.slice(dash + 1).split(".")
    return new Version(numbers, segments.map((part) => parseSegment(part, text)))
  }

  toString(): string {
    const numbers = this.numbers.join(".")
    return this.prerelease.length === 0 ? numbers : `${numbers}-${this.prerelease.join(".")}`
  }

  /** Negative, zero or positive. Missing numbers are zeros; a prerelease comes before its release. */
  compareTo(other: Version): number {
    for (let index = 0; index < Math.max(this.numbers.length, other.numbers.length); index++) {
      const order = compare(this.numbers[index] ?? 0n, other.numbers[index] ?? 0n)
      if (order !== 0) return order
    }
    if (this.prerelease.length === 0 || other.prerelease.length === 0) {
      return Math.sign(other.prerelease.length - this.prerelease.length)
    }
    for (let index = 0; index < Math.min(this.prerelease.length, other.prerelease.length); index++) {
      const order = compareSegments(this.prerelease[index] ?? 0n, other.prerelease[index] ?? 0n)
      if (order !== 0) return order
    }
    return this.prerelease.length - other.prerelease.length
  }
}

function parseNumber(digits: string, text: string): bigint {
  const number = BigInt(digits)
  if (number > Version.greatestNumber) throw new Error(`"${text}" is not a version: ${digits} is too large`)
  return number
}

function parseSegment(part: string, text: string): Segment {
  if (/^(0|[1-9][0-9]*)$/.test(part)) return parseNumber(part, text)
  if (/^[0-9]+$/.test(part) || !/^[0-9A-Za-z-]+$/.test(part)) {
    throw new Error(`"${text}" is not a version: invalid prerelease "${part}"`)
  }
  return part
}

function compareSegments(left: Segment, right: Segment): number {
  if (typeof left === typeof right) return compare(left, right)
  return typeof left === "bigint" ? -1 : 1
}

function compare<Value extends bigint | string>(left: Value, right: Value): number {
  return left < right ? -1 : left > right ? 1 : 0
}
