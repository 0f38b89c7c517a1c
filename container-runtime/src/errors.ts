/** The error member of a JSON-RPC answer. */
export interface RpcError {
  code: number
  message: string
  data?: string | { details: string; debug: string | null }
}

/** An error with the code it should have on the wire. */
export class CodedError extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly details: string = message,
  ) {
    super(message)
  }
}

/** Any thrown value as a text for people. */
export function describe(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message || thrown.name
  if (typeof thrown === "string") return thrown
  if (isObject(thrown)) {
    if (typeof thrown["error"] === "string") return thrown["error"]
    if (typeof thrown["message"] === "string") return thrown["message"]
  }
  try {
    return JSON.stringify(thrown) ?? String(thrown)
  } catch {
    return String(thrown)
  }
}

/** Any thrown value as the error of an answer: the words are in the details, the message only names their kind. */
export function asRpcError(thrown: unknown): RpcError {
  const debug = thrown instanceof Error ? thrown.stack ?? null : null
  const code = isObject(thrown) && typeof thrown["code"] === "number" ? thrown["code"] : 0
  if (thrown instanceof CodedError && thrown.details !== thrown.message) {
    return { code, message: thrown.message, data: { details: thrown.details, debug } }
  }
  return { code, message: typeof thrown, data: { details: describe(thrown), debug } }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
