import assert from "node:assert/strict";
import { test } from "node:test";
import type { JSONValue } from "../src/generated/rpc";
import { Replica } from "../src/patch/Replica";

/** A replica whose redraws happen when the test says so. */
function makeReplica(): { replica: Replica; flush: () => void } {
    let scheduled: (() => void)[] = [];
    const replica = new Replica((work) => scheduled.push(work));
    const flush = () => {
        const due = scheduled;
        scheduled = [];
        due.forEach((work) => work());
    };
    const value = { serverInfo: { name: "a" }, packageData: { one: { n: 1 }, two: { n: 1 } }, ui: {} };
    replica.load({ id: 5, value: value as unknown as JSONValue });
    flush();
    return { replica, flush };
}

test("a listener hears only of changes at, above and below its path", () => {
    const { replica, flush } = makeReplica();
    const heard: string[] = [];
    replica.listen(["packageData", "one"], () => heard.push("one"));
    replica.listen(["packageData", "two"], () => heard.push("two"));
    replica.listen(["packageData"], () => heard.push("all"));
    replica.listen(["packageData", "one", "n"], () => heard.push("one.n"));

    replica.receive({ id: 6, patch: [{ op: "replace", path: "/packageData/one/n", value: 2 }] });
    flush();
    assert.deepEqual(heard.sort(), ["all", "one", "one.n"]);

    heard.length = 0;
    replica.receive({ id: 7, patch: [{ op: "remove", path: "/packageData/one" }] });
    flush();
    assert.deepEqual(heard.sort(), ["all", "one", "one.n"]);
});

test("a burst of revisions is one redraw", () => {
    const { replica, flush } = makeReplica();
    let redraws = 0;
    replica.listen(["packageData"], () => redraws++);
    for (let id = 6; id < 20; id++) {
        replica.receive({ id, patch: [{ op: "replace", path: "/packageData/one/n", value: id }] });
    }
    flush();
    assert.equal(redraws, 1);
    assert.equal(replica.read(["packageData", "one", "n"]), 19);
});

test("a revision that is already contained is ignored, a gap is not", () => {
    const { replica } = makeReplica();
    replica.receive({ id: 5, patch: [{ op: "replace", path: "/serverInfo/name", value: "old" }] });
    assert.equal(replica.read(["serverInfo", "name"]), "a");
    replica.receive({ id: 9, patch: [{ op: "replace", path: "/serverInfo/name", value: "new" }] });
    assert.equal(replica.read(["serverInfo", "name"]), "new");
});

test("a revision that does not fit changes nothing", () => {
    const { replica } = makeReplica();
    const before = replica.document;
    const patch = [
        { op: "replace" as const, path: "/serverInfo/name", value: "b" },
        { op: "remove" as const, path: "/packageData/three" },
    ];
    assert.throws(() => replica.receive({ id: 6, patch }));
    assert.equal(replica.document, before);
});

test("a caller waits until its own revision is on screen, even an empty one", async () => {
    const { replica, flush } = makeReplica();
    let isReached = false;
    const waiting = replica.reached(7).then(() => (isReached = true));
    replica.receive({ id: 6, patch: [] });
    flush();
    await Promise.resolve();
    assert.equal(isReached, false);
    replica.receive({ id: 7, patch: [] });
    await Promise.resolve();
    assert.equal(isReached, false);
    flush();
    await waiting;
    assert.equal(isReached, true);
});

test("removed listeners stay silent and leave nothing behind", () => {
    const { replica, flush } = makeReplica();
    let heard = 0;
    const stop = replica.listen(["packageData", "one"], () => heard++);
    stop();
    replica.listen(["packageData", "one"], () => (heard += 10));
    replica.receive({ id: 6, patch: [{ op: "replace", path: "/packageData/one/n", value: 2 }] });
    flush();
    assert.equal(heard, 10);
});
