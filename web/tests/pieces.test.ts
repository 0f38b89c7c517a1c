import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import type { PackageEntry, PublicDocument } from "../src/generated/rpc";
import { highlighted } from "../src/logs/highlighted";
import { encodeQR } from "../src/qr/encode";
import { readLimits, typedLimits } from "../src/service/limits";
import { concernsOf } from "../src/services/concerns";
import { healthOf } from "../src/services/health";
import { curveThrough } from "../src/stats/curve";

type State = "well" | "stopped" | "starting" | "failing" | "failed" | "retrying" | "needs";

function entry(title: string, state: State): PackageEntry {
    const isUp = state === "well" || state === "failing";
    const task = { packageId: title, actionId: "set", severity: "critical", reason: "Choose." };
    return {
        stateInfo: { state: "installed", manifest: { id: title, title } },
        statusInfo: {
            desired: { main: state === "stopped" || state === "needs" ? "stopped" : "running" },
            started: isUp ? "2026-01-01T00:00:00Z" : null,
            health: isUp ? { web: { name: "Web", result: state === "failing" ? "failure" : "success", message: "502" } } : {},
            error: state === "failed" ? { details: "No disk.", debug: "" } : null,
            retry: state === "retrying" ? { attempt: 3, at: "2026-01-01T00:00:00Z", reason: "Exit 1." } : null,
        },
        actions: { set: { name: "Set up" } },
        tasks: state === "needs" ? { t: { active: true, task } } : {},
    } as unknown as PackageEntry;
}

function server(...states: State[]): PublicDocument {
    const entries = states.map((state, index) => [`s${index}`, entry(`s${index}`, state)]);
    return { packageData: Object.fromEntries(entries) } as unknown as PublicDocument;
}

test("the sentence of health says the worst and never calls well what is not", () => {
    const cases: [State[], string, string][] = [
        [[], "off", "Ready for your first service"],
        [["well"], "good", "Your service is well"],
        [["well", "well"], "good", "All 2 services are well"],
        [["well", "stopped"], "good", "1 service is well, 1 stopped"],
        [["well", "well", "stopped"], "good", "2 services are well, 1 stopped"],
        [["stopped"], "off", "Your service is stopped"],
        [["stopped", "stopped"], "off", "All 2 services are stopped"],
        [["well", "starting"], "busy", "s1: Starting"],
        [["well", "needs"], "attention", "s1 needs you"],
        [["needs", "failing"], "bad", "s1 is not well"],
        [["failed", "retrying"], "bad", "2 services are not well"],
        [["well", "retrying"], "bad", "s1 is not well"],
    ];
    for (const [states, tone, text] of cases) {
        assert.deepEqual(healthOf(server(...states)), { tone, text }, states.join(", "));
    }
});

test("what needs the person is listed, failures first", () => {
    const concerns = concernsOf(server("well", "needs", "failed", "retrying", "stopped", "failing"));
    assert.deepEqual(
        concerns.map(({ packageId, tone, text }) => [packageId, tone, text]),
        [
            ["s2", "bad", "No disk."],
            ["s3", "bad", "Exit 1."],
            ["s5", "bad", "Web: 502"],
            ["s1", "attention", "Choose."],
        ],
    );
});

test("limits are read as typed, in the unit chosen", () => {
    const typed = typedLimits({ memory: 512_000_000, cpu: 1.5, disk: 20_000_000_000 });
    assert.deepEqual(typed.memory, { text: "512", unit: "MB" });
    assert.deepEqual(typed.disk, { text: "20", unit: "GB" });
    assert.deepEqual(readLimits(typed), {
        values: { memory: 512_000_000, cpu: 1.5, disk: 20_000_000_000, processes: null },
        problems: {},
    });
    const wrong = readLimits({
        memory: { text: "much", unit: "GB" },
        cpu: { text: "0", unit: "GB" },
        disk: { text: " 1,5 ", unit: "GB" },
        processes: { text: "1.5", unit: "GB" },
    });
    assert.deepEqual(Object.keys(wrong.problems).sort(), ["cpu", "memory", "processes"]);
    assert.equal(wrong.values.disk, 1_500_000_000);
});

test("what was searched for is marked wherever it stands, and is no pattern", () => {
    const marked = (text: string, search: string) =>
        highlighted(text, search).map((part) => (part.isFound ? `[${part.text}]` : part.text)).join("");
    assert.equal(marked("Peer and peer", "PEER"), "[Peer] and [peer]");
    assert.equal(marked("a.b (c) aXb", "a.b"), "[a.b] (c) aXb");
    assert.equal(marked("nothing here", "("), "nothing here");
    assert.equal(marked("all", ""), "all");
});

test("a curve ends with the newest value at the right edge and does not fill the field with little", () => {
    assert.equal(curveThrough([5, 5], 0), "0,3.8 100,3.8");
    assert.equal(curveThrough([0, 10, 0], 10), "0,22 50,3.8 100,22");
    assert.equal(curveThrough([1], 100), "0,21.8 100,21.8");
});

/** SHA-256 over the rows that libqrencode 4.1.1 draws (byte mode, level M) for texts of that many characters. */
const drawnElsewhere = new Map([
    [5, "8278d38871e45ff68f8de9f2873f0ece92e26e40326720eca65972080d1dc7c5"],
    [60, "10d47d91803f638e0aa1cd0bf64581260865204cedd7ccfd12aa7b83250b5eb5"],
    [130, "609a2bbf71e6d19e59a7d46e62c90f11c5b0e300cf955feee61703334976bb97"],
    [580, "70741f072e079c293c3ad2ce0d76344586ed3cd15ba3afdaabd2b5b3a45e0686"],
]);

test("QR codes are those that another encoder draws", () => {
    for (const [length, expected] of drawnElsewhere) {
        const character = (index: number) => "https://abcdefgXYZ.local/äöé?q=%#"[(index * 7 + length) % 33] ?? "";
        const text = Array.from({ length }, (_, index) => character(index)).join("");
        const rows = encodeQR(text)?.map((row) => row.map((isDark) => (isDark ? 1 : 0)).join(""));
        assert.equal(createHash("sha256").update(rows?.join("\n") ?? "").digest("hex"), expected, `${length}`);
    }
    assert.equal(encodeQR("x".repeat(2_000)), undefined);
});
