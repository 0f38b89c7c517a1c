import { connect } from "node:net"
import { Daemon } from "./daemon"
import { Readiness } from "./description"
import { Effects } from "./effects"
import { Scope } from "./templates"

const checkTimeout = 5000
/** How often a daemon that is not ready is asked. */
const impatience = 1000

/** Asks a daemon whether it is ready, reports what it says, and tells when it first was. */
export class ReadinessWatch {
  private timer: unknown
  private hasEnded = false

  constructor(
    private readonly effects: Effects,
    private readonly daemon: Daemon,
    private readonly ready: Readiness,
    private readonly scope: Scope,
    private readonly becameReady: () => void,
  ) {}

  start(): void {
    void this.check()
  }

  end(): void {
    this.hasEnded = true
    clearTimeout(this.timer)
  }

  private async check(): Promise<void> {
    const problem = await this.problem()
    if (this.hasEnded) return
    if (problem === null) this.becameReady()
    const isYoung = Date.now() - this.daemon.startedAt < this.ready.grace
    const report =
      problem === null
        ? { result: "success", message: this.ready.success }
        : isYoung
          ? { result: "starting", message: null }
          : { result: "failure", message: `${this.ready.failure}: ${problem}` }
    await reportHealth(this.effects, this.ready, report)
    if (!this.hasEnded) this.timer = setTimeout(() => void this.check(), problem === null ? this.ready.interval : impatience)
  }

  /** What speaks against its being ready. */
  private async problem(): Promise<string | null> {
    try {
      if (this.ready.port !== null) await listens(this.ready.port)
      if (this.ready.http !== null) await answers(this.ready.http)
      if (this.ready.command !== null) {
        await this.daemon.subcontainer.run(this.ready.command, this.scope, { timeout: checkTimeout })
      }
      return null
    } catch (error) {
      return error instanceof Error ? causeOf(error) : String(error)
    }
  }
}

export async function reportHealth(
  effects: Effects,
  ready: Readiness,
  report: { result: string; message: string | null },
): Promise<void> {
  if (ready.name === null) return
  await effects
    .setHealth({ id: ready.id, name: ready.name, ...report })
    .catch((error) => console.warn("Reporting health failed:", error))
}

function listens(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port })
    socket.setTimeout(checkTimeout, () => {
      socket.destroy()
      reject(new Error(`port ${port} does not answer`))
    })
    socket.on("connect", () => {
      socket.destroy()
      resolve()
    })
    socket.on("error", () => reject(new Error(`nothing listens at port ${port}`)))
  })
}

async function answers({ port, path, status }: NonNullable<Readiness["http"]>): Promise<void> {
  const signal = AbortSignal.timeout(checkTimeout)
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: "manual", signal })
  await answer.body?.cancel()
  const isExpected = status === null ? answer.status < 400 : answer.status === status
  if (!isExpected) throw new Error(`it answers ${answer.status}`)
}

/** `fetch` hides what happened in the cause. */
function causeOf(error: Error): string {
  const cause = (error as { cause?: unknown }).cause
  return cause instanceof Error && cause.message !== "" ? cause.message : error.message
}
