"""Insert Records, the keys beside `data`: triggers, features to apply or skip, assignment rules."""

from __future__ import annotations

from typing import Any

import pytest

from crmstead.databases.registry import DATABASES
from tests.gauges import CADENCE, MODULE, RULE, bare, gauges_over
from tests.live import ADMIN, STANDARD
from tests.naming import named

INVALID = "invalid data"


@pytest.fixture(scope="module", params=DATABASES)
def gauges(request):
    yield from gauges_over(request)


def post(gauges, body, **more):
    return gauges.client.post(f"/{MODULE}", body, **more)


APPLICABLE = [
    "layout_rules", "range_validation", "assignment_rules", "function_validation_rule",
    "criteria_validation_rule", "global_map_dependency", "territory_subordinates",
]  # fmt: skip
SKIPPABLE = ["cadences", "assignment_rules", "connected_workflows"]
TRIGGERS = ["workflow", "approval", "blueprint", "pathfinder", "orchestration"]


@pytest.mark.parametrize(
    "options",
    [
        {"trigger": []},
        {"trigger": None},
        {"trigger": TRIGGERS},
        {"apply_feature_execution": [{"name": name} for name in APPLICABLE]},
        {"skip_feature_execution": [{"name": name} for name in SKIPPABLE]},
        {"apply_feature_execution": [], "skip_feature_execution": []},
        {"apply_feature_execution": None, "skip_feature_execution": None},
        {"lar_id": None},
        {"lar_id": ""},
        {"wf_trigger": "true", "apply_validation_rule": [1]},
    ],
    ids=lambda value: named(value)[:40],
)
def test_options_are_taken(gauges, options):
    assert post(gauges, {"data": [{"Name": "G"}], **options}).status_code == 201


def in_data(**details):
    return {"data": [bare("INVALID_DATA", INVALID, **details)]}


def at_name(option, place, **details):
    return in_data(**details, api_name="name", json_path=f"$.{option}{place}")


BAD_RULES: list[Any] = ["4150868000000225013", "x", 5, {}, True]
APPLY, SKIP = "apply_feature_execution", "skip_feature_execution"


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        (
            {"trigger": "workflow"},
            bare(
                "INVALID_DATA",
                INVALID,
                expected_data_type="jsonarray",
                api_name="trigger",
                json_path="$.trigger",
            ),
        ),
        (
            {"trigger": ["workflow", "gravity"]},
            bare(
                "INVALID_DATA",
                INVALID,
                supported_values=TRIGGERS,
                api_name="trigger",
                json_path="$.trigger[1]",
            ),
        ),
        (
            {"trigger": [{}]},
            bare(
                "INVALID_DATA",
                INVALID,
                supported_values=TRIGGERS,
                api_name="trigger",
                json_path="$.trigger[0]",
            ),
        ),
        (
            {APPLY: "layout_rules"},
            in_data(expected_data_type="jsonarray", api_name=APPLY, json_path=f"$.{APPLY}"),
        ),
        (
            {SKIP: {"name": "cadences"}},
            in_data(expected_data_type="jsonarray", api_name=SKIP, json_path=f"$.{SKIP}"),
        ),
        ({SKIP: ["cadences"]}, at_name(SKIP, "[0]", expected_data_type="jsonobject")),
        ({SKIP: [{"name": "naps"}]}, at_name(SKIP, "[0].name", supported_values=SKIPPABLE)),
        ({SKIP: [{"name": ["x"]}]}, at_name(SKIP, "[0].name", supported_values=SKIPPABLE)),
        (
            {APPLY: [{"name": "layout_rules"}, {"name": "cadences"}]},
            at_name(APPLY, "[1].name", supported_values=APPLICABLE),
        ),
        *(
            (
                {option: [{}]},
                {
                    "data": [
                        bare(
                            "MANDATORY_NOT_FOUND",
                            "required field not found",
                            api_name="name",
                            json_path=f"$.{option}[0].name",
                        )
                    ]
                },
            )
            for option in (APPLY, SKIP)
        ),
        *(
            (
                {"lar_id": rule},
                bare(
                    "INVALID_DATA",
                    "the id given seems to be invalid",
                    api_name="lar_id",
                    json_path="$.lar_id",
                ),
            )
            for rule in BAD_RULES
        ),
    ],
    ids=lambda value: named(value)[:50],
)
def test_bad_options_write_nothing(gauges, options, answer):
    before = gauges.count()
    sent = post(gauges, {"data": [{"Name": "G"}], **options})
    assert (sent.status_code, sent.json()) == (400, answer)
    assert gauges.count() == before


@pytest.mark.parametrize("rule", [str(RULE), RULE])
def test_an_assignment_rule_gives_the_owner(gauges, rule):
    sent = post(gauges, {"data": [{"Name": "G", "Owner": gauges.user(ADMIN)}], "lar_id": rule})
    made = sent.json()["data"][0]["details"]["id"]
    assert gauges.client.record(MODULE, made)["Owner"]["email"] == STANDARD


def test_an_assignment_rule_of_another_module_is_refused(gauges):
    sent = gauges.client.post("/Leads", {"data": [{"Last_Name": "L"}], "lar_id": str(RULE)})
    assert sent.json()["details"]["api_name"] == "lar_id"


def test_a_record_that_is_not_approved_waits(gauges):
    sent = post(gauges, {"data": [{"Name": "G", "$approved": False}]})
    details = sent.json()["data"][0]["details"]
    assert details["$approval_state"] == "approval_process_pending"
    record = gauges.client.record(MODULE, details["id"])
    assert record["$approval_state"] == "approval_process_pending"


def enrolled(gauges, sent):
    made = [int(entry["details"]["id"]) for entry in sent.json()["data"]]
    rows = gauges.org.fetch("SELECT record, cadence, module FROM {_cadence_enrolments}")
    return [tuple(row)[1:] for row in rows if row[0] in made]


def test_new_records_are_enrolled_in_cadences_unless_that_is_skipped(gauges):
    items = {"data": [{"Name": "G"}, {"Name": "H"}]}
    assert enrolled(gauges, post(gauges, items)) == [(CADENCE, MODULE)] * 2
    skip = {SKIP: [{"name": "cadences"}]}
    assert enrolled(gauges, post(gauges, {**items, **skip})) == []


def test_an_external_id_is_told_in_the_answer(gauges):
    entry = gauges.answer({"Name": "G", "Foreign_Id": "A-1"})
    assert entry["details"]["Foreign_Id"] == "A-1"
