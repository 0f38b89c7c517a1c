"""How results are written down."""

import statistics


def spread(values):
    """The middle half of the values."""
    quartiles = statistics.quantiles(values, n=4, method="inclusive")
    return quartiles[0], quartiles[2]


def report(name, ours, peer, unit, more_is_better=False):
    """Prints the runs of both sides, and one line a program can read: a ratio above 1 means that ours is better."""
    for side, values in (("ours", ours), ("peer", peer)):
        low, high = spread(values)
        print(f"  {side}: median {statistics.median(values):.1f} {unit}, middle half {low:.1f}–{high:.1f}, "
              f"range {min(values):.1f}–{max(values):.1f}, {len(values)} runs")
    conclude(name, statistics.median(ours), statistics.median(peer), unit, more_is_better)


def conclude(name, ours, peer, unit, more_is_better=False):
    ratio = ours / peer if more_is_better else peer / ours
    print(f"{name} ours={ours:.1f}{unit} peer={peer:.1f}{unit} ratio={ratio:.2f}", flush=True)
