"""Composite requests: up to five requests in one, which may refer to each other's answers."""
