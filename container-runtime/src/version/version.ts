type Segment = number | string

/** Dotted numbers with an optional prerelease: `1.2.3-beta.1`. */
export class Version {
  constructor(
    readonly number: number[],
    readonly prerelease: Segment[],
  ) {}

  static parse(text: string): Version {
    const dash = text.indexOf("-")
    const numbers = dash < 0 ? text : text.slice(0, dash)
    const number = numbers.split(".").map((part) => {
      if (!/^[0-9]+$/.test(part)) throw new Error(`"${text}" is not a version: invalid number "${part}"`)
      return Number(part)
    })
    return new Version(number, dash < 0 ? [] : text.slice(dash + 1).split(".").map((part) => parseSegment(part, text)))
  }

  toString(): string {
    const numbers = this.number.join(".")
    return this.prerelease.length === 0 ? numbers : `${numbers}-${this.prerelease.join(".")}`
  }

  /** Negative, zero or positive. Missing numbers are zeros; a prerelease comes before its release. */
  compareTo(other: Version): number {
    for (let index = 0; index < Math.max(this.number.length, other.number.length); index++) {
      const difference = (this.number[index] ?? 0) - (other.number[index] ?? 0)
      if (difference !== 0) return difference
    }
    if (this.prerelease.length === 0 || other.prerelease.length === 0) {
      return Math.sign(other.prerelease.length - this.prerelease.length)
    }
    for (let index = 0; index < Math.min(this.prerelease.length, other.prerelease.length); index++) {
      const difference = compareSegments(this.prerelease[index] ?? 0, other.prerelease[index] ?? 0)
      if (difference !== 0) return difference
    }
    return this.prerelease.length - other.prerelease.length
  }
}

function parseSegment(part: string, text: string): Segment {
  if (/^(0|[1-9][0-9]*)$/.test(part)) return Number(part)
  if (/^[0-9]+$/.test(part) || !/^[0-9A-Za-z-]+$/.test(part)) {
    throw new Error(`"${text}" is not a version: invalid prerelease "${part}"`)
  }
  return part
}

function compareSegments(left: Segment, right: Segment): number {
  if (typeof left === "number" && typeof right === "number") return left - right
  if (typeof left === "number") return -1
  if (typeof right === "number") return 1
  return left < right ? -1 : left > right ? 1 : 0
}
