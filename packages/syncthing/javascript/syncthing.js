"use strict"
const { chown, mkdir, readFile, rename, writeFile } = require("node:fs/promises")

const port = 8384
const user = 1000
const volume = "/media/startos/volumes/main"
/** Where the volume is inside the subcontainer. */
const home = "/data"
const configuration = "config/config.xml"

const environment = {
  HOME: home,
  STNODEFAULTFOLDER: "1",
  // Updates come with the package.
  STNOUPGRADE: "1",
}
const command = [
  "syncthing",
  "serve",
  `--home=${home}/config`,
  `--gui-address=http://0.0.0.0:${port}`,
  "--no-browser",
  "--no-restart",
  "--logflags=0",
]

/** Gives the volume to the user that Syncthing runs as. */
async function prepareVolume() {
  for (const path of [volume, `${volume}/config`]) {
    await mkdir(path, { recursive: true })
    await chown(path, user, user)
  }
}

/** Makes the first configuration; an existing one is the person's own and stays. */
async function generateConfiguration(subcontainer) {
  if ((await readConfiguration()) !== null) return
  await subcontainer.exec(["syncthing", "generate", `--home=${home}/config`, "--no-default-folder"], {
    env: environment,
  })
  const text = await readConfiguration()
  if (text === null) throw new Error("syncthing did not write a configuration")
  // Reports about its use are for the person to allow.
  const changed = text.replace(/<urAccepted>0<\/urAccepted>/, "<urAccepted>-1</urAccepted>")
  await replaceConfiguration(changed)
}

async function readConfiguration() {
  return readFile(`${volume}/${configuration}`, "utf8").catch((error) => {
    if (error.code === "ENOENT") return null
    throw error
  })
}

async function replaceConfiguration(text) {
  const path = `${volume}/${configuration}`
  await writeFile(`${path}.new`, text, { mode: 0o600 })
  await chown(`${path}.new`, user, user)
  await rename(`${path}.new`, path)
}

/** Fails unless the web interface answers. */
async function checkHealth() {
  const answer = await fetch(`http://127.0.0.1:${port}/rest/noauth/health`, { signal: AbortSignal.timeout(5000) })
  if (!answer.ok) throw new Error(`the web interface answers ${answer.status}`)
}

/** A call to the running program's own interface. */
async function request(path, options = {}) {
  const key = /<apikey>([^<]+)<\/apikey>/.exec((await readConfiguration()) ?? "")?.[1]
  if (!key) throw new Error("syncthing has no configuration yet; start it once")
  const answer = await fetch(`http://127.0.0.1:${port}/rest/${path}`, {
    ...options,
    headers: { "X-API-Key": key },
    signal: AbortSignal.timeout(10000),
  })
  if (!answer.ok) throw new Error(`syncthing answers ${answer.status}: ${await answer.text()}`)
  return answer
}

module.exports = { checkHealth, command, environment, generateConfiguration, home, port, prepareVolume, request }
