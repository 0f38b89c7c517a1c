import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"

const load = createRequire(__filename)

/** The interpreter with a description, in a directory of its own, and effects that remember how they were called. */
export class Package {
  calls = []
  #watchers = new Set()

  constructor(description) {
    this.root = mkdtempSync(join(tmpdir(), "interpreter-"))
    for (const name of ["etc", "media/startos/volumes", "media/startos/images", "media/startos/subcontainers"]) {
      mkdirSync(join(this.root, name), { recursive: true })
    }
    writeFileSync(join(this.root, "etc/resolv.conf"), "")
    this.write("media/startos/images/main.json", JSON.stringify({ user: "root", workdir: "/" }))
    const complete = {
      id: "hello", version: "1.0.0:0", volumes: {}, settings: {}, files: [], setup: [], daemons: [], bindings: [],
      interfaces: [], actions: {}, tasks: [], dependencies: [], alerts: {}, ...description,
    }
    this.write("service.json", JSON.stringify(complete))
    copyFileSync(process.env.INTERPRETER, join(this.root, "index.js"))
    process.env.STARTOS_PREFIX = this.root
    this.exports = load(join(this.root, "index.js"))
    this.effects = this.#effects()
  }

  #effects() {
    const remember = (name, answer) => async (parameters) => {
      this.calls.push({ call: name, ...parameters })
      for (const watcher of [...this.#watchers]) watcher()
      return answer?.(parameters) ?? null
    }
    const names = [
      "bind", "clearBindings", "exportServiceInterface", "clearServiceInterfaces", "setDependencies", "setHealth",
      "setDataVersion", "getDataVersion", "setInitProgress", "setBackupProgress", "restart",
    ]
    let created = 0
    const createFs = () => {
      created += 1
      const path = join(this.root, "media/startos/subcontainers", String(created))
      mkdirSync(path)
      return [path, String(created)]
    }
    return {
      eventId: "event",
      ...Object.fromEntries(names.map((name) => [name, remember(name)])),
      action: { export: remember("action.export"), clear: remember("action.clear"), createTask: remember("createTask") },
      notification: { create: remember("notification.create") },
      subcontainer: { createFs: remember("createFs", createFs), destroyFs: remember("destroyFs") },
    }
  }

  /** Resolves as soon as an effect was called that makes the condition true. */
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

  init(kind) {
    return this.exports.init({ effects: this.effects, kind })
  }

  async start() {
    return (await this.exports.main({ effects: this.effects })).build()
  }

  run(action, input) {
    return this.exports.actions.get(action).run({ effects: this.effects, input })
  }

  form(action) {
    return this.exports.actions.get(action).getInput({ effects: this.effects, prefill: null })
  }

  named(name) {
    return this.calls.filter(({ call }) => call === name)
  }

  path(name) {
    return join(this.root, name)
  }

  volume(name) {
    return this.path(`media/startos/volumes/${name}`)
  }

  write(name, text) {
    writeFileSync(this.path(name), text)
  }

  read(path) {
    return existsSync(path) ? readFileSync(path, "utf8") : null
  }
}

/** Runs the body with a package and removes it. */
export async function withPackage(description, body) {
  const made = new Package(description)
  try {
    await body(made)
  } finally {
    rmSync(made.root, { recursive: true })
  }
}

export function program(command, more = {}) {
  return { image: "main", command, user: null, directory: null, environment: {}, mounts: [], ...more }
}

export function action(more) {
  const result = { version: "1", title: "Done", message: null, result: null }
  return { metadata: { hasInput: false }, spec: {}, save: [], run: null, restart: false, result, ...more }
}

export function textField(more = {}) {
  return { type: "text", name: "Name", required: true, patterns: [], minLength: null, maxLength: null, ...more }
}
