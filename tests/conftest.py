"""Fixtures for all tests: databases, a live server over each, a fresh org, clients."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crmstead.databases.registry import DATABASES
from crmstead.store.definitions import Definitions
from tests.live import (
    Client,
    LiveOrg,
    LiveServer,
    close_clients,
    make_org,
    removing_orgs,
    serve,
)
from tests.postgresql import database_of, postgresql
from tests.sql.recorder import recording

#: Objects made until the collector looks at the youngest. An org is many that stay a while: to look
#: as often as by default is an eighth of the time.
_COLLECTED = 50_000


def pytest_configure() -> None:
    """Let the garbage collector look rarely."""
    gc.set_threshold(_COLLECTED)


def pytest_collection_finish() -> None:
    """Let it pass over the tests themselves, which stay to the end."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def held_statements() -> Iterator[None]:
    """Hold every statement that a server executes in the tests' process to the rules of SQL."""
    with recording() as recorded:
        yield
    failures = recorded.failures()
    assert not failures, "statements break rules of tests/sql/checker.py:\n" + "\n".join(failures)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name functions by their names: their default form differs from process to process."""
    return getattr(val, "__name__", None) if callable(val) else None


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The DSN of a PostgreSQL server of the tests' own."""
    with postgresql() as dsn:
        yield dsn


@pytest.fixture
def empty_database(postgresql_server: str) -> Iterator[str]:
    """The DSN of an empty database on the tests' server."""
    with database_of(postgresql_server) as dsn:
        yield dsn


@pytest.fixture(scope="session")
def sqlite_live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A live server over SQLite."""
    yield from serve(data=tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def postgresql_live(
    postgresql_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveServer]:
    """A live server over PostgreSQL, its files in a folder."""
    yield from serve(database=postgresql_server, files=tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module", autouse=True)
def orgs_of_module() -> Iterator[None]:
    """Remove what orgs the tests of a module shared."""
    with removing_orgs():
        yield


@pytest.fixture(autouse=True)
def orgs_of_test(orgs_of_module: None) -> Iterator[None]:
    """Remove what orgs a test made; those of wider fixtures are there before it begins."""
    with removing_orgs():
        yield


@pytest.fixture(params=DATABASES)
def live(request: pytest.FixtureRequest) -> Iterator[LiveServer]:
    """A live server, over each database in turn; its clock is set right afterwards."""
    server: LiveServer = request.getfixturevalue(f"{request.param}_live")
    yield server
    close_clients()
    server.clock.offset = 0


@pytest.fixture
def org(live: LiveServer) -> LiveOrg:
    """A fresh org with the standard modules."""
    return make_org(live)


@pytest.fixture
def make(live: LiveServer) -> Callable[[Definitions], LiveOrg]:
    """Makes an org of given definitions (`tests.live.definitions`)."""
    return lambda definitions: make_org(live, definitions)


@pytest.fixture
def client(org: LiveOrg) -> Client:
    """An administrator's client of the fresh org, v8."""
    return org.client()


@pytest.fixture
def data_directory(tmp_path: Path) -> Path:
    """A directory for a server's data."""
    return tmp_path / "data"
