"use strict"
const manifest = require("./manifest")
const actions = require("./actions")
const { createBackup, restoreBackup } = require("./backup")
const { Daemon } = require("./daemon")
const { Subcontainer } = require("./subcontainer")
const syncthing = require("./syncthing")

const image = "main"
const mounts = { [syncthing.home]: "main" }
const healthName = "Web interface"
/** How long a start may take before silence is a failure. */
const grace = 30000

async function init({ effects, kind }) {
  if (kind === "restore") await restoreBackup(effects)
  if (kind === "install" || kind === "update") await effects.setDataVersion({ version: manifest.version })
  await exportInterfaces(effects)
  await effects.setDependencies({ dependencies: [] })
  await actions.exportActions(effects)
}

async function exportInterfaces(effects) {
  await effects.bind({
    id: "ui",
    internalPort: syncthing.port,
    preferredExternalPort: 80,
    addSsl: { preferredExternalPort: 443, addXForwardedHeaders: false, alpn: { specified: ["http/1.1"] } },
    secure: null,
  })
  await effects.bind({
    id: "p2p",
    internalPort: 22000,
    preferredExternalPort: 22000,
    addSsl: null,
    secure: { ssl: true },
  })
  await effects.exportServiceInterface({
    id: "ui",
    name: "Web Interface",
    description: "Where you choose folders and devices",
    masked: false,
    addressInfo: {
      username: null,
      hostId: "ui",
      internalPort: syncthing.port,
      scheme: "http",
      sslScheme: "https",
      suffix: "",
    },
    type: "ui",
  })
  await effects.exportServiceInterface({
    id: "p2p",
    name: "Synchronization",
    description: "Where your other devices connect to this one",
    masked: false,
    addressInfo: { username: null, hostId: "p2p", internalPort: 22000, scheme: null, sslScheme: "tcp", suffix: "" },
    type: "p2p",
  })
  await effects.clearBindings({
    except: [
      { id: "ui", internalPort: syncthing.port },
      { id: "p2p", internalPort: 22000 },
    ],
  })
  await effects.clearServiceInterfaces({ except: ["ui", "p2p"] })
}

async function uninit({ effects, target }) {
  if (target === null) await effects.setDataVersion({ version: null })
}

async function main({ effects }) {
  return {
    async build() {
      await syncthing.prepareVolume()
      const subcontainer = await Subcontainer.create(effects, image, "syncthing", mounts)
      try {
        await syncthing.generateConfiguration(subcontainer)
      } catch (error) {
        await subcontainer.destroy()
        throw error
      }
      const daemon = new Daemon(subcontainer, syncthing.command, { env: syncthing.environment })
      const health = watchHealth(effects, daemon)
      return {
        async term() {
          health.end()
          await daemon.end()
          await subcontainer.destroy()
        },
      }
    },
  }
}

/** Reports whether the web interface answers: every second until it does, then every fifteen. */
function watchHealth(effects, daemon) {
  let timer
  let hasEnded = false
  const check = async () => {
    const report = await syncthing.checkHealth().then(
      () => ({ result: "success", message: "The web interface is ready" }),
      (error) =>
        Date.now() - daemon.startedAt < grace
          ? { result: "starting", message: null }
          : { result: "failure", message: `The web interface does not answer: ${error.message}` },
    )
    if (hasEnded) return
    await effects
      .setHealth({ id: "ui", name: healthName, ...report })
      .catch((error) => console.warn("Reporting health failed:", error))
    if (!hasEnded) timer = setTimeout(check, report.result === "success" ? 15000 : 1000)
  }
  void check()
  return {
    end() {
      hasEnded = true
      clearTimeout(timer)
    },
  }
}

module.exports = { manifest, init, uninit, main, createBackup, actions }
