"""The benchmark: `make bench`. What it measures and found is in docs/performance.md."""
