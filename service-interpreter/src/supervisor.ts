import { Daemon } from "./daemon"
import { Description } from "./description"
import { Effects } from "./effects"
import { ReadinessWatch, reportHealth } from "./readiness"
import { Subcontainer } from "./subcontainer"
import { Scope } from "./templates"

/** Runs the daemons: each once those that it requires are ready. */
export class Supervisor {
  private readonly daemons: Daemon[] = []
  private readonly watches: ReadinessWatch[] = []
  private readonly ready = new Map<string, Promise<void>>()
  private hasEnded = false

  constructor(
    private readonly effects: Effects,
    private readonly description: Description,
    private readonly scope: Scope,
  ) {}

  /** Returns when every daemon is started or waits for others. When one cannot be, none is. */
  async start(): Promise<void> {
    try {
      for (const description of this.description.daemons) {
        const { id, program } = description
        const subcontainer = await Subcontainer.create(this.effects, id, program, this.description.volumes)
        this.daemons.push(new Daemon(description, subcontainer, this.scope))
      }
    } catch (error) {
      await this.end()
      throw error
    }
    for (const daemon of this.daemons) this.ready.set(daemon.description.id, this.launch(daemon))
  }

  /** Resolves when the daemon is ready for the first time. */
  private async launch(daemon: Daemon): Promise<void> {
    const { ready, requires } = daemon.description
    if (requires.length > 0) {
      if (ready) await reportHealth(this.effects, ready, { result: "waiting", message: `Waits for ${requires.join(", ")}` })
      await Promise.all(requires.map((id) => this.ready.get(id)))
    }
    if (this.hasEnded) return
    daemon.start()
    if (!ready) return
    await new Promise<void>((resolve) => {
      const watch = new ReadinessWatch(this.effects, daemon, ready, this.scope, resolve)
      this.watches.push(watch)
      watch.start()
    })
  }

  /** Ends the daemons, each before those that it requires. */
  async end(): Promise<void> {
    this.hasEnded = true
    for (const watch of this.watches) watch.end()
    for (const daemon of [...this.daemons].reverse()) await daemon.end()
  }
}
