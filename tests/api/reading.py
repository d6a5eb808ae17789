"""Helpers of the tests that read records: shared orgs, states that no request makes, lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from crmstead.databases.registry import DATABASES
from crmstead.sql.dialect import quoted
from crmstead.store.definitions import Definitions
from crmstead.store.rows import insert_rows
from crmstead.store.system_tables import RECORD_TERRITORIES
from tests.live import Client, LiveOrg, close_clients, make_org


def shared_org(request: pytest.FixtureRequest, made: Definitions) -> Iterator[LiveOrg]:
    """Yield an org for all tests of a file, over the database that the fixture is asked for."""
    live = request.getfixturevalue(f"{request.param}_live")
    yield make_org(live, made)
    close_clients()
    live.clock.offset = 0


def fixture_of(make: Callable[[], Definitions]) -> Any:
    """Return the fixture of an org for all tests of a file, over each database in turn."""

    @pytest.fixture(scope="module", params=DATABASES)
    def org(request: pytest.FixtureRequest) -> Iterator[LiveOrg]:
        yield from shared_org(request, make())

    return org


@pytest.fixture(scope="module")
def client_of_org(org: LiveOrg) -> Client:
    """An administrator's client of a file's org; a file calls it `client`."""
    return org.client()


def set_values(org: LiveOrg, module: str, record: str, **values: Any) -> None:
    """Set columns of a record that no request sets: what a conversion or an approval leaves."""
    table = org.org.database.table(module)

    async def work(transaction: Any) -> None:
        for name, value in values.items():
            text = f"UPDATE {table} SET {quoted(name)} = $1 WHERE id = $2"
            await transaction.execute(text, (value, int(record)))

    org.write(work)


def assign_territory(org: LiveOrg, record: str, territory: int, by: int | None) -> None:
    """Assign a record to a territory."""
    row: dict[str, object] = {
        "record": int(record),
        "territory": territory,
        "assigned_time": 1_700_000_000,
        "assigned_by": by,
    }

    async def work(transaction: Any) -> None:
        await insert_rows(transaction, RECORD_TERRITORIES, [row])

    org.write(work)


def listed(client: Client, module: str, name: str, **params: Any) -> list[Any]:
    """Return one field's values over a list that has to be good, in its order."""
    answer = client.get(f"/{module}", params={"fields": name, **params})
    assert answer.status_code in (200, 204), answer.text
    return [record[name] for record in answer.json()["data"]] if answer.content else []


def error(code: str, message: str, **details: Any) -> dict[str, Any]:
    """Return the body of a refusal."""
    return {"code": code, "details": details, "message": message, "status": "error"}
