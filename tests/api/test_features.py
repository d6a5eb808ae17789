"""Features of an org, and how much of them is used."""

from __future__ import annotations

from typing import Any

import pytest

from tests.live import definitions

#: Fields of leads: one of each property that features count.
FIELDS: tuple[dict[str, Any], ...] = (
    {"unique_case_sensitive": False},
    {"external": "org"},
    {"hipaa": True},
    {"private": "Personal"},
)
NAMES = [
    "custom_field", "unique_field", "external_field", "personal_health_fields", "private_fields",
    "user_licenses", "data_enrichment",
]  # fmt: skip


@pytest.fixture
def client(make):
    made = definitions()
    fields = [
        {"id": 950 + number, "api_name": f"F{number}", "data_type": "text", "length": 50, **more}
        for number, more in enumerate(FIELDS)
    ]
    made.modules.append({"api_name": "Leads", "fields": fields})
    return make(made).client()


def features(client, path="", **params):
    answer = client.get(f"/__features{path}", params=params)
    if answer.status_code == 204:
        return {}
    assert answer.status_code == 200, answer.text
    return {one["api_name"]: one for one in answer.json()["__features"]}


def test_the_features_are_listed(client):
    answer = client.get("/__features").json()
    assert [one["api_name"] for one in answer["__features"]] == NAMES
    assert answer["info"] == {"per_page": 200, "count": 7, "page": 1, "more_records": False}
    assert answer["__features"][0] == {
        "components": None,
        "api_name": "custom_field",
        "parent_feature": None,
        "module_supported": True,
        "details": None,
        "feature_label": "Custom Field",
    }


def test_fields_of_a_module_are_counted(client):
    found = features(client, module="Leads")
    used = {name: one["details"]["used_count"]["total"] for name, one in found.items()}
    before = features(client, module="Accounts")
    assert used["custom_field"] == 4
    assert {name: used[name] for name in NAMES[1:5]} == {
        "unique_field": 1, "external_field": 1, "personal_health_fields": 1, "private_fields": 1,
    }  # fmt: skip
    assert {one["details"]["used_count"]["total"] for one in before.values()} == {0}


def test_licences_are_those_of_active_users(client):
    (one,) = features(client, "/user_licenses").values()
    assert one["details"] == {
        "limits": {"total": 3}, "used_count": {"total": 3}, "available_count": {"total": 0},
    }  # fmt: skip
    assert client.get("/org").json()["org"][0]["license_details"]["users_license_purchased"] == 3


@pytest.mark.parametrize(
    ("path", "params", "names"),
    [
        ("", {"api_names": "unique_field, external_field"}, NAMES[1:3]),
        ("", {"api_names": "unique_field,nothing"}, ["unique_field"]),
        ("", {"api_names": "nothing"}, []),
        ("", {"module": "Leads"}, NAMES[:5]),
        ("", {"per_page": 3, "page": 2}, NAMES[3:6]),
        ("", {"page": 2}, []),
        ("/custom_field", {}, ["custom_field"]),
        ("/custom_field", {"module": "Leads"}, ["custom_field"]),
        ("/data_enrichment", {}, ["data_enrichment"]),
        ("/user_licenses", {"module": "Leads"}, []),
        ("/nothing", {}, []),
    ],
)
def test_features_are_chosen(client, path, params, names):
    assert list(features(client, path, **params)) == names


@pytest.mark.parametrize(
    ("params", "code", "details"),
    [
        ({"module": "Nothings"}, "INVALID_MODULE", {}),
        ({"per_page": "x"}, "INVALID_DATA", {"param_name": "per_page"}),
        ({"page": "0"}, "INVALID_DATA", {"param_name": "page"}),
    ],
)
def test_wrong_parameters_are_refused(client, params, code, details):
    answer = client.get("/__features", params=params)
    found = answer.json()
    assert (answer.status_code, found["code"]) == (400, code)
    assert found["details"].items() >= details.items()
    if "module" in params:
        alone = client.get("/__features/custom_field", params=params)
        assert (alone.status_code, alone.json()["code"]) == (400, code)
