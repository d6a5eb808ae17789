"""Insert Records, values: what each data type takes, and how it is read back."""

from __future__ import annotations

import json

import pytest

from crmstead.databases.registry import DATABASES
from tests.gauges import MODULE, gauges_over, writable


@pytest.fixture(scope="module", params=DATABASES)
def gauges(request):
    yield from gauges_over(request)


KEPT_AS_SENT = [
    ("Line", "plain"),
    ("Line", "x" * 255),
    ("Line", "\U0001f600" * 255),
    ("Line", "日本語 — ñandú \"quoted\" 'single' \\ %_"),
    ("Line", "two\nlines\tand a tab"),
    ("Line", "right to left \u202e and back \u202c"),
    ("Line", "</script>"),
    ("Word", "fives"),
    ("Line", "null"),
    ("Line", "0"),
    ("Small", "s" * 2000),
    ("Large", "l" * 32000),
    ("Rich", "<b>r</b>" * 6250),
    ("Mail", "patricia.boyle+crm@mail.example.com"),
    ("Mail", "_a!#$%&'*+-/=?^`{|}~@x-y.co"),
    ("Mail", "jürgen@bücher.de"),
    ("Mail", "a@" + "b" * 94 + ".com"),
    ("Phone", "+1 (650) 555-0100;ext#12"),
    ("Phone", "1-800-FLOWERS"),
    ("Phone", "555.0100"),
    ("Phone", "9" * 30),
    ("Site", "https://www.example.com/path?q=1#top"),
    ("Site", "example.com"),
    ("Site", "ftp://files.example.com:2121/x"),
    ("Colour", "Red"),
    ("Colour", "A value nobody foresaw"),
    ("Colour", "c" * 120),
    ("Level", "High"),
    ("Colours", ["Red", "Blue"]),
    ("Colours", ["Blue", "Red", "Unforeseen"]),
    ("Colours", [f"value {number}" for number in range(100)]),
    ("Levels", ["High"]),
    ("Count", 0),
    ("Count", 999_999_999),
    ("Count", -999_999_999),
    ("Tens", 99),
    ("Long", "123456789012345678"),
    ("Long", "0012345600012"),
    ("Long", "-5"),
    ("Ratio", 12.34),
    ("Ratio", -0.01),
    ("Ratio", 5),
    ("Ratio", 9_999_999_999_999_999),
    ("Precise", 123456.123456789),
    ("Precise", 0.000000001),
    ("Share", 99999),
    ("Share", 12.5),
    ("Price", 10000),
    ("Price", 1234567.89),
    ("Price", -3.5),
    ("Agreed", True),
    ("Agreed", False),
    ("Day", "2024-02-29"),
    ("Day", "0001-01-01"),
    ("Day", "9999-12-31"),
    ("Days", ["2024-02-29", "2023-01-01"]),
    ("Moment", "2023-05-10T01:10:47-07:00"),
    ("Moment", "1969-12-31T16:00:00-08:00"),
    ("Repeat", {"RRULE": "FREQ=DAILY;INTERVAL=1;DTSTART=2023-05-20;UNTIL=2023-05-28"}),
    ("Alarm", {"ALARM": "FREQ=NONE;ACTION=POPUP;TRIGGER=DATE-TIME:2023-05-28T10:00:00+05:30"}),
    ("Reminders", [{"unit": 15, "period": "minutes", "time": "10:30"}]),
    ("Reminders", [{"unit": 0, "period": "weeks"}, {"unit": 60, "period": "days"}]),
    ("Hours", [{"From": "10:00", "To": "18:30"}, {"From": "19:00", "To": "23:59"}]),
    ("Consent", {"Data_Processing_Basis": "Contract", "Contact_Through_Email": True}),
    ("Taxes", [{"value": "Vat", "id": "1"}]),
    ("Code", "K 1"),
]

READ_OTHERWISE = [
    ("Line", "  blanks around  ", "blanks around"),
    ("Line", "", None),
    ("Line", "   ", None),
    ("Line", None, None),
    ("Small", "", None),
    ("Mail", "", None),
    ("Phone", 6505550100, "6505550100"),
    ("Site", "", None),
    ("Colour", "-None-", None),
    ("Colour", "g", "Green"),
    ("Level", "", None),
    ("Level", "-None-", None),
    ("Colours", [], []),
    ("Colours", None, []),
    ("Colours", ["Red", "Red", "Blue"], ["Red", "Blue"]),
    ("Colours", ["-None-", "Red"], ["Red"]),
    ("Count", None, None),
    ("Minutes", "60", 60),
    ("Minutes", 60, 60),
    ("Long", 123456789012345678, "123456789012345678"),
    ("Long", 0, "0"),
    ("Long", "", None),
    ("Ratio", 10.0, 10),
    ("Ratio", 1.005, 1.01),
    ("Ratio", -1.005, -1.01),
    ("Ratio", 1e2, 100),
    ("Floor", 1.999, 1.99),
    ("Price", 0.123456789, 0.12),
    ("Agreed", None, False),
    ("Day", "", None),
    ("Moment", "2023-05-10T13:40:47+05:30", "2023-05-10T01:10:47-07:00"),
    ("Moment", "2023-05-10T13:40:47+0530", "2023-05-10T01:10:47-07:00"),
    ("Moment", "2023-05-10T08:10:47Z", "2023-05-10T01:10:47-07:00"),
    ("Moment", "2023-05-10T01:10:47", "2023-05-10T01:10:47-07:00"),
    ("Moment", "2023-12-10T01:10:47", "2023-12-10T01:10:47-08:00"),
    ("Moment", "", None),
    ("Repeat", {}, None),
    ("Reminders", [], None),
    ("Line_Taxes", [{"percentage": 5, "name": "Vat", "id": 7}],
     [{"percentage": 5.0, "name": "Vat", "id": "7"}]),
    ("Taxes", ["Vat"], [{"value": "Vat"}]),
    ("Meter", 0, 0),
]  # fmt: skip


def case_id(value):
    return json.dumps(value, ensure_ascii=True)[:40]


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


def wrong(kind):
    return {"expected_data_type": kind}


def long(limit):
    return {"maximum_length": limit}


LOW_HIGH = {"supported_values": ["Low", "High"]}
PERIODS = {"supported_values": ["minutes", "hours", "days", "weeks"]}

REFUSED = [
    ("Line", 5, "", wrong("text")),
    ("Line", 1.5, "", wrong("text")),
    ("Line", True, "", wrong("text")),
    ("Line", {}, "", wrong("text")),
    ("Line", ["a"], "", wrong("text")),
    ("Line", "x" * 256, "", long(255)),
    ("Line", "\U0001f600" * 256, "", long(255)),
    ("Line", "a\u0000b", "", {}),
    ("Word", "sixsix", "", long(5)),
    ("Small", "s" * 2001, "", long(2000)),
    ("Small", 1, "", wrong("text")),
    ("Large", "l" * 32001, "", long(32000)),
    ("Rich", "r" * 50001, "", long(50000)),
    ("Mail", 5, "", wrong("email")),
    ("Mail", {"a": 1}, "", wrong("email")),
    ("Mail", "no at", "", wrong("email")),
    ("Mail", "two@at@example.com", "", wrong("email")),
    ("Mail", "a@b", "", wrong("email")),
    ("Mail", "a@-b.com", "", wrong("email")),
    ("Mail", "a@b..com", "", wrong("email")),
    ("Mail", ".a@b.com", "", wrong("email")),
    ("Mail", "a@b.c", "", wrong("email")),
    ("Mail", "a b@c.com", "", wrong("email")),
    ("Mail", "a@" + "b" * 95 + ".com", "", long(100)),
    ("Phone", True, "", wrong("phone")),
    ("Phone", 1.5, "", wrong("phone")),
    ("Phone", ["1"], "", wrong("phone")),
    ("Phone", "call me <b>", "", wrong("phone")),
    ("Phone", "-5550100", "", wrong("phone")),
    ("Phone", "555.", "", wrong("phone")),
    ("Phone", "555..0100", "", wrong("phone")),
    ("Phone", "9" * 31, "", long(30)),
    ("Site", 5, "", wrong("website")),
    ("Site", "no host", "", wrong("website")),
    ("Site", "https://", "", wrong("website")),
    ("Site", "localhost", "", wrong("website")),
    ("Site", "https://a." + "b" * 250, "", long(255)),
    ("Colour", 5, "", wrong("text")),
    ("Colour", ["Red"], "", wrong("text")),
    ("Colour", {"name": "Red"}, "", wrong("text")),
    ("Colour", "c" * 121, "", long(120)),
    ("Level", "Middling", "", LOW_HIGH),
    ("Level", "low", "", LOW_HIGH),
    ("Level", 1, "", wrong("text")),
    ("Colours", "Red", "", wrong("jsonarray")),
    ("Colours", {"0": "Red"}, "", wrong("jsonarray")),
    ("Colours", ["Red", 5], "[1]", wrong("text")),
    ("Colours", ["Red", "c" * 121], "[1]", long(120)),
    ("Colours", [f"value {number}" for number in range(101)], "", {"limit": 100}),
    ("Levels", ["Low", "Middling"], "[1]", LOW_HIGH),
    ("Count", "250", "", wrong("integer")),
    ("Count", 2.5, "", wrong("integer")),
    ("Count", True, "", wrong("integer")),
    ("Count", "", "", wrong("integer")),
    ("Count", [1], "", wrong("integer")),
    ("Count", 1_000_000_000, "", long(9)),
    ("Count", -1_000_000_000, "", long(9)),
    ("Tens", 100, "", long(2)),
    ("Minutes", "an hour", "", wrong("integer")),
    ("Minutes", "9999999999", "", long(9)),
    ("Long", 1.5, "", wrong("bigint")),
    ("Long", True, "", wrong("bigint")),
    ("Long", "12a", "", wrong("bigint")),
    ("Long", "1.5", "", wrong("bigint")),
    ("Long", "1" * 19, "", long(18)),
    ("Long", 10**18, "", long(18)),
    ("Ratio", "1.5", "", wrong("double")),
    ("Ratio", False, "", wrong("double")),
    ("Ratio", {}, "", wrong("double")),
    ("Ratio", 10**16, "", long(16)),
    ("Ratio", 1e300, "", long(16)),
    ("Ratio", 0.0123456789, "", {"maximum_decimal_place": 9}),
    ("Precise", 1_000_000, "", long(6)),
    ("Share", 100_000, "", long(5)),
    ("Share", "50%", "", wrong("double")),
    ("Price", "10000", "", wrong("double")),
    ("Price", 0.1 + 0.2, "", {"maximum_decimal_place": 9}),
    ("Price", 10**16, "", long(16)),
    ("Agreed", "true", "", wrong("boolean")),
    ("Agreed", 1, "", wrong("boolean")),
    ("Agreed", [], "", wrong("boolean")),
    ("Day", 20240229, "", wrong("date")),
    ("Day", "2023-02-29", "", wrong("date")),
    ("Day", "29.02.2024", "", wrong("date")),
    ("Day", "2024-2-9", "", wrong("date")),
    ("Day", "2024-02-29T10:00:00+00:00", "", wrong("date")),
    ("Day", "٢٠٢٤-٠١-٠١", "", wrong("date")),
    ("Days", "2024-02-29", "", wrong("jsonarray")),
    ("Days", ["2024-02-29", "2023-02-29"], "[1]", wrong("date")),
    ("Moment", 1683706247, "", wrong("datetime")),
    ("Moment", "yesterday", "", wrong("datetime")),
    ("Moment", "2023-05-10", "", wrong("datetime")),
    ("Moment", "2023-05-10T25:00:00+00:00", "", wrong("datetime")),
    ("Moment", "2023-05-10T08:10:47.123Z", "", wrong("datetime")),
    ("Moment", "2023-02-29T08:10:47Z", "", wrong("datetime")),
    ("Moment", "0001-01-01T00:00:00+23:59", "", wrong("datetime")),
    ("Repeat", "FREQ=DAILY", "", wrong("jsonobject")),
    ("Repeat", {"RRULE": 5}, ".RRULE", wrong("text")),
    ("Repeat", {"RRULE": "every day"}, ".RRULE", {}),
    ("Repeat", {"RRULE": "FREQ=SOMETIMES"}, ".RRULE", {}),
    ("Repeat", {"RRULE": "FREQ=DAILY;INTERVAL=0"}, ".RRULE", {}),
    ("Alarm", ["a"], "", wrong("jsonobject")),
    ("Alarm", {"ALARM": "soon"}, ".ALARM", {}),
    ("Reminders", {"unit": 15}, "", wrong("jsonarray")),
    ("Reminders", [15], "[0]", wrong("jsonobject")),
    ("Reminders", [{"unit": "x", "period": "days"}], "[0].unit", wrong("integer")),
    ("Reminders", [{"unit": 101, "period": "days"}], "[0].unit", {}),
    ("Reminders", [{"unit": 1, "period": "days"}, {"unit": 1, "period": "eons"}], "[1].period",
     PERIODS),
    ("Hours", "10:00", "", wrong("jsonarray")),
    ("Hours", [{"From": "10:00", "To": "24:00"}], "[0].To", {}),
    ("Hours", [{"From": 10, "To": "11:00"}], "[0].From", wrong("text")),
    ("Consent", "Contract", "", wrong("jsonobject")),
    ("Taxes", {"value": "Vat"}, "", wrong("jsonarray")),
    ("Taxes", [5], "[0]", wrong("jsonobject")),
    ("Line_Taxes", [{"percentage": "5", "name": "Vat"}], "[0].percentage", wrong("double")),
    ("Code", 5, "", wrong("text")),
    ("Meter", "5", "", wrong("integer")),
    ("Foreign_Id", 5, "", wrong("text")),
]  # fmt: skip

MISSING_INSIDE = [
    ("Repeat", {"FREQ": "DAILY"}, ".RRULE"),
    ("Alarm", {"alarm": "x"}, ".ALARM"),
    ("Reminders", [{"period": "days"}], "[0].unit"),
    ("Reminders", [{"unit": 5}], "[0].period"),
    ("Hours", [{"From": "10:00"}], "[0].To"),
    ("Taxes", [{}], "[0].value"),
    ("Line_Taxes", [{"name": "Vat"}], "[0].percentage"),
    ("Line_Taxes", [{"percentage": 5}], "[0].name"),
]


def name_of(field, place):
    """The last name of a place below a field."""
    return f"{field}{place}".rpartition(".")[2].partition("[")[0]


CODES = {"limit": ("LIMIT_EXCEEDED", "limit exceeded")}


@pytest.mark.parametrize(("field", "value", "place", "details"), REFUSED, ids=case_id)
def test_a_value_is_refused_with_what_is_wrong_and_where(gauges, field, value, place, details):
    code, message = CODES.get("".join(details), ("INVALID_DATA", "invalid data"))
    before = gauges.count()
    assert gauges.answer({"Name": "G", field: value}) == {
        "code": code,
        "details": {
            **details,
            "api_name": name_of(field, place),
            "json_path": f"$.data[0].{field}{place}",
        },
        "message": message,
        "status": "error",
    }
    assert gauges.count() == before


@pytest.mark.parametrize(("field", "value", "place"), MISSING_INSIDE, ids=case_id)
def test_what_a_structured_value_lacks_is_named(gauges, field, value, place):
    assert gauges.answer({"Name": "G", field: value}) == {
        "code": "MANDATORY_NOT_FOUND",
        "details": {
            "api_name": name_of(field, place),
            "json_path": f"$.data[0].{field}{place}",
        },
        "message": "required field not found",
        "status": "error",
    }


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
