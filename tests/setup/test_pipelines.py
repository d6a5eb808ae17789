"""Pipelines of a layout: their stages, their default, and the deals in them."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.live import STANDARD

PATH = "/settings/pipeline"


class Deals:
    """The standard layout of deals, by the client of its org."""

    def __init__(self, client):
        self.client = client
        (layout,) = client.get("/settings/layouts", params={"module": "Deals"}).json()["layouts"]
        self.layout = layout["id"]
        (first,) = self.all().values()
        self.first = first["id"]
        self.stages = {one["display_value"]: one["id"] for one in first["maps"]}

    def send(self, method, path, item, root="pipeline"):
        params = {"layout_id": self.layout}
        return self.client.request(method, PATH + path, params=params, json={root: [item]})

    def all(self):
        found = self.client.get(PATH, params={"layout_id": self.layout}).json()["pipeline"]
        return {one["display_value"]: one for one in found}

    def maps(self, *names):
        return [
            {"id": self.stages[name], "sequence_number": place, "display_value": name}
            for place, name in enumerate(names, 1)
        ]

    def added(self, name="Renewals", *stages, **more):
        maps = self.maps(*(stages or ("Qualification", "Closed Won", "Closed Lost")))
        answer = self.send("POST", "", {"display_value": name, "maps": maps, **more})
        assert answer.status_code == 201, answer.text
        assert entry_of(answer)["message"] == "Pipeline created"
        return entry_of(answer)["details"]["id"]

    def insert(self, **item):
        (made,) = self.client.insert("Deals", {"Deal_Name": "D", "Stage": "Qualification", **item})
        return made

    def of(self, deal):
        found = self.client.record("Deals", deal)
        return found["Pipeline"], found["Stage"], found["Probability"]


@pytest.fixture
def deals(client):
    return Deals(client)


def entry_of(answer, root="pipeline"):
    content = answer.json()
    return content[root][0] if root in content else content


def order_of(pipeline):
    return [one["display_value"] for one in pipeline["maps"]]


def test_deals_are_in_a_new_pipeline_and_in_its_stages(client, deals):
    number = deals.added()
    deal = deals.insert(Pipeline="Renewals")
    assert deals.of(deal) == ("Renewals", "Qualification", 10)
    wrong = {"Deal_Name": "D", "Stage": "Needs Analysis", "Pipeline": "Renewals"}
    refused = client.post("/Deals", {"data": [wrong]}).json()["data"][0]
    assert refused["code"] == "MAPPING_MISMATCH"
    fields = client.get("/settings/fields", params={"module": "Deals"}).json()["fields"]
    values = next(one for one in fields if one["api_name"] == "Pipeline")["pick_list_values"]
    assert [one["display_value"] for one in values] == ["Standard (Standard)", "Renewals"]
    one = client.get(f"{PATH}/{number}", params={"layout_id": deals.layout}).json()["pipeline"][0]
    assert order_of(one) == ["Qualification", "Closed Won", "Closed Lost"]
    assert (one["default"], deals.all()["Standard (Standard)"]["default"]) == (False, True)


def test_deals_that_name_no_pipeline_are_in_the_default_one(deals):
    number = deals.added(default=True)
    assert deals.of(deals.insert())[0] == "Renewals"
    assert [one["default"] for one in deals.all().values()] == [False, True]
    refused = deals.send("PUT", f"/{number}", {"default": False})
    assert entry_of(refused)["code"] == "INVALID_DATA"
    back = deals.send("PUT", "", {"id": deals.first, "default": True})
    assert entry_of(back)["message"] == "Pipeline updated"
    assert deals.of(deals.insert())[0] == "Standard (Standard)"


def test_stages_come_go_and_move(deals):
    number = deals.added()
    deal = deals.insert(Pipeline="Renewals")
    maps = [
        {"id": deals.stages["Needs Analysis"], "sequence_number": 2},
        {"id": deals.stages["Closed Lost"], "sequence_number": 1},
        {"id": deals.stages["Closed Won"], "_delete": True},
    ]
    changed = deals.send("PUT", f"/{number}", {"display_value": "Renewed", "maps": maps})
    assert entry_of(changed)["details"] == {"id": number}
    found = deals.all()["Renewed"]
    assert order_of(found) == ["Closed Lost", "Qualification", "Needs Analysis"]
    assert [one["sequence_number"] for one in found["maps"]] == [1, 2, 3]
    assert deals.of(deal)[0] == "Renewed"
    used = {"maps": [{"id": deals.stages["Qualification"], "_delete": True}]}
    assert entry_of(deals.send("PUT", f"/{number}", used))["code"] == "CANNOT_DELETE"
    deals.client.request("PUT", f"/Deals/{deal}", json={"data": [{"Stage": "Closed Lost"}]})
    assert entry_of(deals.send("PUT", f"/{number}", used))["code"] == "SUCCESS"
    every = [
        {"id": deals.stages[name], "_delete": True} for name in ("Closed Lost", "Needs Analysis")
    ]
    last = entry_of(deals.send("PUT", f"/{number}", {"maps": every}))
    assert (last["code"], last["message"]) == (
        "CANNOT_DELETE", "You cannot delete the last stage of the pipeline.",
    )  # fmt: skip


def test_what_makes_no_pipeline_is_refused(org, client, deals):
    stage = deals.stages["Qualification"]
    one = [{"id": stage, "sequence_number": 1}]
    refused: list[tuple[dict[str, Any], str, str]] = [
        ({"maps": one}, "MANDATORY_NOT_FOUND", "display_value"),
        ({"display_value": "N"}, "MANDATORY_NOT_FOUND", "maps"),
        ({"display_value": "N", "maps": []}, "MANDATORY_NOT_FOUND", "maps"),
        ({"display_value": 5, "maps": one}, "INVALID_DATA", "display_value"),
        ({"display_value": "standard (standard)", "maps": one}, "DUPLICATE_DATA", "display_value"),
        ({"display_value": "N", "maps": [{}]}, "MANDATORY_NOT_FOUND", "maps[0].id"),
        ({"display_value": "N", "maps": [{"id": "1"}]}, "INVALID_DATA", "maps[0].id"),
        (
            {"display_value": "N", "maps": [{"id": stage}]},
            "MANDATORY_NOT_FOUND",
            "maps[0].sequence_number",
        ),
        ({"display_value": "N", "maps": one * 2}, "DUPLICATE_DATA", "maps[1].id"),
        ({"display_value": "N", "maps": one, "default": 1}, "INVALID_DATA", "default"),
    ]
    before = org.org.catalogue
    for item, code, path in refused:
        entry = entry_of(deals.send("POST", "", item))
        shown = (entry["code"], entry["details"].get("json_path"))
        assert shown == (code, f"$.pipeline[0].{path}"), item
    assert entry_of(deals.send("PUT", "", {"default": True}))["code"] == "MANDATORY_NOT_FOUND"
    assert entry_of(deals.send("PUT", "", {"id": "1"}))["code"] == "INVALID_DATA"
    assert deals.send("PUT", "/1", {}).json()["details"] == {"resource_path_index": 2}
    assert client.post(PATH, {}).json()["details"] == {"param": "layout_id"}
    leads = client.get("/settings/layouts", params={"module": "Leads"}).json()["layouts"][0]["id"]
    for number in (leads, "1", "x"):
        answer = client.post(f"{PATH}?layout_id={number}", {})
        assert answer.json()["details"] == {"param_name": "layout_id"}
    assert org.client(STANDARD).post(PATH, {}).status_code == 403
    assert org.org.catalogue is before


def test_a_pipeline_without_deals_can_be_removed(deals):
    number = deals.added()
    deal = deals.insert(Pipeline="Renewals")
    gone = {"_delete": {"permanent": True}}
    assert entry_of(deals.send("PATCH", f"/{number}", gone))["code"] == "CANNOT_DELETE"
    assert entry_of(deals.send("PATCH", f"/{deals.first}", gone))["code"] == "CANNOT_DELETE"
    deals.client.request("DELETE", f"/Deals/{deal}")
    for wrong in ({}, {"_delete": {"permanent": False}}, {"_delete": True}):
        assert entry_of(deals.send("PATCH", f"/{number}", wrong))["code"] != "SUCCESS"
    assert entry_of(deals.send("PATCH", f"/{number}", gone))["code"] == "SUCCESS"
    assert set(deals.all()) == {"Standard (Standard)"}


def test_what_becomes_a_deal_has_the_pipeline_of_its_layout(client, deals):
    """Leads that are converted, and copies, name no pipeline of their own."""
    copied = deals.insert()
    number = deals.added("Only", "Qualification", "Closed Won", default=True)
    converted = {
        "Deals": {"Deal_Name": "D", "Stage": "Qualification", "Closing_Date": "2090-01-01"}
    }
    (lead,) = client.insert("Leads", {"Last_Name": "A", "Company": "C"})
    answer = client.post(f"/Leads/{lead}/actions/convert", {"data": [converted]}).json()
    made = answer["data"][0]["details"]["Deals"]["id"]
    assert deals.of(made)[0] == "Only"
    move = {"pipeline": {"from": deals.first, "to": number}, "stages": []}
    deals.send("POST", "/actions/transfer", move, "transfer_pipeline")
    deadline = time.monotonic() + 30
    while deals.of(copied)[0] != "Only":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    copy = client.clone("Deals", copied).json()["data"][0]["details"]["id"]
    assert deals.of(copy)[0] == "Only"
    assert deals.of(deals.insert())[0] == "Only"


def test_deals_of_a_transferred_pipeline_move_with_their_stages(client, deals):
    root = "transfer_pipeline"
    number = deals.added("Renewals", "Qualification", "Needs Analysis", "Closed Won", default=True)
    other = deals.added("Upsales", "Value Proposition", "Closed Won")
    moved = deals.insert(Pipeline="Renewals")
    won = deals.insert(Pipeline="Renewals", Stage="Closed Won", Amount=50)
    stays = deals.insert(Pipeline="Standard (Standard)")
    named = {"from": number, "to": other}
    stages = [{"from": deals.stages["Qualification"], "to": deals.stages["Value Proposition"]}]

    def transfer(**item):
        return deals.send("POST", "/actions/transfer", item, root)

    refused: list[tuple[dict[str, Any], str]] = [
        ({}, "pipeline"),
        ({"pipeline": {"from": number}, "stages": stages}, "pipeline.to"),
        ({"pipeline": {"from": "1", "to": other}, "stages": stages}, "pipeline.from"),
        ({"pipeline": {"from": number, "to": number}, "stages": stages}, "pipeline.to"),
        ({"pipeline": named}, "stages"),
        ({"pipeline": named, "stages": []}, "stages"),
        ({"pipeline": named, "stages": [{}]}, "stages[0].from"),
        (
            {"pipeline": named, "stages": [{**stages[0], "to": deals.stages["Closed Lost"]}]},
            "stages[0].to",
        ),
    ]
    for item, path in refused:
        entry = entry_of(transfer(**item), root)
        assert entry["details"]["json_path"] == f"$.transfer_pipeline[0].{path}", item
    answer = transfer(pipeline=named, stages=stages)
    entry = entry_of(answer, root)
    assert (answer.status_code, entry["message"]) == (
        200, "transfer pipeline scheduled successfully",
    )  # fmt: skip
    assert entry["details"]["job_id"]
    assert {name: one["default"] for name, one in deals.all().items()} == {
        "Standard (Standard)": False, "Upsales": True,
    }  # fmt: skip
    deadline = time.monotonic() + 30
    while "Renewals" in {deals.of(one)[0] for one in (moved, won)}:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert deals.of(moved) == ("Upsales", "Value Proposition", 40)
    assert deals.of(won) == ("Upsales", "Closed Won", 100)
    assert deals.of(stays)[0] == "Standard (Standard)"
