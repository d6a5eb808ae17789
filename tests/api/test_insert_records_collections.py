"""Insert Records, what is kept beside the record: rows of subforms, tags, files."""

from __future__ import annotations

import pytest

from crmstead.databases.registry import DATABASES
from tests.gauges import FILE, MODULE, gauges_over, invalid, missing, refused, unknown
from tests.naming import named

NOWHERE = "4150868000000225013"


@pytest.fixture(scope="module", params=DATABASES)
def gauges(request):
    yield from gauges_over(request)


# Rows of a subform


def test_rows_are_read_back_in_their_order_with_ids_of_their_own(gauges):
    (vendor,) = gauges.client.insert("Vendors", {"Vendor_Name": "V"})
    plain = {"Part": "first", "Weight": 1.5, "Made": "2024-02-29"}
    sent = [
        {**plain, "Supplier": {"id": vendor}},
        {"Part": "second", "id": NOWHERE, "Parent_Id": {"id": NOWHERE}, "Unknown": [1]},
    ]
    kept = gauges.keep(Parts=sent)
    first, second = kept["Parts"]
    assert {name: first[name] for name in ("Part", "Weight", "Made", "Supplier")} == {
        **plain,
        "Supplier": {"name": "V", "id": vendor},
    }
    assert (second["Part"], second["Weight"], second["Supplier"]) == ("second", None, None)
    assert NOWHERE not in {first["id"], second["id"]}
    assert first["id"] != second["id"]
    assert first["Parent_Id"]["id"] == second["Parent_Id"]["id"] == kept["id"]


@pytest.mark.parametrize(
    ("rows", "entry"),
    [
        ({}, invalid("Parts", ".Parts", expected_data_type="jsonarray")),
        ("row", invalid("Parts", ".Parts", expected_data_type="jsonarray")),
        ([5], invalid("Parts", ".Parts[0]", expected_data_type="jsonobject")),
        ([{"Part": "a"}, None], invalid("Parts", ".Parts[1]", expected_data_type="jsonobject")),
        ([{"Part": "a"}, {}], missing("Part", ".Parts[1].Part")),
        ([{"Part": ""}], missing("Part", ".Parts[0].Part")),
        ([{"Part": None}], missing("Part", ".Parts[0].Part")),
        ([{"Part": "a" * 11}], invalid("Part", ".Parts[0].Part", maximum_length=10)),
        (
            [{"Part": "a"}, {"Part": "b", "Weight": "heavy"}],
            invalid("Weight", ".Parts[1].Weight", expected_data_type="double"),
        ),
        ([{"Part": "a", "Supplier": {"id": NOWHERE}}], unknown("id", ".Parts[0].Supplier.id")),
    ],
    ids=named,
)
def test_bad_rows_refuse_the_record(gauges, rows, entry):
    before = gauges.count(), gauges.count("Parts")
    assert gauges.answer({"Name": "G", "Parts": rows}) == entry
    assert (gauges.count(), gauges.count("Parts")) == before


def test_a_hundred_rows_are_the_most(gauges):
    rows = [{"Part": str(number)} for number in range(101)]
    assert gauges.answer({"Name": "G", "Parts": rows}) == refused(
        "LIMIT_EXCEEDED", "limit exceeded", "Parts", ".Parts", limit=100
    )
    assert [row["Part"] for row in gauges.keep(Parts=rows[:100])["Parts"]] == [
        str(number) for number in range(100)
    ]


@pytest.mark.parametrize("field", ["Parts", "Goods", "Crew", "Tag", "Colours"])
@pytest.mark.parametrize("nothing", [None, []])
def test_collections_may_be_empty(gauges, field, nothing):
    assert gauges.keep(**{field: nothing})[field] == []


# Tags


def names_of(record):
    return [tag["name"] for tag in record["Tag"]]


def test_unknown_tags_are_made_and_known_ones_found(gauges):
    first = gauges.keep(Tag=[{"name": "Fresh"}, {"name": "Rotten"}])
    tags = gauges.count("_tags")
    second = gauges.keep(Tag=["fresh", {"id": first["Tag"][1]["id"]}, {"name": " FRESH "}])
    assert names_of(second) == names_of(first) == ["Fresh", "Rotten"]
    assert second["Tag"] == first["Tag"]
    assert gauges.count("_tags") == tags


def test_tags_are_a_modules_own(gauges):
    tag = gauges.keep(Tag=[{"name": "Only here"}])["Tag"][0]["id"]
    answer = gauges.client.post("/Leads", {"data": [{"Last_Name": "L", "Tag": [{"id": tag}]}]})
    assert answer.json()["data"] == [unknown("id", ".Tag[0].id")]


@pytest.mark.parametrize(
    ("tags", "entry"),
    [
        ("Fresh", invalid("Tag", ".Tag", expected_data_type="jsonarray")),
        ({"name": "x"}, invalid("Tag", ".Tag", expected_data_type="jsonarray")),
        ([5], invalid("Tag", ".Tag[0]", expected_data_type="text")),
        ([{"name": 5}], invalid("name", ".Tag[0].name", expected_data_type="text")),
        ([{"name": "t" * 26}], invalid("name", ".Tag[0].name", maximum_length=25)),
        ([{}], missing("name", ".Tag[0].name")),
        ([{"name": " "}], missing("name", ".Tag[0].name")),
        ([{"id": NOWHERE}], unknown("id", ".Tag[0].id")),
        (
            [{"name": str(number)} for number in range(11)],
            refused("LIMIT_EXCEEDED", "limit exceeded", "Tag", ".Tag", limit=10),
        ),
    ],
    ids=lambda value: named(value)[:40],
)
def test_bad_tags_are_refused(gauges, tags, entry):
    assert gauges.answer({"Name": "G", "Tag": tags}) == entry


def test_ten_tags_are_taken(gauges):
    names = [f"t{number}" for number in range(10)]
    assert names_of(gauges.keep(Tag=[{"name": name} for name in names])) == names


def test_a_refused_record_leaves_no_tag_behind(gauges):
    gauges.keep(Code="taken by a tag test")
    before = gauges.count("_tags")
    items = [
        {"Name": "G", "Code": "taken by a tag test", "Tag": [{"name": "Never made"}]},
        {"Name": "G"},
    ]
    assert gauges.client.post(f"/{MODULE}", {"data": items}).status_code == 207
    assert gauges.count("_tags") == before


# Files


def test_uploaded_files_become_file_objects(gauges):
    gauges.upload(FILE)
    (shown,) = gauges.keep(Papers=[{"File_Id__s": FILE}])["Papers"]
    assert (shown["File_Id__s"], shown["File_Name__s"], shown["Size__s"]) == (
        FILE,
        f"{FILE}.txt",
        3,
    )


@pytest.mark.parametrize("field", ["Papers", "Pictures"])
@pytest.mark.parametrize(
    ("value", "entry"),
    [
        ("f1", lambda at: invalid(at, f".{at}", expected_data_type="jsonarray")),
        (["f1"], lambda at: invalid(at, f".{at}[0]", expected_data_type="jsonobject")),
        ([{}], lambda at: missing("File_Id__s", f".{at}[0].File_Id__s")),
        ([{"File_Id__s": "lost"}], lambda at: invalid("File_Id__s", f".{at}[0].File_Id__s")),
        (
            [{"File_Id__s": str(number)} for number in range(3)],
            lambda at: refused("LIMIT_EXCEEDED", "limit exceeded", at, f".{at}", limit=2),
        ),
    ],
    ids=lambda value: named(value)[:40],
)
def test_bad_files_are_refused(gauges, field, value, entry):
    before = gauges.count()
    assert gauges.answer({"Name": "G", field: value}) == entry(field)
    assert gauges.count() == before


def test_a_record_refused_for_its_file_holds_no_unique_value(gauges):
    items = [
        {"Name": "G", "Code": "held", "Papers": [{"File_Id__s": "lost"}]},
        {"Name": "G", "Code": "held"},
    ]
    answer = gauges.client.post(f"/{MODULE}", {"data": items})
    assert [entry["code"] for entry in answer.json()["data"]] == ["INVALID_DATA", "SUCCESS"]
