import { describe } from "./errors"

const keptOutcomes = 64

/** Procedures by the id that the host gave them: asking again joins the first run instead of starting another. */
export class Executions {
  private readonly outcomes = new Map<string, Promise<unknown>>()
  private readonly live = new Map<string, { id: string; procedure: string }>()

  run(id: string, procedure: string, body: () => Promise<unknown>): Promise<unknown> {
    const key = `${id} ${procedure}`
    const known = this.outcomes.get(key)
    if (known) return known
    this.live.set(key, { id, procedure })
    const outcome = body().finally(() => {
      this.live.delete(key)
      this.forgetOld()
    })
    outcome.catch((error) => console.error(`${procedure} failed:`, describe(error)))
    this.outcomes.set(key, outcome)
    return outcome
  }

  get running(): { id: string; procedure: string }[] {
    return [...this.live.values()]
  }

  private forgetOld(): void {
    for (const key of this.outcomes.keys()) {
      if (this.outcomes.size - this.live.size <= keptOutcomes) return
      if (!this.live.has(key)) this.outcomes.delete(key)
    }
  }
}
