"use strict"
const { readFile, rename, writeFile } = require("node:fs/promises")

const counterFile = "/media/startos/volumes/main/calls-started"
const period = 10

/** Calls a non-idempotent effect every 10 ms, each with the next number, and counts the answers. */
class Calls {
  started = 0
  answered = 0
  failed = 0
  errors = []
  #timer = null
  #open = new Set()
  #writing = Promise.resolve()

  get isRunning() {
    return this.#timer !== null
  }

  start(effects) {
    if (this.#timer) return
    this.#timer = setInterval(() => this.#call(effects), period)
  }

  #call(effects) {
    this.started += 1
    const number = this.started
    const call = effects.notification
      .create({ level: "info", title: String(number), message: `call ${number}`, data: null })
      .then(
        () => (this.answered += 1),
        (error) => {
          this.failed += 1
          if (this.errors.length < 5) this.errors.push(String(error.message ?? error))
        },
      )
      .finally(() => this.#open.delete(call))
    this.#open.add(call)
    // The number survives the process, so that a test can tell what was begun before a crash.
    if (number % 100 === 0) this.#writing = this.#writing.then(() => save(number)).catch(console.warn)
  }

  /** Waits for every answer. */
  async stop() {
    clearInterval(this.#timer)
    this.#timer = null
    await Promise.all(this.#open)
    await this.#writing
    return { started: this.started, answered: this.answered, failed: this.failed, errors: this.errors }
  }
}

async function save(number) {
  await writeFile(`${counterFile}.new`, `${number}\n`)
  await rename(`${counterFile}.new`, counterFile)
}

module.exports = { Calls, counterFile, lastSaved: () => readFile(counterFile, "utf8").catch(() => null) }
