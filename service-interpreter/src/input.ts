import { Field, Value } from "./description"

export type Input = Record<string, Value | string[]>

/** Checks what was entered against the form, whatever the page has checked before. Unknown members are dropped. */
export function checkedInput(spec: Record<string, Field>, given: unknown): Input {
  const members = typeof given === "object" && given !== null ? (given as Record<string, unknown>) : {}
  const input: Input = {}
  for (const [key, field] of Object.entries(spec)) {
    const value = members[key] ?? null
    const problem = problemWith(field, value)
    if (problem !== null) throw new Error(`${field.name}: ${problem}`)
    input[key] = value as Value | string[]
  }
  return input
}

function problemWith(field: Field, value: unknown): string | null {
  if (value === null || value === "") return field.required === false ? null : "this must be filled in"
  switch (field.type) {
    case "toggle":
      return typeof value === "boolean" ? null : "this must be true or false"
    case "number":
      return problemWithNumber(field, value)
    case "select":
      return typeof value === "string" && isChoice(field, value) ? null : "this is none of the choices"
    case "multiselect":
      if (!Array.isArray(value) || !value.every((one) => typeof one === "string" && isChoice(field, one))) {
        return "this is none of the choices"
      }
      return problemWithLength(field, value.length, "choices")
    case "color":
      return /^#[0-9a-f]{6}$/i.test(String(value)) ? null : "this must be a colour such as #12ab9f"
    default:
      return typeof value === "string" ? problemWithText(field, value) : "this must be a text"
  }
}

function isChoice(field: Field, value: string): boolean {
  return Object.hasOwn(field.values ?? {}, value)
}

function problemWithNumber(field: Field, value: unknown): string | null {
  if (typeof value !== "number" || !Number.isFinite(value)) return "this must be a number"
  if (field.integer && !Number.isInteger(value)) return "this must be a whole number"
  if (typeof field.min === "number" && value < field.min) return `this must be at least ${field.min}`
  if (typeof field.max === "number" && value > field.max) return `this must be at most ${field.max}`
  return null
}

function problemWithText(field: Field, value: string): string | null {
  // A line break in a value of one line could add lines to a configuration file.
  const forbidden = field.type === "textarea" ? /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/ : /[\0-\x1f\x7f\u2028\u2029]/
  if (forbidden.test(value)) return "this holds characters that are not allowed"
  for (const { regex, description } of field.patterns ?? []) {
    if (!new RegExp(`^(?:${regex})$`).test(value)) return description
  }
  return problemWithLength(field, [...value].length, "characters")
}

function problemWithLength(field: Field, length: number, what: string): string | null {
  if (field.minLength != null && length < field.minLength) return `at least ${field.minLength} ${what}`
  if (field.maxLength != null && length > field.maxLength) return `at most ${field.maxLength} ${what}`
  return null
}
