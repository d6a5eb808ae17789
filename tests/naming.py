"""Names of parametrized cases that are the same in every process of a test run."""

from __future__ import annotations


def named(value: object) -> str:
    """Return a function's name, and of anything else its text."""
    return str(getattr(value, "__name__", value))
