"""From asking for a container to the first answer of the runtime in it."""

import json
import os
import statistics
import time

from .peer import Package, Peer, build_base, remove_control_groups
from .quiet import wait_until_quiet
from .report import report
from .runtime import Runtime
from .server import ROOT, Server

RUNS = int(os.environ.get("BENCH_RUNS", 15))


def measure_ours(server):
    """Milliseconds until the runtime answers, and until the document says that the service's program runs."""
    status = server.watch_status()
    begin = time.monotonic_ns()
    server.ask_to_start()
    runtime = Runtime.wait(server.sockets)
    runtime.call("hello", {"protocol": 1})
    ready = time.monotonic_ns()
    while not any(
            change.get("path", "").endswith("/started") and change.get("value")
            for change in json.loads(status.receive())["patch"]):
        pass
    started = time.monotonic_ns()
    runtime.close()
    status.close()
    server.stop()
    return (ready - begin) / 1e6, (started - begin) / 1e6


def measure_peer(peer):
    """Milliseconds until the runtime answers."""
    host = peer.listen()
    try:
        begin = time.monotonic_ns()
        peer.start()
        runtime = Runtime.wait(peer.sockets)
        runtime.call("hello", {"protocol": 1})
        ready = time.monotonic_ns()
        runtime.close()
    finally:
        host.close()
        peer.destroy()
    return (ready - begin) / 1e6


def run():
    build_base()
    directory = f"{ROOT}/build/bench/container-ready"
    server = Server(f"{directory}/ours")
    peer = None
    ours, started, theirs, disturbed = [], [], [], 0
    try:
        server.install()
        peer = Peer(f"{directory}/peer", Package(f"{directory}/package"))
        for number in range(RUNS + 2):
            disturbed += not wait_until_quiet()
            own, all_of_it = measure_ours(server)
            disturbed += not wait_until_quiet()
            other = measure_peer(peer)
            # The first two warm what is cached.
            if number >= 2:
                ours.append(own)
                started.append(all_of_it)
                theirs.append(other)
    finally:
        if peer:
            peer.destroy()
        server.close()
        remove_control_groups()
    if disturbed:
        print(f"  {disturbed} runs began although something else kept the machine busy: repeat this on a quiet one")
    print(f"  ours until the service's program runs: median {statistics.median(started):.1f} ms")
    report("container-ready", ours, theirs, "ms")
