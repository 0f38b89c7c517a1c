"""What the benchmarks share: the server under test, its peer, and how both are measured."""
