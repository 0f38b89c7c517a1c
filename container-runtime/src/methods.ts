import { EffectsFactory } from "./effects"
import { CodedError, isObject } from "./errors"
import { HostConnection } from "./host-connection"
import { InitKind } from "./package-bundle"
import { Method, Parameters } from "./rpc-server"
import { Service } from "./service"

/** The versions of the conversation that this runtime speaks; `hello`, `stop` and `exit` are the same in all. */
const protocol = 1
const oldestProtocol = 1

/** The methods that the host may call. */
export function makeMethods(
  service: Service,
  factory: EffectsFactory,
  host: HostConnection,
  runtimeHash: string,
): Record<string, Method> {
  const execute: Method = async (given) => ({
    result: await service.execute(text(given, "id"), text(given, "procedure"), given["input"] ?? null),
  })
  return {
    hello: async () => ({
      result: {
        protocol,
        oldestProtocol,
        runtimeHash,
        instance: host.instance,
        initialized: service.isInitialized,
        started: service.isStarted,
        starting: service.isStarting,
        running: service.executions.running,
        callbacks: service.liveCallbacks,
      },
      answered: () => sendHealthAgain(factory, host),
    }),
    init: async (given) => {
      await service.init(text(given, "id"), kind(given))
      return { result: null }
    },
    start: async () => {
      await service.start()
      return { result: null }
    },
    stop: async () => {
      await service.stop()
      return { result: null }
    },
    exit: async (given) => {
      const target = given["target"] ?? null
      if (target !== null && typeof target !== "string") throw invalid("target must be a string or null")
      await service.exit(text(given, "id"), target)
      return { result: null, answered: () => process.exit(0) }
    },
    execute,
    sandbox: execute,
    callback: async (given) => {
      const { id, args } = given
      if (typeof id !== "number") throw invalid("id must be a number")
      service.fire(id, Array.isArray(args) ? args : [])
      return { result: null }
    },
    eval: async (given) => {
      const script = new Function("require", text(given, "script")) as (require: unknown) => unknown
      const value = await script.call({ service }, require)
      return { result: isObject(value) || Array.isArray(value) ? value : printable(value) }
    },
  }
}

function sendHealthAgain(factory: EffectsFactory, host: HostConnection): void {
  for (const result of factory.health.results) {
    host.call("set-health", result).catch((error) => console.error("Reporting health again failed:", error))
  }
}

const initKinds: InitKind[] = ["install", "update", "restore", null]

function kind(given: Parameters): InitKind {
  const kind = initKinds.find((kind) => kind === given["kind"])
  if (kind !== undefined) return kind
  throw invalid("kind must be 'install', 'update', 'restore' or null")
}

function text(given: Parameters, name: string): string {
  const value = given[name]
  if (typeof value !== "string") throw invalid(`${name} must be a string`)
  return value
}

function printable(value: unknown): unknown {
  return typeof value === "function" || typeof value === "symbol" || typeof value === "bigint" ? null : value
}

function invalid(details: string): CodedError {
  return new CodedError(-32602, "Invalid params", details)
}
