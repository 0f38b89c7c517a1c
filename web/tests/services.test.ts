import assert from "node:assert/strict";
import { test } from "node:test";
import type { DesiredStatus, HealthResultOutcome, Host, PackageEntry } from "../src/generated/rpc";
import { interfacesOf, mainAddress } from "../src/services/addresses";
import { SpeedEstimate, currentPhase, fractionOf } from "../src/services/progress";
import { statusOf } from "../src/services/status";

interface Given {
    main?: DesiredStatus["main"];
    started?: string | null;
    health?: HealthResultOutcome[];
    error?: boolean;
    critical?: boolean;
    state?: PackageEntry["stateInfo"]["state"];
}

function entry({ main = "stopped", started, health = [], error, critical, state = "installed" }: Given): PackageEntry {
    const checks = health.map((result, index) => [`check-${index}`, { name: "Check", result }]);
    const task = { packageId: "a", actionId: "b", severity: "critical" };
    return {
        stateInfo: { state },
        statusInfo: {
            desired: { main },
            started,
            health: Object.fromEntries(checks),
            ...(error === true ? { error: { details: "", debug: "" } } : {}),
        },
        tasks: critical === true ? { t: { active: true, task } } : {},
    } as unknown as PackageEntry;
}

test("the one status of a service", () => {
    const cases: [Given, string][] = [
        [{}, "stopped"],
        [{ started: null }, "stopped"],
        [{ started: "2026-01-01T00:00:00Z" }, "stopping"],
        [{ main: "running" }, "starting"],
        [{ main: "running", started: "x", health: ["success"] }, "running"],
        [{ main: "running", started: "x", health: ["success", "starting"] }, "starting"],
        [{ main: "running", started: "x", health: ["waiting", "failure"] }, "starting"],
        [{ main: "running", started: "x", health: ["loading", "disabled"] }, "running"],
        [{ main: "running", started: "x", health: ["success", "failure"] }, "unwell"],
        [{ main: "restarting" }, "restarting"],
        [{ main: "backing-up" }, "backing-up"],
        [{ critical: true }, "task-required"],
        [{ critical: true, started: "x" }, "stopping"],
        [{ critical: true, error: true }, "error"],
        [{ main: "running", started: "x", error: true }, "error"],
        [{ state: "installing", error: true }, "installing"],
        [{ state: "removing" }, "removing"],
    ];
    for (const [given, expected] of cases) assert.equal(statusOf(entry(given)), expected, JSON.stringify(given));
});

const ethernet = { kind: "ipv4", gateway: "eth0" };
const lan = { ssl: true, public: false, hostname: "192.168.1.2", port: 5001, metadata: ethernet };
const mdns = { ssl: true, public: false, hostname: "box.local", port: 443, metadata: { kind: "mdns" } };
const plain = { ...lan, ssl: false, port: 5000 };
const loopback = { ...plain, hostname: "127.0.0.1", metadata: { kind: "ipv4", gateway: "lo" } };
const bridge = { ...plain, hostname: "10.59.0.1", metadata: { kind: "ipv4", gateway: "startbr0" } };
const wan = { ...lan, public: true, hostname: "203.0.113.9" };

function hosts(available: object[], changes: object = {}, scheme = "http"): { [id: string]: Host } {
    const addresses = { enabled: [], disabled: [], guaAccess: {}, available, ...changes };
    const addressInfo = { hostId: "main", internalPort: 80, scheme, sslScheme: `${scheme}s`, suffix: "/app" };
    const interfaces = { ui: { id: "ui", name: "Page", description: "", masked: false, type: "ui", addressInfo } };
    const main = { bindings: { "80": { enabled: true, addresses, interfaces } } };
    return { main: main as unknown as Host };
}

function urls(of: { [id: string]: Host }, hostname: string, protocol = "https:"): string[] {
    return interfacesOf(of, { hostname, protocol }).flatMap(({ addresses }) => addresses.map(({ url }) => url));
}

test("the address most like the one in use comes first", () => {
    const all = hosts([loopback, bridge, plain, lan, mdns]);
    assert.equal(urls(all, "box.local")[0], "https://box.local/app");
    assert.equal(urls(all, "192.168.1.2")[0], "https://192.168.1.2:5001/app");
    assert.equal(urls(all, "192.168.1.2", "http:")[0], "http://192.168.1.2:5000/app");
    assert.equal(urls(all, "127.0.0.1", "http:")[0], "http://127.0.0.1:5000/app");
});

test("addresses of the machine itself are left out unless there is nothing else", () => {
    assert.equal(urls(hosts([loopback, bridge, lan]), "box.local").length, 1);
    assert.equal(urls(hosts([bridge]), "box.local")[0], "http://10.59.0.1:5000/app");
});

test("what the person switched off is not offered", () => {
    assert.deepEqual(urls(hosts([lan], { disabled: [["192.168.1.2", 5001]] }), "box.local"), []);
    assert.deepEqual(urls(hosts([wan]), "box.local"), []);
    const enabled = hosts([wan], { enabled: ["203.0.113.9:5001"] });
    assert.deepEqual(urls(enabled, "box.local"), ["https://203.0.113.9:5001/app"]);
});

test("only web addresses can be opened", () => {
    const page = { hostname: "box.local", protocol: "https:" };
    assert.equal(mainAddress(interfacesOf(hosts([lan]), page)), "https://192.168.1.2:5001/app");
    assert.equal(mainAddress(interfacesOf(hosts([lan], {}, "ssh"), page)), undefined);
});

test("IPv6 addresses are bracketed", () => {
    const address = { ...lan, hostname: "fd00::5", metadata: { kind: "ipv6", gateway: "eth0" } };
    assert.deepEqual(urls(hosts([address]), "box.local"), ["https://[fd00::5]:5001/app"]);
});

test("progress as a fraction", () => {
    assert.equal(fractionOf(true), 1);
    assert.equal(fractionOf(null), 0);
    assert.equal(fractionOf(false), undefined);
    assert.equal(fractionOf({ done: 3, total: 4 }), 0.75);
    assert.equal(fractionOf({ done: 3, total: null }), undefined);
    assert.equal(fractionOf({ overall: { done: 1, total: 2 }, phases: [] }), 0.5);
});

test("the phase being worked on, else the next one", () => {
    const phases = [{ name: "a", progress: true }, { name: "b", progress: null }, { name: "c", progress: false }];
    assert.equal(currentPhase({ overall: false, phases })?.name, "c");
    assert.equal(currentPhase({ overall: false, phases: phases.slice(0, 2) })?.name, "b");
});

test("the time left follows the speed", () => {
    const estimate = new SpeedEstimate();
    assert.equal(estimate.secondsLeft({ done: 0, total: 100 }, 0), undefined);
    assert.equal(estimate.secondsLeft({ done: 10, total: 100 }, 1_000), 9);
    assert.equal(estimate.secondsLeft({ done: 20, total: null }, 2_000), undefined);
    assert.equal(estimate.secondsLeft({ done: 0, total: 100 }, 3_000), undefined);
});
