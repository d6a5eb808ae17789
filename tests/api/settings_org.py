"""An org to read settings of, and calls made by hand: no HTTP, no database."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

from crmstead.access.caller import Caller
from crmstead.api.route import Call, Route
from crmstead.metadata.building import build_catalogue
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.definitions import CustomDefinitions
from crmstead.model.clock import FixedClock
from crmstead.model.people import (
    AssignmentRule,
    Cadence,
    Org,
    Profile,
    Role,
    Tax,
    Territory,
    User,
)
from crmstead.model.version import BY_NAME

NOW = 1_683_706_247
ORG = Org(
    id=4001,
    zgid="60001234",
    company_name="Example",
    primary_email="ann@example.com",
    time_zone="America/Los_Angeles",
    created_time=NOW,
)
ROLES = (
    Role(id=11, name="CEO", reporting_to=None, admin_user=True),
    Role(id=12, name="Sales Manager", reporting_to=11, forecast_manager=31),
)
ADMINISTRATOR = Profile(id=21, name="Administrator", description="All.", administrator=True)
STANDARD = Profile(
    id=22,
    name="Standard",
    description="Less.",
    denied=frozenset({"Crm_Implied_Delete_Sales_Orders", "Crm_Implied_Manage_Users"}),
)


def _user(number: int, first: str | None, last: str, email: str, **more: Any) -> User:
    return User(
        **{
            "id": number,
            "zuid": str(700 + number),
            "first_name": first,
            "last_name": last,
            "email": email,
            "role": 12,
            "profile": 22,
            "time_zone": "Asia/Kolkata",
            "created_time": NOW,
            "created_by": 31,
            **more,
        }
    )


USERS = (
    _user(31, "Ann", "Root", "ann@example.com", role=11, profile=21, territories=(41,)),
    _user(32, None, "Bee", "bee@example.com", modified_time=NOW + 500, reporting_to=31),
    _user(33, "Cy", "Idle", "cy@example.com", status="inactive"),
    _user(34, "Di", "New", "di@example.com", confirm=False),
    _user(35, "Ed", "Gone", "ed@example.com", status="deleted"),
)
TERRITORIES = (
    Territory(id=41, name="World", reporting_to=None, created_time=NOW, created_by=31, manager=31),
    Territory(id=42, name="North East", reporting_to=41, created_time=NOW, created_by=31),
    Territory(id=43, name="South", reporting_to=41, created_time=NOW, created_by=31),
    Territory(id=44, name="South Pole", reporting_to=43, created_time=NOW, created_by=31),
)
CUSTOM: tuple[dict[str, Any], ...] = (
    {
        "api_name": "Leads",
        "fields": [
            {"api_name": "Badge", "id": 901, "data_type": "text", "hidden_from": [22]},
            {"api_name": "Score", "id": 902, "data_type": "integer", "read_only_for": [22]},
            {"api_name": "Code", "id": 903, "data_type": "autonumber"},
            {"api_name": "Paper", "id": 904, "data_type": "fileupload"},
            {"api_name": "Sum", "id": 905, "data_type": "formula", "return_type": "double"},
            {"api_name": "Mail2", "id": 906, "data_type": "email", "unique_case_sensitive": False},
            {"api_name": "Key", "id": 907, "data_type": "text", "external": "org"},
            {
                "api_name": "Interests",
                "id": 908,
                "data_type": "multiselectlookup",
                "linking": {"connected_module": "Products"},
            },
            {"api_name": "Fans", "id": 909, "data_type": "multiuserlookup", "linking": {}},
            {"api_name": "Buddy", "id": 910, "data_type": "userlookup"},
            {"api_name": "Gone", "id": 911, "data_type": "text"},
        ],
        "layouts": [{"name": "Standard", "removed": ["Gone"]}],
    },
)
FEATURES = frozenset({"multi_currency", "gdpr", "territories"})


def catalogue_with(features: frozenset[str] = frozenset(), **more: Any) -> Catalogue:
    """Return the catalogue of the org, with some features on."""
    return build_catalogue(
        replace(ORG, features=features),
        1,
        users=USERS,
        roles=ROLES,
        profiles=(ADMINISTRATOR, STANDARD),
        territories=TERRITORIES,
        cadences=(Cadence(id=51, name="Welcome", module="Leads"),),
        assignment_rules=(AssignmentRule(id=61, name="To Bee", module="Leads", owner=32),),
        taxes=(Tax(id=71, name="Sales Tax", value=2.5, sequence_number=1),),
        custom=CustomDefinitions(CUSTOM),
        **more,
    )


PLAIN = catalogue_with()
FULL = catalogue_with(FEATURES)


@dataclass
class Answered:
    """What a call answered; `json` is None without a body."""

    status: int
    json: Any


@dataclass
class Settings:
    """Calls settings of one org as one of its users."""

    catalogue: Catalogue = field(default_factory=lambda: FULL)
    user: int = 31
    version: str = "v8"
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    compiled: dict[Any, Any] = field(default_factory=dict)

    def get(
        self,
        route: Route,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        **path: str,
    ) -> Answered:
        """Call a row of the surface as the dispatcher would, past its own checks."""
        user = self.catalogue.user_by_id[self.user]
        profile = self.catalogue.profile_by_id[user.profile]
        org = SimpleNamespace(
            id=self.catalogue.org.id,
            catalogue=self.catalogue,
            clock=self.clock,
            compiled=self.compiled,
        )
        call = Call(
            route=route,
            version=BY_NAME[self.version],
            org=cast("Any", org),
            caller=Caller(user, profile, ZoneInfo(user.time_zone), frozenset(), 0),
            path=path,
            query=query or {},
            headers=headers or {},
            body=b"",
        )
        reply = asyncio.run(_run(route, call))
        return Answered(reply.status, None if reply.body is None else json.loads(reply.body))


async def _run(route: Route, call: Call) -> Any:
    return await route.call(call)


def route_of(routes: tuple[Route, ...], operation: str) -> Route:
    """Return the row of an operation."""
    return next(route for route in routes if route.operation == operation)


def words(text: str) -> list[str]:
    """Return the keys that a text lists."""
    return text.split()
