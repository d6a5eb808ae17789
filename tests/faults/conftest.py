"""Installations over each database, and a PostgreSQL server that tests may break."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crmstead.databases.registry import DATABASES
from tests.faults.cluster import Cluster, cluster
from tests.faults.installed import Installed, install


@pytest.fixture(scope="session")
def own_cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of these tests alone."""
    with cluster() as made:
        yield made


@pytest.fixture
def breakable(own_cluster: Cluster) -> Cluster:
    """A PostgreSQL server that is stopped, killed and started by tests."""
    own_cluster.start_if_stopped()
    return own_cluster


@pytest.fixture(params=DATABASES)
def installed(request: pytest.FixtureRequest, tmp_path: Path) -> Installed:
    """An installation over each database in turn, without a server."""
    if request.param == "sqlite":
        return install(data=tmp_path / "data")
    database = request.getfixturevalue("postgresql_server")
    return install(database=database, files=tmp_path / "files")


@pytest.fixture
def sqlite_installed(tmp_path: Path) -> Installed:
    """An installation over SQLite, without a server."""
    return install(data=tmp_path / "data")
