"""Changes of definitions that tests make, past any operation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from crmstead.access.caller import Caller, caller_of
from crmstead.model.version import LATEST, Version
from crmstead.setup.redefining import Redefining, redefine
from crmstead.store.orgs import OpenOrg
from tests.live import ADMIN, LiveOrg

Work = Callable[[Redefining], Awaitable[Any]]


@dataclass(frozen=True)
class _Asking:
    """The administrator, past any operation."""

    org: OpenOrg
    caller: Caller
    version: Version = LATEST


FIELD = {"api_name": "Mark", "data_type": "text", "id": 4001}


def changed(org: LiveOrg, work: Work, by: OpenOrg | None = None) -> Any:
    """Change definitions as the administrator, by the metadata of now or of an org given."""
    before = by or org.org
    user = before.catalogue.user_by_email[ADMIN]
    caller = caller_of(before.catalogue, user, 0)
    return org.live.run(redefine(_Asking(before, caller), work))


def adding(*fields: dict[str, Any], module: str = "Leads") -> Work:
    """Return work that gives a module more fields."""

    async def work(redefining: Redefining) -> None:
        redefining.definitions.module(module).setdefault("fields", []).extend(fields)

    return work


def removing(name: str, module: str = "Leads") -> Work:
    """Return work that takes a field from a module."""

    async def work(redefining: Redefining) -> None:
        raw = redefining.definitions.module(module)
        raw["fields"] = [one for one in raw["fields"] if one["api_name"] != name]

    return work
