"""An org for tests that change nothing but the fields of modules."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.live import Client, LiveOrg, LiveServer, close_clients, make_org


@pytest.fixture(scope="module")
def minimal_org(sqlite_live: LiveServer) -> Iterator[LiveOrg]:
    """An org that tests share which leave no more behind than fields; over SQLite alone."""
    yield make_org(sqlite_live)
    close_clients()


@pytest.fixture
def minimal_client(minimal_org: LiveOrg) -> Client:
    """An administrator's client of the shared org."""
    return minimal_org.client()
