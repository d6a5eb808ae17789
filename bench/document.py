"""Writes results into docs/performance.md, between its markers, and draws its picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import fill

import matplotlib as mpl
from matplotlib.axes import Axes

from bench.measuring import median
from bench.running import Outcome

mpl.use("svg")
from matplotlib import pyplot as plt

DOCS = Path(__file__).parents[1] / "docs"
_SHOWN = ("list", "get", "insert", "clone")
#: Characters of a title on one line.
_WIDE = 22
_SIDES = ("raw query", "crmstead", "FastAPI + SQLAlchemy")
_COLOURS = ("#9aa5b1", "#2563eb", "#d97706")


def write_between(name: str, text: str) -> None:
    """Replace what stands between the markers of a name."""
    path = DOCS / "performance.md"
    begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->\n"
    before, _, rest = path.read_text().partition(begin)
    _, _, after = rest.partition(end)
    path.write_text(f"{before}{begin}\n{text}\n{end}{after}")


def draw(outcomes: Sequence[Outcome]) -> None:
    """Draw CPU a request: raw query, server and yardstick, for each database."""
    mpl.rcParams.update({"svg.hashsalt": "bench", "font.size": 9})
    figure, axes = plt.subplots(
        len(outcomes), 1, figsize=(8, 3 * len(outcomes)), layout="constrained", squeeze=False
    )
    for axis, outcome in zip(axes[:, 0], outcomes, strict=True):
        _bars(axis, outcome)
    figure.savefig(DOCS / "performance.svg", metadata={"Date": None})
    plt.close(figure)


def _bars(axis: Axes, outcome: Outcome) -> None:
    results = outcome.results
    sides = (results.raw, results.server, results.yardstick)
    for number, (side, label, colour) in enumerate(zip(sides, _SIDES, _COLOURS, strict=True)):
        values = [median(side[key].whole) / 1000 for key in _SHOWN]
        places = [place + (number - 1) * 0.27 for place in range(len(_SHOWN))]
        bars = axis.bar(places, values, 0.25, label=label, color=colour)
        axis.bar_label(bars, fmt="%.2g", fontsize=7)
    titles = {case.key: fill(case.title, _WIDE) for case in outcome.cases}
    axis.set_xticks(range(len(_SHOWN)), [titles[key] for key in _SHOWN], fontsize=8)
    axis.set_yscale("log")
    axis.margins(y=0.15)
    axis.set_ylabel("CPU ms a request (log)")
    axis.set_title({"sqlite": "SQLite", "postgresql": "PostgreSQL"}[results.dialect])
    axis.legend(fontsize=8)
