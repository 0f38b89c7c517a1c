"""Durable commits per second: Patch-DB beside SQLite, on the same file system, with changes of the same size."""

import os
import pathlib
import shutil
import subprocess
import tempfile

from .quiet import wait_until_quiet
from .report import report
from .server import ROOT

RUNS = int(os.environ.get("BENCH_RUNS", 9))
COMMITS = {1: 1000, 64: 3200}
# More than SQLite's log has pages, so that it is written over from its beginning from then on, as it is most of the time.
WARM_UP = 1200
DIRECTORY = ROOT / "build/bench/patchdb-commits"


def programs():
    """The commands of both sides, to be given a place for the database, writers, commits and commits to warm up."""
    ours = pathlib.Path(os.environ.get("STARTOS_BENCHMARKS", ROOT / ".build/release/startos-benchmarks"))
    if not ours.exists():
        raise SystemExit(f"{ours} is missing: swift build --configuration release --product startos-benchmarks")
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    peer = DIRECTORY / "sqlite-commits"
    source = ROOT / "Benchmarks/peers/sqlite/commits.c"
    subprocess.run(["cc", "-O2", "-o", peer, source, "-lsqlite3", "-lpthread"], check=True)
    return {"ours": [ours, "patch-db"], "peer": [peer]}


def run_once(command, writers, commits, warm_up=WARM_UP, tracer=()):
    with tempfile.TemporaryDirectory(dir=DIRECTORY) as place:
        arguments = [f"{place}/database", str(writers), str(commits), str(warm_up)]
        result = subprocess.run([*tracer, *command, *arguments], check=True, capture_output=True, text=True)
        return float(result.stdout.split()[-1])


def count_syncs(command, commits):
    """System calls that make something durable, in a run of one writer."""
    summary = DIRECTORY / "strace"
    calls = "trace=fsync,fdatasync,sync,syncfs,sync_file_range,msync"
    run_once(command, 1, commits, warm_up=0, tracer=["strace", "-f", "-c", "-e", calls, "-o", summary])
    return sum(int(line.split()[3]) for line in summary.read_text().splitlines()
               if line.split() and "sync" in line.split()[-1])


def check_syncs(commands):
    """Each commit of a single writer is durable by one call; what happens once a run is taken off."""
    commits = 500
    for side, command in commands.items():
        each = (count_syncs(command, commits) - count_syncs(command, 0)) / commits
        print(f"  {side}: {each:.3f} calls of fsync or fdatasync a commit with one writer", flush=True)
        if not 0.99 <= each <= 1.05:
            raise SystemExit(f"{side}: a commit is not made durable by one call: the figures would not compare")


def run(writers):
    commands = programs()
    try:
        check_syncs(commands)
        results = {"ours": [], "peer": []}
        disturbed = 0
        for _ in range(RUNS):
            for side, command in commands.items():
                disturbed += not wait_until_quiet()
                results[side].append(run_once(command, writers, COMMITS[writers]))
    finally:
        shutil.rmtree(DIRECTORY)
    if disturbed:
        print(f"  {disturbed} runs began although something else kept the machine busy: repeat this on a quiet one")
    report(f"patchdb-commits-{writers}", results["ours"], results["peer"], "/s", more_is_better=True)
