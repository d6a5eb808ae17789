"""Insert Records, items like many before them: the server checks those by a shorter way."""

from __future__ import annotations

import pytest

from tests.api.value_cases import KEPT_AS_SENT, READ_OTHERWISE, REFUSED, case_id, refusal_of
from tests.gauges import MODULE, gauges_over, missing, unknown, writable


@pytest.fixture(scope="module", params=["sqlite"])
def gauges(request):
    """Gauges, once every field has come often enough to be familiar."""
    for found in gauges_over(request):
        fields = writable(found.org.org.catalogue.module_by_name[MODULE].fields)
        for one in fields:
            items = [{"Name": "G", one.api_name: None}] * 60
            sent = found.client.post(f"/{MODULE}", {"data": items})
            assert sent.status_code == 201
        yield found


@pytest.mark.parametrize(("field", "value"), KEPT_AS_SENT, ids=case_id)
def test_a_value_is_read_back_as_it_was_sent(gauges, field, value):
    assert gauges.keep(**{field: value})[field] == value


@pytest.mark.parametrize(("field", "sent", "read"), READ_OTHERWISE, ids=case_id)
def test_a_value_is_read_back_in_its_own_form(gauges, field, sent, read):
    assert gauges.keep(**{field: sent})[field] == read


@pytest.mark.parametrize(("field", "value", "place", "details"), REFUSED, ids=case_id)
def test_a_value_is_refused_with_what_is_wrong_and_where(gauges, field, value, place, details):
    before = gauges.count()
    assert gauges.answer({"Name": "G", field: value}) == refusal_of(field, place, details)
    assert gauges.count() == before


@pytest.mark.parametrize("item", [{}, {"Name": None}, {"Name": ""}, {"Nowhere": 1}])
def test_a_mandatory_field_is_called_for_however_often(gauges, item):
    items = [item] * 99 + [{"Name": "G"}]
    sent = gauges.client.post(f"/{MODULE}", {"data": items})
    assert sent.status_code == 207
    entries = sent.json()["data"]
    assert entries[0] == missing("Name", ".Name")
    assert {entry["code"] for entry in entries[:-1]} == {"MANDATORY_NOT_FOUND"}
    assert entries[-1]["code"] == "SUCCESS"


def test_references_are_looked_up_however_often(gauges):
    items = [{"Name": "G", "Account": gauges.account}] * 99 + [{"Name": "G", "Account": "1"}]
    entries = gauges.client.post(f"/{MODULE}", {"data": items}).json()["data"]
    assert {entry["code"] for entry in entries[:-1]} == {"SUCCESS"}
    wrong = unknown("id", ".Account.id")
    assert entries[-1] == {
        **wrong,
        "details": {**wrong["details"], "json_path": "$.data[99].Account.id"},
    }


def test_the_order_of_the_keys_is_the_order_of_the_checks_however_often(gauges):
    for _ in range(2):
        good = {"Name": "G", "Word": "w", "Count": 1}
        gauges.client.post(f"/{MODULE}", {"data": [good] * 60})
    entry = gauges.answer({"Name": "G", "Word": "sixsix", "Count": "x"})
    assert entry["details"]["api_name"] == "Word"


def test_an_item_with_very_many_keys_is_taken(gauges):
    item = {"Name": "G", **{f"Nowhere_{number}": number for number in range(2000)}}
    sent = gauges.client.post(f"/{MODULE}", {"data": [item] * 60})
    assert sent.status_code == 201
