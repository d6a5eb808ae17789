"""Rich text in full, of one record and of many."""

from __future__ import annotations

import pytest

from crmstead.databases.registry import DATABASES
from crmstead.model.version import VERSIONS
from tests.gauges import MODULE, bare, gauges_over
from tests.live import PEER, STANDARD

TEXT = "<p>" + "long " * 300 + "</p>"
NOWHERE = "4150868000000225013"


@pytest.fixture(scope="module", params=DATABASES)
def gauges(request):
    yield from gauges_over(request)


@pytest.fixture
def client(gauges):
    return gauges.org.client()


def refusal(answer):
    return (answer.status_code, answer.json())


@pytest.mark.parametrize("version", [one for one in VERSIONS if one.rich_text_cut])
def test_what_a_list_cuts_is_fetched_in_full(gauges, version):
    client = gauges.org.client(version=version.name)
    first, second = client.insert(
        MODULE, {"Name": "1", "Rich": TEXT, "Large": "plain"}, {"Name": "2"}
    )
    [cut] = client.get(f"/{MODULE}?fields=Rich&ids={first}").json()["data"]
    assert cut["Rich"] == TEXT[:500]
    one = client.get(f"/{MODULE}/{first}/actions/fetch_full_data")
    assert refusal(one) == (200, {"data": [{"Rich": TEXT, "id": first}]})
    many = client.get(
        f"/{MODULE}/actions/fetch_full_data", params={"ids": f"{second},{NOWHERE},{first},{second}"}
    )
    assert refusal(many) == (
        200,
        {"data": [{"Rich": None, "id": second}, {"Rich": TEXT, "id": first}]},
    )
    named = client.get(f"/{MODULE}/{first}/actions/fetch_full_data", params={"fields": "Rich"})
    assert named.json() == one.json()


@pytest.mark.parametrize("version", [one for one in VERSIONS if not one.rich_text_cut])
def test_older_versions_cut_nothing_and_have_no_such_call(gauges, version):
    client = gauges.org.client(version=version.name)
    (made,) = client.insert(MODULE, {"Name": "1", "Rich": TEXT})
    for path in (f"/{MODULE}/{made}", f"/{MODULE}"):
        answer = client.get(f"{path}/actions/fetch_full_data", params={"ids": made})
        assert refusal(answer) == (
            400,
            bare("API_NOT_SUPPORTED", "api not supported in this version", supported_version="v7"),
        )
    [listed] = client.get(f"/{MODULE}?fields=Rich&ids={made}").json()["data"]
    assert listed["Rich"] == TEXT


@pytest.mark.parametrize("record", [NOWHERE, "9" * 19])
def test_a_record_that_is_not_there_is_refused(client, record):
    assert refusal(client.get(f"/{MODULE}/{record}/actions/fetch_full_data")) == (
        400,
        bare("INVALID_DATA", "the id given seems to be invalid", resource_path_index=1),
    )


@pytest.mark.parametrize(
    ("query", "code", "details"),
    [
        ({}, "REQUIRED_PARAM_MISSING", {"param_name": "ids"}),
        ({"ids": ""}, "INVALID_DATA", {"param_name": "ids"}),
        ({"ids": "1,a"}, "INVALID_DATA", {"param_name": "ids"}),
        ({"ids": ",".join(["1"] * 201)}, "LIMIT_EXCEEDED", {"limit": 200, "param_name": "ids"}),
        ({"ids": "1", "fields": "Large"}, "INVALID_DATA", {"param_name": "fields"}),
        ({"ids": "1", "fields": "Nowhere"}, "INVALID_DATA", {"param_name": "fields"}),
        (
            {"ids": "1", "fields": ",".join(f"F{n}" for n in range(9))},
            "LIMIT_EXCEEDED",
            {"limit": 8, "param_name": "fields"},
        ),
    ],
)
def test_parameters_that_are_not_good(client, query, code, details):
    answer = client.get(f"/{MODULE}/actions/fetch_full_data", params=query)
    error = answer.json()
    assert (answer.status_code, error["code"], error["details"]) == (400, code, details)


def test_nothing_to_show_is_no_content(client):
    (vendor,) = client.insert("Vendors", {"Vendor_Name": "V"})
    assert client.get(f"/Vendors/{vendor}/actions/fetch_full_data").status_code == 204
    many = client.get(f"/{MODULE}/actions/fetch_full_data", params={"ids": NOWHERE})
    assert many.status_code == 204


def test_records_of_others_are_not_shown(gauges):
    (made,) = gauges.org.client(STANDARD).insert(MODULE, {"Name": "1", "Rich": TEXT})
    hidden = gauges.org.client(PEER)
    assert hidden.get(f"/{MODULE}/{made}/actions/fetch_full_data").status_code == 400
    many = hidden.get(f"/{MODULE}/actions/fetch_full_data", params={"ids": made})
    assert many.status_code == 204


def test_a_view_of_several_modules_has_no_full_texts(client):
    for path in ("/Activities/1/actions/fetch_full_data", "/Activities/actions/fetch_full_data"):
        answer = client.get(path, params={"ids": "1"})
        assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_MODULE")
