"""Where the org is kept: made once, and copied for each run, so that a run starts from the same."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from bench import filling, org, people
from bench.filling import fill
from bench.options import Options
from bench.org import LOCATION, definitions
from bench.postgresql import cluster
from crmstead.settings import Settings
from crmstead.store.schema import module_table
from crmstead.store.system_tables import SYSTEM_TABLES

_RUN = "crmstead_run"


@dataclass(frozen=True, slots=True)
class Home:
    """An installation that one run may change."""

    dialect: str
    settings: Settings
    #: URL of the same data for SQLAlchemy.
    url: str
    #: The org's schema, "" where a file has none.
    schema: str
    #: The first PostgreSQL process; None for SQLite.
    cluster: int | None = None

    @property
    def place(self) -> str:
        """What an own connection is opened with: a path or a DSN."""
        if self.settings.database is not None:
            return self.settings.database
        return str(_data(self.settings) / f"{LOCATION}.sqlite")


def _data(settings: Settings) -> Path:
    return settings.data or Path.cwd()


def fingerprint(leads: int) -> str:
    """Return what tells data apart that was made by other code or in another size."""
    sources = [Path(module.__file__ or "").read_bytes() for module in _MAKERS]
    made = definitions()
    tables = [module_table(module) for module in made.catalogue(1).modules if module.stored]
    text = repr((sources, SYSTEM_TABLES, tables))
    return f"{leads}_{blake2b(text.encode(), digest_size=6).hexdigest()}"


_MAKERS = (filling, org, people)


@asynccontextmanager
async def open_home(dialect: str, options: Options) -> AsyncIterator[Home]:
    """Yield a copy of the org that is the run's own."""
    options.cache.mkdir(mode=0o755, parents=True, exist_ok=True)
    opened = _postgresql(options) if dialect == "postgresql" else _sqlite(options)
    async with opened as home:
        yield home


async def kept(options: Options, name: str, make: Callable[[Settings], Awaitable[None]]) -> Path:
    """Return a data directory of the cache, made where it is missing, whole or not at all."""
    made, part = options.cache / name, options.cache / f"{name}.part"
    if options.fresh:
        shutil.rmtree(made, ignore_errors=True)
    if not made.is_dir():
        for stale in options.cache.glob(f"{name.rpartition('_')[0]}_*"):
            shutil.rmtree(stale)
        await make(Settings(data=part))
        part.rename(made)
    return made


@asynccontextmanager
async def _sqlite(options: Options) -> AsyncIterator[Home]:
    name = f"sqlite_{fingerprint(options.leads)}"
    made = await kept(options, name, lambda home: fill(home, options.leads))
    run = options.cache / "sqlite_run"
    shutil.rmtree(run, ignore_errors=True)
    shutil.copytree(made, run)
    try:
        file = run / f"{LOCATION}.sqlite"
        yield Home("sqlite", Settings(data=run), f"sqlite+aiosqlite:///{file}", "")
    finally:
        shutil.rmtree(run, ignore_errors=True)


@asynccontextmanager
async def _postgresql(options: Options) -> AsyncIterator[Home]:
    with cluster(options.cache / "postgresql") as running:
        made = f"made_{fingerprint(options.leads)}"
        await running.keep(made, lambda home: fill(home, options.leads), fresh=options.fresh)
        await running.execute(f"DROP DATABASE IF EXISTS {_RUN}")
        await running.execute(f"CREATE DATABASE {_RUN} TEMPLATE {made}")
        dsn = running.dsn(_RUN)
        url = dsn.replace("postgresql:", "postgresql+asyncpg:")
        yield Home("postgresql", Settings(database=dsn), url, LOCATION, running.pid)
