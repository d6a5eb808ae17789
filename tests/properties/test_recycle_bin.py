"""Deleting, restoring, removing and time, in any order, leave what a plain model says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import settings
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
from crmstead.records.bin.bin_sweeping import sweep_bin
from tests.api.deleting import BIN, DAY, UNIQUE, delete, in_bin, told
from tests.live import close_clients, definitions, make_org
from tests.properties.strategies import modest

LIVE, BINNED, UNDER, GONE = "live", "in the bin", "in the bin under its record", "gone"
#: Records that a step is about, by their number in the model.
SOME = st.lists(st.integers(0, 7), min_size=1, max_size=4)


@dataclass
class Kept:
    """What the model knows of a record: a vendor, or a note of one."""

    id: str
    code: str | None = None
    parent: Kept | None = None
    place: str = LIVE
    #: When it was put into the bin by itself.
    time: int = 0

    @property
    def module(self) -> str:
        return "Vendors" if self.parent is None else "Notes"


class Bin(RuleBasedStateMachine):
    """The server and the model, side by side."""

    org: Any

    @initialize()
    def begin(self) -> None:
        self.org.live.clock.offset = 0
        self.client = self.org.client()
        for module in ("Notes", "Vendors", "_deleted"):
            text = f"DELETE FROM {self.org.org.database.table(module)}"
            self.org.write(lambda transaction, text=text: transaction.execute(text))
        self.kept: list[Kept] = []
        # Something to begin with, so that few steps suffice to meet.
        for code in ("a", "b", None):
            self.add_vendor(code)
        self.add_notes([0, 1, 2])
        self.add_notes([0])

    @property
    def now(self) -> int:
        return self.org.live.clock.seconds()  # type: ignore[no-any-return]

    def chosen(self, numbers: list[int]) -> list[Kept]:
        return [self.kept[place] for place in {number % len(self.kept) for number in numbers}]

    def notes(self, of: Kept) -> list[Kept]:
        return [one for one in self.kept if one.parent is of]

    def holder(self, code: str | None) -> bool:
        live = (one.code for one in self.kept if one.place == LIVE)
        return code is not None and code.lower() in [one.lower() for one in live if one]

    def restorable(self, one: Kept) -> bool:
        return one.place == BINNED and one.time > self.now - 60 * DAY

    @rule(code=st.sampled_from([None, "a", "A", "b"]))
    def add_vendor(self, code: str | None) -> None:
        item = {"Vendor_Name": "Quill", "Code": code}
        answer = self.client.post("/Vendors", {"data": [item]})
        assert (answer.status_code == 201) is not self.holder(code), answer.text
        if answer.status_code == 201:
            self.kept.append(Kept(answer.json()["data"][0]["details"]["id"], code))

    @rule(numbers=SOME)
    def add_notes(self, numbers: list[int]) -> None:
        vendors = [one for one in self.kept if one.module == "Vendors"]
        for number in numbers:
            vendor = vendors[number % len(vendors)]
            parent = {"id": vendor.id, "module": {"api_name": "Vendors"}}
            item = {"Note_Content": "C", "Parent_Id": parent}
            answer = self.client.post("/Notes", {"data": [item]})
            assert (answer.status_code == 201) is (vendor.place == LIVE), answer.text
            if answer.status_code == 201:
                made = answer.json()["data"][0]["details"]["id"]
                self.kept.append(Kept(made, parent=vendor))

    @rule(numbers=SOME, module=st.sampled_from(["Vendors", "Notes"]))
    def delete(self, numbers: list[int], module: str) -> None:
        chosen = [one for one in self.chosen(numbers) if one.module == module]
        if not chosen:
            return
        good = [one.place == LIVE for one in chosen]
        answer = delete(self.client, module, *(one.id for one in chosen))
        assert [one["status"] == "success" for one in answer.json()["data"]] == good
        for one in chosen:
            if one.place == LIVE:
                one.place, one.time = BINNED, self.now
                for note in self.notes(one):
                    note.place = UNDER if note.place == LIVE else note.place

    @rule(numbers=SOME)
    def restore(self, numbers: list[int]) -> None:
        chosen = self.chosen(numbers)
        # Vendors come back before their notes, each in the order of their ids.
        outcome: dict[str, bool] = {}
        for one in sorted(chosen, key=lambda kept: (kept.module == "Notes", int(kept.id))):
            good = self.restorable(one) and not self.holder(one.code)
            good = good and (one.parent is None or one.parent.place == LIVE)
            outcome[one.id] = good
            if good:
                one.place = LIVE
                for note in self.notes(one):
                    note.place = LIVE if note.place == UNDER else note.place
        ids = sorted(outcome, key=int)
        answer = self.client.post(f"{BIN}/actions/restore", {"ids": ids})
        found = {
            entry["details"]["id"]: entry["status"] == "success"
            for entry in answer.json()["recycle_bin"]
        }
        assert found == outcome, answer.text

    def lose(self, one: Kept) -> None:
        one.place = GONE
        for note in self.notes(one):
            if note.place == BINNED:
                note.place = GONE
            elif note.place != GONE:
                self.kept.remove(note)

    @rule(numbers=SOME)
    def remove(self, numbers: list[int]) -> None:
        chosen = self.chosen(numbers)
        good = {one.id: self.restorable(one) for one in chosen}
        answer = self.client.request("DELETE", BIN, params={"ids": ",".join(good)})
        entries = answer.json()["recycle_bin"]
        found = {one["details"]["id"]: one["status"] == "success" for one in entries}
        assert found == good, answer.text
        for one in chosen:
            if good[one.id]:
                self.lose(one)

    @precondition(lambda self: sum(one.place == BINNED for one in self.kept) > 2)
    @rule()
    def empty(self) -> None:
        assert self.client.post(f"{BIN}/actions/empty").status_code == 200
        for one in [kept for kept in self.kept if self.restorable(kept)]:
            self.lose(one)

    @precondition(lambda self: any(one.place == BINNED for one in self.kept))
    @rule(days=st.sampled_from([1, 10, 29, 30, 61]))
    def wait(self, days: int) -> None:
        self.org.live.clock.offset += days * DAY
        self.client = self.org.client()

    @rule()
    def sweep(self) -> None:
        self.org.live.run(sweep_bin(self.org.org))
        for one in [kept for kept in self.kept if kept.place == BINNED]:
            if not self.restorable(one):
                self.lose(one)

    def shown(self, module: str) -> set[str]:
        answer = self.client.get(f"/{module}", params={"fields": "id"})
        return {one["id"] for one in answer.json()["data"]} if answer.content else set()

    @invariant()
    def records_are_where_the_model_has_them(self) -> None:
        for module in ("Vendors", "Notes"):
            mine = [one for one in self.kept if one.module == module]
            assert self.shown(module) == {one.id for one in mine if one.place == LIVE}
            expected = {
                (one.id, "recycle" if self.restorable(one) else "permanent")
                for one in mine
                if one.place in (BINNED, GONE) and one.time > self.now - 120 * DAY
            }
            assert set(told(self.client, module)) == expected
        binned = {one.id for one in self.kept if self.restorable(one)}
        assert set(in_bin(self.client)) == binned
        assert self.client.get(f"{BIN}/actions/count").json() == {"count": len(binned)}

    @invariant()
    def words_find_what_is_there(self) -> None:
        answer = self.client.get("/Vendors/search", params={"word": "quill"})
        found = {one["id"] for one in answer.json()["data"]} if answer.content else set()
        vendors = [one for one in self.kept if one.module == "Vendors"]
        assert found == {one.id for one in vendors if one.place == LIVE}


@pytest.mark.parametrize("database", DATABASES)
def test_the_bin_does_as_its_model(database, request):
    live = request.getfixturevalue(f"{database}_live")
    made = definitions()
    made.modules.append(UNIQUE)
    org = make_org(live, made)
    parent = {"id": org.client().insert("Vendors", {"Vendor_Name": "V"})[0]}
    note = {"Note_Content": "C", "Parent_Id": {**parent, "module": {"api_name": "Vendors"}}}
    org.client().insert("Notes", note)
    machine = type("BinHere", (Bin,), {"org": org})
    try:
        run_state_machine_as_test(
            machine, settings=settings(modest, max_examples=30, stateful_step_count=25)
        )
    finally:
        live.clock.offset = 0
        close_clients()
