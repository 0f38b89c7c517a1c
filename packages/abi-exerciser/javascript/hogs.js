"use strict"
const { spawn } = require("node:child_process")
const { once } = require("node:events")
const { open, unlink } = require("node:fs/promises")

const filler = "/media/startos/volumes/main/filler"
const mebibyte = 1 << 20

/** Takes memory in a process of its own, `megabytes` of it, and tells how that process ended. */
async function hogMemory(megabytes) {
  const script = `
    const kept = []
    for (let index = 0; index < ${megabytes}; index++) kept.push(Buffer.alloc(${mebibyte}, 1))
    console.log("has all of it")`
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] })
  let said = ""
  child.stdout.on("data", (text) => (said += text))
  const [status, signal] = await once(child, "close")
  return { status, signal, said: said.trim() }
}

/** Starts processes until `count` run or the system refuses another one, and tells how many there were. */
async function fork(count) {
  const children = []
  let refusal = null
  while (children.length < count && refusal === null) {
    const child = spawn("sleep", ["60"], { stdio: "ignore" })
    try {
      await Promise.race([once(child, "spawn"), once(child, "error").then(([error]) => Promise.reject(error))])
      children.push(child)
    } catch (error) {
      refusal = error.code
    }
  }
  const ends = children.map((child) => once(child, "exit"))
  for (const child of children) child.kill("SIGKILL")
  await Promise.all(ends)
  return { count: children.length, refusal }
}

/** Uses up processor time for a while. */
function spin(milliseconds) {
  const end = Date.now() + milliseconds
  const before = process.cpuUsage()
  while (Date.now() < end);
  const used = process.cpuUsage(before)
  return { milliseconds: (used.user + used.system) / 1000 }
}

/** Writes to the volume in the background until `megabytes` are there or nothing more can be written. */
function fillDisk(megabytes) {
  const writing = (async () => {
    const file = await open(filler, "a")
    try {
      const piece = Buffer.alloc(mebibyte, 7)
      for (let index = 0; index < megabytes; index++) await file.write(piece)
    } finally {
      await file.close()
    }
  })()
  writing.catch((error) => console.error(`filling ended: ${error.code}`))
}

const emptyDisk = () => unlink(filler).catch(() => undefined)

module.exports = { hogMemory, fork, spin, fillDisk, emptyDisk }
