"use strict"
const { randomUUID } = require("node:crypto")
const { setTimeout: sleep } = require("node:timers/promises")
const hogs = require("./hogs")

const field = { warning: null, footnote: null, required: true, disabled: false, immutable: false, placeholder: null }
const number = {
  ...field,
  type: "number",
  description: null,
  default: null,
  min: 0,
  max: 600000,
  integer: true,
  step: null,
  units: "ms",
}
const text = {
  ...field,
  type: "text",
  description: null,
  default: null,
  patterns: [],
  minLength: null,
  maxLength: null,
  masked: false,
  inputmode: "text",
  generate: null,
}

/** How often `slow` has run; an action that is repeated by mistake shows here. */
let slowRuns = 0

function makeActions(calls) {
  return {
    "start-calls": withoutInput("Start calls", "Call the host every 10 ms", async ({ effects }) => {
      calls.start(effects)
      return single("Calls started", String(calls.started))
    }),
    "stop-calls": withoutInput("Stop calls", "Wait for all answers and count them", async () =>
      single("Calls stopped", JSON.stringify(await calls.stop())),
    ),
    "count-calls": withoutInput("Count calls", "The counts so far", async () =>
      single("Calls", JSON.stringify({ started: calls.started, answered: calls.answered, failed: calls.failed })),
    ),
    slow: withInput(
      "Slow",
      "Take some time and return a token that no other run returns",
      { milliseconds: { ...number, name: "Milliseconds" } },
      { milliseconds: 1000 },
      async ({ input }) => {
        slowRuns += 1
        const token = `${slowRuns}:${randomUUID()}`
        console.log(`slow begins ${token}`)
        await sleep(input.milliseconds)
        console.log(`slow ${token}`)
        return single("Done", token)
      },
    ),
    echo: withInput(
      "Echo",
      "Return what was entered",
      { text: { ...text, name: "Text" } },
      { text: "" },
      async ({ input }) => single("Echo", JSON.stringify(input)),
    ),
    fail: withoutInput("Fail", "Throw an error", async () => {
      throw new Error("this action always fails")
    }),
    "hog-memory": withAmount("Hog memory", "Take this many mebibytes of memory in a process", async (amount) =>
      JSON.stringify(await hogs.hogMemory(amount)),
    ),
    fork: withAmount("Fork", "Start this many processes", async (amount) => JSON.stringify(await hogs.fork(amount))),
    spin: withAmount("Spin", "Use processor time for this many milliseconds", async (amount) =>
      JSON.stringify(hogs.spin(amount)),
    ),
    "fill-disk": withAmount("Fill the disk", "Write this many mebibytes in the background", async (amount) => {
      hogs.fillDisk(amount)
      return "begun"
    }),
    "empty-disk": withoutInput("Empty the disk", "Remove what was written", async () => {
      await hogs.emptyDisk()
      return single("Removed", "yes")
    }),
    "crash-runtime": withoutInput("Crash the runtime", "End the process that runs this JavaScript", async () => {
      process.kill(process.pid, "SIGKILL")
      return new Promise(() => undefined)
    }),
  }
}

function withoutInput(name, description, run) {
  return { metadata: metadata(name, description, false), getInput: async () => null, run }
}

function withInput(name, description, spec, value, run) {
  return {
    metadata: metadata(name, description, true),
    getInput: async ({ effects }) => ({ eventId: effects.eventId, spec, value }),
    run,
  }
}

/** An action whose one input is a number. */
function withAmount(name, description, run) {
  const spec = { amount: { ...number, name: "Amount", units: null, max: 1 << 20 } }
  return withInput(name, description, spec, { amount: 1 }, async ({ input }) => single(name, await run(input.amount)))
}

function metadata(name, description, hasInput) {
  return { name, description, hasInput, warning: null, visibility: "enabled", allowedStatuses: "any", group: null }
}

function single(title, value) {
  const result = { type: "single", value, copyable: true, qr: false, masked: false }
  return { version: "1", title, message: null, result }
}

module.exports = { makeActions }
