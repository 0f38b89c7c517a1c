"""Waiting until nothing else keeps the machine busy."""

import os
import time

PATIENCE = float(os.environ.get("BENCH_PATIENCE", 30))


def _busy_and_all():
    with open("/proc/stat") as file:
        numbers = [int(word) for word in file.readline().split()[1:9]]
    return sum(numbers) - numbers[3] - numbers[4], sum(numbers)


def wait_until_quiet(seconds=PATIENCE):
    """Returns as soon as the processors rest for a fifth of a second; false when they did not within `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        busy, total = _busy_and_all()
        time.sleep(0.2)
        later_busy, later_total = _busy_and_all()
        if later_busy - busy <= 0.1 * (later_total - total):
            return True
    return False
