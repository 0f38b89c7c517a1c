import assert from "node:assert/strict"
import { statSync } from "node:fs"
import { test } from "node:test"
import { action, program, textField, withPackage } from "./harness"

const volume = { owner: null, mode: null, backup: null }
const file = (path, content, more = {}) => ({ volume: "data", path, content, owner: null, mode: 0o640, keep: false, ...more })

test("installing prepares, runs the commands of the moment in order, and makes everything known", () =>
  withPackage(
    {
      volumes: { data: { ...volume, mode: 0o700 } },
      settings: { name: { default: "Ada", generate: null } },
      files: [file("config/app.conf", "name = ${settings.name}\n")],
      setup: [
        { when: ["install"], timeout: 5000, program: program(["sh", "-c", 'echo first >> "$LOG"'], { environment: { LOG: "/dev/null" } }) },
        { when: ["start"], timeout: 5000, program: program(["false"]) },
      ],
      bindings: [{ id: "ui", internalPort: 80 }],
      interfaces: [{ id: "ui" }],
      actions: { act: action({ metadata: { hasInput: false, name: "Act" } }) },
      tasks: [{ action: "act", severity: "critical", reason: "because" }],
      alerts: { install: "Welcome" },
    },
    async (made) => {
      await made.init("install")
      assert.equal(made.read(`${made.volume("data")}/config/app.conf`), "name = Ada\n")
      assert.equal(statSync(`${made.volume("data")}/config/app.conf`).mode & 0o777, 0o640)
      assert.equal(statSync(made.volume("data")).mode & 0o777, 0o700)
      assert.equal(made.named("createFs").length, 1)
      assert.equal(made.named("destroyFs").length, 1)
      assert.deepEqual(made.named("setDataVersion"), [{ call: "setDataVersion", version: "1.0.0:0" }])
      assert.deepEqual(made.named("clearBindings")[0].except, [{ id: "ui", internalPort: 80 }])
      assert.deepEqual(made.named("action.clear")[0].except, ["act"])
      assert.equal(made.named("createTask")[0].packageId, "hello")
      assert.equal(made.named("notification.create")[0].message, "Welcome")
    },
  ))

test("an ordinary start asks for nothing again", () =>
  withPackage({ tasks: [{ action: "act", severity: "critical", reason: "because" }], alerts: { install: "x" } }, async (made) => {
    await made.init(null)
    assert.equal(made.named("createTask").length + made.named("notification.create").length, 0)
    assert.equal(made.named("setDataVersion").length, 0)
  }))

test("a setup command that fails stops the installation and says why", () =>
  withPackage({ setup: [{ when: ["install"], timeout: 5000, program: program(["sh", "-c", "echo broken >&2; exit 3"]) }] }, async (made) => {
    await assert.rejects(made.init("install"), /setup 1: the command ended with 3: broken/)
    assert.equal(made.named("destroyFs").length, 1)
    assert.equal(made.named("setDataVersion").length, 0)
  }))

test("a command that takes too long is killed", () =>
  withPackage({ setup: [{ when: ["install"], timeout: 50, program: program(["sleep", "60"]) }] }, async (made) => {
    await assert.rejects(made.init("install"), /took longer than 0.05 s/)
  }))

const ready = (id, command) => ({
  id, name: id, port: null, http: null, command, grace: 60000, interval: 60000, success: "fine", failure: "bad",
})
const daemon = (id, command, more = {}) => ({
  id, program: program(command), requires: [], ready: null, stop: { signal: "SIGTERM", timeout: 5000 }, ...more,
})

test("a daemon waits until what it requires is ready, and ends before it", () =>
  withPackage(
    {
      daemons: [
        daemon("base", ["sleep", "600"], { ready: ready("base", ["true"]) }),
        daemon("top", ["sleep", "600"], { requires: ["base"], ready: ready("top", ["true"]) }),
      ],
    },
    async (made) => {
      const running = await made.start()
      await made.until(() => made.named("setHealth").some(({ id, result }) => id === "top" && result === "success"))
      const health = made.named("setHealth").map(({ id, result }) => `${id} ${result}`)
      const changes = health.filter((one) => !one.endsWith(" starting"))
      assert.deepEqual(changes, ["top waiting", "base success", "top success"])
      await running.term()
      assert.deepEqual(made.named("destroyFs").map(({ guid }) => guid), ["2", "1"])
    },
  ))

test("a daemon that ends is started again", () =>
  withPackage({ volumes: { data: volume } }, async (made) => {
    await made.init("install")
    const log = `${made.volume("data")}/log`
    const again = daemon("web", ["sh", "-c", `echo x >> ${log}; test $(wc -l < ${log}) -gt 2 && exec sleep 600; exit 1`], {
      ready: ready("web", ["sh", "-c", `test $(wc -l < ${log}) -gt 2`]),
    })
    await withPackage({ daemons: [again] }, async (inner) => {
      const running = await inner.start()
      await inner.until(() => inner.named("setHealth").some(({ result }) => result === "success"))
      await running.term()
    })
    assert.equal(made.read(log), "x\nx\nx\n")
  }))

test("when one file system cannot be made, none stays", () =>
  withPackage({ daemons: [daemon("a", ["sleep", "600"]), daemon("b", ["sleep", "600"])] }, async (made) => {
    const create = made.effects.subcontainer.createFs
    made.effects.subcontainer.createFs = (parameters) =>
      parameters.name === "b" ? Promise.reject(new Error("no room")) : create(parameters)
    await assert.rejects(made.start(), /no room/)
    assert.deepEqual(made.named("destroyFs").map(({ guid }) => guid), ["1"])
  }))

const saving = {
  volumes: { data: volume },
  settings: { name: { default: null, generate: null }, secret: { default: null, generate: { charset: "a-z", len: 12 } } },
  files: [file("app.conf", "${settings.name} ${settings.secret}")],
  actions: {
    save: action({
      metadata: { hasInput: true },
      spec: { name: textField(), fails: { type: "toggle", name: "Fails" } },
      save: ["name"],
      run: {
        program: program(["sh", "-c", 'cat; test "$FAILS" = false'], { environment: { FAILS: "${input.fails}" } }),
        stdin: "${input.name}!",
        timeout: 5000,
      },
      restart: true,
      result: { version: "1", title: "Done", message: "now ${settings.name}", result: { type: "single", value: "${output}" } },
    }),
  },
}

test("an action checks, runs, stores, writes files, restarts and answers", () =>
  withPackage(saving, async (made) => {
    assert.deepEqual(await made.form("save"), { eventId: "event", spec: saving.actions.save.spec, value: null })
    const result = await made.run("save", { name: "Ada", fails: false })
    assert.deepEqual(result, { version: "1", title: "Done", message: "now Ada", result: { type: "single", value: "Ada!" } })
    assert.equal(made.named("restart").length, 1)
    assert.deepEqual((await made.form("save")).value, { name: "Ada" })
    const settings = `${made.volume("settings")}/settings.json`
    assert.equal(statSync(settings).mode & 0o777, 0o600)
    const { name, secret } = JSON.parse(made.read(settings))
    assert.equal(name, "Ada")
    assert.match(secret, /^[a-z]{12}$/)
    assert.equal(made.read(`${made.volume("data")}/app.conf`), `Ada ${secret}`)
    await made.init("install")
    assert.equal(JSON.parse(made.read(settings)).secret, secret)
  }))

test("what a command refuses is not stored", () =>
  withPackage(saving, async (made) => {
    await made.run("save", { name: "Ada", fails: false })
    await assert.rejects(made.run("save", { name: "Bob", fails: true }), /ended with 1: Bob!/)
    await assert.rejects(made.run("save", { name: "", fails: false }), /Name: this must be filled in/)
    assert.equal(JSON.parse(made.read(`${made.volume("settings")}/settings.json`)).name, "Ada")
    assert.equal(made.named("restart").length, 1)
  }))

test("a file that is kept is left alone, others are written again", () =>
  withPackage({ volumes: { data: volume }, files: [file("a", "new"), file("b", "new", { keep: true })] }, async (made) => {
    await made.init("install")
    for (const name of ["a", "b"]) made.write(`media/startos/volumes/data/${name}`, "changed")
    await (await made.start()).term()
    assert.equal(made.read(`${made.volume("data")}/a`), "new")
    assert.equal(made.read(`${made.volume("data")}/b`), "changed")
  }))

test("folders of volumes and assets are mounted where they belong", () =>
  withPackage(
    {
      volumes: { data: volume },
      setup: [
        {
          when: ["install"],
          timeout: 5000,
          program: program(["true"], {
            mounts: [
              { target: "/data", volume: "data", path: "sub/folder", readOnly: false },
              { target: "/assets", volume: "assets", path: null, readOnly: true },
            ],
          }),
        },
      ],
    },
    async (made) => {
      await made.init("install")
      const inside = made.path("media/startos/subcontainers/1")
      assert.equal(
        made.read(made.path("mounts")),
        `bind-mount --source ${made.volume("data")}/sub/folder --target ${inside}/data --recursive\n` +
          `bind-mount --source ${made.path("media/startos/assets")} --target ${inside}/assets --recursive --readonly\n`,
      )
      assert.ok(statSync(`${made.volume("data")}/sub/folder`).isDirectory())
    },
  ))

test("uninstalling forgets the version of the data, updating does not", () =>
  withPackage({}, async (made) => {
    await made.exports.uninit({ effects: made.effects, target: {} })
    assert.equal(made.calls.length, 0)
    await made.exports.uninit({ effects: made.effects, target: null })
    assert.deepEqual(made.calls, [{ call: "setDataVersion", version: null }])
  }))
