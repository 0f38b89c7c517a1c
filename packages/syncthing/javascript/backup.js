"use strict"
const { spawn } = require("node:child_process")
const { once } = require("node:events")
const { mkdir, readFile, writeFile } = require("node:fs/promises")

const target = "/media/startos/backup"
const volume = "/media/startos/volumes/main"
const copy = `${target}/volumes/main`
// Syncthing rebuilds its index from the files.
const exclude = ["/config/index-*.db", "/config/index-v2"]

async function createBackup({ effects }) {
  await synchronize(`${volume}/`, `${copy}/`, exclude, (progress) => effects.setBackupProgress({ progress }))
  await writeFile(`${target}/dataVersion.txt`, (await effects.getDataVersion()) ?? "")
}

async function restoreBackup(effects) {
  await synchronize(`${copy}/`, `${volume}/`, [], (progress) => effects.setInitProgress({ progress }))
  const version = (await readFile(`${target}/dataVersion.txt`, "utf8")).trim()
  if (version !== "") await effects.setDataVersion({ version })
}

async function synchronize(from, to, exclude, report) {
  await mkdir(to, { recursive: true })
  const options = ["--delete", ...exclude.map((path) => `--exclude=${path}`)]
  const words = [...options, "-rlptgoAXH", "--partial", "--inplace", "--timeout=300", "--info=progress2", from, to]
  const rsync = spawn("rsync", words, { stdio: ["ignore", "pipe", "inherit"] })
  let last = -1
  rsync.stdout.setEncoding("utf8")
  rsync.stdout.on("data", (text) => {
    const done = Number(/ (\d+)%/.exec(text)?.[1] ?? last)
    if (done === last) return
    last = done
    report({ done, total: 100, units: null }).catch((error) => console.warn("Reporting progress failed:", error))
  })
  const [code, signal] = await once(rsync, "exit")
  if (code !== 0) throw new Error(`rsync ended with ${signal ?? code}`)
  await report(true)
}

module.exports = { createBackup, restoreBackup }
