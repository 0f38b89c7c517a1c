"use strict"
const { spawn, execFile } = require("node:child_process")
const { once } = require("node:events")
const { access, copyFile, mkdir, readFile } = require("node:fs/promises")
const { setTimeout: sleep } = require("node:timers/promises")
const { promisify } = require("node:util")

const helper = "start-container"
const run = promisify(execFile)

/** A root file system made from an image of this package, with processes of its own. */
class Subcontainer {
  /** `mounts` maps paths inside to volumes. */
  static async create(effects, imageId, name, mounts) {
    const [path, guid] = await effects.subcontainer.createFs({ imageId, name })
    const image = JSON.parse(await readFile(`/media/startos/images/${imageId}.json`, "utf8"))
    const subcontainer = new Subcontainer(effects, imageId, image, path, guid)
    try {
      await subcontainer.prepare(mounts)
    } catch (error) {
      await subcontainer.destroy()
      throw error
    }
    return subcontainer
  }

  constructor(effects, imageId, image, path, guid) {
    Object.assign(this, { effects, imageId, image, path, guid })
    this.leader = spawn(helper, ["subcontainer", "launch", path], { stdio: "inherit" })
    this.leaderExit = once(this.leader, "exit")
    this.leaderExit.catch(() => undefined)
  }

  async prepare(mounts) {
    for (const [inside, volume] of Object.entries(mounts)) {
      const source = `/media/startos/volumes/${volume}`
      await run(helper, ["bind-mount", "--source", source, "--target", this.path + inside, "--recursive"])
    }
    await mkdir(`${this.path}/etc`, { recursive: true })
    await copyFile("/etc/resolv.conf", `${this.path}/etc/resolv.conf`)
    for (const directory of ["dev", "sys"]) {
      await mkdir(`${this.path}/${directory}`, { recursive: true })
      await run("mount", ["--rbind", `/${directory}`, `${this.path}/${directory}`])
    }
    for (let attempt = 0; attempt < 1000; attempt++) {
      if (await exists(`${this.path}/proc/1`)) return
      await sleep(5)
    }
    throw new Error("the subcontainer did not start")
  }

  arguments(command, { user, workdir, env = {} } = {}) {
    return [
      "subcontainer",
      "exec",
      `--env-file=/media/startos/images/${this.imageId}.env`,
      `--user=${user ?? this.image.user ?? "root"}`,
      `--workdir=${workdir ?? this.image.workdir ?? "/"}`,
      ...Object.entries(env).map(([name, value]) => `--env=${name}=${value}`),
      this.path,
      ...command,
    ]
  }

  /** Runs a command to its end and returns what it printed. */
  async exec(command, options) {
    const { stdout } = await run(helper, this.arguments(command, options), { timeout: 30000, killSignal: "SIGKILL" })
    return stdout
  }

  /** Starts a command whose output goes to the log. */
  spawn(command, options) {
    return spawn(helper, this.arguments(command, options), { stdio: ["ignore", "inherit", "inherit"] })
  }

  async destroy() {
    this.leader.kill("SIGTERM")
    const patience = setTimeout(() => this.leader.kill("SIGKILL"), 30000)
    await this.leaderExit.catch(() => undefined)
    clearTimeout(patience)
    await this.effects.subcontainer.destroyFs({ guid: this.guid })
  }
}

async function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  )
}

module.exports = { Subcontainer, exists }
