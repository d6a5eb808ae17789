"""Whatever is done to records, all that is kept about them stays consistent with them.

`LIFE_EXAMPLES=500 LIFE_STEPS=80 pytest tests/properties/test_life.py` runs it for long.
"""

from __future__ import annotations

import os
import time
from typing import Any

import httpx
import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from crmstead.databases.registry import DATABASES
from crmstead.store.upkeep.examining import examine_org
from tests.api.deleting import BIN, in_bin, told
from tests.live import ADMIN, PEER, STANDARD, close_clients, make_org
from tests.properties.life import (
    BINNED,
    CONTACTS,
    GONE,
    LEADS,
    LIVE,
    MODULES,
    PLACE,
    TRACKED,
    VIEWS,
    Model,
    Note,
    Record,
    Tag,
    life_definitions,
)
from tests.properties.strategies import modest

#: A number picks a record of the model, or some.
ONE = st.integers(0, 30)
SOME = st.lists(ONE, min_size=1, max_size=4)
MODULE = st.sampled_from(MODULES)
CODES = st.sampled_from([None, "a", "A", "b", "c"])
NAMES = st.sampled_from(["Hot", "Cold", "hot", "New", "Old"])
USERS = st.sampled_from([ADMIN, STANDARD, PEER])
TERRITORIES = st.lists(st.sampled_from(["North", "South"]), min_size=1, max_size=2, unique=True)
VALUES = {
    "Last_Name": st.sampled_from(["Smith", "Ames", "Oslowski"]),
    "Place": st.sampled_from([PLACE, "Rome Harbour", "São Paulo", None]),
    "Size": st.sampled_from([None, 0, 5, 12]),
    "Kinds": st.lists(st.sampled_from(["Wet", "Dry", "Old"]), unique=True, max_size=3),
}
#: What an update gives, but for unique values.
CHANGES = st.fixed_dictionaries({}, optional=VALUES)
WORDS = ("oslo", "harbour", "são", "wet", "smi", "nothing")
LOCKING = ["update", "delete", "tags", "change_owner", "convert"]
#: To look at everything is slow: that is done once in so many steps.
SELDOM = 6


class Life(RuleBasedStateMachine):
    """The server and the model, side by side."""

    live: Any

    @initialize()
    def begin(self) -> None:
        self.org = make_org(self.live, life_definitions())
        self.client = self.org.client()
        self.other = self.org.client(STANDARD)
        catalogue = self.org.org.catalogue
        self.users = {
            mail: str(catalogue.user_by_email[mail].id) for mail in (ADMIN, STANDARD, PEER)
        }
        self.territory = {one.name: str(one.id) for one in catalogue.territory_by_id.values()}
        names = {str(one.id): one.full_name for one in catalogue.users}
        self.model = Model(names)
        self.steps = 0
        goods = [{"Product_Name": name} for name in "ab"]
        self.products = self.client.insert("Products", *goods)
        for module in MODULES:
            path = f"/settings/record_locking_configurations?module={module}"
            item = {"lock_type": "manual", "restricted_actions": LOCKING}
            answer = self.client.post(path, {"record_locking_configurations": [item]})
            assert answer.status_code == 201, answer.text
        values: dict[str, Any] = {
            "Last_Name": "Smith", "Place": PLACE, "Size": None, "Kinds": [],
        }  # fmt: skip
        for module in MODULES:
            self.insert(module, [(values, "a"), (values, "b"), (values, None)], ["Hot"], ADMIN)
            self.add_note(len(self.model.records) - 1)

    def teardown(self) -> None:
        if hasattr(self, "model"):
            self.check_all()
            close_clients()

    # Choosing

    def one(self, number: int) -> Record:
        return self.model.records[number % len(self.model.records)]

    def some(self, numbers: list[int], module: str) -> list[Record]:
        """Return some records of a module, each once, whatever became of them."""
        known = [one for one in self.model.records if one.module == module]
        return [known[place] for place in dict.fromkeys(number % len(known) for number in numbers)]

    # Asking

    def put(self, path: str, body: Any) -> httpx.Response:
        return self.client.request("PUT", path, json=body)

    @staticmethod
    def entries(answer: httpx.Response, root: str = "data") -> list[Any]:
        assert answer.status_code in (200, 201, 202, 207, 400), answer.text
        return list(answer.json()[root])

    def good(self, answer: httpx.Response, expected: bool, root: str = "data") -> Any:
        """Check whether the one thing that was asked for was done; return its entry."""
        if answer.status_code == 204 or root not in answer.json():
            assert not expected, answer.text
            return None
        found = answer.json()[root]
        entry = found[0] if isinstance(found, list) else found
        assert (entry["status"] == "success") is expected, answer.text
        return entry

    def check_each(self, answer: httpx.Response, expected: list[bool]) -> None:
        """Check which of several things were done."""
        content = answer.json()
        if "data" not in content:
            assert not any(expected), answer.text
            return
        found = [one["status"] == "success" for one in content["data"]]
        if len(found) == 1 < len(expected):
            found *= len(expected)
        assert found == expected, answer.text

    # Records

    @rule(
        module=MODULE,
        items=st.lists(st.tuples(st.fixed_dictionaries(VALUES), CODES), min_size=1, max_size=3),
        tags=st.lists(NAMES, max_size=2),
        owner=USERS,
    )
    def insert(self, module: str, items: list[Any], tags: list[str], owner: str) -> None:
        sent = [self.new(module, values, code, tags, owner) for values, code in items]
        entries = self.entries(self.client.post(f"/{module}", {"data": sent}))
        for item, entry in zip(sent, entries, strict=True):
            free = self.model.holder(module, item["Code"]) is None
            assert (entry["status"] == "success") is free, entry
            if free:
                self.made(module, entry["details"]["id"], item)

    def new(
        self, module: str, values: dict[str, Any], code: str | None, tags: list[str], owner: str
    ) -> dict[str, Any]:
        more = {"Stays": [{"Town": "Ulm"}], "Likes": [self.like(0)]} if module == CONTACTS else {}
        given = [{"name": name} for name in tags]
        return {**values, "Code": code, "Tag": given, "Owner": self.users[owner], **more}

    def like(self, place: int) -> dict[str, Any]:
        return {"Products": {"id": self.products[place]}}

    def made(self, module: str, number: str, item: dict[str, Any]) -> Record:
        values = {name: item[name] for name in TRACKED}
        record = Record(number, module, item["Owner"], values)
        record.tags = self.tags(module, [one["name"] for one in item["Tag"]])
        record.towns = [one["Town"] for one in item.get("Stays", ())]
        record.likes = [one["Products"]["id"] for one in item.get("Likes", ())]
        self.model.add(record)
        return record

    def tags(self, module: str, names: list[str]) -> list[Tag]:
        """Return the tags of names, made where they are new; what they are called is read back."""
        if any(self.model.tag(module, name) is None for name in names):
            known = {one.id for one in self.model.tags}
            for one in self.tags_shown(module):
                if one["id"] not in known:
                    self.model.tags.append(Tag(one["id"], module, one["name"]))
        found = [self.model.tag(module, name) for name in names]
        return list(dict.fromkeys(one for one in found if one is not None))

    def tags_shown(self, module: str) -> list[Any]:
        answer = self.client.get("/settings/tags", params={"module": module})
        return list(answer.json()["tags"])

    @rule(module=MODULE, numbers=SOME, values=CHANGES, tags=st.none() | st.lists(NAMES, max_size=2))
    def update(
        self, module: str, numbers: list[int], values: dict[str, Any], tags: list[str] | None
    ) -> None:
        records = self.some(numbers, module)
        given = {} if tags is None else {"Tag": [{"name": name} for name in tags]}
        items = [{"id": one.id, **values, **given} for one in records]
        answer = self.put(f"/{module}", {"data": items})
        good = [one.takes({**values, **given}) for one in records]
        self.check_each(answer, good)
        for one, done in zip(records, good, strict=True):
            if done:
                self.model.change(one, values, None if tags is None else self.tags(module, tags))

    @rule(number=ONE, values=CHANGES, code=CODES)
    def update_code(self, number: int, values: dict[str, Any], code: str | None) -> None:
        one = self.one(number)
        answer = self.put(f"/{one.module}/{one.id}", {"data": [{**values, "Code": code}]})
        good = one.free and self.model.holder(one.module, code, one) is None
        self.good(answer, good)
        if good:
            self.model.change(one, {**values, "Code": code})

    @rule(number=ONE, town=st.sampled_from(["Bern", "Bath"]), place=st.none() | st.integers(0, 1))
    def update_rows(self, number: int, town: str, place: int | None) -> None:
        (one,) = self.some([number], CONTACTS)
        if not one.free:
            return
        likes: list[Any] | None = None
        if place is not None and self.products[place] not in one.likes:
            likes = [self.like(place)]
        item = {
            "Stays": [{"Town": town}],
            **({} if place is not None and not likes else {"Likes": likes}),
        }
        answer = self.put(f"/{CONTACTS}/{one.id}", {"data": [item]})
        self.good(answer, expected=True)
        kept = {"Stays": [*one.towns, town]}
        if "Likes" in item:
            kept["Likes"] = [*one.likes, self.products[place]] if place is not None else []
        self.model.change(one, kept)

    @rule(module=MODULE, values=st.fixed_dictionaries(VALUES), code=CODES)
    def upsert(self, module: str, values: dict[str, Any], code: str | None) -> None:
        item = {**values, "Code": code, "Owner": self.users[ADMIN]}
        body = {"data": [item], "duplicate_check_fields": ["Code"]}
        answer = self.client.post(f"/{module}/upsert", body)
        found = self.model.holder(module, code)
        entry = self.good(answer, found is None or found.free)
        if found is None:
            assert entry["action"] == "insert"
            self.made(module, entry["details"]["id"], {**item, "Tag": []})
        elif found.free:
            assert (entry["action"], entry["details"]["id"]) == ("update", found.id)
            changed = found.owner != item["Owner"]
            names = (self.model.names[found.owner], self.model.names[item["Owner"]])
            found.owner = item["Owner"]
            self.model.change(found, {**values, "Code": code})
            if changed:
                self.model.events[-1].changes["Owner"] = names

    @rule(number=ONE, code=CODES, owner=USERS)
    def clone(self, number: int, code: str | None, owner: str) -> None:
        source = self.one(number)
        changes = {"Code": code, "Owner": self.users[owner]}
        answer = self.client.clone(source.module, source.id, {"data": [changes]})
        free = self.model.holder(source.module, code) is None
        entry = self.good(answer, source.place == LIVE and free)
        if entry is not None and source.place == LIVE and free:
            values = {**source.values, "Code": code}
            made = Record(entry["details"]["id"], source.module, changes["Owner"] or "", values)
            made.tags, made.territories = list(source.tags), set(source.territories)
            made.towns, made.likes = list(source.towns), list(source.likes)
            self.model.add(made)

    # Away and back

    @rule(module=MODULE, numbers=SOME)
    def delete(self, module: str, numbers: list[int]) -> None:
        records = self.some(numbers, module)
        ids = ",".join(one.id for one in records)
        good = [one.place == LIVE and one.lock is None for one in records]
        answer = self.client.request("DELETE", f"/{module}", params={"ids": ids})
        self.check_each(answer, good)
        for one, done in zip(records, good, strict=True):
            if done:
                self.model.delete(one)

    @precondition(lambda self: self.binned())
    @rule(numbers=SOME)
    def restore(self, numbers: list[int]) -> None:
        chosen = self.chosen(numbers)
        expected = {}
        # Records come back before their notes, each in the order of their ids.
        for one in sorted(chosen, key=self.order):
            if isinstance(one, Note):
                expected[one.id] = one.parent.place == LIVE
            else:
                taken = self.model.holder(one.module, one.code)
                expected[one.id] = one.converted or taken is None
            if expected[one.id]:
                self.model.restore(one)
        answer = self.client.post(f"{BIN}/actions/restore", {"ids": [one.id for one in chosen]})
        self.check_bin(answer, expected)

    @precondition(lambda self: self.binned())
    @rule(numbers=SOME)
    def purge(self, numbers: list[int]) -> None:
        chosen = self.chosen(numbers)
        ids = ",".join(one.id for one in chosen)
        answer = self.client.request("DELETE", BIN, params={"ids": ids})
        self.check_bin(answer, {one.id: True for one in chosen})
        for one in chosen:
            self.model.purge(one)

    def binned(self) -> list[Record | Note]:
        everything: list[Record | Note] = [*self.model.records, *self.model.notes]
        return [one for one in everything if one.place == BINNED]

    def chosen(self, numbers: list[int]) -> list[Record | Note]:
        known = self.binned()
        return [known[place] for place in dict.fromkeys(number % len(known) for number in numbers)]

    @staticmethod
    def order(one: Record | Note) -> tuple[bool, int]:
        return isinstance(one, Note), int(one.id)

    def check_bin(self, answer: httpx.Response, expected: dict[str, bool]) -> None:
        entries = self.entries(answer, "recycle_bin")
        found = {one["details"]["id"]: one["status"] == "success" for one in entries}
        assert found == expected, answer.text

    # Tags, owners, territories

    @rule(
        module=MODULE,
        numbers=SOME,
        names=st.lists(NAMES, min_size=1, max_size=2),
        replace=st.booleans(),
        removes=st.booleans(),
    )
    def tag(
        self, module: str, numbers: list[int], names: list[str], replace: bool, removes: bool
    ) -> None:
        records = self.some(numbers, module)
        body = {"ids": [one.id for one in records], "tags": [{"name": name} for name in names]}
        action = "remove_tags" if removes else "add_tags"
        if not removes:
            body["over_write"] = replace
        answer = self.client.post(f"/{module}/actions/{action}", body)
        good = [one.place == LIVE and one.lock is None for one in records]
        self.check_each(answer, good)
        if removes:
            tags = [found for name in names if (found := self.model.tag(module, name)) is not None]
        else:
            tags = self.tags(module, names) if any(good) else []
        for one, done in zip(records, good, strict=True):
            if done and removes:
                self.model.remove_tags(one, tags)
            elif done:
                self.model.add_tags(one, tags, replace=replace)

    @precondition(lambda self: self.model.tags)
    @rule(number=ONE, other=ONE, name=NAMES, what=st.sampled_from(["rename", "merge", "delete"]))
    def change_tag(self, number: int, other: int, name: str, what: str) -> None:
        tags = self.model.tags
        tag = tags[number % len(tags)]
        path, params = f"/settings/tags/{tag.id}", {"module": tag.module}
        if what == "delete":
            answer = self.client.request("DELETE", path)
            self.good(answer, expected=True, root="tags")
            self.model.lose_tag(tag)
        elif what == "merge":
            into = tags[other % len(tags)]
            good = into is not tag and into.module == tag.module
            body = {"tags": [{"conflict_id": into.id}]}
            self.good(self.client.post(f"{path}/actions/merge", body), good, "tags")
            if good:
                self.model.lose_tag(into, tag)
        else:
            good = self.model.tag(tag.module, name) in (None, tag)
            body = {"tags": [{"name": name}]}
            answer = self.client.request("PUT", path, json=body, params=params)
            self.good(answer, good, "tags")
            tag.name = name if good else tag.name

    @rule(module=MODULE, numbers=SOME, owner=USERS)
    def change_owner(self, module: str, numbers: list[int], owner: str) -> None:
        records = self.some(numbers, module)
        body = {"ids": [one.id for one in records], "owner": {"id": self.users[owner]}}
        answer = self.client.post(f"/{module}/actions/change_owner", body)
        self.check_each(answer, [one.free for one in records])
        for one in records:
            if one.free:
                self.model.own(one, self.users[owner])

    @rule(number=ONE, names=TERRITORIES, removes=st.booleans())
    def change_territories(self, number: int, names: list[str], removes: bool) -> None:
        (one,) = self.some([number], CONTACTS)
        ids = {self.territory[name] for name in names}
        item = {"id": one.id, "Territories": [{"id": self.territory[name]} for name in names]}
        action = "remove" if removes else "assign"
        answer = self.client.post(f"/{CONTACTS}/actions/{action}_territories", {"data": [item]})
        fitting = ids <= one.territories if removes else not ids & one.territories
        self.good(answer, one.free and fitting)
        if one.free and fitting:
            one.territories = one.territories - ids if removes else one.territories | ids
            self.model.tell(one, "territory_removed" if removes else "territory_assigned")

    # Records and others

    @rule(number=ONE, carry=st.booleans())
    def convert(self, number: int, carry: bool) -> None:
        (lead,) = self.some([number], LEADS)
        names = [{"name": one.name} for one in lead.tags]
        item = {"carry_over_tags": {CONTACTS: names}} if carry and names else {}
        answer = self.client.post(f"/{LEADS}/{lead.id}/actions/convert", {"data": [item]})
        entry = self.good(answer, lead.free)
        if lead.free:
            made = entry["details"]["Contacts"]["id"]
            self.converted(lead, made, lead.owner, [one["name"] for one in names] if item else [])

    def converted(self, lead: Record, number: str, owner: str, tags: list[str]) -> None:
        values: dict[str, Any] = {**dict.fromkeys(TRACKED), "Kinds": []}
        values.update({name: lead.values[name] for name in ("Last_Name", "Place")})
        contact = Record(number, CONTACTS, owner, values)
        contact.tags = self.tags(CONTACTS, tags)
        self.model.add(contact)
        self.model.hand_on(lead, contact)
        lead.converted = True
        self.model.tell(lead, "converted")

    @rule(numbers=st.lists(ONE, min_size=2, max_size=3), takes=st.booleans())
    def merge(self, numbers: list[int], takes: bool) -> None:
        master, *children = self.some(numbers, CONTACTS)
        if not children:
            return
        fields = [{"api_name": "Place"}, {"api_name": "Code"}] if takes else []
        data = [{"id": one.id} for one in children]
        data[0]["_fields"] = fields  # type: ignore[assignment]
        path = f"/{CONTACTS}/{master.id}/actions/merge"
        answer = self.client.post(path, {"merge": [{"data": data}]})
        good = all(one.free for one in (master, *children))
        self.good(answer, good, "merge")
        if good:
            for child in children:
                self.model.hand_on(child, master)
                self.model.delete(child)
            taken = {name: children[0].values[name] for name in ("Place", "Code")}
            self.model.change(master, taken if takes else {})
            self.model.tell(master, "merged")

    @rule(number=ONE, place=st.integers(0, 1), removes=st.booleans())
    def link(self, number: int, place: int, removes: bool) -> None:
        one, product = self.one(number), self.products[place]
        if not one.free:
            return
        path = f"/{one.module}/{one.id}/Products"
        if removes:
            answer = self.client.request("DELETE", path, params={"ids": product})
            self.good(answer, product in one.products)
            if product in one.products:
                one.products.remove(product)
                self.model.tell(one, "delinked")
            return
        self.good(self.put(path, {"data": [{"id": product}]}), expected=True)
        if product not in one.products:
            one.products.add(product)
            self.model.tell(one, "linked")

    @rule(number=ONE, removes=st.booleans())
    def share(self, number: int, removes: bool) -> None:
        one, user = self.one(number), self.users[STANDARD]
        if one.place != LIVE or one.converted:
            return
        path = f"/{one.module}/{one.id}/actions/share"
        if removes:
            self.good(self.client.request("DELETE", path), bool(one.shared), "share")
            if one.shared:
                one.shared.clear()
                self.model.tell(one, "sharing_revoked")
            return
        item = {"shared_with": {"id": user, "type": "users"}, "type": "private"}
        body = {"share": [{**item, "permission": "read_write"}]}
        good = user not in one.shared and one.owner != user
        self.good(self.client.post(path, body), good, "share")
        if good:
            one.shared.add(user)
            self.model.tell(one, "shared")

    @rule(number=ONE)
    def lock(self, number: int) -> None:
        one = self.one(number)
        if one.place != LIVE or one.converted:
            return
        path = f"/{one.module}/{one.id}/Locking_Information__s"
        if one.lock is not None:
            answer = self.client.request("DELETE", f"{path}/{one.lock}")
            self.good(answer, expected=True)
            one.lock = None
            self.model.tell(one, "unlocked")
            return
        answer = self.client.post(path, {"data": [{"Locked_Reason__s": "R"}]})
        one.lock = self.good(answer, expected=True)["details"]["id"]
        self.model.tell(one, "locked")

    @rule(number=ONE)
    def add_note(self, number: int) -> None:
        one = self.one(number)
        body = {"data": [{"Note_Content": "N", "Note_Title": "T"}]}
        answer = self.client.post(f"/{one.module}/{one.id}/Notes", body)
        entry = self.good(answer, one.place == LIVE)
        if one.place == LIVE:
            note = Note(entry["details"]["id"], one)
            self.model.notes.append(note)
            self.model.tell(note, "added")

    @precondition(lambda self: self.model.notes)
    @rule(number=ONE, removes=st.booleans())
    def change_note(self, number: int, removes: bool) -> None:
        note = self.model.notes[number % len(self.model.notes)]
        good = note.place == LIVE and note.parent.place == LIVE
        if removes:
            answer = self.client.request("DELETE", "/Notes", params={"ids": note.id})
            self.check_each(answer, [good])
            if good:
                self.model.delete(note)
            return
        answer = self.put("/Notes", {"data": [{"id": note.id, "Note_Content": "M"}]})
        self.good(answer, good)
        if good:
            self.model.tell(note, "updated")

    # Jobs

    @rule(
        module=MODULE,
        what=st.sampled_from(["update", "update", "change_owner", "delete"]),
        size=VALUES["Size"],
        owner=USERS,
    )
    def job(self, module: str, what: str, size: int | None, owner: str) -> None:
        records = [one for one in self.model.of(module) if one.values["Place"] == PLACE]
        body: dict[str, Any] = {"cvid": str(VIEWS[module])}
        if what == "update":
            body["data"] = [{"Size": size}]
        elif what == "change_owner":
            body["owner"] = {"id": self.users[owner]}
        answer = self.client.post(f"/{module}/actions/mass_{what}", body)
        entry = self.good(answer, bool(records))
        if not records:
            return
        found = self.finished(f"/{module}/actions/mass_{what}", entry["details"]["job_id"])
        done = [one for one in records if one.free]
        count = found["Deleted_Count" if what == "delete" else "Updated_Count"]
        assert (found["Total_Count"], count) == (len(records), len(done))
        for one in done:
            if what == "update":
                self.model.change(one, {"Size": size})
            elif what == "delete":
                self.model.delete(one)
            else:
                self.model.own(one, self.users[owner])

    @rule(numbers=SOME, owner=USERS)
    def convert_many(self, numbers: list[int], owner: str) -> None:
        leads = self.some(numbers, LEADS)
        body = {"ids": [one.id for one in leads], "assign_to": {"id": self.users[owner]}}
        answer = self.client.post(f"/{LEADS}/actions/mass_convert", body)
        assert answer.status_code == 202, answer.text
        path = f"/{LEADS}/actions/mass_convert"
        found = self.finished(path, answer.json()["details"]["job_id"])
        done = [one for one in leads if one.free]
        assert found["Converted_Count"] == len(done)
        for one in done:
            detail = self.client.record(LEADS, one.id)["$converted_detail"]
            self.converted(one, detail["contact"], self.users[owner], [])

    def finished(self, path: str, job: str) -> Any:
        for _ in range(500):
            (found,) = self.client.get(path, params={"job_id": job}).json()["data"]
            if found["Status"] == "COMPLETED":
                return found
            assert found["Status"] in {"SCHEDULED", "RUNNING"}
            time.sleep(0.01)
        raise AssertionError("the job is not done")

    # What is to be seen

    @invariant()
    def shows_what_the_model_has(self) -> None:
        self.steps += 1
        for module in MODULES:
            self.check_list(module)
        if self.steps % SELDOM == 0:
            self.check_all()

    def check_list(self, module: str) -> None:
        names = [*TRACKED, "Tag", "Owner", "Locked__s"]
        params = {"fields": ",".join(names), "per_page": 200}
        answer = self.client.get(f"/{module}", params=params)
        shown = answer.json()["data"] if answer.content else []
        assert {one["id"]: self.plain(one) for one in shown} == {
            one.id: {
                **one.values,
                "Tag": [(tag.id, tag.name) for tag in one.tags],
                "Owner": one.owner,
                "Locked__s": one.lock is not None,
            }
            for one in self.model.of(module)
        }
        codes = [one["Code"].lower() for one in shown if one["Code"]]
        assert len(codes) == len(set(codes))

    @staticmethod
    def plain(shown: dict[str, Any]) -> dict[str, Any]:
        tags = [(tag["id"], tag["name"]) for tag in shown["Tag"]]
        own = {name: shown[name] for name in (*TRACKED, "Locked__s")}
        return {**own, "Tag": tags, "Owner": shown["Owner"]["id"]}

    def check_all(self) -> None:
        for module in MODULES:
            self.check_searches(module)
            self.check_tags(module)
        self.check_away()
        for one in self.model.records:
            if one.place == LIVE:
                self.check_record(one)
            else:
                assert self.client.get(f"/{one.module}/{one.id}").status_code == 204
        self.check_rows()

    def ids(self, path: str, client: Any = None, **params: Any) -> set[str]:
        params = {"fields": "id", "per_page": 200, **params}
        answer = (client or self.client).get(path, params=params)
        assert answer.status_code in (200, 204), answer.text
        return {one["id"] for one in answer.json()["data"]} if answer.content else set()

    def check_searches(self, module: str) -> None:
        records = self.model.of(module)
        assert self.ids(f"/{module}", self.other) == self.model.visible(
            module, self.users[STANDARD]
        )
        there = {one.id for one in records if one.values["Place"] == PLACE}
        assert self.ids(f"/{module}", cvid=VIEWS[module]) == there
        large = {one.id for one in records if (one.values["Size"] or 0) >= 5}
        criteria = "(Size:greater_equal:5)"
        assert self.ids(f"/{module}/search", criteria=criteria) == large
        for params, count in (({}, len(records)), ({"criteria": criteria}, len(large))):
            answer = self.client.get(f"/{module}/actions/count", params=params)
            assert answer.json() == {"count": count}
        for word in WORDS:
            assert self.ids(f"/{module}/search", word=word) == self.model.worded(module, word)
        if module == LEADS:
            converted = {one.id for one in self.model.of(module, converted=True)}
            assert self.ids(f"/{module}", converted="true") == converted

    def check_tags(self, module: str) -> None:
        known = {one.id: one for one in self.model.tags if one.module == module}
        shown = self.tags_shown(module)
        assert {one["id"]: one["name"] for one in shown} == {
            number: one.name for number, one in known.items()
        }
        everything = self.model.of(module) + self.model.of(module, converted=True)
        for number, tag in known.items():
            path = f"/settings/tags/{number}/actions/records_count"
            answer = self.client.get(path, params={"module": module})
            assert answer.json() == {"count": str(sum(tag in one.tags for one in everything))}

    def check_away(self) -> None:
        assert set(in_bin(self.client)) == {one.id for one in self.binned()}
        everything: list[Record | Note] = [*self.model.records, *self.model.notes]
        for module in (*MODULES, "Notes"):
            types = {BINNED: "recycle", GONE: "permanent"}
            assert set(told(self.client, module)) == {
                (one.id, types[one.place])
                for one in everything
                if getattr(one, "module", "Notes") == module and one.place in types
            }
        shown = {
            one.id for one in self.model.notes if (one.place, one.parent.place) == (LIVE, LIVE)
        }
        assert self.ids("/Notes") == shown

    def check_record(self, one: Record) -> None:
        shown = self.client.record(one.module, one.id)
        assert shown["Owner"]["id"] == one.owner
        path = f"/{one.module}/{one.id}"
        notes = {note.id for note in self.model.note_of(one) if note.place == LIVE}
        assert self.ids(f"{path}/Notes") == notes
        assert self.ids(f"{path}/Products") == one.products
        if one.module == CONTACTS:
            assert [row["Town"] for row in shown["Stays"]] == one.towns
            assert [row["Products"]["id"] for row in shown["Likes"]] == one.likes
            assert {each["id"] for each in shown["Territories"]} == one.territories
        answer = self.client.get(f"{path}/__timeline", params={"per_page": 200})
        found = [
            (entry["record"]["id"], entry["action"], self.changes(entry))
            for entry in answer.json()["__timeline"]
        ]
        assert found == self.model.timeline(one)

    @staticmethod
    def changes(entry: dict[str, Any]) -> dict[str, tuple[str | None, str | None]]:
        return {
            one["api_name"]: (one["_value"]["old"], one["_value"]["new"])
            for one in entry["field_history"] or ()
            if one["api_name"] in {*TRACKED, "Owner", "Tag"}
        }

    def check_rows(self) -> None:
        """Look behind the API: nothing is left of what is gone, nothing is of no record."""
        database = self.org.org.database

        async def examine() -> list[str]:
            return [one.text async for one in examine_org(database, "org") if not one.good]

        assert self.live.run(examine()) == []
        catalogue = self.org.org.catalogue
        for module in MODULES:
            # Searched just now, so that the words are those of all records that there are.
            kept = {row[0] for row in self.org.fetch(f"SELECT id FROM {{{module}}}")}
            words = self.org.fetch(f"SELECT rowid FROM {{_words_{module}}}")
            assert {row[0] for row in words} == kept
            known = [one for one in self.model.records if one.module == module]
            assert kept == {int(one.id) for one in known if one.place != GONE}
        notes = {row[0] for row in self.org.fetch("SELECT id FROM {Notes}")}
        assert notes == {int(one.id) for one in self.model.notes if one.place in (LIVE, BINNED)}
        kept = {
            row[0] for module in MODULES for row in self.org.fetch(f"SELECT id FROM {{{module}}}")
        }
        for linking in catalogue.modules:
            if linking.is_linking and linking.api_name in self.org.org.made_tables:
                for name in (one.api_name for one in linking.fields if one.lookup in MODULES):
                    linked = self.org.fetch(f'SELECT "{name}" FROM {{{linking.api_name}}}')
                    assert {row[0] for row in linked if row[0] is not None} <= kept


@pytest.mark.parametrize("database", DATABASES)
def test_all_that_is_kept_of_records_follows_them(database, request):
    machine = type("LifeHere", (Life,), {"live": request.getfixturevalue(f"{database}_live")})
    count = int(os.environ.get("LIFE_EXAMPLES", "8"))
    steps = int(os.environ.get("LIFE_STEPS", "40"))
    # A failure is told as it was met: to make it smaller would take very long.
    run_state_machine_as_test(
        machine,
        settings=settings(
            modest, max_examples=count, stateful_step_count=steps, phases=[Phase.generate]
        ),
    )
