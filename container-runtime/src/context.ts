type Callback = (...values: unknown[]) => unknown

/** A callback and the effect call that registered it, so that a restarted host can subscribe again. */
export interface LiveCallback {
  id: number
  method: string
  params: object
}

let lastCallbackId = 0

/**
 * A span of time in which a package's code runs: its init, its main, an action.
 *
 * Contexts form a tree. A context holds the callbacks that were registered in it and what to do when it is left.
 */
export class Context {
  private readonly callbacks = new Map<number, { callback: Callback; method: string; params: object }>()
  private readonly children = new Map<string, Context>()
  private leaveHooks: Callback[] = []
  isActive = true

  /** `released` learns which callbacks died with a context. */
  constructor(private readonly released: (ids: number[]) => void) {}

  /** A new child; an earlier one of the same name is left first. */
  child(name: string): Context {
    this.removeChild(name)
    const child = new Context(this.released)
    child.isActive = this.isActive
    this.children.set(name, child)
    return child
  }

  removeChild(name: string): void {
    const child = this.children.get(name)
    this.children.delete(name)
    child?.leave()
  }

  onLeave(hook: Callback): void {
    if (this.isActive) this.leaveHooks.push(hook)
    else console.warn("onLeaveContext: the context has been left already")
  }

  /** The id under which the host may call, or null in a context that has been left. */
  register(callback: Callback, method: string, params: object): number | null {
    if (!this.isActive) return null
    lastCallbackId += 1
    this.callbacks.set(lastCallbackId, { callback, method, params })
    return lastCallbackId
  }

  /** Fires a callback once, wherever in the tree it is. False when nobody knows it. */
  fire(id: number, values: unknown[]): boolean {
    const found = this.callbacks.get(id)
    if (found) {
      this.callbacks.delete(id)
      void attempt("A callback failed:", () => found.callback(...values))
      return true
    }
    for (const child of this.children.values()) if (child.fire(id, values)) return true
    return false
  }

  /** Forgets callbacks of this context without firing them. */
  clear(isCleared: (id: number) => boolean): void {
    for (const id of [...this.callbacks.keys()]) if (isCleared(id)) this.callbacks.delete(id)
  }

  get liveCallbacks(): LiveCallback[] {
    const own = [...this.callbacks].map(([id, { method, params }]) => ({ id, method, params }))
    return [...own, ...[...this.children.values()].flatMap((child) => child.liveCallbacks)]
  }

  private leave(): void {
    for (const name of [...this.children.keys()]) this.removeChild(name)
    this.isActive = false
    const hooks = this.leaveHooks
    this.leaveHooks = []
    for (const hook of hooks) void attempt("Leaving a context failed:", hook)
    const ids = [...this.callbacks.keys()]
    this.callbacks.clear()
    if (ids.length > 0) this.released(ids)
  }
}

/** Begins at once; a failure, then or later, is only logged. */
async function attempt(complaint: string, body: () => unknown): Promise<void> {
  try {
    await body()
  } catch (error) {
    console.error(complaint, error)
  }
}
