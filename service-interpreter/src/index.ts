import { Action } from "./actions"
import { createBackup as backUp, restoreBackup } from "./backup"
import { loadDescription } from "./description"
import { Effects } from "./effects"
import { Settings } from "./settings"
import { setUp } from "./setup"
import { Supervisor } from "./supervisor"

type InitKind = "install" | "update" | "restore" | null

const description = loadDescription()
const settings = new Settings(description)
const known = new Map(
  Object.entries(description.actions).map(([id, action]) => [id, new Action(id, action, description, settings)]),
)

/** What the runtime calls: the exports of every package. */
export const actions = { get: (id: string) => known.get(id) }

export async function init({ effects, kind }: { effects: Effects; kind: InitKind }): Promise<void> {
  if (kind === "restore") await restoreBackup(effects, description)
  if (kind !== null) await setUp(effects, description, settings, kind)
  if (kind === "install" || kind === "update") await effects.setDataVersion({ version: description.version })
  await exportInterfaces(effects)
  await effects.setDependencies({ dependencies: description.dependencies })
  for (const [id, { metadata }] of Object.entries(description.actions)) await effects.action.export({ id, metadata })
  await effects.action.clear({ except: Object.keys(description.actions) })
  if (kind === "install") await requestActions(effects)
  const alert = kind === null ? null : description.alerts[kind]
  if (alert) await effects.notification.create({ level: "info", title: "Please note", message: alert, data: null })
}

async function exportInterfaces(effects: Effects): Promise<void> {
  const { bindings, interfaces } = description
  for (const binding of bindings) await effects.bind(binding)
  for (const exported of interfaces) await effects.exportServiceInterface(exported)
  await effects.clearBindings({ except: bindings.map(({ id, internalPort }) => ({ id, internalPort })) })
  await effects.clearServiceInterfaces({ except: interfaces.map(({ id }) => id) })
}

async function requestActions(effects: Effects): Promise<void> {
  for (const { action, severity, reason } of description.tasks) {
    await effects.action.createTask({ replayId: action, packageId: description.id, actionId: action, severity, reason })
  }
}

export async function uninit({ effects, target }: { effects: Effects; target: unknown }): Promise<void> {
  if (target === null) await effects.setDataVersion({ version: null })
}

export async function main({ effects }: { effects: Effects }) {
  return {
    async build() {
      const scope = await setUp(effects, description, settings, "start")
      const supervisor = new Supervisor(effects, description, scope)
      await supervisor.start()
      return { term: () => supervisor.end() }
    },
  }
}

export async function createBackup({ effects }: { effects: Effects }): Promise<void> {
  await backUp(effects, description)
}
