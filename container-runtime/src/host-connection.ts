import { randomUUID } from "node:crypto"
import { createConnection } from "node:net"
import { CodedError, isObject } from "./errors"

const firstDelay = 20
const longestDelay = 1000
/** How long the next call waits for the answer of the one before it, once the host is back. */
const precedence = 1000
const patience = 10 * 60 * 1000

/** The connection was lost before the answer; the host may or may not have run the call. */
class TransportError extends Error {}

/** A call that waits for the host to come back. */
interface Waiting {
  number: number
  /** Lets it try; it says when the try is over. */
  go: (over: () => void) => void
}

/**
 * Calls to the host, one connection each.
 *
 * A call whose connection fails is repeated under the same id until the host is back: the host runs every id once.
 * Until then it stands in a line, as do those that come meanwhile; the line moves in the order of the calls.
 */
export class HostConnection {
  /** Distinguishes the calls of this process from those of an earlier one. */
  readonly instance = randomUUID()
  private lastNumber = 0
  private readonly unanswered = new Set<number>()
  /** By number, lowest first. */
  private line: Waiting[] = []
  private isMoving = false
  private delay = firstDelay

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
    for (;;) {
      const over = this.isMoving ? await this.turn(number) : undefined
      let wentThrough = true
      try {
        return decode(await this.exchange(this.encode(number, method, parameters)), method)
      } catch (thrown) {
        if (!(thrown instanceof TransportError) || Date.now() + this.delay > deadline) throw thrown
        wentThrough = false
      } finally {
        if (wentThrough) this.delay = firstDelay
        over?.()
      }
      if (!this.isMoving) void this.move()
    }
  }

  /** Returns when it is this call's turn. */
  private turn(number: number): Promise<() => void> {
    return new Promise((go) => {
      const place = this.line.findIndex((other) => other.number > number)
      this.line.splice(place < 0 ? this.line.length : place, 0, { number, go })
    })
  }

  /** Lets the calls of the line try, one after the other, until none is left. */
  private async move(): Promise<void> {
    this.isMoving = true
    do {
      // Before the first one, all that failed together have come; after a failure the host is given time.
      await sleep(this.delay)
      this.delay = Math.min(this.delay * 2, longestDelay)
      for (let head = this.line.shift(); head; head = this.delay === firstDelay ? this.line.shift() : undefined) {
        const { go } = head
        // One that takes long, or needs another to be answered first, does not hold up the line.
        await Promise.race([new Promise<void>((over) => go(over)), sleep(precedence)])
      }
    } while (this.line.length > 0)
    this.isMoving = false
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

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
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
