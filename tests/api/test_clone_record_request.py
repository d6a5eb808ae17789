"""Record Clone, the body: none or one item, overrides, rows, unique fields."""

from __future__ import annotations

import pytest

from crmstead.databases.registry import DATABASES
from tests.gauges import MODULE, bare, gauges_over, invalid, missing, unknown
from tests.live import ADMIN
from tests.naming import named

NOWHERE = "4150868000000225013"


@pytest.fixture(scope="module", params=DATABASES)
def gauges(request):
    yield from gauges_over(request)


def refused(gauges, source, item):
    answer = gauges.client.clone(MODULE, source, {"data": [item]})
    assert answer.status_code == 400
    (entry,) = answer.json()["data"]
    return entry


# Body


@pytest.mark.parametrize(
    "body",
    [
        None,
        b"",
        b" \n",
        {},
        {"data": [{}]},
        {"other": 1},
        {"skip_feature_execution": [{"name": "cadences"}]},
        {"data": [{}], "trigger": ["workflow"], "apply_feature_execution": []},
        {"data": [{"id": NOWHERE, "Unknown": 5, "$editable": False, "Created_Time": "never"}]},
    ],
    ids=named,
)
def test_a_body_that_changes_nothing_gives_a_plain_copy(gauges, body):
    source = gauges.keep(Line="same", Count=5)
    clone = gauges.cloned(source["id"], body)
    assert (clone["Name"], clone["Line"], clone["Count"]) == ("G", "same", 5)
    assert clone["id"] != source["id"]


def test_the_hundredth_clone_is_like_the_first(gauges):
    source = gauges.keep(Line="same")["id"]
    answers = [gauges.client.clone(MODULE, source) for _ in range(100)]
    assert [answer.status_code for answer in answers] == [201] * 100


def test_no_content_type_is_called_for(gauges):
    source = gauges.keep()["id"]
    path = f"/{MODULE}/{source}/actions/clone"
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json"):
        answer = gauges.client.post(path, {"data": [{}]}, headers={"Content-Type": kind})
        assert answer.status_code == 201


AT_DATA = {"api_name": "data", "json_path": "$.data"}
NOT_ARRAY = bare("INVALID_DATA", "invalid data", expected_data_type="jsonarray", **AT_DATA)


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ({"data": [{}, {}]}, bare("INVALID_DATA", "invalid data", maximum_length=1, **AT_DATA)),
        ({"data": []}, NOT_ARRAY),
        ({"data": {}}, NOT_ARRAY),
        ({"data": None}, NOT_ARRAY),
        ({"data": "x"}, NOT_ARRAY),
        (b"[]", bare("INVALID_DATA", "body", expected_data_type="jsonobject")),
        (b'"x"', bare("INVALID_DATA", "body", expected_data_type="jsonobject")),
        (
            b"{",
            bare(
                "UNABLE_TO_PARSE_DATA_TYPE",
                "either the request body or parameters is in wrong format",
            ),
        ),
    ],
    ids=named,
)
def test_a_bad_body_is_refused(gauges, body, answer):
    source = gauges.keep()["id"]
    before = gauges.count()
    sent = gauges.client.clone(MODULE, source, body)
    assert (sent.status_code, sent.json()) == (400, answer)
    assert gauges.count() == before


@pytest.mark.parametrize("item", [5, None, "x", []])
def test_an_item_that_is_no_object_is_refused(gauges, item):
    entry = refused(gauges, gauges.keep()["id"], item)
    assert entry == {
        **bare("INVALID_DATA", "invalid data", expected_data_type="jsonobject"),
        "details": {
            "expected_data_type": "jsonobject",
            "api_name": "data",
            "json_path": "$.data[0]",
        },
    }


# Overrides


def test_what_the_body_gives_replaces_what_was_copied(gauges):
    source = gauges.keep(Line="before", Count=5, Colours=["Red"], Tag=[{"name": "Old"}])
    body = {"data": [{"Line": "after", "Colours": [], "Tag": [{"name": "New"}], "Mail": "a@b.co"}]}
    clone = gauges.cloned(source["id"], body)
    assert (clone["Line"], clone["Count"], clone["Colours"], clone["Mail"]) == (
        "after",
        5,
        [],
        "a@b.co",
    )
    assert [tag["name"] for tag in clone["Tag"]] == ["New"]


@pytest.mark.parametrize("field", ["Line", "Count", "Account", "Keeper", "Concerns", "Day"])
def test_null_clears_what_was_copied(gauges, field):
    (lead,) = gauges.client.insert("Leads", {"Last_Name": "L"})
    values = {
        "Line": "x",
        "Count": 5,
        "Account": gauges.account,
        "Keeper": gauges.user(ADMIN),
        "Concerns": {"id": lead, "module": {"api_name": "Leads"}},
        "Day": "2024-02-29",
    }
    source = gauges.keep(**values)
    assert source[field] is not None
    assert gauges.cloned(source["id"], {"data": [{field: None}]})[field] is None


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_a_mandatory_field_is_not_cleared(gauges, nothing):
    assert refused(gauges, gauges.keep()["id"], {"Name": nothing}) == missing("Name", ".Name")


@pytest.mark.parametrize(
    ("item", "entry"),
    [
        ({"Count": "5"}, invalid("Count", ".Count", expected_data_type="integer")),
        ({"Word": "sixsix"}, invalid("Word", ".Word", maximum_length=5)),
        ({"Account": NOWHERE}, unknown("id", ".Account.id")),
        ({"Parts": [{}]}, missing("Part", ".Parts[0].Part")),
        ({"Layout": {"id": NOWHERE}}, unknown("id", ".Layout.id")),
    ],
    ids=named,
)
def test_overrides_are_checked_as_an_insert_is(gauges, item, entry):
    source = gauges.keep()["id"]
    before = gauges.count()
    assert refused(gauges, source, item) == entry
    assert gauges.count() == before


def test_files_are_not_copied_but_may_be_given(gauges):
    gauges.upload("clone1", "clone2", "image3")
    source = gauges.keep(Papers=[{"File_Id__s": "clone1"}], Pictures=[{"File_Id__s": "image3"}])
    plain = gauges.cloned(source["id"])
    assert (plain["Papers"], plain["Pictures"]) == (None, None)
    given = gauges.cloned(source["id"], {"data": [{"Papers": [{"File_Id__s": "clone2"}]}]})
    assert [file["File_Id__s"] for file in given["Papers"]] == ["clone2"]


def test_an_external_id_is_not_copied_but_may_be_given(gauges):
    source = gauges.keep(Foreign_Id="ext-1")
    assert source["Foreign_Id"] == "ext-1"
    assert gauges.cloned(source["id"])["Foreign_Id"] is None
    given = gauges.client.clone(MODULE, source["id"], {"data": [{"Foreign_Id": "ext-2"}]})
    assert given.json()["data"][0]["details"]["Foreign_Id"] == "ext-2"


# Rows


PARTS = [{"Part": "a", "Weight": 1.5, "Made": "2024-02-29"}, {"Part": "b"}]


def contents(record):
    return [(row["Part"], row["Weight"], row["Made"]) for row in record["Parts"]]


def test_rows_are_copied_in_their_order_with_new_ids(gauges):
    source = gauges.keep(Parts=PARTS)
    clone = gauges.cloned(source["id"])
    assert contents(clone) == contents(source) == [("a", 1.5, "2024-02-29"), ("b", None, None)]
    assert {row["id"] for row in clone["Parts"]}.isdisjoint(row["id"] for row in source["Parts"])
    assert {row["Parent_Id"]["id"] for row in clone["Parts"]} == {clone["id"]}


def test_rows_of_the_body_replace_those_copied(gauges):
    source = gauges.keep(Parts=PARTS)
    body = {"data": [{"Parts": [{"Part": "c", "id": source["Parts"][0]["id"]}]}]}
    clone = gauges.cloned(source["id"], body)
    assert contents(clone) == [("c", None, None)]
    assert clone["Parts"][0]["id"] != source["Parts"][0]["id"]
    assert contents(gauges.client.record(MODULE, source["id"])) == contents(source)


@pytest.mark.parametrize("nothing", [None, []])
def test_the_body_may_leave_a_subform_empty(gauges, nothing):
    source = gauges.keep(Parts=PARTS)
    assert gauges.cloned(source["id"], {"data": [{"Parts": nothing}]})["Parts"] == []


def test_links_are_copied_and_replaced(gauges):
    first, second = gauges.client.insert("Products", {"Product_Name": "A"}, {"Product_Name": "B"})
    source = gauges.keep(Goods=[{"Products": first}], Crew=[{"User": gauges.user(ADMIN)}])
    clone = gauges.cloned(source["id"])
    assert [link["Products"]["id"] for link in clone["Goods"]] == [first]
    assert [link["User"]["email"] for link in clone["Crew"]] == [ADMIN]
    assert clone["Goods"][0]["id"] != source["Goods"][0]["id"]
    other = gauges.cloned(source["id"], {"data": [{"Goods": [{"Products": second}]}]})
    assert [link["Products"]["id"] for link in other["Goods"]] == [second]
    assert [link["User"]["email"] for link in other["Crew"]] == [ADMIN]


# Unique fields


@pytest.mark.parametrize("body", [None, {"data": [{}]}, {"data": [{"Line": "else"}]}])
def test_a_copied_unique_value_is_refused_even_without_a_body(gauges, body):
    source = gauges.keep(Code=f"clone {body}")["id"]
    answer = gauges.client.clone(MODULE, source, body)
    assert answer.status_code == 400
    (entry,) = answer.json()["data"]
    owner = gauges.org.org.catalogue.user_by_email[ADMIN]
    assert entry == {
        "code": "DUPLICATE_DATA",
        "details": {
            "id": source,
            "more_records": False,
            "duplicate_record": {
                "Owner": {"name": owner.full_name, "id": str(owner.id), "zuid": owner.zuid},
                "module": {"api_name": MODULE, "id": gauges.org.module_id(MODULE)},
                "id": source,
            },
            "api_name": "Code",
            "json_path": "$.data[0].Code",
        },
        "message": "duplicate data",
        "status": "error",
    }


def test_two_copied_unique_values_are_told_together(gauges):
    source = gauges.keep(Code="two at once", Meter=77)["id"]
    (entry,) = gauges.client.clone(MODULE, source).json()["data"]
    assert (entry["code"], entry["message"]) == (
        "MULTIPLE_OR_MULTI_ERRORS",
        "Multiple errors in the request",
    )
    assert [error["details"]["api_name"] for error in entry["details"]["errors"]] == [
        "Code",
        "Meter",
    ]


@pytest.mark.parametrize("value", ["another", None, ""])
def test_an_override_of_the_unique_value_lets_the_clone_pass(gauges, value):
    source = gauges.keep(Code=f"to override {value}")["id"]
    code = f"{value} {source}" if value else value
    assert gauges.cloned(source, {"data": [{"Code": code}]})["Code"] == (code or None)
