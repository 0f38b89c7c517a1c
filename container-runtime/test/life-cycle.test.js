import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import { test } from "node:test"
import { withPackage } from "./harness"

const recording = `
  const say = (text) => console.log(text)
  return {
    init: async ({ effects, kind }) => { say("init " + kind + " " + effects.eventId); await effects.getOsIp() },
    uninit: async ({ effects, target }) => {
      say("uninit " + (target === null ? "null" : ("satisfies" in target) + " " + ("satisfiedBy" in target) + " " + target))
      await effects.setDataVersion({ version: null })
    },
    main: async ({ effects, started }) => {
      await started?.(() => undefined)
      effects.onLeaveContext(() => say("left"))
      return { build: async () => { say("built"); return { term: async () => say("ended") } } }
    },
  }`

test("a service is initialized, started, stopped and exits", () =>
  withPackage(recording, async (runtime) => {
    assert.equal(await runtime.call("init", { id: "e1", kind: "install" }), null)
    assert.equal(await runtime.call("init", { id: "e2", kind: "install" }), null)
    await Promise.all([runtime.call("start"), runtime.call("start")])
    assert.equal((await runtime.call("hello", { protocol: 1 })).started, true)
    await runtime.call("stop")
    assert.equal((await runtime.call("hello", { protocol: 1 })).started, false)
    assert.equal(await runtime.call("exit", { id: "e3", target: null }), null)
    assert.deepEqual(await runtime.exited, [0, null])
    await runtime.until(() => runtime.output.includes("uninit"))
    assert.equal(runtime.output, "init install e1\nbuilt\nleft\nended\nuninit null\n")
    assert.deepEqual(
      runtime.ran.map(({ method, params }) => [method, params.eventId]),
      [
        ["get-os-ip", "e1"],
        ["set-data-version", "e3"],
      ],
    )
  }))

test("the target of uninit is a version or a range", async () => {
  for (const [target, words] of [
    ["1.2:0", "true false 1.2:0"],
    [">=1:0 <2:0", "false true >=1:0 && <2:0"],
    [">=2:0 <1:0", "false true !"],
  ]) {
    await withPackage(recording, async (runtime) => {
      await runtime.call("init", { id: "e", kind: null })
      await runtime.call("exit", { id: "x", target })
      await runtime.until(() => runtime.output.includes(`uninit ${words}\n`))
    })
  }
})

test("a failed init leaves the runtime uninitialized and can be tried again", () =>
  withPackage(
    `let tries = 0
     return { init: async () => { tries += 1; if (tries === 1) throw new Error("not yet") } }`,
    async (runtime) => {
      await assert.rejects(runtime.call("init", { id: "e", kind: null }), /not yet/)
      await assert.rejects(runtime.call("start"), /not initialized/)
      await runtime.call("init", { id: "e", kind: null })
      await runtime.call("start")
    },
  ))

test("a main that throws reports its error and leaves its context", () =>
  withPackage(
    `return { main: async ({ effects }) => {
       effects.onLeaveContext(() => console.log("left"))
       throw new Error("no disk")
     } }`,
    async (runtime) => {
      await runtime.call("init", { id: "e", kind: null })
      await assert.rejects(runtime.call("start"), /no disk/)
      await runtime.until(() => runtime.output.includes("left"))
    },
  ))

test("signals and stray rejections do not end the runtime", () =>
  withPackage(`return { init: async () => { Promise.reject(new Error("stray")) } }`, async (runtime) => {
    await runtime.call("init", { id: "e", kind: null })
    runtime.process.kill("SIGTERM")
    await runtime.until(() => runtime.output.includes("SIGTERM") && runtime.output.includes("stray"))
    assert.equal((await runtime.call("hello", { protocol: 1 })).initialized, true)
  }))

test("requests that make no sense get the codes of JSON-RPC", () =>
  withPackage("return {}", async (runtime) => {
    await assert.rejects(runtime.call("nonsense"), { code: -32601 })
    await assert.rejects(runtime.call("init", { id: "e", kind: "other" }), { code: -32602 })
    await assert.rejects(runtime.call("execute", { id: "e", procedure: "/actions/x/run" }), /not initialized/)
    await runtime.call("init", { id: "e", kind: null })
    await assert.rejects(runtime.call("execute", { id: "e", procedure: "/actions/x/run" }), /no action 'x'/)
    await assert.rejects(runtime.call("execute", { id: "e", procedure: "/else" }), /unknown procedure/)
    assert.ok(existsSync(runtime.path("service.sock")))
  }))
