// Carries out service.json beside it. Made from service-interpreter/src (ab06a7c27a207612); change it there.
"use strict";
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// src/index.ts
var src_exports = {};
__export(src_exports, {
  actions: () => actions,
  createBackup: () => createBackup2,
  init: () => init,
  main: () => main,
  uninit: () => uninit
});
module.exports = __toCommonJS(src_exports);

// src/input.ts
function checkedInput(spec, given) {
  const members = typeof given === "object" && given !== null ? given : {};
  const input = {};
  for (const [key, field] of Object.entries(spec)) {
    const value = members[key] ?? null;
    const problem = problemWith(field, value);
    if (problem !== null)
      throw new Error(`${field.name}: ${problem}`);
    input[key] = value;
  }
  return input;
}
function problemWith(field, value) {
  if (value === null || value === "")
    return field.required === false ? null : "this must be filled in";
  switch (field.type) {
    case "toggle":
      return typeof value === "boolean" ? null : "this must be true or false";
    case "number":
      return problemWithNumber(field, value);
    case "select":
      return typeof value === "string" && isChoice(field, value) ? null : "this is none of the choices";
    case "multiselect":
      if (!Array.isArray(value) || !value.every((one) => typeof one === "string" && isChoice(field, one))) {
        return "this is none of the choices";
      }
      return problemWithLength(field, value.length, "choices");
    case "color":
      return /^#[0-9a-f]{6}$/i.test(String(value)) ? null : "this must be a colour such as #12ab9f";
    default:
      return typeof value === "string" ? problemWithText(field, value) : "this must be a text";
  }
}
function isChoice(field, value) {
  return Object.hasOwn(field.values ?? {}, value);
}
function problemWithNumber(field, value) {
  if (typeof value !== "number" || !Number.isFinite(value))
    return "this must be a number";
  if (field.integer && !Number.isInteger(value))
    return "this must be a whole number";
  if (typeof field.min === "number" && value < field.min)
    return `this must be at least ${field.min}`;
  if (typeof field.max === "number" && value > field.max)
    return `this must be at most ${field.max}`;
  return null;
}
function problemWithText(field, value) {
  const forbidden = field.type === "textarea" ? /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/ : /[\0-\x1f\x7f\u2028\u2029]/;
  if (forbidden.test(value))
    return "this holds characters that are not allowed";
  for (const { regex, description: description2 } of field.patterns ?? []) {
    if (!new RegExp(`^(?:${regex})$`).test(value))
      return description2;
  }
  return problemWithLength(field, [...value].length, "characters");
}
function problemWithLength(field, length, what) {
  if (field.minLength != null && length < field.minLength)
    return `at least ${field.minLength} ${what}`;
  if (field.maxLength != null && length > field.maxLength)
    return `at most ${field.maxLength} ${what}`;
  return null;
}

// src/subcontainer.ts
var import_node_child_process2 = require("node:child_process");
var import_promises2 = require("node:fs/promises");

// src/places.ts
var root = process.env["STARTOS_PREFIX"] ?? "";
var places = {
  volume: (id) => `${root}/media/startos/volumes/${id}`,
  assets: `${root}/media/startos/assets`,
  image: (id) => `${root}/media/startos/images/${id}`,
  backup: `${root}/media/startos/backup`,
  nameServers: `${root}/etc/resolv.conf`
};
var settingsVolume = "settings";

// src/processes.ts
var import_node_child_process = require("node:child_process");
var outputLimit = 1 << 20;
var shownErrors = 2e3;
function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
function ended(child) {
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("exit", (code, signal) => resolve(signal ?? String(code)));
  });
}
async function end(child, isOver, signal, patience) {
  child.kill(signal);
  const killer = setTimeout(() => child.kill("SIGKILL"), patience);
  await isOver;
  clearTimeout(killer);
}
function finish(program, words, { timeout = 3e4, input = null } = {}) {
  return new Promise((resolve, reject) => {
    const child = (0, import_node_child_process.spawn)(program, words, { stdio: ["pipe", "pipe", "pipe"] });
    child.stdin.on("error", () => void 0);
    child.stdin.end(input ?? "");
    const output = collect(child.stdout);
    const errors = collect(child.stderr);
    let isLate = false;
    const killer = setTimeout(() => {
      isLate = true;
      child.kill("SIGKILL");
    }, timeout);
    child.on("error", (error) => {
      clearTimeout(killer);
      reject(error);
    });
    child.on("close", (code, signal) => {
      clearTimeout(killer);
      if (code === 0)
        return resolve({ output: output(), errors: errors() });
      const how = isLate ? `took longer than ${timeout / 1e3} s` : `ended with ${signal ?? code}`;
      const said = (errors().trim() || output().trim()).slice(-shownErrors);
      reject(new Error(`the command ${how}${said === "" ? "" : `: ${said}`}`));
    });
  });
}
function collect(stream) {
  let text = "";
  stream.setEncoding("utf8");
  stream.on("data", (piece) => {
    if (text.length < outputLimit)
      text += piece;
  });
  return () => text;
}

// src/templates.ts
function fill(text, scope) {
  return text.replace(/\$\$\{|\$\{([^}]*)\}/g, (found, reference) => {
    if (reference === void 0)
      return found.slice(1);
    return written(lookUp(reference.split("."), scope));
  });
}
function fillAll(value, scope) {
  if (typeof value === "string")
    return fill(value, scope);
  if (Array.isArray(value))
    return value.map((element) => fillAll(element, scope));
  if (typeof value !== "object" || value === null)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fillAll(member, scope)]));
}
function lookUp([name, ...path], scope) {
  let value = scope[name ?? ""];
  if (path.length > 0 && typeof value === "string")
    value = parse(value);
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key))
      return null;
    value = value[key];
  }
  return value;
}
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`the command should have printed JSON, but printed: ${text.slice(0, 200)}`);
  }
}
function written(value) {
  if (value === null || value === void 0)
    return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

// src/volumes.ts
var import_promises = require("node:fs/promises");
var import_node_path = require("node:path");
async function prepareVolumes(volumes) {
  for (const [id, volume] of Object.entries(volumes))
    await prepare(places.volume(id), volume);
}
async function prepare(path, { owner, mode }) {
  await (0, import_promises.mkdir)(path, { recursive: true });
  if (owner)
    await (0, import_promises.chown)(path, ...owner);
  if (mode !== null)
    await (0, import_promises.chmod)(path, mode);
}
async function prepareFolder(id, path, volume) {
  let folder = places.volume(id);
  for (const name of path.split("/")) {
    folder += `/${name}`;
    if (await exists(folder))
      continue;
    await prepare(folder, { owner: volume?.owner ?? null, mode: null });
  }
}
async function writeFiles({ files, volumes }, scope) {
  for (const file of files) {
    const folder = (0, import_node_path.dirname)(file.path);
    if (folder !== ".")
      await prepareFolder(file.volume, folder, volumes[file.volume]);
    await write(file, scope);
  }
}
async function write(file, scope) {
  const path = `${places.volume(file.volume)}/${file.path}`;
  if (file.keep && await exists(path))
    return;
  await (0, import_promises.writeFile)(`${path}.new`, fill(file.content, scope), { mode: 384 });
  if (file.owner)
    await (0, import_promises.chown)(`${path}.new`, ...file.owner);
  await (0, import_promises.chmod)(`${path}.new`, file.mode);
  await (0, import_promises.rename)(`${path}.new`, path);
}
async function exists(path) {
  return (0, import_promises.access)(path).then(
    () => true,
    () => false
  );
}

// src/subcontainer.ts
var helper = "start-container";
var patienceAtEnd = 3e4;
var Subcontainer = class {
  constructor(effects, program, image, path, guid) {
    this.effects = effects;
    this.program = program;
    this.image = image;
    this.path = path;
    this.guid = guid;
    this.leader = (0, import_node_child_process2.spawn)(helper, ["subcontainer", "launch", path], { stdio: "inherit" });
    this.leaderEnd = ended(this.leader);
  }
  leader;
  leaderEnd;
  /** Makes one that has what `program` mounts. */
  static async create(effects, name, program, volumes) {
    const [path, guid] = await effects.subcontainer.createFs({ imageId: program.image, name });
    const image = JSON.parse(await (0, import_promises2.readFile)(`${places.image(program.image)}.json`, "utf8"));
    const subcontainer = new Subcontainer(effects, program, image, path, guid);
    try {
      await subcontainer.prepare(volumes);
    } catch (error) {
      await subcontainer.destroy();
      throw error;
    }
    return subcontainer;
  }
  async prepare(volumes) {
    for (const mount of this.program.mounts)
      await this.mount(mount, volumes);
    await (0, import_promises2.mkdir)(`${this.path}/etc`, { recursive: true });
    await (0, import_promises2.copyFile)(places.nameServers, `${this.path}/etc/resolv.conf`);
    for (const directory of ["dev", "sys"]) {
      await (0, import_promises2.mkdir)(`${this.path}/${directory}`, { recursive: true });
      await finish("mount", ["--rbind", `/${directory}`, `${this.path}/${directory}`]);
    }
    for (let attempt = 0; attempt < 2e3; attempt++) {
      if (await exists(`${this.path}/proc/1`))
        return;
      await pause(5);
    }
    throw new Error("the subcontainer did not start");
  }
  async mount({ target, volume, path, readOnly }, volumes) {
    const isAssets = volume === "assets";
    if (path !== null && !isAssets)
      await prepareFolder(volume, path, volumes[volume]);
    const source = (isAssets ? places.assets : places.volume(volume)) + (path === null ? "" : `/${path}`);
    const flags = readOnly ? ["--recursive", "--readonly"] : ["--recursive"];
    await finish(helper, ["bind-mount", "--source", source, "--target", this.path + target, ...flags]);
  }
  words(command, scope) {
    const { image, user, directory, environment } = this.program;
    return [
      "subcontainer",
      "exec",
      `--env-file=${places.image(image)}.env`,
      `--user=${user ?? this.image.user ?? "root"}`,
      `--workdir=${directory ?? this.image.workdir ?? "/"}`,
      ...Object.entries(environment).map(([name, value]) => `--env=${name}=${fill(value, scope)}`),
      this.path,
      ...command.map((word) => fill(word, scope))
    ];
  }
  /** Runs a command to its end and returns what it printed. */
  run(command, scope, options) {
    return finish(helper, this.words(command, scope), options);
  }
  /** Starts a command whose output goes to the log. */
  spawn(command, scope) {
    return (0, import_node_child_process2.spawn)(helper, this.words(command, scope), { stdio: ["ignore", "inherit", "inherit"] });
  }
  async destroy() {
    await end(this.leader, this.leaderEnd, "SIGTERM", patienceAtEnd);
    await this.effects.subcontainer.destroyFs({ guid: this.guid });
  }
};

// src/actions.ts
var Action = class {
  constructor(id, action, description2, settings2) {
    this.id = id;
    this.action = action;
    this.description = description2;
    this.settings = settings2;
  }
  async getInput({ effects }) {
    if (!this.action.metadata.hasInput)
      return null;
    const saved = await this.settings.read();
    const value = Object.fromEntries(
      this.action.save.filter((name) => saved[name] != null).map((name) => [name, saved[name]])
    );
    return { eventId: effects.eventId, spec: this.action.spec, value: Object.keys(value).length > 0 ? value : null };
  }
  async run({ effects, input }) {
    const checked = checkedInput(this.action.spec, input);
    const before = await this.settings.read();
    this.refuseChanges(checked, before);
    const saved = Object.fromEntries(this.action.save.map((name) => [name, checked[name]]));
    const scope = { input: checked, settings: { ...before, ...saved } };
    if (this.action.run)
      scope["output"] = await this.command(effects, this.action.run, scope);
    await this.settings.save(saved);
    await prepareVolumes(this.description.volumes);
    await writeFiles(this.description, scope);
    if (this.action.restart)
      await effects.restart();
    return fillAll(this.action.result, scope);
  }
  refuseChanges(input, before) {
    for (const name of this.action.save) {
      const field = this.action.spec[name];
      if (field?.immutable && before[name] != null && before[name] !== input[name]) {
        throw new Error(`${field.name}: this cannot be changed any more`);
      }
    }
  }
  async command(effects, run, scope) {
    await prepareVolumes(this.description.volumes);
    await writeFiles(this.description, scope);
    const { program, stdin, timeout } = run;
    const subcontainer = await Subcontainer.create(effects, `action-${this.id}`, program, this.description.volumes);
    try {
      const input = stdin === null ? null : String(fillAll(stdin, scope));
      const { output, errors } = await subcontainer.run(program.command, scope, { timeout, input });
      if (errors.trim() !== "")
        console.warn(errors.trimEnd());
      return output.trim();
    } finally {
      await subcontainer.destroy();
    }
  }
};

// src/backup.ts
var import_node_child_process3 = require("node:child_process");
var import_promises3 = require("node:fs/promises");
async function createBackup(effects, description2) {
  const report = (progress) => effects.setBackupProgress({ progress });
  for (const { id, exclude } of volumesOf(description2)) {
    await synchronize(places.volume(id), `${places.backup}/volumes/${id}`, exclude, report);
  }
  await (0, import_promises3.writeFile)(`${places.backup}/dataVersion.txt`, await effects.getDataVersion() ?? "");
}
async function restoreBackup(effects, description2) {
  const report = (progress) => effects.setInitProgress({ progress });
  for (const { id } of volumesOf(description2)) {
    await synchronize(`${places.backup}/volumes/${id}`, places.volume(id), [], report);
  }
  const version = (await (0, import_promises3.readFile)(`${places.backup}/dataVersion.txt`, "utf8")).trim();
  if (version !== "")
    await effects.setDataVersion({ version });
}
function volumesOf({ volumes, settings: settings2 }) {
  const chosen = Object.entries(volumes).flatMap(([id, { backup }]) => backup ? [{ id, exclude: backup.exclude }] : []);
  return Object.keys(settings2).length > 0 ? [...chosen, { id: settingsVolume, exclude: [] }] : chosen;
}
async function synchronize(from, to, exclude, report) {
  for (const path of [from, to])
    await (0, import_promises3.mkdir)(path, { recursive: true });
  const options = ["--delete", ...exclude.map((pattern) => `--exclude=${pattern}`)];
  const words = [...options, "-rlptgoAXH", "--partial", "--inplace", "--timeout=300", "--info=progress2"];
  const rsync = (0, import_node_child_process3.spawn)("rsync", [...words, `${from}/`, `${to}/`], { stdio: ["ignore", "pipe", "inherit"] });
  let last = -1;
  rsync.stdout.setEncoding("utf8");
  rsync.stdout.on("data", (text) => {
    const done = Number(/ (\d+)%/.exec(text)?.[1] ?? last);
    if (done === last)
      return;
    last = done;
    report({ done, total: 100, units: null }).catch((error) => console.warn("Reporting progress failed:", error));
  });
  const outcome = await ended(rsync);
  if (outcome !== "0")
    throw new Error(`rsync ended with ${outcome}`);
  await report(true);
}

// src/description.ts
var import_node_fs = require("node:fs");
var import_node_path2 = require("node:path");
function loadDescription() {
  return JSON.parse((0, import_node_fs.readFileSync)((0, import_node_path2.join)(__dirname, "service.json"), "utf8"));
}

// src/settings.ts
var import_promises4 = require("node:fs/promises");

// src/random-text.ts
var import_node_crypto = require("node:crypto");
function randomText({ charset, len }) {
  const ranges = rangesOf(charset);
  const total = ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  return Array.from({ length: len }, () => {
    let index = (0, import_node_crypto.randomInt)(total);
    for (const [first, last] of ranges) {
      if (index <= last - first)
        return String.fromCodePoint(first + index);
      index -= last - first + 1;
    }
    return "";
  }).join("");
}
function rangesOf(charset) {
  const characters = Array.from(charset, (character) => character.codePointAt(0) ?? 0);
  const dash = 45;
  const ranges = [];
  for (let index = 0; index < characters.length; ) {
    const first = characters[index] ?? 0;
    const isRange = characters[index + 1] === dash && index + 2 < characters.length;
    ranges.push([first, isRange ? characters[index + 2] ?? first : first]);
    index += isRange ? 4 : 2;
  }
  return ranges;
}

// src/settings.ts
var Settings = class {
  constructor(description2) {
    this.description = description2;
  }
  last = Promise.resolve();
  get file() {
    return `${places.volume(settingsVolume)}/settings.json`;
  }
  /** What is stored, with standards; random values are made and stored when they are first needed. */
  read() {
    return this.inTurn(async () => {
      const stored = await this.stored();
      const made = {};
      const values = {};
      for (const [name, setting] of Object.entries(this.description.settings)) {
        if (stored[name] === void 0 && setting.generate)
          made[name] = randomText(setting.generate);
        values[name] = stored[name] ?? made[name] ?? setting.default;
      }
      if (Object.keys(made).length > 0)
        await this.store({ ...stored, ...made });
      return values;
    });
  }
  save(values) {
    if (Object.keys(values).length === 0)
      return Promise.resolve();
    return this.inTurn(async () => this.store({ ...await this.stored(), ...values }));
  }
  inTurn(body) {
    const result = this.last.then(body);
    this.last = result.catch(() => void 0);
    return result;
  }
  async stored() {
    const text = await (0, import_promises4.readFile)(this.file, "utf8").catch((error) => {
      if (error.code === "ENOENT")
        return "{}";
      throw error;
    });
    return JSON.parse(text);
  }
  async store(values) {
    await (0, import_promises4.mkdir)(places.volume(settingsVolume), { recursive: true });
    await (0, import_promises4.writeFile)(`${this.file}.new`, JSON.stringify(values, null, 2) + "\n", { mode: 384 });
    await (0, import_promises4.rename)(`${this.file}.new`, this.file);
  }
};

// src/setup.ts
async function setUp(effects, description2, settings2, moment) {
  await prepareVolumes(description2.volumes);
  const scope = { settings: await settings2.read() };
  await writeFiles(description2, scope);
  for (const [index, step] of description2.setup.entries()) {
    if (!step.when.includes(moment))
      continue;
    const subcontainer = await Subcontainer.create(effects, `setup-${index + 1}`, step.program, description2.volumes);
    try {
      const { output, errors } = await subcontainer.run(step.program.command, scope, { timeout: step.timeout });
      for (const text of [output, errors])
        if (text.trim() !== "")
          console.log(text.trimEnd());
    } catch (error) {
      throw new Error(`setup ${index + 1}: ${error instanceof Error ? error.message : error}`);
    } finally {
      await subcontainer.destroy();
    }
  }
  return scope;
}

// src/daemon.ts
var longestPause = 3e4;
var Daemon = class {
  constructor(description2, subcontainer, scope) {
    this.description = description2;
    this.subcontainer = subcontainer;
    this.scope = scope;
  }
  /** When it was started last; 0 before. */
  startedAt = 0;
  isEnding = false;
  restarts = 0;
  child = null;
  childEnd = Promise.resolve();
  wake = () => void 0;
  finished = Promise.resolve();
  start() {
    if (!this.isEnding)
      this.finished = this.run();
  }
  async run() {
    while (!this.isEnding) {
      this.startedAt = Date.now();
      this.child = this.subcontainer.spawn(this.description.program.command, this.scope);
      const how = ended(this.child);
      this.childEnd = how;
      const outcome = await how;
      this.child = null;
      if (this.isEnding)
        return;
      const wait = Math.min(this.restarts * 1e3, longestPause);
      this.restarts += 1;
      console.warn(`${this.description.id} ended (${outcome}), starting it again in ${wait / 1e3} s`);
      await this.pause(wait);
    }
  }
  pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
  async end() {
    this.isEnding = true;
    this.wake();
    const { signal, timeout } = this.description.stop;
    if (this.child)
      await end(this.child, this.childEnd, signal, timeout);
    await this.finished;
    await this.subcontainer.destroy();
  }
};

// src/readiness.ts
var import_node_net = require("node:net");
var checkTimeout = 5e3;
var impatience = 1e3;
var ReadinessWatch = class {
  constructor(effects, daemon, ready, scope, becameReady) {
    this.effects = effects;
    this.daemon = daemon;
    this.ready = ready;
    this.scope = scope;
    this.becameReady = becameReady;
  }
  timer;
  hasEnded = false;
  start() {
    void this.check();
  }
  end() {
    this.hasEnded = true;
    clearTimeout(this.timer);
  }
  async check() {
    const problem = await this.problem();
    if (this.hasEnded)
      return;
    if (problem === null)
      this.becameReady();
    const isYoung = Date.now() - this.daemon.startedAt < this.ready.grace;
    const report = problem === null ? { result: "success", message: this.ready.success } : isYoung ? { result: "starting", message: null } : { result: "failure", message: `${this.ready.failure}: ${problem}` };
    await reportHealth(this.effects, this.ready, report);
    if (!this.hasEnded)
      this.timer = setTimeout(() => void this.check(), problem === null ? this.ready.interval : impatience);
  }
  /** What speaks against its being ready. */
  async problem() {
    try {
      if (this.ready.port !== null)
        await listens(this.ready.port);
      if (this.ready.http !== null)
        await answers(this.ready.http);
      if (this.ready.command !== null) {
        await this.daemon.subcontainer.run(this.ready.command, this.scope, { timeout: checkTimeout });
      }
      return null;
    } catch (error) {
      return error instanceof Error ? causeOf(error) : String(error);
    }
  }
};
async function reportHealth(effects, ready, report) {
  if (ready.name === null)
    return;
  await effects.setHealth({ id: ready.id, name: ready.name, ...report }).catch((error) => console.warn("Reporting health failed:", error));
}
function listens(port) {
  return new Promise((resolve, reject) => {
    const socket = (0, import_node_net.connect)({ host: "127.0.0.1", port });
    socket.setTimeout(checkTimeout, () => {
      socket.destroy();
      reject(new Error(`port ${port} does not answer`));
    });
    socket.on("connect", () => {
      socket.destroy();
      resolve();
    });
    socket.on("error", () => reject(new Error(`nothing listens at port ${port}`)));
  });
}
async function answers({ port, path, status }) {
  const signal = AbortSignal.timeout(checkTimeout);
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: "manual", signal });
  await answer.body?.cancel();
  const isExpected = status === null ? answer.status < 400 : answer.status === status;
  if (!isExpected)
    throw new Error(`it answers ${answer.status}`);
}
function causeOf(error) {
  const cause = error.cause;
  return cause instanceof Error && cause.message !== "" ? cause.message : error.message;
}

// src/supervisor.ts
var Supervisor = class {
  constructor(effects, description2, scope) {
    this.effects = effects;
    this.description = description2;
    this.scope = scope;
  }
  daemons = [];
  watches = [];
  ready = /* @__PURE__ */ new Map();
  hasEnded = false;
  /** Returns when every daemon is started or waits for others. When one cannot be, none is. */
  async start() {
    try {
      for (const description2 of this.description.daemons) {
        const { id, program } = description2;
        const subcontainer = await Subcontainer.create(this.effects, id, program, this.description.volumes);
        this.daemons.push(new Daemon(description2, subcontainer, this.scope));
      }
    } catch (error) {
      await this.end();
      throw error;
    }
    for (const daemon of this.daemons)
      this.ready.set(daemon.description.id, this.launch(daemon));
  }
  /** Resolves when the daemon is ready for the first time. */
  async launch(daemon) {
    const { ready, requires } = daemon.description;
    if (requires.length > 0) {
      if (ready)
        await reportHealth(this.effects, ready, { result: "waiting", message: `Waits for ${requires.join(", ")}` });
      await Promise.all(requires.map((id) => this.ready.get(id)));
    }
    if (this.hasEnded)
      return;
    daemon.start();
    if (!ready)
      return;
    await new Promise((resolve) => {
      const watch = new ReadinessWatch(this.effects, daemon, ready, this.scope, resolve);
      this.watches.push(watch);
      watch.start();
    });
  }
  /** Ends the daemons, each before those that it requires. */
  async end() {
    this.hasEnded = true;
    for (const watch of this.watches)
      watch.end();
    for (const daemon of [...this.daemons].reverse())
      await daemon.end();
  }
};

// src/index.ts
var description = loadDescription();
var settings = new Settings(description);
var known = new Map(
  Object.entries(description.actions).map(([id, action]) => [id, new Action(id, action, description, settings)])
);
var actions = { get: (id) => known.get(id) };
async function init({ effects, kind }) {
  if (kind === "restore")
    await restoreBackup(effects, description);
  if (kind !== null)
    await setUp(effects, description, settings, kind);
  if (kind === "install" || kind === "update")
    await effects.setDataVersion({ version: description.version });
  await exportInterfaces(effects);
  await effects.setDependencies({ dependencies: description.dependencies });
  for (const [id, { metadata }] of Object.entries(description.actions))
    await effects.action.export({ id, metadata });
  await effects.action.clear({ except: Object.keys(description.actions) });
  if (kind === "install")
    await requestActions(effects);
  const alert = kind === null ? null : description.alerts[kind];
  if (alert)
    await effects.notification.create({ level: "info", title: "Please note", message: alert, data: null });
}
async function exportInterfaces(effects) {
  const { bindings, interfaces } = description;
  for (const binding of bindings)
    await effects.bind(binding);
  for (const exported of interfaces)
    await effects.exportServiceInterface(exported);
  await effects.clearBindings({ except: bindings.map(({ id, internalPort }) => ({ id, internalPort })) });
  await effects.clearServiceInterfaces({ except: interfaces.map(({ id }) => id) });
}
async function requestActions(effects) {
  for (const { action, severity, reason } of description.tasks) {
    await effects.action.createTask({ replayId: action, packageId: description.id, actionId: action, severity, reason });
  }
}
async function uninit({ effects, target }) {
  if (target === null)
    await effects.setDataVersion({ version: null });
}
async function main({ effects }) {
  return {
    async build() {
      const scope = await setUp(effects, description, settings, "start");
      const supervisor = new Supervisor(effects, description, scope);
      await supervisor.start();
      return { term: () => supervisor.end() };
    }
  };
}
async function createBackup2({ effects }) {
  await createBackup(effects, description);
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  actions,
  createBackup,
  init,
  main,
  uninit
});
