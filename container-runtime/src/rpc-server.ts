import { renameSync, rmSync } from "node:fs"
import { createServer, Socket } from "node:net"
import { asRpcError, CodedError, isObject, RpcError } from "./errors"

export type Parameters = Record<string, unknown>

/** What a method does. `answered` runs when the answer has left the process. */
export type Method = (parameters: Parameters) => Promise<{ result: unknown; answered?: () => void }>

/** JSON-RPC over a unix socket, one document per line. Requests of one connection run concurrently. */
export class RpcServer {
  constructor(private readonly methods: Record<string, Method>) {}

  /** The socket appears under its name only when it accepts connections: that is what the host waits for. */
  listen(path: string): Promise<void> {
    const preliminary = `${path}.new`
    rmSync(path, { force: true })
    rmSync(preliminary, { force: true })
    return new Promise((resolve, reject) => {
      createServer({ allowHalfOpen: true }, (socket) => this.serve(socket))
        .on("error", reject)
        .listen(preliminary, () => {
          renameSync(preliminary, path)
          resolve()
        })
    })
  }

  private serve(socket: Socket): void {
    let rest = ""
    let running = 0
    let hasEnded = false
    const finish = () => {
      if (hasEnded && running === 0) socket.end()
    }
    socket.setEncoding("utf8")
    // The peer may vanish at any time; its requests go on and their answers are dropped.
    socket.on("error", () => socket.destroy())
    socket.on("end", () => {
      hasEnded = true
      finish()
    })
    socket.on("data", (text) => {
      const lines = (rest + text).split("\n")
      rest = lines.pop() ?? ""
      for (const line of lines) {
        if (line.trim() === "") continue
        running += 1
        void this.answer(line).then((answer) => {
          running -= 1
          if (answer) socket.write(answer.line, answer.answered)
          finish()
        })
      }
    })
  }

  private async answer(line: string): Promise<{ line: string; answered: (() => void) | undefined } | null> {
    let id: unknown = null
    let isNotification = false
    try {
      const request = parse(line)
      isNotification = !("id" in request)
      id = request["id"] ?? null
      const { result, answered } = await this.call(request)
      if (isNotification) return null
      return { line: encode({ jsonrpc: "2.0", id, result: result ?? null }), answered }
    } catch (thrown) {
      if (isNotification) {
        console.error("A notification failed:", thrown)
        return null
      }
      const error: RpcError = asRpcError(thrown)
      return { line: encode({ jsonrpc: "2.0", id, error }), answered: undefined }
    }
  }

  private async call(request: Parameters): ReturnType<Method> {
    const name = request["method"]
    if (typeof name !== "string") throw new CodedError(-32602, "Invalid params", "the method is missing")
    const method = Object.prototype.hasOwnProperty.call(this.methods, name) ? this.methods[name] : undefined
    if (!method) throw new CodedError(-32601, "Method not found", name)
    return method(isObject(request["params"]) ? request["params"] : {})
  }
}

function parse(line: string): Parameters {
  let request: unknown
  try {
    request = JSON.parse(line)
  } catch (thrown) {
    throw new CodedError(-32700, "Parse error", String(thrown))
  }
  if (!isObject(request)) throw new CodedError(-32600, "Invalid Request", "a request is an object")
  return request
}

function encode(answer: unknown): string {
  return JSON.stringify(answer) + "\n"
}
