"""Results as text: the same tables on the terminal and in docs/performance.md."""

from __future__ import annotations

import datetime
import os
import platform
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import apsw

from bench.markdown import Rows, markdown
from bench.measuring import Sample, median, ratio
from bench.options import Options
from bench.postgresql import version as postgresql_version
from bench.profiling import Profile
from bench.running import Outcome
from bench.scans import scans_table
from crmstead import __version__

_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
_HEAD = ("request", "requests/s", "p50 ms", "p99 ms", "CPU µs", "raw query µs", "÷ raw",
         "yardstick µs", "yardstick ÷ ours")  # fmt: skip
_SCANS = "Indexed reads of single records while others scan the table (`python -m bench.scans`):"
_PACKAGES = ("uvicorn", "uvloop", "httptools", "apsw", "asyncpg", "msgspec", "fastapi",
             "sqlalchemy", "pydantic")  # fmt: skip


def tables(outcomes: Sequence[Outcome], options: Options) -> str:
    """Return all that was measured, as Markdown."""
    parts = [_about(options)]
    for outcome in outcomes:
        parts.append(f"### {_NAMES[outcome.results.dialect]}")
        parts.append(markdown([_HEAD, *_rows(outcome)]))
        parts.append("\n".join(f"- {line}" for line in _more(outcome)))
        if outcome.scans:
            parts.append(f"{_SCANS}\n\n{scans_table(outcome.scans)}")
    return "\n\n".join(parts) + "\n"


def _rows(outcome: Outcome) -> Iterator[Sequence[str]]:
    results = outcome.results
    for case in outcome.cases:
        sample = results.server[case.key]
        raw = results.raw[case.raw_of or case.key]
        yardstick = results.yardstick.get(case.key)
        yield (
            case.title,
            f"{median(sample.rate):,.0f}",
            f"{sample.percentile(0.5) / 1000:.1f}",
            f"{sample.percentile(0.99) / 1000:.1f}",
            _cpu(sample),
            _cpu(raw),
            f"{ratio(sample, raw):.2f}",
            _cpu(yardstick) if yardstick else "",
            f"{ratio(yardstick, sample):.1f}" if yardstick else "",
        )


def _cpu(sample: Sample) -> str:
    """Return a process's CPU, and behind a plus that of PostgreSQL's processes."""
    own = f"{median(sample.cpu):,.0f}"
    theirs = median(sample.database)
    return f"{own} + {theirs:,.0f}" if theirs else own


def _more(outcome: Outcome) -> Iterator[str]:
    server = outcome.results.server
    plain = server["list"]
    start, memory = outcome.start, outcome.memory
    yield f"gzip adds {ratio(server['gzip'], plain) - 1:.0%} to a list's CPU"
    yield f"a page 100,000 deep costs {ratio(server['deepest'], plain):.2f} times page 1"
    yield (
        f"the list of a user who sees 9 % of the records costs {ratio(server['middle'], plain):.2f}"
        f" times an administrator's, of one who sees 1 % {ratio(server['below'], plain):.2f} times"
    )
    yield (
        f"resident memory: {memory.started / 1e6:.0f} MB after the start, "
        f"{memory.loaded / 1e6:.0f} MB with the org open and 32 clients that made every request"
    )
    yield (
        f"`serve` with {start.orgs} orgs listens after {start.listening:.2f} s and has answered "
        f"the first request after {start.first_answer:.2f} s"
    )


def _about(options: Options) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    databases = [f"SQLite {apsw.sqlite_lib_version()}"]
    if "postgresql" in options.databases:
        databases.append(postgresql_version().replace("postgres (PostgreSQL)", "PostgreSQL"))
    today = datetime.datetime.now(datetime.UTC).date()
    return "\n".join(
        (
            f"- {today}, {platform.system()}, {os.cpu_count()} cores ({_processor()})",
            f"- Python {platform.python_version()}, crmstead {__version__}",
            f"- {options.leads:,} leads, {options.rounds} rounds, {options.clients} connections",
            f"- {', '.join(databases)}",
            f"- {packages}",
        )
    )


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def profiles(found: Sequence[Profile]) -> str:
    """Return the functions that requests spend their time in."""
    parts = []
    for one in found:
        rows: Rows = [("function", "calls", "own µs", "with callees µs")]
        rows += [
            (line.name.replace("|", "\\|"), f"{line.calls:,.0f}", f"{line.own:,.0f}",
             f"{line.cumulative:,.0f}")
            for line in one.lines
        ]  # fmt: skip
        head = f"**{one.key}**: {one.cpu:,.0f} µs without the profiler and without a server"
        parts += [head, markdown(rows)]
    return "\n\n".join(parts) + "\n"
