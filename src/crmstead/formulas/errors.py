"""What is wrong with a formula, and what a formula cannot compute."""

from __future__ import annotations


class FormulaError(Exception):
    """The text is no formula; the message says why."""


class NoValueError(Exception):
    """A formula has no value for this record: a division by zero, a date out of range."""
