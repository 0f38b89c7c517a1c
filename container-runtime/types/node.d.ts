// The part of Node.js that the runtime uses.

declare module "node:net" {
  export interface Socket {
    setEncoding(encoding: "utf8"): void
    write(text: string, done?: () => void): boolean
    end(): void
    destroy(): void
    on(event: "data", listener: (text: string) => void): this
    on(event: "error", listener: (error: Error) => void): this
    on(event: "connect" | "close" | "end", listener: () => void): this
  }
  export interface Server {
    listen(path: string, done?: () => void): this
    close(done?: () => void): void
    on(event: "error", listener: (error: Error) => void): this
  }
  export function createServer(options: { allowHalfOpen: boolean }, connected: (socket: Socket) => void): Server
  export function createConnection(options: { path: string; allowHalfOpen: boolean }): Socket
}

declare module "node:fs" {
  export function existsSync(path: string): boolean
  export function readFileSync(path: string): Uint8Array
  export function renameSync(from: string, to: string): void
  export function rmSync(path: string, options: { force: boolean }): void
}

declare module "node:crypto" {
  export function randomUUID(): string
  export function createHash(algorithm: string): { update(data: Uint8Array): { digest(encoding: "hex"): string } }
}

declare module "node:child_process" {
  export function execFile(
    program: string,
    arguments_: string[],
    options: { encoding: "utf8" },
    done: (error: (Error & { code?: number | string }) | null, output: string, errors: string) => void,
  ): unknown
}

declare const process: {
  env: Record<string, string | undefined>
  exit(code: number): never
  on(event: string, listener: (value: unknown) => void): void
}
declare const console: Record<"log" | "info" | "warn" | "error", (...values: unknown[]) => void>
declare const require: (path: string) => unknown
declare const __filename: string
declare function setTimeout(action: () => void, milliseconds: number): unknown
