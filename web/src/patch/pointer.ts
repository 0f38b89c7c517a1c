export type Path = readonly string[];

export class PointerError extends Error {}

/** The segments of a JSON pointer (RFC 6901). */
export function parsePointer(pointer: string): Path {
    if (pointer === "") return [];
    if (!pointer.startsWith("/")) throw new PointerError(`A JSON pointer starts with "/": ${pointer}`);
    return pointer.slice(1).split("/").map(unescapeSegment);
}

function unescapeSegment(segment: string): string {
    if (!segment.includes("~")) return segment;
    if (/~(?![01])/.test(segment)) throw new PointerError(`Unknown escape in JSON pointer segment: ${segment}`);
    return segment.replaceAll("~1", "/").replaceAll("~0", "~");
}
