"""An org of a live server for the tests of what modules do beyond keeping fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crmstead.databases.registry import DATABASES
from crmstead.model.ids import metadata_id
from crmstead.model.people import Tax
from crmstead.store.definitions import Definitions
from tests.live import STANDARD, Client, LiveOrg, close_clients, definitions, make_org

IDLE = "ivy.idle@acme.test"
SALES_TAX, VAT = 4_000_000_000_003_001, 4_000_000_000_003_002
#: A custom module, to which activities may belong.
RIGS: dict[str, Any] = {
    "api_name": "Rigs",
    "module_name": "CustomModule1",
    "singular_label": "Rig",
    "plural_label": "Rigs",
    "fields": [],
}


def with_rules() -> Definitions:
    """Return an org with two taxes, an inactive user and a custom module."""
    made = definitions()
    number = metadata_id(made.org.id, "user", IDLE)
    made.users.append(
        replace(
            made.users[1], id=number, zuid=str(number), last_name="Idle", email=IDLE,
            status="inactive",
        )
    )  # fmt: skip
    made.taxes.extend(
        (
            Tax(id=SALES_TAX, name="Sales Tax", value=20.0, sequence_number=1),
            Tax(id=VAT, name="Vat", value=1.0, sequence_number=2),
        )
    )
    made.modules.append(RIGS)
    return made


@dataclass
class Desk:
    """The org, and an administrator's client of it."""

    org: LiveOrg
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.org.client()

    def turn_clock(self, **later: float) -> None:
        """Set the server's clock to the real time, or some time later, and sign in anew."""
        offset = int(timedelta(**later).total_seconds())
        if self.org.live.clock.offset != offset:
            self.org.live.clock.offset = offset
            self.client = self.org.client()

    def user(self, email: str) -> str:
        """Return a user's id."""
        return str(self.org.org.catalogue.user_by_email[email].id)

    def now(self, **later: float) -> str:
        """Return the server's time, or some `minutes`, `hours`, `days` later."""
        seconds = self.org.live.clock.seconds()
        return (datetime.fromtimestamp(seconds, UTC) + timedelta(**later)).isoformat()

    def answers(self, module: str, item: Any, version: str = "v8") -> list[dict[str, Any]]:
        """Return the entries that one item answers."""
        sent = self.client.at(version).post(f"/{module}", {"data": [item]})
        assert sent.status_code < 500, sent.text
        found: list[dict[str, Any]] = sent.json()["data"]
        return found

    def keep(self, module: str, item: Any) -> dict[str, Any]:
        """Insert a record and return it as it is read back."""
        (made,) = self.client.insert(module, item)
        return self.client.record(module, made)

    def clone(self, module: str, source: str, **changed: Any) -> dict[str, Any]:
        """Clone a record and return the clone as it is read back."""
        sent = self.client.clone(module, source, {"data": [changed]})
        assert sent.status_code == 201, sent.text
        return self.client.record(module, sent.json()["data"][0]["details"]["id"])

    def refused(self, module: str, item: Any) -> tuple[Any, ...]:
        """Return (code, json_path, message) of a refused item."""
        (entry,) = self.answers(module, item)
        return seen(entry)


def seen(entry: dict[str, Any]) -> tuple[Any, ...]:
    """Return (code, json_path, message) of an entry; the path below the item."""
    path = entry["details"].get("json_path")
    return entry["code"], path and path.removeprefix("$.data[0]."), entry["message"]


@pytest.fixture(scope="module", params=DATABASES)
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    """The org over each database in turn, shared by the tests of a module."""
    org = make_org(request.getfixturevalue(f"{request.param}_live"), with_rules())
    yield Desk(org)
    close_clients()


@pytest.fixture
def service(desk: Desk) -> Callable[..., dict[str, Any]]:
    """Makes an item of a service."""

    def item(**changed: Any) -> dict[str, Any]:
        return {
            "Service_Name": "S",
            "Duration": "60",
            "Location": "Business Address and Client Address",
            "Members": [{"Members": {"id": desk.user(STANDARD)}}],
            "Availability_Type": "Every Business Days",
            "Price": 10,
            **changed,
        }

    return item
