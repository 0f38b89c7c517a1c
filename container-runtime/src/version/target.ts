import { ExtendedVersion } from "./extended-version"
import { parseRange } from "./range-parser"
import { VersionRange } from "./version-range"

/** The target of `uninit`: an exact version if the text is one, otherwise a range. */
export function parseTarget(text: string): ExtendedVersion | VersionRange {
  let version: ExtendedVersion
  try {
    version = ExtendedVersion.parse(text)
  } catch {
    return parseRange(text).normalize()
  }
  return version
}
