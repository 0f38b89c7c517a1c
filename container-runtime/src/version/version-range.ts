import { ExtendedVersion } from "./extended-version"
import { isSatisfiable } from "./satisfiability"
import { parseRange } from "./range-parser"

export type Operator = ">=" | "<=" | ">" | "<" | "=" | "!="

/** The structure of a range. */
export type RangeNode =
  | { kind: "any" }
  | { kind: "none" }
  | { kind: "anchor"; operator: Operator; version: ExtendedVersion }
  | { kind: "flavor"; flavor: string | null }
  | { kind: "not"; node: RangeNode }
  | { kind: "and" | "or"; left: RangeNode; right: RangeNode }

/** A set of package versions. Packages get it as the target of `uninit`. */
export class VersionRange {
  constructor(readonly node: RangeNode) {}

  static parse(text: string): VersionRange {
    return parseRange(text)
  }

  toString(): string {
    return print(this.node)
  }

  satisfiedBy(version: { toString(): string }): boolean {
    return contains(this.node, ExtendedVersion.from(version))
  }

  satisfiable(): boolean {
    return isSatisfiable(this.node)
  }

  intersects(other: { toString(): string }): boolean {
    return isSatisfiable({ kind: "and", left: this.node, right: parseRange(other.toString()).node })
  }

  equals(other: { toString(): string }): boolean {
    const right = parseRange(other.toString()).node
    const differs = (left: RangeNode, right: RangeNode) =>
      isSatisfiable({ kind: "and", left, right: { kind: "not", node: right } })
    return !differs(this.node, right) && !differs(right, this.node)
  }

  normalize(): VersionRange {
    return this.satisfiable() ? this : new VersionRange({ kind: "none" })
  }
}

function contains(node: RangeNode, version: ExtendedVersion): boolean {
  switch (node.kind) {
    case "any":
      return true
    case "none":
      return false
    case "flavor":
      return version.flavor === node.flavor
    case "not":
      return !contains(node.node, version)
    case "and":
      return contains(node.left, version) && contains(node.right, version)
    case "or":
      return contains(node.left, version) || contains(node.right, version)
    case "anchor": {
      const order = version.compare(node.version)
      return order === null ? node.operator === "!=" : holds(node.operator, order)
    }
  }
}

export function holds(operator: Operator, order: "less" | "equal" | "greater"): boolean {
  switch (operator) {
    case "=":
      return order === "equal"
    case "!=":
      return order !== "equal"
    case ">=":
      return order !== "less"
    case "<=":
      return order !== "greater"
    case ">":
      return order === "greater"
    case "<":
      return order === "less"
  }
}

function print(node: RangeNode): string {
  const wrapped = (child: RangeNode) =>
    child.kind === "anchor" || child.kind === "any" || child.kind === "none" ? print(child) : `(${print(child)})`
  switch (node.kind) {
    case "any":
      return "*"
    case "none":
      return "!"
    case "anchor":
      return `${node.operator}${node.version}`
    case "flavor":
      return `#${node.flavor ?? ""}`
    case "not":
      return `!(${print(node.node)})`
    case "and":
      return `${wrapped(node.left)} && ${wrapped(node.right)}`
    case "or":
      return `${wrapped(node.left)} || ${wrapped(node.right)}`
  }
}
