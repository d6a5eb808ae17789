"""Many clients at once, of one server over each database and of two servers over one PostgreSQL."""

from __future__ import annotations

import itertools
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

import httpx
import pytest

from crmstead.store.definitions import change
from tests.faults.installed import Installed, install
from tests.faults.process import Serving, serving
from tests.faults.together import together
from tests.live import ADMIN, Client

CLIENTS = 8
ROUNDS = 12
Answer = dict[str, Any]


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "two servers on postgresql"])
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Installed, list[Serving]]]:
    """An installation and the servers of it."""
    if request.param == "sqlite":
        installed = install(data=tmp_path_factory.mktemp("data"))
    else:
        installed = install(database=request.getfixturevalue("postgresql_server"))
    with ExitStack() as stack:
        count = 2 if request.param.startswith("two") else 1
        yield installed, [stack.enter_context(serving(installed)) for _ in range(count)]


@pytest.fixture
def installed(place: tuple[Installed, list[Serving]]) -> Installed:
    return place[0]


@pytest.fixture
def clients(place: tuple[Installed, list[Serving]]) -> list[Client]:
    """Clients of all servers in turn."""
    servers = itertools.cycle(place[1])
    return [next(servers).client() for _ in range(CLIENTS)]


_names = (f"name {number}" for number in itertools.count())


def insert(client: Client, module: str, *items: Answer) -> list[Answer]:
    """Return what becomes of each item."""
    answer = client.post(f"/{module}", {"data": list(items)})
    assert answer.status_code in {201, 207, 400}, answer.text
    found: list[Answer] = answer.json()["data"]
    return found


def codes(answers: list[list[Answer]]) -> Counter[str]:
    return Counter(one["code"] for answer in answers for one in answer)


def test_of_equal_unique_values_exactly_one_wins(installed: Installed, clients: list[Client]):
    for number in range(ROUNDS):
        item = {"Name": "x", "Code": f"Code {number}"}
        answers = together([partial(insert, client, "Tickets", item) for client in clients])
        assert codes(answers) == {"SUCCESS": 1, "DUPLICATE_DATA": CLIENTS - 1}
        won = next(one["details"]["id"] for (one,) in answers if one["code"] == "SUCCESS")
        holders = {one["details"]["id"] for (one,) in answers if one["code"] != "SUCCESS"}
        assert holders == {won}
    rows = installed.fetch('SELECT "Code" FROM {Tickets} WHERE "Code" IS NOT NULL')
    assert len(rows) == len({row[0] for row in rows})


def test_a_request_that_lost_one_value_keeps_its_others(clients: list[Client]):
    for _ in range(ROUNDS):
        shared = next(_names)
        works = []
        for client in clients:
            items = [{"Name": "x", "Code": code} for code in (next(_names), shared, next(_names))]
            works.append(partial(insert, client, "Tickets", *items))
        answers = together(works)
        assert [one["code"] for answer in answers for one in answer[::2]] == (
            ["SUCCESS"] * 2 * CLIENTS
        )
        assert Counter(answer[1]["code"] for answer in answers)["SUCCESS"] == 1


def test_requests_that_want_many_of_the_same_values_are_all_answered(
    installed: Installed, clients: list[Client]
):
    chance = random.Random(20261121)
    crowd = [client.at("v8") for client in clients for _ in range(3)]
    for _ in range(4):
        wanted = [next(_names) for _ in range(40)]
        works = []
        for client in crowd:
            items = [{"Name": "x", "Code": code} for code in chance.sample(wanted, 10)]
            works.append(partial(insert, client, "Tickets", *items))
        assert set(codes(together(works))) <= {"SUCCESS", "DUPLICATE_DATA"}
    rows = installed.fetch('SELECT "Code" FROM {Tickets} WHERE "Code" IS NOT NULL')
    assert len(rows) == len({row[0] for row in rows})


def test_auto_numbers_have_no_gaps_and_no_doubles(installed: Installed, clients: list[Client]):
    def write(client: Client) -> None:
        for number in range(ROUNDS):
            clash = [{"Name": "x", "Code": "taken"}] if number % 3 == 0 else []
            insert(client, "Tickets", {"Name": "x"}, {"Name": "x"}, *clash)

    insert(clients[0], "Tickets", {"Name": "x", "Code": "taken"})
    together([partial(write, client) for client in clients])
    rows = installed.fetch('SELECT "Number" FROM {Tickets}')
    numbers = sorted(int(row[0].removeprefix("T")) for row in rows)
    assert numbers == list(range(1, len(rows) + 1))
    assert len(rows) > 2 * CLIENTS * ROUNDS


def test_auto_numbers_grow_with_what_a_client_sees(clients: list[Client]):
    def write(client: Client) -> list[int]:
        numbers = []
        for _ in range(ROUNDS):
            (answer,) = insert(client, "Tickets", {"Name": "x"})
            record = client.record("Tickets", answer["details"]["id"])
            numbers.append(int(record["Number"].removeprefix("T")))
        return numbers

    for numbers in together([partial(write, client) for client in clients]):
        assert numbers == sorted(numbers)


def test_nobody_is_shown_what_was_there_before(clients: list[Client]):
    # Whatever they ask in turn, by whatever was kept for whoever asked: time does not go back.
    ((ticket,),) = (insert(clients[0], "Tickets", {"Name": "0"}),)
    record = ticket["details"]["id"]
    asked = (f"/Tickets/{record}", f"/Tickets?fields=Name&ids={record}", "/Tickets?fields=Name")
    over = threading.Event()

    def named(client: Client, path: str) -> int:
        shown = client.get(path).json()["data"]
        return int(next(one["Name"] for one in shown if one["id"] == record))

    def write() -> list[int]:
        seen = []
        for number in range(1, 12 * ROUNDS):
            body = {"data": [{"Name": str(number)}]}
            assert clients[0].request("PUT", asked[0], json=body).status_code == 200
            seen.append(named(clients[0], asked[number % 3]))
        over.set()
        assert seen == list(range(1, 12 * ROUNDS))
        return seen

    def read(client: Client) -> list[int]:
        seen = []
        for path in itertools.cycle(asked):
            seen.append(named(client, path))
            if over.is_set():
                break
        return seen

    try:
        readers: list[Callable[[], list[int]]] = [partial(read, one) for one in clients[1:4]]
        found = together([write, *readers])
    finally:
        over.set()
    for seen in found:
        assert seen == sorted(seen)


def test_a_new_tag_is_made_once(installed: Installed, clients: list[Client]):
    rounds = 4
    for number in range(rounds):
        # The same ten names in every order of letters and places.
        names = [f"tag {number} {letter}" for letter in "abcdefghij"]
        works = []
        for shift, client in enumerate(clients):
            given = [*names[shift:], *names[:shift]]
            tags = [name.upper() if shift % 2 else name for name in given]
            item = {"Last_Name": "x", "Company": "x", "Tag": tags}
            works.append(partial(insert, client, "Leads", item))
        assert codes(together(works)) == {"SUCCESS": CLIENTS}
    rows = installed.fetch("SELECT folded, id FROM {_tags} WHERE name <> ''")
    assert len(rows) == len({row[0] for row in rows}) == 10 * rounds
    tied = installed.fetch("SELECT tag, COUNT(*) FROM {_record_tags} GROUP BY tag")
    assert {row[1] for row in tied} == {CLIENTS}


def test_no_two_records_have_one_id(clients: list[Client]):
    def write(client: Client) -> list[str]:
        items = [{"Name": "x"} for _ in range(50)]
        return [one["details"]["id"] for one in insert(client, "Tickets", *items)]

    ids = [one for answer in together([partial(write, one) for one in clients]) for one in answer]
    assert len(set(ids)) == 50 * CLIENTS


def test_a_walk_meets_every_record_once_while_others_are_inserted(clients: list[Client]):
    batch = next(_names)
    before = [
        one["details"]["id"]
        for one in insert(clients[0], "Tickets", *[{"Name": "x", "Batch": batch}] * 60)
    ]

    def walk(client: Client) -> list[str]:
        params: dict[str, Any] = {"fields": "Batch", "per_page": 7, "sort_order": "asc"}
        seen: list[str] = []
        while True:
            answer = client.get("/Tickets", params=params)
            assert answer.status_code == 200, answer.text
            content = answer.json()
            seen += [one["id"] for one in content["data"] if one["Batch"] == batch]
            if not content["info"]["more_records"]:
                return seen
            params["page_token"] = content["info"]["next_page_token"]

    def write(client: Client) -> list[str]:
        for _ in range(ROUNDS):
            insert(client, "Tickets", {"Name": "x", "Batch": batch})
        return []

    works: list[Callable[[], list[str]]] = [partial(walk, client) for client in clients[:2]]
    works += [partial(write, client) for client in clients[2:]]
    for seen in together(works)[:2]:
        assert len(seen) == len(set(seen))
        assert set(before) <= set(seen)


def test_settings_that_another_process_changed_are_followed_by_the_next_request(
    postgresql_server: str,
):
    installed = install(database=postgresql_server)

    async def rename(_: Any, org: Any) -> None:
        user = org.catalogue.user_by_email[ADMIN]
        renamed = type(user)(**{**{n: getattr(user, n) for n in user.__slots__}, "last_name": new})
        await org.database.write(
            lambda transaction: change(transaction, org.database, "user", user.id, renamed)
        )

    def name(client: Client) -> str:
        answer: httpx.Response = client.get("/users", params={"type": "CurrentUser"})
        return str(answer.json()["users"][0]["last_name"])

    with serving(installed) as first, serving(installed) as second:
        both = (first.client(), second.client())
        assert [name(client) for client in both] == ["Boyle", "Boyle"]
        for new in ("Moyle", "Doyle"):
            installed.again(rename)
            assert [name(client) for client in both] == [new, new]
