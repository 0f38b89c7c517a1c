"""How results are written down."""

import statistics


def spread(values):
    """The middle half of the values."""
    quartiles = statistics.quantiles(values, n=4, method="inclusive")
    return quartiles[0], quartiles[2]


def report(name, ours, peer, unit, note=""):
    """Prints one line a program can read. Less is better, so a ratio above 1 means that ours is."""
    for side, values in (("ours", ours), ("peer", peer)):
        low, high = spread(values)
        print(f"  {side}: median {statistics.median(values):.1f} {unit}, middle half {low:.1f}–{high:.1f}, "
              f"range {min(values):.1f}–{max(values):.1f}, {len(values)} runs")
    a, b = statistics.median(ours), statistics.median(peer)
    print(f"{name} ours={a:.1f}{unit} peer={b:.1f}{unit} ratio={b / a:.2f}{note}", flush=True)
