import { createHash } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { EffectsFactory } from "./effects"
import { HostConnection } from "./host-connection"
import { makeMethods } from "./methods"
import { paths } from "./paths"
import { RpcServer } from "./rpc-server"
import { Service } from "./service"
import { SubcontainerFileSystem } from "./subcontainer-file-system"

const host = new HostConnection(paths.hostSocket)
const factory = new EffectsFactory(host, new SubcontainerFileSystem(paths.helper))
const service = new Service(factory, (ids) => {
  host.call("clear-callbacks", { only: ids }).catch((error) => console.error("Clearing callbacks failed:", error))
})
const runtimeHash = identity()

/** Names everything that this container is made of; without a file that says so, this script alone. */
function identity(): string {
  if (existsSync(paths.identity)) return readFileSync(paths.identity).toString().trim()
  return createHash("sha256").update(readFileSync(__filename)).digest("hex")
}

process.on("unhandledRejection", (reason) => {
  const isMuted = typeof reason === "object" && reason !== null && "muteUnhandled" in reason
  if (!isMuted) console.error("Unhandled rejection:", reason)
})
process.on("uncaughtException", (error) => console.error("Uncaught exception:", error))
// The host ends a service with `exit`; a signal alone would lose the package's chance to clean up.
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) {
  process.on(signal, () => console.info(`Ignoring ${signal}: the host ends this service with 'exit'`))
}
// The container is being shut down without the host: end the daemons well, without uninit.
process.on("SIGPWR", () => {
  service
    .stop()
    .catch((error) => console.error("Stopping the service failed:", error))
    .finally(() => process.exit(0))
})

new RpcServer(makeMethods(service, factory, host, runtimeHash)).listen(paths.serviceSocket).catch((error) => {
  console.error("Cannot listen:", error)
  process.exit(1)
})
