"""What the daemon itself takes while nothing happens: services installed and stopped, one session following."""

import json
import os
import statistics
import subprocess
import time

from .idle_service_memory import memory, processes_below
from .report import report
from .server import ROOT, Server, free_port, prefix
from .websocket import WebSocket

RUNS = int(os.environ.get("BENCH_RUNS", 5))
# After the last request: what runs once has ended by then.
SETTLE = float(os.environ.get("BENCH_SETTLE", 10))
DIRECTORY = ROOT / "build/bench/startd-memory"


def measure(first):
    """MiB (proportional, private dirty) of a process and all below it."""
    found = [memory(process) for process in processes_below(first)]
    return sum(size for _, size, _ in found) / 1024, sum(private for _, _, private in found) / 1024


def measure_ours(server):
    server.restart_daemon()
    server.call("db.dump")
    follower = server.watch("/public")
    time.sleep(SETTLE)
    result = measure(server.process.pid)
    follower.close()
    return result


def measure_peer(document):
    port = free_port()
    process = subprocess.Popen(
        ["node", ROOT / "Benchmarks/peers/node/server.js", str(port), document, prefix() / "share/startos/web"],
        stdout=subprocess.PIPE)
    try:
        process.stdout.readline()
        follower = WebSocket("127.0.0.1", port, "/follow", "")
        follower.receive()
        time.sleep(SETTLE)
        result = measure(process.pid)
        follower.close()
        return result
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def run():
    packages = sorted(path for path in (ROOT / "build").glob("*.s9pk") if (ROOT / "packages" / path.stem).exists())
    results = {"ours": [], "peer": []}
    server = Server(DIRECTORY)
    try:
        for package in packages:
            server.install(package)
        document = DIRECTORY / "document.json"
        document.write_text(json.dumps(server.call("db.dump")))
        for _ in range(RUNS):
            results["ours"].append(measure_ours(server))
            results["peer"].append(measure_peer(document))
    finally:
        server.close()
    print(f"  {len(packages)} services installed and stopped, one session following")
    for side, values in results.items():
        print(f"  {side}: private and written: {statistics.median(dirty for _, dirty in values):.1f} MiB")
    report("startd-memory", [size for size, _ in results["ours"]], [size for size, _ in results["peer"]], "MiB")
