import { ChildProcess } from "node:child_process"
import { DaemonDescription } from "./description"
import { end, ended } from "./processes"
import { Subcontainer } from "./subcontainer"
import { Scope } from "./templates"

const longestPause = 30_000

/** A program that is started again whenever it ends, until it is told to end. */
export class Daemon {
  /** When it was started last; 0 before. */
  startedAt = 0
  private isEnding = false
  private restarts = 0
  private child: ChildProcess | null = null
  private childEnd: Promise<unknown> = Promise.resolve()
  private wake: () => void = () => undefined
  private finished: Promise<void> = Promise.resolve()

  constructor(
    readonly description: DaemonDescription,
    readonly subcontainer: Subcontainer,
    private readonly scope: Scope,
  ) {}

  start(): void {
    if (!this.isEnding) this.finished = this.run()
  }

  private async run(): Promise<void> {
    while (!this.isEnding) {
      this.startedAt = Date.now()
      this.child = this.subcontainer.spawn(this.description.program.command, this.scope)
      const how = ended(this.child)
      this.childEnd = how
      const outcome = await how
      this.child = null
      if (this.isEnding) return
      // The first restart is immediate, each further one waits a second longer.
      const wait = Math.min(this.restarts * 1000, longestPause)
      this.restarts += 1
      console.warn(`${this.description.id} ended (${outcome}), starting it again in ${wait / 1000} s`)
      await this.pause(wait)
    }
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async end(): Promise<void> {
    this.isEnding = true
    this.wake()
    const { signal, timeout } = this.description.stop
    if (this.child) await end(this.child, this.childEnd, signal, timeout)
    await this.finished
    await this.subcontainer.destroy()
  }
}
