import { access, chmod, chown, mkdir, rename, writeFile } from "node:fs/promises"
import { dirname } from "node:path"
import { Description, TemplateFile, Volume } from "./description"
import { places } from "./places"
import { fill, Scope } from "./templates"

/** Gives volumes the owners and permissions that the description names. */
export async function prepareVolumes(volumes: Description["volumes"]): Promise<void> {
  for (const [id, volume] of Object.entries(volumes)) await prepare(places.volume(id), volume)
}

async function prepare(path: string, { owner, mode }: Pick<Volume, "owner" | "mode">): Promise<void> {
  await mkdir(path, { recursive: true })
  if (owner) await chown(path, ...owner)
  if (mode !== null) await chmod(path, mode)
}

/** Makes a folder of a volume, and those above it, for the owner of the volume. */
export async function prepareFolder(id: string, path: string, volume: Volume | undefined): Promise<void> {
  let folder = places.volume(id)
  for (const name of path.split("/")) {
    folder += `/${name}`
    if (await exists(folder)) continue
    await prepare(folder, { owner: volume?.owner ?? null, mode: null })
  }
}

/** Writes the files of the description. */
export async function writeFiles({ files, volumes }: Pick<Description, "files" | "volumes">, scope: Scope): Promise<void> {
  for (const file of files) {
    const folder = dirname(file.path)
    if (folder !== ".") await prepareFolder(file.volume, folder, volumes[file.volume])
    await write(file, scope)
  }
}

async function write(file: TemplateFile, scope: Scope): Promise<void> {
  const path = `${places.volume(file.volume)}/${file.path}`
  if (file.keep && (await exists(path))) return
  // Nobody else may read it before its owner is set.
  await writeFile(`${path}.new`, fill(file.content, scope), { mode: 0o600 })
  if (file.owner) await chown(`${path}.new`, ...file.owner)
  await chmod(`${path}.new`, file.mode)
  await rename(`${path}.new`, path)
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
