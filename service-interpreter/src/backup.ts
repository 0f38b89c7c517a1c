import { spawn } from "node:child_process"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { Description } from "./description"
import { Effects } from "./effects"
import { places, settingsVolume } from "./places"
import { ended } from "./processes"

type Report = (progress: unknown) => Promise<unknown>

export async function createBackup(effects: Effects, description: Description): Promise<void> {
  const report: Report = (progress) => effects.setBackupProgress({ progress })
  for (const { id, exclude } of volumesOf(description)) {
    await synchronize(places.volume(id), `${places.backup}/volumes/${id}`, exclude, report)
  }
  await writeFile(`${places.backup}/dataVersion.txt`, (await effects.getDataVersion()) ?? "")
}

export async function restoreBackup(effects: Effects, description: Description): Promise<void> {
  const report: Report = (progress) => effects.setInitProgress({ progress })
  for (const { id } of volumesOf(description)) {
    await synchronize(`${places.backup}/volumes/${id}`, places.volume(id), [], report)
  }
  const version = (await readFile(`${places.backup}/dataVersion.txt`, "utf8")).trim()
  if (version !== "") await effects.setDataVersion({ version })
}

function volumesOf({ volumes, settings }: Description): { id: string; exclude: string[] }[] {
  const chosen = Object.entries(volumes).flatMap(([id, { backup }]) => (backup ? [{ id, exclude: backup.exclude }] : []))
  return Object.keys(settings).length > 0 ? [...chosen, { id: settingsVolume, exclude: [] }] : chosen
}

async function synchronize(from: string, to: string, exclude: string[], report: Report): Promise<void> {
  for (const path of [from, to]) await mkdir(path, { recursive: true })
  const options = ["--delete", ...exclude.map((pattern) => `--exclude=${pattern}`)]
  const words = [...options, "-rlptgoAXH", "--partial", "--inplace", "--timeout=300", "--info=progress2"]
  const rsync = spawn("rsync", [...words, `${from}/`, `${to}/`], { stdio: ["ignore", "pipe", "inherit"] })
  let last = -1
  rsync.stdout.setEncoding("utf8")
  rsync.stdout.on("data", (text) => {
    const done = Number(/ (\d+)%/.exec(text)?.[1] ?? last)
    if (done === last) return
    last = done
    report({ done, total: 100, units: null }).catch((error) => console.warn("Reporting progress failed:", error))
  })
  const outcome = await ended(rsync)
  if (outcome !== "0") throw new Error(`rsync ended with ${outcome}`)
  await report(true)
}
