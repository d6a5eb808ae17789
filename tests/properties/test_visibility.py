"""A matrix of users, records and ways to read them: nobody is told more than a plain reading says.

Orgs are made up at random: roles or users above one another, territories, groups, sharing rules,
shares, what modules share by default, and fields that profiles lack (tests/properties/visibility).
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

import pytest

from crmstead.databases.registry import DATABASES
from tests.api.reading import assign_territory
from tests.live import ADMIN, Client, LiveOrg, close_clients, make_org
from tests.properties.visibility import (
    ACCOUNTS,
    CONTACTS,
    DELETE,
    EDIT,
    LOOKUP,
    MODULES,
    NAME,
    SEE,
    TASKS,
    TOWNS,
    Maker,
    Record,
    Rules,
)

#: Between them, orgs of both hierarchies that share by all the ways that there are.
ORGS = (0, 3, 5, 6)
#: What each record shows, beside its own name.
ASKED = {
    ACCOUNTS: ("Town", "Secret"),
    CONTACTS: ("Town", "Secret", "Account_Name", "$sharing_permission", "$editable"),
    TASKS: ("What_Id",),
}
PERMISSIONS = {SEE: "read_only", EDIT: "read_write", DELETE: "full_access"}


@dataclass
class World:
    """An org, its records, those that are deleted, and the reading of who may do what."""

    org: LiveOrg
    rules: Rules
    records: list[Record]
    deleted: list[Record]

    def __post_init__(self) -> None:
        self.clients = {one.id: self.org.client(one.email) for one in self.rules.made.users}

    def of(self, module: str) -> list[Record]:
        return [one for one in self.records if one.module == module]

    def seen(self, user: Any, module: str) -> list[Record]:
        """Return the records of a module that a user sees, newest first."""
        return [one for one in reversed(self.of(module)) if self.rules.right(user, one)]

    def shown(self, user: Any, record: Record) -> dict[str, Any]:
        """Return what a user is shown of a record."""
        whole: dict[str, Any] = {"id": record.id, NAME[record.module]: record.name}
        if record.module != TASKS:
            whole["Town"] = record.town
        if record.module != TASKS and self.rules.has_field(user, record.module, "Secret"):
            whole["Secret"] = record.secret
        if record.module in LOOKUP:
            of = record.of
            there = of is not None and self.rules.right(user, of) > 0
            named = {"name": of.name, "id": of.id} if of is not None and there else None
            whole[LOOKUP[record.module]] = named
        if record.module == CONTACTS:
            right = self.rules.right(user, record)
            whole["$sharing_permission"] = PERMISSIONS[right]
            whole["$editable"] = right >= EDIT
        return whole


def made_world(live: Any, number: int) -> World:
    chance = Random(number)
    made = Maker(chance).make()
    world = World(make_org(live, made), Rules(made), [], [])
    owners = [one.id for one in made.users]
    for module, count in ((ACCOUNTS, 8), (CONTACTS, 14), (TASKS, 6)):
        world.records += _inserted(world, chance, module, count, owners)
    for record in world.records:
        if record.module != TASKS and chance.random() < 0.4:
            record.territory = chance.choice(made.territories).id
            assign_territory(world.org, record.id, record.territory, made.users[0].id)
        if record.module != TASKS and chance.random() < 0.4:
            _share(world, chance, record)
    gone = world.of(CONTACTS)[-3:]
    ids = ",".join(one.id for one in gone)
    answer = world.clients[made.users[0].id].request("DELETE", f"/{CONTACTS}?ids={ids}")
    assert answer.status_code == 200, answer.text
    world.deleted = gone
    world.records = [one for one in world.records if one not in gone]
    return world


def _inserted(
    world: World, chance: Random, module: str, count: int, owners: list[int]
) -> list[Record]:
    made = [
        Record(
            id="",
            module=module,
            name=f"{module[:2]}{n}",
            owner=chance.choice(owners),
            town=chance.choice(TOWNS),
            secret=f"Hush{n}",
            code=f"C{n}",
            of=chance.choice(world.of(ACCOUNTS)) if module in LOOKUP else None,
        )
        for n in range(count)
    ]
    client = world.org.client(ADMIN)
    for record, number in zip(made, client.insert(module, *map(_item, made)), strict=True):
        record.id = number
    return made


def _item(record: Record) -> dict[str, Any]:
    item: dict[str, Any] = {NAME[record.module]: record.name, "Owner": {"id": str(record.owner)}}
    if record.module != TASKS:
        item |= {"Town": record.town, "Secret": record.secret, "Code": record.code}
    if record.of is not None:
        item[LOOKUP[record.module]] = {"id": record.of.id}
    if record.module == TASKS:
        item["$se_module"] = ACCOUNTS
    return item


def _share(world: World, chance: Random, record: Record) -> None:
    """Share a record with somebody; the server refuses some of whom it is none of the use."""
    made = world.rules.made
    known: dict[str, list[Any]] = {
        "users": made.users[1:],
        "roles": made.roles[1:],
        "groups": made.user_groups,
    }
    kind = chance.choice(sorted(known))
    target = chance.choice(known[kind]).id
    permission, related = chance.choice(sorted(PERMISSIONS.values())), chance.random() < 0.5
    share: dict[str, Any] = {
        "type": "private",
        "permission": permission,
        "shared_with": {"type": kind, "id": str(target)},
        "share_related_records": related,
    }
    if chance.random() < 0.15:
        target = 0
        share = {"type": "public", "permission": permission, "share_related_records": related}
    path = f"/{record.module}/{record.id}/actions/share"
    answer = world.org.client(ADMIN).post(path, {"share": [share]})
    if answer.status_code == 201:
        record.shares.append((target, permission, related))
    else:
        assert (kind, target > 0) == ("users", True), answer.text


@pytest.fixture(scope="module", params=[(one, n) for one in DATABASES for n in ORGS], ids=str)
def world(request):
    database, number = request.param
    live = request.getfixturevalue(f"{database}_live")
    yield made_world(live, number)
    close_clients()


def records_in(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code in (200, 204), answer.text
    found: list[dict[str, Any]] = answer.json()["data"] if answer.content else []
    return found


def users_with(world: World, module: str | None = None) -> list[tuple[Any, Client]]:
    """Return the users, with their clients, who may view a module."""
    return [
        (one, world.clients[one.id])
        for one in world.rules.made.users
        if module is None or world.rules.views(one, module)
    ]


def names_of(module: str) -> str:
    return ",".join((NAME[module], *ASKED[module]))


@pytest.mark.parametrize("module", MODULES)
def test_lists(world, module):
    for user, client in users_with(world):
        answer = client.get(f"/{module}", params={"fields": names_of(module)})
        if not world.rules.views(user, module):
            assert answer.json()["code"] == "NO_PERMISSION"
            continue
        expected = [world.shown(user, one) for one in world.seen(user, module)]
        assert records_in(answer) == expected, user.email
        ids = ",".join(one.id for one in world.of(module))
        again = client.get(f"/{module}", params={"fields": "id", "ids": ids})
        assert [one["id"] for one in records_in(again)] == [one["id"] for one in expected]


@pytest.mark.parametrize("module", MODULES)
def test_single_records(world, module):
    for user, client in users_with(world, module):
        for record in world.of(module):
            answer = client.get(f"/{module}/{record.id}")
            found = records_in(answer)
            expected = [world.shown(user, record)] if world.rules.right(user, record) else []
            keys = expected[0] if expected else {}
            assert [{key: one[key] for key in keys} for one in found] == expected, user.email
            assert all("Secret" not in one or "Secret" in keys for one in found)


@pytest.mark.parametrize("module", MODULES)
def test_counts_and_pages(world, module):
    for user, client in users_with(world, module):
        seen = [one.id for one in world.seen(user, module)]
        assert client.get(f"/{module}/actions/count").json()["count"] == len(seen)
        asked = {"fields": "id", "per_page": "3"}
        page = client.get(f"/{module}", params=asked)
        walked, tokens = [one["id"] for one in records_in(page)], []
        while page.content and (token := page.json()["info"]["next_page_token"]):
            tokens.append(token)
            page = client.get(f"/{module}", params={**asked, "page_token": token})
            walked += [one["id"] for one in records_in(page)]
        assert walked == seen, user.email
        others = [one for other, one in users_with(world, module) if other is not user]
        for token in tokens[:1]:
            answer = others[0].get(f"/{module}", params={**asked, "page_token": token})
            assert answer.status_code == 400, answer.text


@pytest.mark.parametrize("module", [ACCOUNTS, CONTACTS])
def test_searches(world, module):
    for user, client in users_with(world, module):
        seen = world.seen(user, module)
        hidden = not world.rules.has_field(user, module, "Secret")
        for town in TOWNS:
            path = f"/{module}/search?criteria=(Town:equals:{town})"
            found = [one["id"] for one in records_in(client.get(path))]
            assert found == [one.id for one in seen if one.town == town], user.email
            found = [one["id"] for one in records_in(client.get(f"/{module}/search?word={town}"))]
            assert found == [one.id for one in seen if one.town == town], user.email
        wanted = world.of(module)[0]
        by_word = client.get(f"/{module}/search?word={wanted.secret}")
        found = [one["id"] for one in records_in(by_word)]
        assert found == ([wanted.id] if wanted in seen and not hidden else []), user.email
        by_field = client.get(f"/{module}/search?criteria=(Secret:equals:{wanted.secret})")
        if hidden:
            assert by_field.json()["code"] == "INVALID_QUERY", by_field.text
        else:
            assert [one["id"] for one in records_in(by_field)] == found, user.email


def test_searches_by_lookup(world):
    for user, client in users_with(world, CONTACTS):
        for account in world.of(ACCOUNTS):
            path = f"/{CONTACTS}/search?criteria=(Account_Name.id:equals:{account.id})"
            found = [one["id"] for one in records_in(client.get(path))]
            expected = [
                one.id
                for one in world.seen(user, CONTACTS)
                if one.of is account and world.rules.right(user, account)
            ]
            assert found == expected, user.email


def asked_in_coql(client: Client, query: str) -> list[dict[str, Any]]:
    return records_in(client.post("/coql", {"select_query": query}))


def test_queries(world):
    for user, client in users_with(world, CONTACTS):
        seen = world.seen(user, CONTACTS)
        query = "select Last_Name, Account_Name, Account_Name.Town from Contacts where id > 0"
        found = {one["id"]: one for one in asked_in_coql(client, query)}
        assert found.keys() == {one.id for one in seen}, user.email
        for record in seen:
            there = world.rules.right(user, record.of)
            own = found[record.id]["Account_Name"]
            assert own == ({"name": record.of.name, "id": record.of.id} if there else None)
            assert found[record.id]["Account_Name.Town"] == (record.of.town if there else None)
        for account in world.of(ACCOUNTS)[:3]:
            query = f"select id from Contacts where Account_Name.Account_Name = '{account.name}'"
            told = {one["id"] for one in asked_in_coql(client, query)}
            there = world.rules.right(user, account)
            assert told == {one.id for one in seen if there and one.of is account}, user.email
        query = "select Town, COUNT(id) from Contacts where id > 0 group by Town"
        counted = {one["Town"]: one["COUNT(id)"] for one in asked_in_coql(client, query)}
        towns = [one.town for one in seen]
        assert counted == {town: towns.count(town) for town in set(towns)}, user.email


def test_queries_know_no_hidden_field(world):
    for user, client in users_with(world, CONTACTS):
        hidden = not world.rules.has_field(user, CONTACTS, "Secret")
        for query in (
            "select Secret from Contacts where id > 0",
            "select id from Contacts where Secret = 'Hush1'",
            "select id from Contacts where id > 0 order by Secret",
        ):
            answer = client.post("/coql", {"select_query": query})
            assert (answer.status_code == 400) == hidden, (user.email, answer.text)


def test_related_lists(world):
    for user, client in users_with(world, ACCOUNTS):
        for account in world.of(ACCOUNTS):
            answer = client.get(f"/{ACCOUNTS}/{account.id}/Contacts", params={"fields": "id"})
            counted = client.post(
                f"/{ACCOUNTS}/{account.id}/actions/get_related_records_count",
                {"get_related_records_count": [{"related_list": {"api_name": "Contacts"}}]},
            )
            if not world.rules.right(user, account):
                assert answer.json()["code"] == "INVALID_DATA", user.email
                assert "count" not in counted.text.replace("get_related_records_count", "")
                continue
            own = [one.id for one in world.seen(user, CONTACTS) if one.of is account]
            assert [one["id"] for one in records_in(answer)] == own, user.email
            (entry,) = counted.json()["get_related_records_count"]
            assert entry["count"] == len(own), user.email


def test_timelines(world):
    for user, client in users_with(world, CONTACTS):
        for record in world.of(CONTACTS)[:6]:
            answer = client.get(f"/{CONTACTS}/{record.id}/__timeline")
            seen = bool(world.rules.right(user, record))
            assert (answer.status_code == 200) == seen, (user.email, answer.text)
            assert seen or record.name not in answer.text


def test_deleted_records(world):
    for user, client in users_with(world, CONTACTS):
        default = world.rules.defaults.get(CONTACTS, "private") != "private"
        told = [
            one.id for one in world.deleted if default or world.rules.stands_above(user, one.owner)
        ]
        found = records_in(client.get(f"/{CONTACTS}/deleted"))
        assert sorted(one["id"] for one in found) == sorted(told), user.email
        for record in world.deleted:
            assert records_in(client.get(f"/{CONTACTS}/{record.id}")) == []


def test_duplicates(world):
    for user, client in users_with(world):
        for record in world.of(CONTACTS)[:5]:
            item = {"Last_Name": "Same", "Code": record.code}
            (entry,) = client.post(f"/{CONTACTS}", {"data": [item]}).json()["data"]
            assert entry["code"] == "DUPLICATE_DATA", entry
            seen = world.rules.right(user, record)
            assert (record.id in str(entry)) == bool(seen), (user.email, entry)


def test_lookups_to_what_is_not_seen_are_refused(world):
    for user, client in users_with(world, CONTACTS):
        for account in world.of(ACCOUNTS):
            # A value that is taken keeps the record from being made.
            taken = world.of(CONTACTS)[0].code
            item = {"Last_Name": "New", "Code": taken, "Account_Name": {"id": account.id}}
            (entry,) = client.post(f"/{CONTACTS}", {"data": [item]}).json()["data"]
            seen = world.rules.right(user, account)
            expected = "DUPLICATE_DATA" if seen else "INVALID_DATA"
            assert entry["code"] == expected, (user.email, entry)


def test_updates(world):
    outcomes = {0: "INVALID_DATA", SEE: "AUTHORIZATION_FAILED", EDIT: "SUCCESS", DELETE: "SUCCESS"}
    for user, client in users_with(world, CONTACTS):
        items = [{"id": one.id, "Description": "d"} for one in world.of(CONTACTS)]
        answer = client.request("PUT", f"/{CONTACTS}", json={"data": items})
        found = [one["code"] for one in answer.json()["data"]]
        expected = [outcomes[world.rules.right(user, one)] for one in world.of(CONTACTS)]
        assert found == expected, user.email


def test_fields_that_are_only_read_or_not_there_are_not_written(world):
    for user, client in users_with(world, CONTACTS):
        own = next((r for r in world.of(CONTACTS) if world.rules.right(user, r) >= EDIT), None)
        if own is None:
            continue
        body = {"data": [{"id": own.id, "Fixed": "f"}]}
        answer = client.request("PUT", f"/{CONTACTS}", json=body)
        (entry,) = answer.json()["data"]
        expected = "NO_PERMISSION" if world.rules.only_reads(user, "Fixed") else "SUCCESS"
        assert entry["code"] == expected, user.email
        if not world.rules.has_field(user, CONTACTS, "Secret"):
            body = {"data": [{"id": own.id, "Secret": "told"}]}
            assert client.request("PUT", f"/{CONTACTS}", json=body).status_code == 200
            admin = world.clients[world.rules.made.users[0].id]
            assert admin.record(CONTACTS, own.id)["Secret"] == own.secret


def test_deletions(world):
    """The last test: it deletes what each user in turn may delete."""
    outcomes = {0: "INVALID_DATA", SEE: "NO_PERMISSION", EDIT: "NO_PERMISSION", DELETE: "SUCCESS"}
    for user, client in users_with(world, CONTACTS)[1:]:
        left = world.of(CONTACTS)
        if not left:
            break
        ids = ",".join(one.id for one in left)
        answer = client.request("DELETE", f"/{CONTACTS}?ids={ids}")
        found = [one["code"] for one in answer.json()["data"]]
        assert found == [outcomes[world.rules.right(user, one)] for one in left], user.email
        world.records = [
            one for one in world.records if one not in left or world.rules.right(user, one) < DELETE
        ]
