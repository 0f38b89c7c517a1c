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

/** Any thrown value as the error of an answer. */
export function asRpcError(thrown: unknown): RpcError {
  const debug = thrown instanceof Error ? thrown.stack ?? null : null
  if (thrown instanceof CodedError) {
    return { code: thrown.code, message: thrown.message, data: { details: thrown.details, debug } }
  }
  const text = describe(thrown)
  const code = isObject(thrown) && typeof thrown["code"] === "number" ? thrown["code"] : 0
  return { code, message: text, data: { details: text, debug } }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
