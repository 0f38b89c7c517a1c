import { readFileSync } from "node:fs"
import { join } from "node:path"

export type Value = string | number | boolean | null
export type Moment = "install" | "update" | "restore" | "start"

/** What `service.json` says; the packer has checked it, looked names up and filled in what was left out. */
export interface Description {
  id: string
  version: string
  volumes: Record<string, Volume>
  settings: Record<string, Setting>
  files: TemplateFile[]
  setup: Step[]
  /** Each after those that it requires. */
  daemons: DaemonDescription[]
  /** Parameters of `effects.bind` and `effects.exportServiceInterface`. */
  bindings: { id: string; internalPort: number }[]
  interfaces: { id: string }[]
  actions: Record<string, ActionDescription>
  tasks: { action: string; severity: string; reason: string }[]
  /** The parameter of `effects.setDependencies`. */
  dependencies: unknown[]
  alerts: Partial<Record<Moment, string | null>>
}

type Owner = [user: number, group: number] | null

export interface Volume {
  owner: Owner
  mode: number | null
  /** Null when it is not backed up. */
  backup: { exclude: string[] } | null
}

export interface RandomText {
  charset: string
  len: number
}

export interface Setting {
  default: Value
  generate: RandomText | null
}

export interface TemplateFile {
  volume: string
  path: string
  content: string
  owner: Owner
  mode: number
  keep: boolean
}

export interface Program {
  image: string
  command: string[]
  user: string | null
  directory: string | null
  environment: Record<string, string>
  mounts: Mount[]
}

export interface Mount {
  target: string
  volume: string
  path: string | null
  readOnly: boolean
}

/** Times are in milliseconds. */
export interface Step {
  when: Moment[]
  timeout: number
  program: Program
}

export interface Readiness {
  id: string
  name: string | null
  port: number | null
  http: { port: number; path: string; status: number | null } | null
  command: string[] | null
  grace: number
  interval: number
  success: string
  failure: string
}

export interface DaemonDescription {
  id: string
  program: Program
  requires: string[]
  ready: Readiness | null
  stop: { signal: string; timeout: number }
}

export interface Field {
  type: string
  name: string
  required?: boolean
  immutable?: boolean
  minLength?: number | null
  maxLength?: number | null
  min?: number | string | null
  max?: number | string | null
  integer?: boolean
  patterns?: { regex: string; description: string }[]
  values?: Record<string, string>
}

export interface ActionDescription {
  metadata: { hasInput: boolean }
  spec: Record<string, Field>
  save: string[]
  run: { program: Program; stdin: string | null; timeout: number } | null
  restart: boolean
  /** An action result whose texts are templates. */
  result: unknown
}

/** The description beside this script. */
export function loadDescription(): Description {
  return JSON.parse(readFileSync(join(__dirname, "service.json"), "utf8")) as Description
}
