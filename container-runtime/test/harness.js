import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createConnection, createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"

/** A runtime process in a directory of its own, with a host that answers and remembers. */
export class Harness {
  /** The host's calls in the order in which they ran, each id once. */
  ran = []
  answers = new Map()
  /** How many calls run but lose their answer; how many are lost before they run. */
  losesAnswers = 0
  losesCalls = 0
  output = ""
  #outcomes = new Map()
  #waiting = new Map()
  #watchers = new Set()
  #lastId = 0

  static async start(packageSource) {
    const harness = new Harness()
    harness.root = mkdtempSync(join(tmpdir(), "runtime-"))
    for (const directory of ["media/startos/rpc", "usr/lib/startos/package"]) {
      mkdirSync(join(harness.root, directory), { recursive: true })
    }
    writeFileSync(join(harness.root, "usr/lib/startos/package/index.js"), packageSource)
    await harness.listen()
    harness.process = spawn(process.execPath, [process.env.RUNTIME], {
      env: { PATH: process.env.PATH, STARTOS_PREFIX: harness.root },
      stdio: ["ignore", "pipe", "pipe"],
    })
    harness.exited = once(harness.process, "exit")
    for (const stream of [harness.process.stdout, harness.process.stderr]) {
      stream.on("data", (text) => {
        harness.output += text
        harness.#changed()
      })
    }
    await harness.#connect()
    return harness
  }

  path(name) {
    return join(this.root, "media/startos/rpc", name)
  }

  listen() {
    this.server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on("error", () => undefined)
      createInterface({ input: socket }).on("line", (line) => this.#receive(JSON.parse(line), socket))
    })
    return new Promise((resolve) => this.server.listen(this.path("host.sock"), resolve))
  }

  closeHost() {
    return new Promise((resolve) => this.server.close(resolve))
  }

  async #receive({ id, method, params }, socket) {
    if (this.losesCalls > 0) {
      this.losesCalls -= 1
      return socket.destroy()
    }
    let outcome = this.#outcomes.get(params.callId)
    if (!outcome) {
      this.ran.push({ method, params })
      outcome = Promise.resolve(this.answers.get(method)?.(params) ?? { result: null })
      this.#outcomes.set(params.callId, outcome)
      this.#changed()
    }
    if (this.losesAnswers > 0) {
      this.losesAnswers -= 1
      return socket.destroy()
    }
    socket.end(JSON.stringify({ jsonrpc: "2.0", id, ...(await outcome) }) + "\n")
  }

  async #connect() {
    for (;;) {
      this.socket = createConnection(this.path("service.sock"))
      const isOpen = await new Promise((resolve) => {
        this.socket.once("connect", () => resolve(true)).once("error", () => resolve(false))
      })
      if (isOpen) break
    }
    this.socket.on("error", () => undefined)
    createInterface({ input: this.socket }).on("line", (line) => {
      const { id, result, error } = JSON.parse(line)
      const { resolve, reject } = this.#waiting.get(id)
      if (error) reject(Object.assign(new Error(error.data?.details ?? error.message), { code: error.code }))
      else resolve(result)
    })
  }

  call(method, params = {}) {
    this.#lastId += 1
    const id = this.#lastId
    this.socket.write(JSON.stringify({ id, method, params }) + "\n")
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
  }

  notify(method, params) {
    this.socket.write(JSON.stringify({ method, params }) + "\n")
  }

  /** Resolves as soon as the condition holds; looks again whenever something arrives. */
  until(condition) {
    return new Promise((resolve) => {
      const watcher = () => {
        if (!condition()) return
        this.#watchers.delete(watcher)
        resolve()
      }
      this.#watchers.add(watcher)
      watcher()
    })
  }

  #changed() {
    for (const watcher of [...this.#watchers]) watcher()
  }

  methods() {
    return this.ran.map(({ method }) => method)
  }

  async end() {
    this.process.kill("SIGKILL")
    await this.exited
    this.socket.destroy()
    await this.closeHost()
    rmSync(this.root, { recursive: true })
  }
}

/** Runs the body with a runtime that has loaded the package. */
export async function withPackage(source, body) {
  const harness = await Harness.start(`
    const nothing = async () => null
    const base = { init: nothing, uninit: nothing, createBackup: nothing,
      main: async () => ({ build: async () => ({ term: nothing }) }), actions: { get: () => undefined } }
    module.exports = Object.assign(base, (() => { ${source} })())
  `)
  try {
    await body(harness)
  } finally {
    await harness.end()
  }
}
