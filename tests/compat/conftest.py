"""The org that the SDKs work with, and each SDK in turn."""

from __future__ import annotations

import pytest

from crmstead.databases.registry import DATABASES
from tests.compat.org import rich_definitions
from tests.compat.sdk import VERSIONS
from tests.live import LiveOrg, close_clients, make_org


@pytest.fixture(scope="module", params=DATABASES)
def rich_org(request):
    """An org with custom fields, over each database in turn, shared by a module's tests."""
    yield make_org(request.getfixturevalue(f"{request.param}_live"), rich_definitions())
    close_clients()


@pytest.fixture(scope="module", params=VERSIONS)
def sdk(request) -> str:
    """The version of an SDK."""
    version: str = request.param
    return version


@pytest.fixture
def rich_client(rich_org: LiveOrg):
    """An administrator's client of the rich org."""
    return rich_org.client()
