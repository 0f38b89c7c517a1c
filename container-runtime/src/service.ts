import { Context, LiveCallback } from "./context"
import { EffectsFactory } from "./effects"
import { CodedError } from "./errors"
import { Executions } from "./executions"
import { InitKind, loadPackage, PackageBundle, RunningMain } from "./package-bundle"
import { paths } from "./paths"
import { runProcedure } from "./procedures"
import { parseTarget } from "./version/target"

type State =
  | { name: "fresh" }
  | { name: "initializing"; outcome: Promise<void> }
  | { name: "initialized"; bundle: PackageBundle }
  | { name: "exiting"; outcome: Promise<void> }

/** The one package of this container: loads it, starts and stops it, runs its actions. */
export class Service {
  readonly executions = new Executions()
  private state: State = { name: "fresh" }
  private root: Context
  private starting: Promise<void> | null = null
  private stopping: Promise<void> | null = null
  private main: RunningMain | null = null

  constructor(
    private readonly factory: EffectsFactory,
    private readonly released: (ids: number[]) => void,
  ) {
    this.root = new Context(released)
  }

  get isInitialized(): boolean {
    return this.state.name === "initialized"
  }

  get isStarted(): boolean {
    return this.main !== null
  }

  get isStarting(): boolean {
    return this.starting !== null
  }

  get liveCallbacks(): LiveCallback[] {
    return this.root.liveCallbacks
  }

  async init(id: string, kind: InitKind): Promise<void> {
    if (this.state.name === "initialized") return
    if (this.state.name === "initializing") return this.state.outcome
    if (this.state.name === "exiting") throw new CodedError(1, "the service is exiting")
    const outcome = this.initialize(id, kind)
    this.state = { name: "initializing", outcome }
    return outcome
  }

  private async initialize(id: string, kind: InitKind): Promise<void> {
    try {
      const bundle = await loadPackage(paths.package, paths.legacyPackage)
      this.root = new Context(this.released)
      await bundle.init({ effects: this.factory.make(id, this.root.child("init")), kind })
      this.state = { name: "initialized", bundle }
    } catch (error) {
      this.state = { name: "fresh" }
      throw error
    }
  }

  /** Returns when the daemons are launched; a second caller waits for the same launch. */
  async start(): Promise<void> {
    const { bundle } = this.initialized()
    if (this.stopping) await this.stopping
    if (this.main) return
    this.starting ??= this.launch(bundle).finally(() => {
      this.starting = null
    })
    return this.starting
  }

  private async launch(bundle: PackageBundle): Promise<void> {
    const context = this.root.child("main")
    const effects = this.factory.make(null, context)
    let isRestarting = false
    effects.constRetry = () => {
      if (!context.isActive || isRestarting) return
      isRestarting = true
      effects.restart().catch((error) => console.error("Restarting the service failed:", error))
    }
    try {
      const definition = await bundle.main({ effects, started: async () => null })
      this.main = await definition.build()
    } catch (error) {
      this.root.removeChild("main")
      throw error
    }
  }

  /** Leaves the main context, then ends the daemons. A launch in progress is finished first. */
  async stop(): Promise<void> {
    this.stopping ??= this.terminate().finally(() => {
      this.stopping = null
    })
    return this.stopping
  }

  private async terminate(): Promise<void> {
    await this.starting?.catch(() => undefined)
    const main = this.main
    this.root.removeChild("main")
    this.main = null
    this.factory.health.forget()
    await main?.term()
  }

  async execute(id: string, procedure: string, input: unknown): Promise<unknown> {
    const { bundle } = this.initialized()
    return this.executions.run(id, procedure, () =>
      runProcedure(bundle, procedure, input, this.factory.make(id, this.root.child(procedure))),
    )
  }

  /** Stops the service and lets the package clean up for its target version; null means that it is uninstalled. */
  async exit(id: string, target: string | null): Promise<void> {
    if (this.state.name === "exiting") return this.state.outcome
    if (this.state.name === "initializing") await this.state.outcome.catch(() => undefined)
    const before: State = this.state
    const outcome = this.leave(id, target, before)
    this.state = { name: "exiting", outcome }
    outcome.catch(() => {
      this.state = before
    })
    return outcome
  }

  private async leave(id: string, target: string | null, before: State): Promise<void> {
    await this.stop()
    if (before.name !== "initialized") return
    const effects = this.factory.make(id, null)
    await before.bundle.uninit({ effects, target: target === null ? null : parseTarget(target) })
  }

  fire(id: number, values: unknown[]): void {
    this.root.fire(id, values)
  }

  private initialized(): { bundle: PackageBundle } {
    if (this.state.name !== "initialized") throw new CodedError(1, "object", "the runtime is not initialized")
    return this.state
  }
}
