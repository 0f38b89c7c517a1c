import { randomUUID } from "node:crypto"
import { createConnection } from "node:net"
import { CodedError, isObject } from "./errors"

const firstDelay = 20
const longestDelay = 1000
const patience = 10 * 60 * 1000

/** The connection was lost before the answer; the host may or may not have run the call. */
class TransportError extends Error {}

/**
 * Calls to the host, one connection each.
 *
 * A call whose connection fails is repeated under the same id until the host is back: the host runs every id once.
 */
export class HostConnection {
  /** Distinguishes the calls of this process from those of an earlier one. */
  readonly instance = randomUUID()
  private lastNumber = 0
  private readonly unanswered = new Set<number>()

  constructor(private readonly path: string) {}

  async call(method: string, parameters: object): Promise<unknown> {
    this.lastNumber += 1
    const number = this.lastNumber
    this.unanswered.add(number)
    try {
      return await this.callUntilAnswered(number, method, parameters)
    } finally {
      this.unanswered.delete(number)
    }
  }

  private async callUntilAnswered(number: number, method: string, parameters: object): Promise<unknown> {
    const deadline = Date.now() + patience
    let delay = firstDelay
    for (;;) {
      try {
        return decode(await this.exchange(this.encode(number, method, parameters)), method)
      } catch (thrown) {
        if (!(thrown instanceof TransportError) || Date.now() + delay > deadline) throw thrown
      }
      await new Promise<void>((resolve) => setTimeout(resolve, delay))
      delay = Math.min(delay * 2, longestDelay)
    }
  }

  /** The lowest unanswered number lets the host forget the outcome of all earlier calls. */
  private encode(id: number, method: string, parameters: object): string {
    const acknowledged = this.unanswered.values().next().value ?? id
    const params = { ...parameters, callId: `${this.instance}:${id}`, acknowledged }
    return JSON.stringify({ id, method, params }) + "\n"
  }

  private exchange(line: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = createConnection({ path: this.path, allowHalfOpen: true })
      const pieces: string[] = []
      socket.setEncoding("utf8")
      socket.on("connect", () => socket.write(line))
      socket.on("data", (text) => {
        const end = text.indexOf("\n")
        if (end < 0) {
          pieces.push(text)
          return
        }
        pieces.push(text.slice(0, end))
        resolve(pieces.join(""))
        socket.destroy()
      })
      socket.on("end", () => socket.destroy())
      socket.on("error", (error) => reject(new TransportError(error.message)))
      socket.on("close", () => reject(new TransportError("the host closed the connection without an answer")))
    })
  }
}

function decode(line: string, method: string): unknown {
  let answer: unknown
  try {
    answer = JSON.parse(line)
  } catch {
    throw new Error(`malformed response to ${method}: ${line.slice(0, 200)}`)
  }
  if (isObject(answer) && isObject(answer["error"])) {
    const { code, message, data } = answer["error"]
    const details = isObject(data) ? data["details"] : data
    const debug = isObject(data) ? data["debug"] : undefined
    const text = [message, details].filter((part) => typeof part === "string").join(": ")
    throw new CodedError(
      typeof code === "number" ? code : 1,
      typeof debug === "string" ? `${text}\n${debug}@${method}` : `${text}\n@${method}`,
    )
  }
  if (!isObject(answer) || !("result" in answer)) throw new Error(`malformed response to ${method}`)
  return answer["result"]
}
