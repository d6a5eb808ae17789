"""Drafts and a request without a database, for properties that hold of any values."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from crmstead.metadata.catalogue import Catalogue
from crmstead.model.clock import FixedClock
from crmstead.model.ids import IdSource
from crmstead.model.version import LATEST
from crmstead.records.write.draft import Draft
from crmstead.records.write.options import Options
from crmstead.records.write.writing import Writing
from tests.records.conftest import with_rules

NOW = 1_700_000_000


@cache
def catalogue() -> Catalogue:
    """Return the catalogue of an org with two taxes."""
    return with_rules().catalogue(1)


def writing_in(zone: str = "America/Los_Angeles") -> Writing:
    """Return a write request of a caller in a zone."""
    known = catalogue()
    user = known.users[0]
    profile = known.profile_by_id[user.profile]
    org: Any = SimpleNamespace(catalogue=known, ids=IdSource(FixedClock(NOW)))
    caller: Any = SimpleNamespace(user=user, profile=profile, zone=ZoneInfo(zone))
    nothing: Any = None
    return Writing(org, caller, LATEST, nothing, Options(), NOW)


def draft_of(module: str, **values: Any) -> Draft:
    """Return a draft with stored values, as it comes to behaviours."""
    found = catalogue().module_by_name[module]
    layout = found.layouts[0] if found.layouts else None
    return Draft(found, 0, {}, {"id": 1, **values}, layout=layout)
