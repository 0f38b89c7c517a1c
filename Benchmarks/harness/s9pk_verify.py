"""Verifying a whole package beside hashing its bytes, both by one processor and from the page cache."""

import os
import pathlib
import shutil
import subprocess
import time

from .quiet import wait_until_quiet
from .report import report
from .server import ROOT, prefix

RUNS = int(os.environ.get("BENCH_RUNS", 15))
SIZE = int(os.environ.get("BENCH_PACKAGE_MB", 800)) * 1_000_000
PACKAGE = ROOT / "build/bench/large.s9pk"


def make_package():
    """A package with assets that cannot be compressed."""
    if PACKAGE.exists() and PACKAGE.stat().st_size >= SIZE:
        return
    folder = ROOT / "build/bench/large-package"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "packages/abi-exerciser", folder, symlinks=True)
    with open(folder / "assets/large", "wb") as file:
        for _ in range(SIZE // 1_000_000):
            file.write(os.urandom(1_000_000))
    new = pathlib.Path(f"{PACKAGE}.new.s9pk")
    new.unlink(missing_ok=True)
    subprocess.run(
        [prefix() / "bin/start-cli", "s9pk", "pack", folder, "--output", new, "--key", ROOT / "build/developer.key.pem"],
        check=True, stdout=subprocess.DEVNULL)
    new.rename(PACKAGE)
    shutil.rmtree(folder)


def measure(command):
    """Milliseconds of a program that may use one processor."""
    processor = min(os.sched_getaffinity(0))
    begin = time.monotonic_ns()
    subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, preexec_fn=lambda: os.sched_setaffinity(0, {processor}))
    return (time.monotonic_ns() - begin) / 1e6


def run():
    make_package()
    sides = {
        "ours": [prefix() / "bin/start-cli", "s9pk", "verify", PACKAGE],
        "peer": ["b3sum", "--num-threads", "1", PACKAGE],
    }
    results = {"ours": [], "peer": []}
    disturbed = 0
    for number in range(RUNS + 1):
        for side, command in sides.items():
            disturbed += not wait_until_quiet()
            duration = measure(command)
            # The first reads from the disk.
            if number > 0:
                results[side].append(duration)
    if disturbed:
        print(f"  {disturbed} runs began although something else kept the machine busy: repeat this on a quiet one")
    size = PACKAGE.stat().st_size / 1e6
    for side, values in results.items():
        print(f"  {side}: {size / min(values) * 1000:.0f} MB/s at best, {size:.0f} MB")
    report("s9pk-verify", results["ours"], results["peer"], "ms")
