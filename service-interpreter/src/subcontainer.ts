import { ChildProcess, spawn } from "node:child_process"
import { copyFile, mkdir, readFile } from "node:fs/promises"
import { Description, Mount, Program } from "./description"
import { Effects } from "./effects"
import { places } from "./places"
import { end, ended, finish, Outcome, pause } from "./processes"
import { fill, Scope } from "./templates"
import { exists, prepareFolder } from "./volumes"

const helper = "start-container"
const patienceAtEnd = 30_000

/** A root file system made from an image of the package, with processes of its own. */
export class Subcontainer {
  private readonly leader: ChildProcess
  private readonly leaderEnd: Promise<unknown>

  /** Makes one that has what `program` mounts. */
  static async create(effects: Effects, name: string, program: Program, volumes: Description["volumes"]) {
    const [path, guid] = await effects.subcontainer.createFs({ imageId: program.image, name })
    const image = JSON.parse(await readFile(`${places.image(program.image)}.json`, "utf8")) as ImageDefaults
    const subcontainer = new Subcontainer(effects, program, image, path, guid)
    try {
      await subcontainer.prepare(volumes)
    } catch (error) {
      await subcontainer.destroy()
      throw error
    }
    return subcontainer
  }

  private constructor(
    private readonly effects: Effects,
    private readonly program: Program,
    private readonly image: ImageDefaults,
    private readonly path: string,
    private readonly guid: string,
  ) {
    this.leader = spawn(helper, ["subcontainer", "launch", path], { stdio: "inherit" })
    this.leaderEnd = ended(this.leader)
  }

  private async prepare(volumes: Description["volumes"]): Promise<void> {
    for (const mount of this.program.mounts) await this.mount(mount, volumes)
    await mkdir(`${this.path}/etc`, { recursive: true })
    await copyFile(places.nameServers, `${this.path}/etc/resolv.conf`)
    for (const directory of ["dev", "sys"]) {
      await mkdir(`${this.path}/${directory}`, { recursive: true })
      await finish("mount", ["--rbind", `/${directory}`, `${this.path}/${directory}`])
    }
    // The leader mounts procfs; from then on programs can join it.
    for (let attempt = 0; attempt < 2000; attempt++) {
      if (await exists(`${this.path}/proc/1`)) return
      await pause(5)
    }
    throw new Error("the subcontainer did not start")
  }

  private async mount({ target, volume, path, readOnly }: Mount, volumes: Description["volumes"]): Promise<void> {
    const isAssets = volume === "assets"
    if (path !== null && !isAssets) await prepareFolder(volume, path, volumes[volume])
    const source = (isAssets ? places.assets : places.volume(volume)) + (path === null ? "" : `/${path}`)
    const flags = readOnly ? ["--recursive", "--readonly"] : ["--recursive"]
    await finish(helper, ["bind-mount", "--source", source, "--target", this.path + target, ...flags])
  }

  private words(command: string[], scope: Scope): string[] {
    const { image, user, directory, environment } = this.program
    return [
      "subcontainer",
      "exec",
      `--env-file=${places.image(image)}.env`,
      `--user=${user ?? this.image.user ?? "root"}`,
      `--workdir=${directory ?? this.image.workdir ?? "/"}`,
      ...Object.entries(environment).map(([name, value]) => `--env=${name}=${fill(value, scope)}`),
      this.path,
      ...command.map((word) => fill(word, scope)),
    ]
  }

  /** Runs a command to its end and returns what it printed. */
  run(command: string[], scope: Scope, options: { timeout: number; input?: string | null }): Promise<Outcome> {
    return finish(helper, this.words(command, scope), options)
  }

  /** Starts a command whose output goes to the log. */
  spawn(command: string[], scope: Scope): ChildProcess {
    return spawn(helper, this.words(command, scope), { stdio: ["ignore", "inherit", "inherit"] })
  }

  async destroy(): Promise<void> {
    await end(this.leader, this.leaderEnd, "SIGTERM", patienceAtEnd)
    await this.effects.subcontainer.destroyFs({ guid: this.guid })
  }
}

interface ImageDefaults {
  user: string | null
  workdir: string | null
}
