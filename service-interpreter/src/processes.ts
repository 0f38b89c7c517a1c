import { ChildProcess, spawn } from "node:child_process"

export interface Outcome {
  output: string
  errors: string
}

/** How much of what a command prints is kept. */
const outputLimit = 1 << 20
const shownErrors = 2000

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** How a process ended, in words; never fails. */
export function ended(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message))
    child.on("exit", (code, signal) => resolve(signal ?? String(code)))
  })
}

/** Asks a process to end, and kills it when it does not in time. */
export async function end(child: ChildProcess, isOver: Promise<unknown>, signal: string, patience: number): Promise<void> {
  child.kill(signal)
  const killer = setTimeout(() => child.kill("SIGKILL"), patience)
  await isOver
  clearTimeout(killer)
}

/** Runs a program to its end. Fails with what it complained about. */
export function finish(
  program: string,
  words: string[],
  { timeout = 30_000, input = null }: { timeout?: number; input?: string | null } = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ["pipe", "pipe", "pipe"] })
    // A program need not read its input.
    child.stdin.on("error", () => undefined)
    child.stdin.end(input ?? "")
    const output = collect(child.stdout)
    const errors = collect(child.stderr)
    let isLate = false
    const killer = setTimeout(() => {
      isLate = true
      child.kill("SIGKILL")
    }, timeout)
    child.on("error", (error) => {
      clearTimeout(killer)
      reject(error)
    })
    child.on("close", (code, signal) => {
      clearTimeout(killer)
      if (code === 0) return resolve({ output: output(), errors: errors() })
      const how = isLate ? `took longer than ${timeout / 1000} s` : `ended with ${signal ?? code}`
      const said = (errors().trim() || output().trim()).slice(-shownErrors)
      reject(new Error(`the command ${how}${said === "" ? "" : `: ${said}`}`))
    })
  })
}

function collect(stream: ChildProcess["stdout"]): () => string {
  let text = ""
  stream.setEncoding("utf8")
  stream.on("data", (piece) => {
    if (text.length < outputLimit) text += piece
  })
  return () => text
}
