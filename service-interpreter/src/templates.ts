/** The values that `${…}` may name. */
export type Scope = Record<string, unknown>

/** Fills `${a.b}` in; `$${` is a plain `${`. What is not there is the empty text. */
export function fill(text: string, scope: Scope): string {
  return text.replace(/\$\$\{|\$\{([^}]*)\}/g, (found, reference: string | undefined) => {
    if (reference === undefined) return found.slice(1)
    return written(lookUp(reference.split("."), scope))
  })
}

/** The same in every text of a value. */
export function fillAll(value: unknown, scope: Scope): unknown {
  if (typeof value === "string") return fill(value, scope)
  if (Array.isArray(value)) return value.map((element) => fillAll(element, scope))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fillAll(member, scope)]))
}

function lookUp([name, ...path]: string[], scope: Scope): unknown {
  let value = scope[name ?? ""]
  // What a command printed is text; its members are those of the JSON that it is.
  if (path.length > 0 && typeof value === "string") value = parse(value)
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return null
    value = (value as Record<string, unknown>)[key]
  }
  return value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`the command should have printed JSON, but printed: ${text.slice(0, 200)}`)
  }
}

function written(value: unknown): string {
  if (value === null || value === undefined) return ""
  return typeof value === "object" ? JSON.stringify(value) : String(value)
}
