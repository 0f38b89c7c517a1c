"use strict"
const syncthing = require("./syncthing")

const loginSpec = {
  user: text({ name: "User name", description: "The name you log in with", placeholder: "admin" }),
  password: text({
    name: "Password",
    description: "At least eight characters",
    masked: true,
    minLength: 8,
    generate: { charset: "a-z,A-Z,0-9", len: 22 },
  }),
}

const actions = {
  "show-device-id": {
    metadata: {
      name: "Show device ID",
      description: "The ID that your other devices need to find this one",
      hasInput: false,
    },
    async getInput() {
      return null
    },
    async run() {
      const status = await (await syncthing.request("system/status")).json()
      return result("Device ID", "Enter this on your other device under “Add Remote Device”.", {
        type: "single",
        value: status.myID,
        copyable: true,
        qr: true,
        masked: false,
      })
    },
  },
  "set-login": {
    metadata: {
      name: "Set login",
      description: "Protect the web interface with a user name and a password",
      hasInput: true,
    },
    async getInput({ effects }) {
      const settings = await (await syncthing.request("config/gui")).json()
      return { eventId: effects.eventId, spec: loginSpec, value: { user: settings.user || "admin" } }
    },
    async run({ input }) {
      const { user, password } = input ?? {}
      if (typeof user !== "string" || user === "") throw new Error("The user name is missing.")
      if (typeof password !== "string" || password.length < 8) {
        throw new Error("The password needs at least eight characters.")
      }
      await syncthing.request("config/gui", { method: "PATCH", body: JSON.stringify({ user, password }) })
      return result("Login set", `The web interface now asks for the password of “${user}”.`, null)
    },
  },
}

async function exportActions(effects) {
  for (const [id, { metadata }] of Object.entries(actions)) {
    await effects.action.export({
      id,
      metadata: { warning: null, visibility: "enabled", allowedStatuses: "only-running", group: null, ...metadata },
    })
  }
  await effects.action.clear({ except: Object.keys(actions) })
}

function text(fields) {
  return {
    type: "text",
    warning: null,
    footnote: null,
    required: true,
    default: null,
    disabled: false,
    immutable: false,
    patterns: [],
    minLength: null,
    maxLength: null,
    masked: false,
    inputmode: "text",
    placeholder: null,
    generate: null,
    ...fields,
  }
}

function result(title, message, value) {
  return { version: "1", title, message, result: value }
}

module.exports = { exportActions, get: (id) => actions[id] }
