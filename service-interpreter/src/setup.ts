import { Description, Moment } from "./description"
import { Effects } from "./effects"
import { Settings } from "./settings"
import { Subcontainer } from "./subcontainer"
import { Scope } from "./templates"
import { prepareVolumes, writeFiles } from "./volumes"

/** Makes volumes and files ready and runs the commands of this moment. Returns what templates may name. */
export async function setUp(effects: Effects, description: Description, settings: Settings, moment: Moment): Promise<Scope> {
  await prepareVolumes(description.volumes)
  const scope: Scope = { settings: await settings.read() }
  await writeFiles(description, scope)
  for (const [index, step] of description.setup.entries()) {
    if (!step.when.includes(moment)) continue
    const subcontainer = await Subcontainer.create(effects, `setup-${index + 1}`, step.program, description.volumes)
    try {
      const { output, errors } = await subcontainer.run(step.program.command, scope, { timeout: step.timeout })
      for (const text of [output, errors]) if (text.trim() !== "") console.log(text.trimEnd())
    } catch (error) {
      throw new Error(`setup ${index + 1}: ${error instanceof Error ? error.message : error}`)
    } finally {
      await subcontainer.destroy()
    }
  }
  return scope
}
