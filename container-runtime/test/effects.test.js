import assert from "node:assert/strict"
import { test } from "node:test"
import { withPackage } from "./harness"

test("a lost answer is asked for again and the call runs once", () =>
  withPackage(
    `return { init: async ({ effects }) => { for (let n = 1; n <= 20; n++) await effects.setDataVersion({ version: String(n) }) } }`,
    async (runtime) => {
      runtime.losesAnswers = 3
      runtime.losesCalls = 3
      await runtime.call("init", { id: "e", kind: null })
      assert.deepEqual(
        runtime.ran.map(({ params }) => params.version),
        Array.from({ length: 20 }, (_, index) => String(index + 1)),
      )
      const { callId, acknowledged } = runtime.ran[19].params
      assert.match(callId, /^[0-9a-f-]{36}:20$/)
      assert.equal(acknowledged, 20)
    },
  ))

test("a call waits for a host that is away", () =>
  withPackage(`return { init: async ({ effects }) => effects.restart() }`, async (runtime) => {
    await runtime.closeHost()
    const outcome = runtime.call("init", { id: "e", kind: null })
    assert.equal((await runtime.call("hello", { protocol: 1 })).initialized, false)
    await runtime.listen()
    await outcome
    assert.deepEqual(runtime.methods(), ["restart"])
  }))

test("calls that wait for the host are made in their order when it is back", () =>
  withPackage(
    `return { init: async ({ effects }) => {
       const calls = []
       for (let n = 1; n <= 60; n++) {
         calls.push(effects.setDataVersion({ version: String(n) }))
         if (n % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 7))
       }
       await Promise.all(calls)
     } }`,
    async (runtime) => {
      await runtime.closeHost()
      const outcome = runtime.call("init", { id: "e", kind: null })
      await runtime.call("hello", { protocol: 1 })
      await new Promise((resolve) => setTimeout(resolve, 150))
      // The first ones to reach it are lost once more.
      runtime.losesCalls = 2
      runtime.losesAnswers = 1
      await runtime.listen()
      await outcome
      const order = runtime.ran.map(({ params }) => Number(params.version))
      assert.deepEqual(order, Array.from({ length: 60 }, (_, index) => index + 1))
    },
  ))

test("an error of the host reaches the package in words", () =>
  withPackage(`return { init: async ({ effects }) => effects.bind({ id: "x" }) }`, async (runtime) => {
    runtime.answers.set("bind", () => ({
      error: { code: 38, message: "Invalid Request", data: { details: "port taken", debug: null } },
    }))
    await assert.rejects(runtime.call("init", { id: "e", kind: null }), /Invalid Request: port taken\n@bind/)
  }))

test("effects are a plain object whose members survive copying", () =>
  withPackage(
    `return { init: async ({ effects }) => {
       const copy = { ...effects, bind: null }
       const { action, plugin, notification, subcontainer } = copy
       await copy.child("a").getContainerIp({})
       await action.clear({ except: [] })
       await plugin.url.clearUrls({ except: [] })
       await notification.create({ level: "info" })
       console.log(typeof subcontainer.createFs, copy.isInContext, copy.eventId)
     } }`,
    async (runtime) => {
      await runtime.call("init", { id: "e", kind: null })
      await runtime.until(() => runtime.output.includes("function true e"))
      assert.deepEqual(runtime.methods(), [
        "get-container-ip",
        "action.clear",
        "plugin.url.clear-urls",
        "notification.create",
      ])
      assert.equal(runtime.ran[0].params.callback, null)
    },
  ))

test("a callback fires once, is reported by hello, and dies with its context", () =>
  withPackage(
    `return {
       init: async ({ effects }) => { await effects.getStatus({ packageId: "p", callback: () => console.log("fired") }) },
       main: async ({ effects }) => {
         await effects.getHostInfo({ hostId: "h", callback: () => console.log("never") })
         return { build: async () => ({ term: async () => undefined }) }
       } }`,
    async (runtime) => {
      await runtime.call("init", { id: "e", kind: null })
      await runtime.call("start")
      const { callbacks } = await runtime.call("hello", { protocol: 1 })
      assert.deepEqual(
        callbacks.map(({ method, params }) => [method, params]),
        [
          ["get-status", { packageId: "p", eventId: "e" }],
          ["get-host-info", { hostId: "h" }],
        ],
      )
      assert.equal(runtime.ran[0].params.callback, callbacks[0].id)
      runtime.notify("callback", { id: callbacks[0].id, args: [] })
      runtime.notify("callback", { id: callbacks[0].id, args: [] })
      await runtime.until(() => runtime.output.includes("fired"))
      await runtime.call("stop")
      await runtime.until(() => runtime.methods().includes("clear-callbacks"))
      assert.deepEqual(runtime.ran.at(-1).params.only, [callbacks[1].id])
      assert.deepEqual((await runtime.call("hello", { protocol: 1 })).callbacks, [])
      assert.equal(runtime.output, "fired\n")
    },
  ))

test("a constant that changes in main restarts the service once", () =>
  withPackage(
    `return { main: async ({ effects }) => {
       await effects.getOutboundGateway({ callback: () => { effects.constRetry(); effects.constRetry() } })
       return { build: async () => ({ term: async () => undefined }) }
     } }`,
    async (runtime) => {
      await runtime.call("init", { id: "e", kind: null })
      await runtime.call("start")
      const [{ id }] = (await runtime.call("hello", { protocol: 1 })).callbacks
      runtime.notify("callback", { id, args: [] })
      await runtime.until(() => runtime.methods().includes("restart"))
      await runtime.call("stop")
      assert.deepEqual(runtime.methods(), ["get-outbound-gateway", "restart"])
    },
  ))

test("health is told again after hello, and forgotten by stop", () =>
  withPackage(
    `return { main: async ({ effects }) => {
       await effects.setHealth({ id: "web", name: "Web", result: "starting", message: null })
       await effects.setHealth({ id: "web", name: "Web", result: "success", message: null })
       return { build: async () => ({ term: async () => undefined }) }
     } }`,
    async (runtime) => {
      await runtime.call("init", { id: "e", kind: null })
      await runtime.call("start")
      await runtime.call("hello", { protocol: 1 })
      await runtime.until(() => runtime.ran.length === 3)
      assert.equal(runtime.ran[2].params.result, "success")
      await runtime.call("stop")
      await runtime.call("hello", { protocol: 1 })
      await runtime.call("hello", { protocol: 1 })
      assert.equal(runtime.ran.length, 3)
    },
  ))

test("an execution is run once for an id, whoever asks and however often", () =>
  withPackage(
    `let runs = 0
     let release
     const gate = new Promise((resolve) => { release = resolve })
     const slow = {
       getInput: async ({ effects, prefill }) => ({ eventId: effects.eventId, spec: {}, value: prefill }),
       run: async () => { runs += 1; await gate; return { runs } },
     }
     const open = { getInput: async () => null, run: async () => { release(); return null } }
     return { actions: { get: (id) => ({ slow, open })[id] } }`,
    async (runtime) => {
      await runtime.call("init", { id: "e", kind: null })
      const run = () => runtime.call("execute", { id: "a", procedure: "/actions/slow/run", input: { input: 1 } })
      const both = Promise.all([run(), run()])
      assert.deepEqual((await runtime.call("hello", { protocol: 1 })).running, [
        { id: "a", procedure: "/actions/slow/run" },
      ])
      await runtime.call("execute", { id: "b", procedure: "/actions/open/run", input: { input: null } })
      assert.deepEqual(await both, [{ runs: 1 }, { runs: 1 }])
      assert.deepEqual(await run(), { runs: 1 })
      const form = { id: "f", procedure: "/actions/slow/getInput", input: { prefill: { x: 1 } } }
      assert.deepEqual(await runtime.call("execute", form), { eventId: "f", spec: {}, value: { x: 1 } })
    },
  ))
