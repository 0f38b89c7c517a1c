import { ActionDescription, Description, Value } from "./description"
import { Effects } from "./effects"
import { checkedInput, Input } from "./input"
import { Settings } from "./settings"
import { Subcontainer } from "./subcontainer"
import { fillAll, Scope } from "./templates"
import { prepareVolumes, writeFiles } from "./volumes"

/** One action of the description, as the runtime calls it. */
export class Action {
  constructor(
    private readonly id: string,
    private readonly action: ActionDescription,
    private readonly description: Description,
    private readonly settings: Settings,
  ) {}

  async getInput({ effects }: { effects: Effects }): Promise<unknown> {
    if (!this.action.metadata.hasInput) return null
    const saved = await this.settings.read()
    const value = Object.fromEntries(
      this.action.save.filter((name) => saved[name] != null).map((name) => [name, saved[name]]),
    )
    return { eventId: effects.eventId, spec: this.action.spec, value: Object.keys(value).length > 0 ? value : null }
  }

  async run({ effects, input }: { effects: Effects; input: unknown }): Promise<unknown> {
    const checked = checkedInput(this.action.spec, input)
    const before = await this.settings.read()
    this.refuseChanges(checked, before)
    const saved = Object.fromEntries(this.action.save.map((name) => [name, checked[name] as Value]))
    const scope: Scope = { input: checked, settings: { ...before, ...saved } }
    if (this.action.run) scope["output"] = await this.command(effects, this.action.run, scope)
    // What could not be carried out is not remembered.
    await this.settings.save(saved)
    await prepareVolumes(this.description.volumes)
    await writeFiles(this.description, scope)
    if (this.action.restart) await effects.restart()
    return fillAll(this.action.result, scope)
  }

  private refuseChanges(input: Input, before: Record<string, Value>): void {
    for (const name of this.action.save) {
      const field = this.action.spec[name]
      if (field?.immutable && before[name] != null && before[name] !== input[name]) {
        throw new Error(`${field.name}: this cannot be changed any more`)
      }
    }
  }

  private async command(effects: Effects, run: NonNullable<ActionDescription["run"]>, scope: Scope): Promise<string> {
    await prepareVolumes(this.description.volumes)
    await writeFiles(this.description, scope)
    const { program, stdin, timeout } = run
    const subcontainer = await Subcontainer.create(effects, `action-${this.id}`, program, this.description.volumes)
    try {
      const input = stdin === null ? null : String(fillAll(stdin, scope))
      const { output, errors } = await subcontainer.run(program.command, scope, { timeout, input })
      if (errors.trim() !== "") console.warn(errors.trimEnd())
      return output.trim()
    } finally {
      await subcontainer.destroy()
    }
  }
}
