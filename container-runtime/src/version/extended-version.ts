import { Version } from "./version"
import type { VersionRange } from "./version-range"
import { parseRange } from "./range-parser"

/** A package version: `[#flavor:]upstream:downstream`. Packages get it as the target of `uninit`. */
export class ExtendedVersion {
  constructor(
    readonly flavor: string | null,
    readonly upstream: Version,
    readonly downstream: Version,
  ) {}

  static parse(text: string): ExtendedVersion {
    const match = /^(?:#([a-z]*):)?([^:#]+):([^:#]+)$/.exec(text)
    if (!match) throw new Error(`"${text}" is not a package version`)
    return new ExtendedVersion(match[1] || null, Version.parse(match[2] ?? ""), Version.parse(match[3] ?? ""))
  }

  /** Packages bring their own class; its text form is what both understand. */
  static from(other: { toString(): string }): ExtendedVersion {
    return other instanceof ExtendedVersion ? other : ExtendedVersion.parse(other.toString())
  }

  toString(): string {
    const flavor = this.flavor === null ? "" : `#${this.flavor}:`
    return `${flavor}${this.upstream}:${this.downstream}`
  }

  /** Null when the flavors differ: such versions have no order. */
  compare(other: { toString(): string }): "greater" | "equal" | "less" | null {
    const right = ExtendedVersion.from(other)
    if (this.flavor !== right.flavor) return null
    const order = this.upstream.compareTo(right.upstream) || this.downstream.compareTo(right.downstream)
    return order < 0 ? "less" : order > 0 ? "greater" : "equal"
  }

  equals(other: { toString(): string }): boolean {
    return this.compare(other) === "equal"
  }

  greaterThan(other: { toString(): string }): boolean {
    return this.compare(other) === "greater"
  }

  greaterThanOrEqual(other: { toString(): string }): boolean {
    return this.greaterThan(other) || this.equals(other)
  }

  lessThan(other: { toString(): string }): boolean {
    return this.compare(other) === "less"
  }

  lessThanOrEqual(other: { toString(): string }): boolean {
    return this.lessThan(other) || this.equals(other)
  }

  /** Accepts our range, the package's own, or a text. */
  satisfies(range: VersionRange | { toString(): string }): boolean {
    return parseRange(range.toString()).satisfiedBy(this)
  }
}
