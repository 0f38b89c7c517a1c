/** Where things are inside a container. The prefix is for tests; a container has none. */
const prefix = process.env["STARTOS_PREFIX"] ?? ""

export const paths = {
  serviceSocket: `${prefix}/media/startos/rpc/service.sock`,
  hostSocket: `${prefix}/media/startos/rpc/host.sock`,
  package: `${prefix}/usr/lib/startos/package/index.js`,
  legacyPackage: `${prefix}/usr/lib/startos/package/embassy.js`,
  helper: "/usr/bin/start-container",
  identity: `${prefix}/usr/lib/startos/init/identity`,
}
