"""Requests that want the same things in opposite orders: none waits in a circle on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from threading import Event
from typing import Any

import asyncpg
import pytest

from crmstead.app import open_server
from crmstead.settings import Settings
from tests.faults.installed import Installed, give_token, put_org
from tests.faults.process import serving
from tests.faults.together import together
from tests.live import Client, definitions

CLIENTS = 4
ROUNDS = 4
Items = list[dict[str, Any]]

#: Unique values and no auto number, for whose counter all would wait first.
PARTS = {
    "api_name": "Parts",
    "singular_label": "Part",
    "plural_label": "Parts",
    "fields": [
        {"id": 961, "api_name": "Code", "data_type": "text", "unique_case_sensitive": False},
    ],
}  # fmt: skip


@pytest.fixture
def installed(empty_database: str) -> Installed:
    settings = Settings(database=empty_database)
    made = definitions()
    made.modules.append(PARTS)

    async def run() -> Installed:
        async with open_server(settings) as server:
            org = await put_org(server, made)
            return Installed(settings, org.id, await give_token(server, org))

    return asyncio.run(run())


_WAITING = "SELECT COUNT(*) FROM pg_locks WHERE relation = $1::regclass AND NOT granted"


@contextmanager
def gate(installed: Installed, table: str) -> Iterator[None]:
    """Hold up who writes to a table until all clients wait for it, then let them go at once."""

    async def hold() -> None:
        connection = await asyncpg.connect(installed.settings.database)
        try:
            async with connection.transaction(), asyncio.timeout(30):
                await connection.execute(f"LOCK TABLE {table} IN SHARE MODE")
                held.set()
                while await connection.fetchval(_WAITING, table) < CLIENTS:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        finally:
            await connection.close()

    held = Event()
    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(asyncio.run, hold())
        assert held.wait(30)
        yield
        holding.result(30)


def deadlocks(installed: Installed) -> int:
    """Return how many there were; servers tell when they end."""

    async def run() -> int:
        connection = await asyncpg.connect(installed.settings.database)
        found: int = await connection.fetchval(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        )
        await connection.close()
        return found

    return asyncio.run(run())


def codes(number: int) -> Items:
    return [{"Name": "x", "Code": f"code {number}.{place}"} for place in range(100)]


def tags(number: int) -> Items:
    names = [f"tag {number}.{place}" for place in range(1000)]
    return [{"Last_Name": "x", "Tag": names[10 * place : 10 * place + 10]} for place in range(100)]


def backwards(items: Items) -> Items:
    return [{**one, **({"Tag": one["Tag"][::-1]} if "Tag" in one else {})} for one in items[::-1]]


def codes_and_tags(number: int) -> Items:
    return [{**code, **tag} for code, tag in zip(codes(number), tags(number), strict=True)]


@pytest.mark.parametrize(
    ("module", "make", "contested", "once"),
    [
        ("Parts", codes, "Parts", True),
        ("Leads", tags, "_tags", False),
        ("Parts", codes_and_tags, "Parts", True),
    ],
    ids=["unique values", "tags", "both"],
)
def test_no_two_inserts_wait_for_each_other(
    installed: Installed, module: str, make: Callable[[int], Items], contested: str, once: bool
):
    table = f'"org_{installed.org}"."{contested}"'
    with serving(installed) as first, serving(installed) as second:
        clients = [server.client() for server in (first, second) for _ in range(CLIENTS // 2)]
        for place, client in enumerate(clients):
            insert(client, make(-1 - place), module)  # by now each server knows the tables
        for number in range(ROUNDS):
            items = make(number)
            orders = [items, backwards(items)] * (CLIENTS // 2)
            works = [partial(insert, *one, module) for one in zip(clients, orders, strict=True)]
            with gate(installed, table):
                answered = together(works)
            made = Counter(code for one in answered for code in one)
            assert set(made) <= {"SUCCESS", "DUPLICATE_DATA"}
            assert made["SUCCESS"] == len(items) * (1 if once else CLIENTS)
    assert deadlocks(installed) == 0


def insert(client: Client, items: Items, module: str) -> list[str]:
    """Return what becomes of each item."""
    answer = client.post(f"/{module}", {"data": items})
    assert answer.status_code in {201, 207, 400}, answer.text
    return [one["code"] for one in answer.json()["data"]]
