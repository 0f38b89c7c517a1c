import type { JSONValue } from "../generated/rpc";

/** Error codes of the wire table that this page treats specially. */
export const ErrorCode = {
    methodNotFound: -32601,
    incorrectPassword: 7,
    unauthorized: 34,
    rateLimited: 37,
} as const;

/** The server answered with an error. */
export class RPCError extends Error {
    readonly code: number;
    readonly kind: string;
    readonly debug: string;

    constructor(code: number, kind: string, data: JSONValue | undefined) {
        const details = typeof data === "string" ? data : textMember(data, "details");
        super(details === "" ? kind : details);
        this.code = code;
        this.kind = kind;
        this.debug = textMember(data, "debug");
    }
}

/** The server did not answer, or not with something this page understands. */
export class ConnectionError extends Error {}

export function isRPCError(error: unknown, code: number): error is RPCError {
    return error instanceof RPCError && error.code === code;
}

function textMember(data: JSONValue | undefined, name: string): string {
    if (typeof data !== "object" || data === null || Array.isArray(data)) return "";
    const member = data[name];
    return typeof member === "string" ? member : "";
}
