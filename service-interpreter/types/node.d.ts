// The part of Node.js that the interpreter uses.

declare module "node:child_process" {
  export interface Stream {
    setEncoding(encoding: "utf8"): void
    on(event: "data", listener: (text: string) => void): this
  }
  export interface ChildProcess {
    stdin: { on(event: "error", listener: () => void): void; end(text: string): void }
    stdout: Stream
    stderr: Stream
    kill(signal: string): boolean
    on(event: "error", listener: (error: Error) => void): this
    on(event: "exit" | "close", listener: (code: number | null, signal: string | null) => void): this
  }
  type Wiring = "ignore" | "inherit" | "pipe"
  export function spawn(
    program: string,
    words: string[],
    options: { stdio: Wiring | [Wiring, Wiring, Wiring] },
  ): ChildProcess
}

declare module "node:crypto" {
  export function randomInt(limit: number): number
}

declare module "node:fs" {
  export function readFileSync(path: string, encoding: "utf8"): string
}

declare module "node:fs/promises" {
  export function access(path: string): Promise<void>
  export function chmod(path: string, mode: number): Promise<void>
  export function chown(path: string, user: number, group: number): Promise<void>
  export function copyFile(from: string, to: string): Promise<void>
  export function mkdir(path: string, options: { recursive: boolean; mode?: number }): Promise<string | undefined>
  export function readFile(path: string, encoding: "utf8"): Promise<string>
  export function rename(from: string, to: string): Promise<void>
  export function writeFile(path: string, text: string, options?: { mode: number }): Promise<void>
}

declare module "node:net" {
  export interface Socket {
    destroy(): void
    setTimeout(milliseconds: number, action: () => void): void
    on(event: "connect", listener: () => void): this
    on(event: "error", listener: (error: Error) => void): this
  }
  export function connect(options: { host: string; port: number }): Socket
}

declare module "node:path" {
  export function dirname(path: string): string
  export function join(...parts: string[]): string
}

declare const __dirname: string
declare const process: { env: Record<string, string | undefined> }
declare const console: Record<"log" | "info" | "warn" | "error", (...values: unknown[]) => void>
declare const AbortSignal: { timeout(milliseconds: number): unknown }
declare function fetch(
  address: string,
  options: { redirect: "manual"; signal: unknown },
): Promise<{ status: number; body: { cancel(): Promise<void> } | null }>
declare function setTimeout(action: () => void, milliseconds: number): unknown
declare function clearTimeout(timer: unknown): void
