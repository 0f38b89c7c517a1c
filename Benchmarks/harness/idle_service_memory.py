"""What one idle service takes: the proportional memory of all processes in its container."""

import collections
import os
import statistics
import time
import uuid

from .peer import Package, Peer, build_base, remove_control_groups
from .report import report
from .runtime import Runtime
from .server import ROOT, Server

RUNS = int(os.environ.get("BENCH_RUNS", 5))
# After the program answers: what runs once at boot has ended by then.
SETTLE = float(os.environ.get("BENCH_SETTLE", 10))


def processes_below(first):
    """`first` and everything that descends from it."""
    children = collections.defaultdict(list)
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as file:
                children[int(file.read().rpartition(")")[2].split()[1])].append(int(name))
        except OSError:
            continue
    found, open_ones = [], [first]
    while open_ones:
        process = open_ones.pop()
        found.append(process)
        open_ones += children[process]
    return found


def memory(process):
    """The name of a process, and its proportional and its private dirty memory in KiB."""
    numbers = {}
    with open(f"/proc/{process}/smaps_rollup") as file:
        for line in file:
            words = line.split()
            if words[0] in ("Pss:", "Private_Dirty:"):
                numbers[words[0]] = int(words[1])
    with open(f"/proc/{process}/comm") as file:
        return file.read().strip(), numbers.get("Pss:", 0), numbers.get("Private_Dirty:", 0)


def measure(init):
    """MiB (proportional, private dirty) of a container, and the former by program."""
    programs, total, dirty = collections.Counter(), 0, 0
    for process in processes_below(init):
        name, proportional, private = memory(process)
        programs[name] += proportional / 1024
        total += proportional / 1024
        dirty += private / 1024
    return total, dirty, programs


def measure_ours(server):
    server.ask_to_start()
    deadline = time.monotonic() + 60
    while not any(check.get("result") == "success" for check in server.status()["health"].values()):
        if time.monotonic() > deadline:
            raise TimeoutError("the service does not become healthy")
        time.sleep(0.05)
    time.sleep(SETTLE)
    result = measure(server.init_process())
    server.stop()
    return result


def measure_peer(peer):
    host = peer.listen()
    try:
        peer.start()
        runtime = Runtime.wait(peer.sockets)
        runtime.call("init", {"id": uuid.uuid4().hex, "kind": None})
        runtime.call("start", {})
        if not host.healthy.wait(60):
            raise TimeoutError("the service of the peer does not become healthy")
        time.sleep(SETTLE)
        result = measure(peer.init_process())
        runtime.close()
    finally:
        host.close()
        peer.destroy()
    return result


def run():
    build_base()
    directory = f"{ROOT}/build/bench/idle-service-memory"
    server = Server(f"{directory}/ours")
    peer = None
    ours, theirs = [], []
    try:
        server.install()
        peer = Peer(f"{directory}/peer", Package(f"{directory}/package"))
        for _ in range(RUNS):
            ours.append(measure_ours(server))
            theirs.append(measure_peer(peer))
    finally:
        if peer:
            peer.destroy()
        server.close()
        remove_control_groups()
    for side, results in (("ours", ours), ("peer", theirs)):
        names = {name for _, _, programs in results for name in programs}
        parts = {name: statistics.median(programs[name] for _, _, programs in results) for name in names}
        text = ", ".join(f"{name} {size:.1f}" for name, size in sorted(parts.items(), key=lambda item: -item[1]))
        dirty = statistics.median(private for _, private, _ in results)
        print(f"  {side} by program: {text}; private and written: {dirty:.1f} MiB")
    report("idle-service-memory", [total for total, _, _ in ours], [total for total, _, _ in theirs], "MiB")
