"""Deals: stage, pipeline, probability, expected revenue."""

from __future__ import annotations

import pytest

DEAL = {"Deal_Name": "D", "Stage": "Qualification"}


@pytest.mark.parametrize(
    ("given", "probability", "revenue"),
    [
        ({}, 10, None),
        ({"Amount": 10000}, 10, 1000),
        ({"Stage": "Closed Won", "Amount": 0.1}, 100, 0.1),
        ({"Stage": "Closed Lost", "Amount": 5000}, 0, 0),
        ({"Amount": 33.33, "Probability": 50}, 50, 16.67),
        ({"Amount": -10, "Probability": 75}, 75, -7.5),
        ({"Amount": 9999999999999999, "Probability": 100}, 100, 9999999999999999),
        ({"Amount": 10, "Expected_Revenue": 77}, 10, 1),
        ({"Amount": 10, "Probability": None}, 10, 1),
    ],
)
def test_probability_comes_from_the_stage_and_revenue_from_both(desk, given, probability, revenue):
    kept = desk.keep("Deals", {**DEAL, **given})
    assert (kept["Probability"], kept["Expected_Revenue"]) == (probability, revenue)


@pytest.mark.parametrize("pipeline", [{}, {"Pipeline": None}, {"Pipeline": "Standard (Standard)"}])
@pytest.mark.parametrize("stage", ["Identify Decision Makers", "Id. Decision Makers"])
def test_a_stage_is_taken_by_either_value_and_belongs_to_the_pipeline(desk, pipeline, stage):
    kept = desk.keep("Deals", {**DEAL, "Stage": stage, **pipeline})
    assert kept["Stage"] == "Identify Decision Makers"
    assert kept["Pipeline"] == "Standard (Standard)"
    assert kept["Probability"] == 60


@pytest.mark.parametrize(
    ("given", "details", "message"),
    [
        (
            {"Stage": "Daydream"},
            {"mapped_field": "Pipeline", "api_name": "Stage", "json_path": "$.data[0].Stage"},
            "Pipeline doesn't contain the Stage",
        ),
        (
            {"Pipeline": "Oil"},
            {"mapped_field": "Layout", "api_name": "Pipeline", "json_path": "$.data[0].Pipeline"},
            "Layout doesn't contain the Pipeline",
        ),
        (
            {"Probability": 101},
            {"api_name": "Probability", "json_path": "$.data[0].Probability"},
            "Given Probability is not valid",
        ),
        (
            {"Probability": -1},
            {"api_name": "Probability", "json_path": "$.data[0].Probability"},
            "Given Probability is not valid",
        ),
    ],
)
def test_what_does_not_fit_together_is_refused(desk, given, details, message):
    (entry,) = desk.answers("Deals", {**DEAL, **given})
    assert entry["details"] == details
    assert entry["message"] == message
    assert entry["code"] == ("MAPPING_MISMATCH" if "mapped_field" in details else "INVALID_DATA")


def test_a_clone_takes_the_probability_over_until_the_stage_changes(desk):
    source = desk.keep("Deals", {**DEAL, "Amount": 200, "Probability": 33})
    same = desk.clone("Deals", source["id"])
    assert (same["Probability"], same["Expected_Revenue"]) == (33, 66)
    later = desk.clone("Deals", source["id"], Stage="Negotiation/Review")
    assert (later["Probability"], later["Expected_Revenue"]) == (90, 180)
    both = desk.clone("Deals", source["id"], Stage="Closed Lost", Probability=5, Amount=1000)
    assert (both["Probability"], both["Expected_Revenue"]) == (5, 50)
