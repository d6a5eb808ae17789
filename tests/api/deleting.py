"""What the tests of deleting share: an org with everything that goes with a record, short calls."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from crmstead.model.ids import metadata_id
from crmstead.model.people import Tax
from crmstead.store.definitions import Definitions
from tests.compat.org import rich_definitions
from tests.live import Client, LiveOrg, make_org

BIN = "/settings/recycle_bin"
DAY = 24 * 60 * 60
NOWHERE = "4150868000000225013"
UNIQUE: dict[str, Any] = {
    "api_name": "Vendors",
    "fields": [
        {"id": 951, "api_name": "Code", "data_type": "text", "unique_case_sensitive": False},
        {"id": 952, "api_name": "Other", "data_type": "text", "unique_case_sensitive": True},
    ],
}
#: May view leads and delete tasks, and may not delete leads.
READER = "rea.der@acme.test"
_LEFT_OUT = ("Crm_Implied_Delete_Leads", "Crm_Implied_View_Accounts")


def deleting_definitions() -> Definitions:
    """Return an org with subforms, links and unique fields, and a user who may not delete leads."""
    made = rich_definitions()
    made.modules.append(UNIQUE)
    made.taxes.append(Tax(id=4_000_000_000_003_002, name="Vat", value=1.0, sequence_number=1))
    standard = next(one for one in made.profiles if not one.administrator)
    reading = replace(
        standard,
        id=metadata_id(made.org.id, "profile", "Reader"),
        name="Reader",
        denied=standard.denied | set(_LEFT_OUT),
    )
    made.profiles.append(reading)
    number = metadata_id(made.org.id, "user", READER)
    made.users.append(
        replace(
            made.users[1],
            id=number,
            zuid=str(number),
            last_name="Reader",
            email=READER,
            profile=reading.id,
        )
    )
    return made


@pytest.fixture
def fresh_org(shared: LiveOrg) -> Iterator[LiveOrg]:
    """An org over the server of a file's: what was deleted in an org is told in all its tests."""
    yield make_org(shared.live, deleting_definitions())
    shared.live.clock.offset = 0


@pytest.fixture
def fresh_client(org: LiveOrg) -> Client:
    """An administrator's client of a file's `org`."""
    return org.client()


def leads(client: Client, *names: str) -> list[str]:
    """Insert leads of these names."""
    return client.insert("Leads", *({"Last_Name": name} for name in names))


def delete(client: Client, module: str, *ids: str, **params: str) -> httpx.Response:
    """Delete records of a module."""
    return client.request("DELETE", f"/{module}", params={"ids": ",".join(ids), **params})


def gone(client: Client, module: str, *ids: str) -> None:
    """Delete records that can be deleted."""
    answer = delete(client, module, *ids)
    assert answer.status_code == 200, answer.text


def restored(client: Client, *ids: str) -> None:
    """Restore records that can be restored."""
    answer = client.post(f"{BIN}/actions/restore", {"ids": list(ids)})
    assert answer.status_code == 200, answer.text


def removed(client: Client, *ids: str) -> None:
    """Remove records for good that are in the bin."""
    answer = client.request("DELETE", BIN, params={"ids": ",".join(ids)})
    assert answer.status_code == 200, answer.text


def in_bin(client: Client, **params: str) -> list[str]:
    """Return the ids of what is in the bin, in the order of the list."""
    answer = client.get(BIN, params=params)
    assert answer.status_code in (200, 204), answer.text
    return [one["id"] for one in answer.json()["recycle_bin"]] if answer.content else []


def told(client: Client, module: str, **params: str) -> list[tuple[str, str]]:
    """Return (id, type) of what is told to be deleted, in the order of the list."""
    answer = client.get(f"/{module}/deleted", params=params)
    assert answer.status_code in (200, 204), answer.text
    return [(one["id"], one["type"]) for one in answer.json()["data"]] if answer.content else []


def rows(org: LiveOrg, table: str, column: str, *ids: str) -> int:
    """Return how many rows of a table have one of some ids."""
    among = ", ".join(ids)
    found = org.fetch(f'SELECT COUNT(*) FROM {{{table}}} WHERE "{column}" IN ({among})')
    number: int = found[0][0]
    return number


def wait_for(condition: Any, seconds: float = 20) -> None:
    """Wait until something that was scheduled is done."""
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert condition()
