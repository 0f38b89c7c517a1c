import { execFile } from "node:child_process"
import { CodedError } from "./errors"

/** Root file systems of subcontainers. They are made in here by the helper; the host has no part in it. */
export class SubcontainerFileSystem {
  constructor(private readonly helper: string) {}

  /** The path of the file system and its id. */
  async create(parameters: Record<string, unknown>): Promise<[string, string]> {
    const { imageId, name } = parameters
    if (typeof imageId !== "string") throw new CodedError(-32602, "Invalid params", "imageId must be a string")
    const naming = typeof name === "string" ? ["--name", name] : []
    return JSON.parse(await this.run("create-fs", ...naming, imageId)) as [string, string]
  }

  async destroy(parameters: Record<string, unknown>): Promise<null> {
    const { guid } = parameters
    if (typeof guid !== "string") throw new CodedError(-32602, "Invalid params", "guid must be a string")
    await this.run("destroy-fs", guid)
    return null
  }

  private run(...words: string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      execFile(this.helper, ["subcontainer", ...words], { encoding: "utf8" }, (error, output, errors) => {
        if (!error) return resolve(output)
        const code = typeof error.code === "number" ? error.code : 1
        reject(new CodedError(code, errors.trim() || error.message))
      })
    })
  }
}
