"""Tables as Markdown, in line so that they are read on a terminal, too."""

from __future__ import annotations

from collections.abc import Sequence

Rows = list[Sequence[str]]


def markdown(table: Rows) -> str:
    """Return a table with its columns in line; all but the first are numbers."""
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    lines = [_line(row, widths) for row in table]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join((lines[0], _line(rule, widths), *lines[1:]))


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [row[0].ljust(widths[0])]
    cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
    return f"| {' | '.join(cells)} |"
