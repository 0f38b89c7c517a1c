"use strict"
const { execFile, spawn } = require("node:child_process")
const { once } = require("node:events")
const { access, chown } = require("node:fs/promises")
const { setTimeout: sleep } = require("node:timers/promises")
const { promisify } = require("node:util")

const run = promisify(execFile)
const helper = "start-container"
const volume = "/media/startos/volumes/main"

/** One web server in a subcontainer, started again when it ends. */
class Program {
  static async start(effects) {
    const [path, guid] = await effects.subcontainer.createFs({ imageId: "main", name: "program" })
    const leader = spawn(helper, ["subcontainer", "launch", path], { stdio: "inherit" })
    const leaderExit = once(leader, "exit")
    await chown(volume, 1000, 1000)
    await run(helper, ["bind-mount", "--source", volume, "--target", `${path}/data`, "--recursive"])
    await run("mount", ["--rbind", "/dev", `${path}/dev`])
    for (let attempt = 0; attempt < 1000; attempt++) {
      if (await access(`${path}/proc/1`).then(() => true, () => false)) break
      await sleep(1)
    }
    return new Program(effects, path, guid, leader, leaderExit)
  }

  constructor(effects, path, guid, leader, leaderExit) {
    Object.assign(this, { effects, path, guid, leader, leaderExit, isEnding: false })
    this.finished = this.keepRunning()
  }

  async keepRunning() {
    while (!this.isEnding) {
      const words = ["subcontainer", "exec", "--env-file=/media/startos/images/main.env", "--user=worker"]
      const command = ["httpd", "-f", "-p", "8080", "-h", "/data"]
      this.child = spawn(helper, [...words, "--workdir=/data", this.path, ...command], { stdio: "inherit" })
      await once(this.child, "exit")
      if (!this.isEnding) await sleep(200)
    }
  }

  async end() {
    this.isEnding = true
    this.child.kill("SIGTERM")
    await this.finished
    this.leader.kill("SIGTERM")
    await this.leaderExit
    await this.effects.subcontainer.destroyFs({ guid: this.guid })
  }
}

module.exports = { Program }
