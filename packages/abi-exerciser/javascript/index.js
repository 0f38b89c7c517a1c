"use strict"
const { existsSync } = require("node:fs")
const { connect } = require("node:net")
const manifest = require("./manifest")
const { makeActions } = require("./actions")
const { Calls } = require("./calls")
const { Program } = require("./program")

const exercise = "/media/startos/volumes/main/exercise"
const calls = new Calls()
const actions = makeActions(calls)

async function init({ effects, kind }) {
  console.log(`init ${kind}`)
  if (kind === "install" || kind === "update") await effects.setDataVersion({ version: manifest.version })
  await effects.bind({ id: "web", internalPort: 8080, preferredExternalPort: 8080, addSsl: null, secure: null })
  await effects.exportServiceInterface({
    id: "web",
    name: "Web",
    description: "A web server",
    masked: false,
    addressInfo: { username: null, hostId: "web", internalPort: 8080, scheme: "http", sslScheme: "https", suffix: "" },
    type: "ui",
  })
  for (const [id, { metadata }] of Object.entries(actions)) await effects.action.export({ id, metadata })
  await effects.action.clear({ except: Object.keys(actions) })
}

async function uninit({ effects, target }) {
  console.log(`uninit ${target === null ? "null" : `${"satisfies" in target ? "version" : "range"} ${target}`}`)
  if (target === null) await effects.setDataVersion({ version: null })
}

async function main({ effects }) {
  console.log("main")
  return {
    async build() {
      const program = await Program.start(effects)
      if (existsSync(exercise)) calls.start(effects)
      let hasEnded = false
      const check = async () => {
        const report = (await answers())
          ? { result: "success", message: null }
          : { result: "starting", message: null }
        if (hasEnded) return
        await effects.setHealth({ id: "web", name: "Web server", ...report }).catch(console.warn)
        timer = setTimeout(check, report.result === "success" ? 5000 : 100)
      }
      let timer = setTimeout(check, 0)
      return {
        async term() {
          hasEnded = true
          clearTimeout(timer)
          if (calls.isRunning) console.log(`calls ${JSON.stringify(await calls.stop())}`)
          await program.end()
        },
      }
    },
  }
}

function answers() {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port: 8080 })
    socket.on("connect", () => {
      socket.destroy()
      resolve(true)
    })
    socket.on("error", () => resolve(false))
  })
}

async function createBackup() {
  throw new Error("the ABI exerciser has no backup")
}

module.exports = { manifest, init, uninit, main, createBackup, actions: { get: (id) => actions[id] } }
