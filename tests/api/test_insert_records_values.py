"""Insert Records, values: what each data type takes, and how it is read back."""

from __future__ import annotations

import pytest

from crmstead.databases.registry import DATABASES
from tests.api.value_cases import (
    KEPT_AS_SENT,
    MISSING_INSIDE,
    READ_OTHERWISE,
    REFUSED,
    case_id,
    name_of,
    refusal_of,
)
from tests.gauges import MODULE, gauges_over, missing, writable


@pytest.fixture(scope="module", params=DATABASES)
def gauges(request):
    yield from gauges_over(request)


@pytest.mark.parametrize(("field", "value"), KEPT_AS_SENT, ids=case_id)
def test_a_value_is_read_back_as_it_was_sent(gauges, field, value):
    assert gauges.keep(**{field: value})[field] == value


@pytest.mark.parametrize(("field", "sent", "read"), READ_OTHERWISE, ids=case_id)
def test_a_value_is_read_back_in_its_own_form(gauges, field, sent, read):
    assert gauges.keep(**{field: sent})[field] == read


def test_a_whole_number_is_shown_without_a_point(gauges):
    made = gauges.keep(Price=10000.0)["id"]
    assert '"Price":10000,' in gauges.client.get(f"/{MODULE}/{made}").text.replace(" ", "")


def test_numbers_do_not_pass_through_a_float(gauges):
    numbers = '"Ratio":9007199254740993.25,"Price":0.07,"Long":900719925474099301'
    body = f'{{"data":[{{"Name":"G",{numbers}}}]}}'
    (entry,) = gauges.client.post(f"/{MODULE}", body).json()["data"]
    text = gauges.client.get(f"/{MODULE}/{entry['details']['id']}").text
    assert '"Ratio":9007199254740993.25' in text
    assert '"Price":0.07' in text
    assert '"Long":"900719925474099301"' in text


@pytest.mark.parametrize(("field", "value", "place", "details"), REFUSED, ids=case_id)
def test_a_value_is_refused_with_what_is_wrong_and_where(gauges, field, value, place, details):
    before = gauges.count()
    assert gauges.answer({"Name": "G", field: value}) == refusal_of(field, place, details)
    assert gauges.count() == before


@pytest.mark.parametrize(("field", "value", "place"), MISSING_INSIDE, ids=case_id)
def test_what_a_structured_value_lacks_is_named(gauges, field, value, place):
    name = name_of(field, place)
    assert gauges.answer({"Name": "G", field: value}) == missing(name, f".{field}{place}")


def test_a_range_of_hours_ends_after_it_begins(gauges):
    answer = gauges.answer({"Name": "G", "Hours": [{"From": "10:00", "To": "10:00"}]})
    assert (answer["code"], answer["message"]) == (
        "DEPENDENT_MISMATCH",
        "To value must be Greater than From value",
    )
    assert answer["details"]["json_path"] == "$.data[0].Hours[0].To"


def test_every_field_that_can_be_written_has_cases(gauges):
    fields = writable(gauges.org.org.catalogue.module_by_name[MODULE].fields)
    elsewhere = {
        "Account", "Keeper", "Concerns", "Goods", "Crew", "Parts", "Papers", "Pictures", "Preset",
        "Serial",
    }  # fmt: skip
    kept = {case[0] for case in (*KEPT_AS_SENT, *READ_OTHERWISE)}
    refused = {case[0] for case in REFUSED}
    assert {one.api_name for one in fields} - elsewhere - kept == {"Foreign_Id"}
    assert {one.api_name for one in fields} - elsewhere - refused == {"Floor"}


@pytest.mark.parametrize("name", ["Number", "Sum", "Rolled", "Fixed"])
def test_what_the_server_writes_is_not_taken_from_clients(gauges, name):
    assert "ours" not in str(gauges.keep(**{name: "ours"})[name])
    assert "ours" not in str(gauges.keep(**{name: {"of": ["ours"]}})[name])


def test_auto_numbers_rise_by_one_with_their_prefix_and_suffix(gauges):
    first, second = (int(gauges.keep()["Number"][2:-2]) for _ in range(2))
    assert second == first + 1


def test_a_default_is_set_where_nothing_is_given(gauges):
    assert gauges.keep()["Preset"] == "usual"
    assert gauges.keep(Preset="else")["Preset"] == "else"
    assert gauges.keep(Preset=None)["Preset"] is None
