import { Context } from "./context"
import { HostConnection } from "./host-connection"
import { SubcontainerFileSystem } from "./subcontainer-file-system"

type Parameters = Record<string, unknown>
type Effect = (parameters?: Parameters) => Promise<unknown>

/** What a package sees as `effects`: a plain object of functions, because packages copy it member by member. */
export interface Effects {
  eventId: string | null
  constRetry: (() => void) | undefined
  isInContext: boolean
  child(name: string): Effects
  onLeaveContext(hook: () => unknown): void
  restart: Effect
  [member: string]: unknown
}

/** Package member name to method name of the host; a dot nests. */
const forwarded = {
  "action.export": "action.export",
  "action.clear": "action.clear",
  "action.getInput": "action.get-input",
  "action.run": "action.run",
  "action.createTask": "action.create-task",
  "action.clearTasks": "action.clear-tasks",
  restart: "restart",
  shutdown: "shutdown",
  getStatus: "get-status",
  setMainStatus: "set-main-status",
  setDependencies: "set-dependencies",
  getDependencies: "get-dependencies",
  checkDependencies: "check-dependencies",
  mount: "mount",
  getInstalledPackages: "get-installed-packages",
  getServiceManifest: "get-service-manifest",
  setBackupProgress: "set-backup-progress",
  setInitProgress: "set-init-progress",
  "notification.create": "notification.create",
  bind: "bind",
  bindRange: "bind-range",
  getServicePortForward: "get-service-port-forward",
  clearBindings: "clear-bindings",
  getHostInfo: "get-host-info",
  getContainerIp: "get-container-ip",
  getOsIp: "get-os-ip",
  getOutboundGateway: "get-outbound-gateway",
  exportServiceInterface: "export-service-interface",
  exportRangeServiceInterface: "export-range-service-interface",
  getServiceInterface: "get-service-interface",
  listServiceInterfaces: "list-service-interfaces",
  clearServiceInterfaces: "clear-service-interfaces",
  getSslCertificate: "get-ssl-certificate",
  getSslKey: "get-ssl-key",
  setDataVersion: "set-data-version",
  getDataVersion: "get-data-version",
  getSystemSmtp: "get-system-smtp",
  "plugin.url.register": "plugin.url.register",
  "plugin.url.exportUrl": "plugin.url.export-url",
  "plugin.url.clearUrls": "plugin.url.clear-urls",
} as const

const withCallback = new Set<string>([
  "get-status",
  "get-service-manifest",
  "get-host-info",
  "get-container-ip",
  "get-outbound-gateway",
  "get-service-interface",
  "list-service-interfaces",
  "get-ssl-certificate",
  "get-system-smtp",
])

/** The health results that the host must know; it forgets them when it restarts. */
export class HealthMemory {
  private readonly last = new Map<string, Parameters>()

  remember(result: Parameters): void {
    if (typeof result["id"] === "string") this.last.set(result["id"], result)
  }

  forget(): void {
    this.last.clear()
  }

  get results(): Parameters[] {
    return [...this.last.values()]
  }
}

/** Makes the effects objects of one runtime. */
export class EffectsFactory {
  readonly health = new HealthMemory()

  constructor(
    private readonly host: HostConnection,
    private readonly fileSystem: SubcontainerFileSystem,
  ) {}

  /** Without a context the package cannot register callbacks or hooks. */
  make(eventId: string | null, context: Context | null): Effects {
    const effects: Effects = {
      eventId,
      constRetry: undefined,
      isInContext: context !== null,
      child: (name) => this.make(eventId, context?.child(name) ?? null),
      onLeaveContext: (hook) => {
        if (context) context.onLeave(hook)
        else console.warn("onLeaveContext: there is no context to leave")
      },
      restart: this.forward("restart", eventId, context),
    }
    for (const [member, method] of Object.entries(forwarded)) {
      place(effects, member, this.forward(method, eventId, context))
    }
    const send = this.forward("set-health", eventId, context)
    effects["setHealth"] = (parameters: Parameters = {}) => {
      this.health.remember(parameters)
      return send(parameters)
    }
    const clear = this.forward("clear-callbacks", eventId, context)
    effects["clearCallbacks"] = (parameters: Parameters = {}) => {
      const { only, except } = parameters
      context?.clear((id) => (Array.isArray(only) ? only.includes(id) : !Array.isArray(except) || !except.includes(id)))
      return clear(parameters)
    }
    effects["subcontainer"] = {
      createFs: (parameters: Parameters) => this.fileSystem.create(parameters),
      destroyFs: (parameters: Parameters) => this.fileSystem.destroy(parameters),
    }
    context?.onLeave(() => {
      effects.constRetry = undefined
      effects.isInContext = false
    })
    return effects
  }

  private forward(method: string, eventId: string | null, context: Context | null): Effect {
    return async (given = {}) => {
      const parameters: Parameters = { ...given }
      if (eventId !== null) parameters["eventId"] = eventId
      if (withCallback.has(method)) {
        const callback = parameters["callback"]
        delete parameters["callback"]
        const id =
          typeof callback === "function"
            ? context?.register(callback as () => unknown, method, { ...parameters }) ?? null
            : null
        parameters["callback"] = id
      }
      return this.host.call(method, parameters)
    }
  }
}

/** Sets `object.a.b` for the member `a.b`. */
function place(object: Record<string, unknown>, member: string, value: unknown): void {
  const names = member.split(".")
  const last = names.pop() ?? member
  let target = object
  for (const name of names) {
    target[name] ??= {}
    target = target[name] as Record<string, unknown>
  }
  target[last] = value
}
