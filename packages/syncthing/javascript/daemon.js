"use strict"
const { once } = require("node:events")

const longestPause = 30000
const patienceAtEnd = 20000

/** A program that is started again whenever it ends, until it is told to end. */
class Daemon {
  constructor(subcontainer, command, options) {
    Object.assign(this, { subcontainer, command, options })
    this.isEnding = false
    this.restarts = 0
    this.startedAt = 0
    this.child = null
    this.wake = () => undefined
    this.finished = this.run()
  }

  async run() {
    while (!this.isEnding) {
      this.startedAt = Date.now()
      this.child = this.subcontainer.spawn(this.command, this.options)
      const [code, signal] = await once(this.child, "exit").catch((error) => [error.message, null])
      this.child = null
      if (this.isEnding) return
      // The first restart is immediate, each further one waits a second longer.
      const pause = Math.min(this.restarts * 1000, longestPause)
      this.restarts += 1
      console.warn(`syncthing ended (${signal ?? code}), starting it again in ${pause / 1000} s`)
      await this.pause(pause)
    }
  }

  pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async end() {
    this.isEnding = true
    this.wake()
    this.child?.kill("SIGTERM")
    const killer = setTimeout(() => this.child?.kill("SIGKILL"), patienceAtEnd)
    await this.finished
    clearTimeout(killer)
  }
}

module.exports = { Daemon }
