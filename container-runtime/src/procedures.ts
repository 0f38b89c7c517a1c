import { Effects } from "./effects"
import { CodedError, isObject } from "./errors"
import { PackageBundle } from "./package-bundle"

/** Runs what a procedure path stands for: `/backup/create`, `/actions/<id>/getInput`, `/actions/<id>/run`. */
export async function runProcedure(
  bundle: PackageBundle,
  path: string,
  input: unknown,
  effects: Effects,
): Promise<unknown> {
  const words = path.split("/").slice(1)
  if (path === "/backup/create") {
    await bundle.createBackup({ effects })
    return null
  }
  if (["/backup/restore", "/packageInit", "/packageUninit"].includes(path)) return null
  const [kind, id, verb] = words
  if (kind !== "actions" || id === undefined || words.length !== 3) throw unknownProcedure(path)
  const action = bundle.actions.get(id)
  if (!action) throw new CodedError(6, `the package has no action '${id}'`)
  const given = isObject(input) ? input : {}
  if (verb === "getInput") return (await action.getInput({ effects, prefill: given["prefill"] ?? null })) ?? null
  if (verb === "run") return (await action.run({ effects, input: given["input"] ?? null })) ?? null
  throw unknownProcedure(path)
}

function unknownProcedure(path: string): CodedError {
  return new CodedError(1, "object", `unknown procedure ${path}`)
}
