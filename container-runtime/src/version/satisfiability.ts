import { ExtendedVersion } from "./extended-version"
import type { RangeNode } from "./version-range"
import { holds } from "./version-range"

/** A point of the version line: beside or on a version that the range names. */
interface Point {
  flavor: string | null
  version: ExtendedVersion | null
  side: -1 | 0 | 1
}

/**
 * Whether any version is in the range. Versions are dense, so it suffices to look at the named ones and at the
 * neighbourhood of each, for every named flavor, and at one flavor that is not named.
 */
export function isSatisfiable(node: RangeNode): boolean {
  const versions: ExtendedVersion[] = []
  const flavors = new Set<string | null>([null])
  collect(node, versions, flavors)
  const points: Point[] = [{ flavor: "another flavor", version: null, side: 0 }]
  for (const flavor of flavors) points.push({ flavor, version: null, side: 0 })
  for (const version of versions) {
    for (const side of [-1, 0, 1] as const) points.push({ flavor: version.flavor, version, side })
  }
  return points.some((point) => evaluate(node, point))
}

function collect(node: RangeNode, versions: ExtendedVersion[], flavors: Set<string | null>): void {
  if (node.kind === "anchor") {
    versions.push(node.version)
    flavors.add(node.version.flavor)
  } else if (node.kind === "flavor") {
    flavors.add(node.flavor)
  } else if (node.kind === "not") {
    collect(node.node, versions, flavors)
  } else if (node.kind === "and" || node.kind === "or") {
    collect(node.left, versions, flavors)
    collect(node.right, versions, flavors)
  }
}

function evaluate(node: RangeNode, point: Point): boolean {
  switch (node.kind) {
    case "any":
      return true
    case "none":
      return false
    case "flavor":
      return point.flavor === node.flavor
    case "not":
      return !evaluate(node.node, point)
    case "and":
      return evaluate(node.left, point) && evaluate(node.right, point)
    case "or":
      return evaluate(node.left, point) || evaluate(node.right, point)
    case "anchor": {
      if (point.flavor !== node.version.flavor) return node.operator === "!="
      // Without a version of its own the point lies below everything.
      const order = point.version === null ? "less" : point.version.compare(node.version) ?? "less"
      if (order !== "equal") return holds(node.operator, order)
      return holds(node.operator, point.side < 0 ? "less" : point.side > 0 ? "greater" : "equal")
    }
  }
}
