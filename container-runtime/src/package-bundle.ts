import { existsSync } from "node:fs"
import { Effects } from "./effects"
import { isObject } from "./errors"
import { ExtendedVersion } from "./version/extended-version"
import { VersionRange } from "./version/version-range"

export type InitKind = "install" | "update" | "restore" | null

/** What `build()` of a package's main returns. */
export interface RunningMain {
  term(): Promise<void>
}

export interface Action {
  getInput(options: { effects: Effects; prefill: unknown }): Promise<unknown>
  run(options: { effects: Effects; input: unknown }): Promise<unknown>
}

/** The exports of a package's JavaScript. */
export interface PackageBundle {
  init(options: { effects: Effects; kind: InitKind }): Promise<unknown>
  uninit(options: { effects: Effects; target: ExtendedVersion | VersionRange | null }): Promise<unknown>
  main(options: {
    effects: Effects
    started: (onTerm?: () => unknown) => Promise<null>
  }): Promise<{ build(): Promise<RunningMain> }>
  createBackup(options: { effects: Effects }): Promise<unknown>
  actions: { get(id: string): Action | undefined }
}

/** Loads the JavaScript of the package, CommonJS or ECMAScript module. */
export async function loadPackage(path: string, legacyPath: string): Promise<PackageBundle> {
  if (!existsSync(path)) {
    throw new Error(
      existsSync(legacyPath)
        ? "this package was made for StartOS 0.3 and cannot be run; ask its author for a newer one"
        : `the package has no program: ${path} is missing`,
    )
  }
  const loaded = await load(path)
  // A CommonJS module seen through `import` has its exports under `default`.
  const exports = isObject(loaded) && !("main" in loaded) && isObject(loaded["default"]) ? loaded["default"] : loaded
  if (!isObject(exports)) throw new Error(`the package has no exports: ${path}`)
  for (const name of ["init", "uninit", "main", "createBackup"]) {
    if (typeof exports[name] !== "function") throw new Error(`the package does not export a function '${name}'`)
  }
  if (typeof (exports["actions"] as { get?: unknown } | undefined)?.get !== "function") {
    throw new Error("the package does not export 'actions'")
  }
  return exports as unknown as PackageBundle
}

async function load(path: string): Promise<unknown> {
  try {
    return require(path)
  } catch (error) {
    const code = isObject(error) ? error["code"] : undefined
    if (code !== "ERR_REQUIRE_ESM" && code !== "ERR_REQUIRE_ASYNC_MODULE") throw error
    return import(path)
  }
}
