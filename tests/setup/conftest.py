"""Changing the definitions of an org of the live server, past any operation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from crmstead.access.caller import caller_of
from crmstead.model.version import LATEST
from crmstead.setup.redefining import Redefining, redefine
from crmstead.store.orgs import OpenOrg
from tests.live import ADMIN, LiveOrg

#: Changes the definitions of an org that is given, or of the live one.
Change = Callable[..., Any]


@pytest.fixture
def change(org: LiveOrg) -> Change:
    """Run work that changes definitions, by the metadata of now or of an org given."""

    def run(work: Callable[[Redefining], Awaitable[Any]], by: OpenOrg | None = None) -> Any:
        return org.live.run(redefined(by or org.org, work))

    return run


async def redefined(org: OpenOrg, work: Callable[[Redefining], Awaitable[Any]]) -> Any:
    """Change definitions as the administrator."""
    user = org.catalogue.user_by_email[ADMIN]
    return await redefine(org, caller_of(org.catalogue, user, frozenset(), 0), LATEST, work)
