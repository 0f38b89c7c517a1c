import { mkdir, readFile, rename, writeFile } from "node:fs/promises"
import { Description, Value } from "./description"
import { places, settingsVolume } from "./places"
import { randomText } from "./random-text"

type Values = Record<string, Value>

/** The values that the service remembers, in one file of a volume that no program sees. */
export class Settings {
  private last: Promise<unknown> = Promise.resolve()

  constructor(private readonly description: Pick<Description, "settings">) {}

  private get file(): string {
    return `${places.volume(settingsVolume)}/settings.json`
  }

  /** What is stored, with standards; random values are made and stored when they are first needed. */
  read(): Promise<Values> {
    return this.inTurn(async () => {
      const stored = await this.stored()
      const made: Values = {}
      const values: Values = {}
      for (const [name, setting] of Object.entries(this.description.settings)) {
        if (stored[name] === undefined && setting.generate) made[name] = randomText(setting.generate)
        values[name] = stored[name] ?? made[name] ?? setting.default
      }
      if (Object.keys(made).length > 0) await this.store({ ...stored, ...made })
      return values
    })
  }

  save(values: Values): Promise<void> {
    if (Object.keys(values).length === 0) return Promise.resolve()
    return this.inTurn(async () => this.store({ ...(await this.stored()), ...values }))
  }

  private inTurn<Result>(body: () => Promise<Result>): Promise<Result> {
    const result = this.last.then(body)
    this.last = result.catch(() => undefined)
    return result
  }

  private async stored(): Promise<Values> {
    const text = await readFile(this.file, "utf8").catch((error: { code?: string }) => {
      if (error.code === "ENOENT") return "{}"
      throw error
    })
    return JSON.parse(text) as Values
  }

  private async store(values: Values): Promise<void> {
    await mkdir(places.volume(settingsVolume), { recursive: true })
    await writeFile(`${this.file}.new`, JSON.stringify(values, null, 2) + "\n", { mode: 0o600 })
    await rename(`${this.file}.new`, this.file)
  }
}
