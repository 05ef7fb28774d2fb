"""Benchmarking: compares territories. Wired, still empty."""
