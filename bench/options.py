"""What a run measures, and how long."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

DATABASES = ("sqlite", "postgresql")
_LEADS = 200_000
#: Fewer would leave some user or view without a record.
_FEWEST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The flags of `python -m bench`."""

    databases: tuple[str, ...] = DATABASES
    leads: int = _LEADS
    rounds: int = 7
    #: Scales how many requests a round makes of each kind; 1 = as many as the case says.
    requests: float = 1.0
    #: Connections that load the server at once.
    clients: int = 8
    orgs: int = 50
    fresh: bool = False
    write: bool = False
    profile: bool = False
    cache: Path = Path()

    def count(self, requests: int) -> int:
        """Return how many requests of a case one round makes."""
        return max(2, round(requests * self.requests))


def parse_options(arguments: Sequence[str] | None = None) -> Options:
    """Read the command line."""
    given = _parser().parse_args(arguments)
    given.leads = max(given.leads, _FEWEST)
    databases = DATABASES if given.database == "both" else (given.database,)
    if given.quick:
        given.rounds = min(given.rounds, 2)
        given.requests = min(given.requests, 0.1)
        given.leads = given.leads if given.leads != _LEADS else 20_000
        given.orgs = min(given.orgs, 10)
    return Options(
        databases=databases,
        leads=given.leads,
        rounds=given.rounds,
        requests=given.requests,
        clients=given.clients,
        orgs=given.orgs,
        fresh=given.fresh,
        write=given.write,
        profile=given.profile,
        cache=given.cache,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure the server.")
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    parser.add_argument("--leads", type=int, default=_LEADS, help="leads of the org")
    parser.add_argument("--rounds", type=int, default=7, help="rounds; the medians count")
    parser.add_argument("--requests", type=float, default=1.0, help="factor of requests a round")
    parser.add_argument("--clients", type=int, default=8, help="connections at once")
    parser.add_argument("--orgs", type=int, default=50, help="orgs of the start-up measurement")
    parser.add_argument("--quick", action="store_true", help="small data and few requests")
    parser.add_argument("--fresh", action="store_true", help="make the data anew")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md and .svg")
    parser.add_argument("--profile", action="store_true", help="profile lists and inserts, too")
    parser.add_argument("--cache", type=Path, default=_cache(), help="where data is kept")
    return parser


def _cache() -> Path:
    """Return a place on a disk, which a PostgreSQL account can reach, too."""
    disk = Path("/var/tmp")
    home = disk if disk.is_dir() else Path(tempfile.gettempdir())
    return home / f"crmstead-bench-{os.getuid()}"
