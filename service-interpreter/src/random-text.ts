import { randomInt } from "node:crypto"
import { RandomText } from "./description"

/** Random text; every character of every range is as likely as any other. */
export function randomText({ charset, len }: RandomText): string {
  const ranges = rangesOf(charset)
  const total = ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0)
  return Array.from({ length: len }, () => {
    let index = randomInt(total)
    for (const [first, last] of ranges) {
      if (index <= last - first) return String.fromCodePoint(first + index)
      index -= last - first + 1
    }
    return ""
  }).join("")
}

/** `a-z,0-9,_`: single characters and ranges, with commas between them. */
function rangesOf(charset: string): [first: number, last: number][] {
  const characters = Array.from(charset, (character) => character.codePointAt(0) ?? 0)
  const dash = 0x2d
  const ranges: [number, number][] = []
  for (let index = 0; index < characters.length; ) {
    const first = characters[index] ?? 0
    const isRange = characters[index + 1] === dash && index + 2 < characters.length
    ranges.push([first, isRange ? characters[index + 2] ?? first : first])
    index += isRange ? 4 : 2
  }
  return ranges
}
