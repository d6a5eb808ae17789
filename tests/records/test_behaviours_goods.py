"""Products, price books, cases and solutions, notes."""

from __future__ import annotations

import pytest

from tests.records.conftest import SALES_TAX, VAT

BOOK = {"Price_Book_Name": "B"}
CASE = {"Subject": "C", "Status": "New", "Case_Origin": "Web"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ([{"id": str(VAT)}], ["Vat - 1.0 %"]),
        ([{"id": SALES_TAX, "value": "ignored"}], ["Sales Tax - 20.0 %"]),
        (["Vat", "Sales Tax - 20.0 %"], ["Vat - 1.0 %", "Sales Tax - 20.0 %"]),
        ([{"value": " Vat "}, {"id": str(VAT)}], ["Vat - 1.0 %"]),
        (["Common Tax - 0.0 %"], ["Common Tax - 0.0 %"]),
        ([], []),
        (None, []),
    ],
)
def test_taxes_of_a_product_are_those_of_the_org(desk, given, kept):
    product = desk.keep("Products", {"Product_Name": "P", "Tax": given})
    assert [one["value"] for one in product["Tax"]] == kept
    assert all(set(one) == {"id", "value"} and one["id"].isdigit() for one in product["Tax"])
    assert desk.clone("Products", product["id"])["Tax"] == product["Tax"]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        (["Sales Tax", "Nothing"], "Tax[1].value"),
        ([{"id": "5"}], "Tax[0].id"),
        ([{"id": "x"}], "Tax[0].id"),
        ([{"id": {}}], "Tax[0].id"),
        ([{"value": 5}], "Tax[0].value"),
    ],
)
def test_other_taxes_are_refused(desk, given, path):
    refused = desk.refused("Products", {"Product_Name": "P", "Tax": given})
    assert refused[:2] == ("INVALID_DATA", path)


def ranges(*rows):
    return [
        {"from_range": start, "to_range": end, "discount": percent} for start, end, percent in rows
    ]


def test_a_price_book_keeps_its_ranges_and_is_flat_unless_told(desk):
    kept = desk.keep("Price_Books", {**BOOK, "Pricing_Details": ranges((11, 20, 2.5), (1, 10, 0))})
    shown = [
        (one["from_range"], one["to_range"], one["discount"]) for one in kept["Pricing_Details"]
    ]
    assert shown == [(11, 20, 2.5), (1, 10, 0)]
    assert kept["Pricing_Model"] == "Flat"
    copy = desk.clone("Price_Books", kept["id"], Pricing_Model="Differential")
    assert copy["Pricing_Model"] == "Differential"
    assert [one["discount"] for one in copy["Pricing_Details"]] == [2.5, 0]
    assert desk.keep("Price_Books", BOOK)["Pricing_Model"] is None


@pytest.mark.parametrize(
    ("rows", "code", "path"),
    [
        (ranges((1, 10, 1), (10, 20, 2)), "INVALID_DATA", "[1]"),
        (ranges((5, 6, 1), (20, 30, 2), (1, 100, 3)), "INVALID_DATA", "[2]"),
        (ranges((10, 1, 1)), "INVALID_DATA", "[0].to_range"),
        ([{"from_range": 1, "to_range": 2}], "MANDATORY_NOT_FOUND", "[0].discount"),
        ([{"discount": 1}], "MANDATORY_NOT_FOUND", "[0].from_range"),
        ([{"from_range": "1"}], "INVALID_DATA", "[0].from_range"),
    ],
)
def test_ranges_are_whole_and_do_not_overlap(desk, rows, code, path):
    refused = desk.refused("Price_Books", {**BOOK, "Pricing_Details": rows})
    assert refused[:2] == (code, f"Pricing_Details{path}")


@pytest.mark.parametrize(
    ("module", "item"), [("Cases", CASE), ("Solutions", {"Solution_Title": "S"})]
)
def test_what_is_added_becomes_a_comment(desk, module, item):
    kept = desk.keep(module, {**item, "Add_Comment": "Called back", "Comments": [{"x": 1}]})
    (comment,) = kept["Comments"]
    assert comment.pop("id").isdigit()
    assert comment == {
        "comment_content": "Called back",
        "commented_by": "Patricia Boyle",
        "commented_time": kept["Created_Time"],
    }
    assert (kept["No_of_comments"], kept["Add_Comment"]) == (1, None)
    bare = desk.keep(module, item)
    assert (bare["Comments"], bare["No_of_comments"]) == ([], 0)
    copy = desk.clone(module, kept["id"])
    assert (copy["Comments"], copy["No_of_comments"]) == ([], 0)


@pytest.mark.parametrize("version", ["v2", "v8"])
@pytest.mark.parametrize("key", ["se_module", "$se_module"])
def test_a_note_names_its_record_by_id_and_module(desk, version, key):
    (account,) = desk.client.insert("Accounts", {"Account_Name": "A"})
    given = {"Note_Content": "N", "Parent_Id": account, key: "Accounts"}
    (entry,) = desk.answers("Notes", given, version)
    assert entry["code"] == "SUCCESS"
    kept = desk.client.record("Notes", entry["details"]["id"])
    assert kept["Parent_Id"]["id"] == account
    assert kept["Parent_Id"]["module"]["api_name"] == "Accounts"


@pytest.mark.parametrize(
    ("changed", "code", "path"),
    [
        ({"Note_Content": None}, "MANDATORY_NOT_FOUND", "Note_Content"),
        ({"Note_Content": " "}, "MANDATORY_NOT_FOUND", "Note_Content"),
        ({"Parent_Id": None}, "MANDATORY_NOT_FOUND", "Parent_Id"),
        ({"Parent_Id": {"id": "1", "module": {"api_name": "Accounts"}}}, "INVALID_DATA", None),
        ({"Parent_Id": {"id": "1", "module": {"api_name": "Notes"}}}, "INVALID_DATA", None),
        ({"Parent_Id": {"id": "1"}}, "EXPECTED_FIELD_MISSING", None),
    ],
)
def test_a_note_needs_content_and_a_record(desk, changed, code, path):
    (account,) = desk.client.insert("Accounts", {"Account_Name": "A"})
    parent = {"id": account, "module": {"api_name": "Accounts"}}
    found = desk.refused("Notes", {"Note_Content": "N", "Parent_Id": parent, **changed})
    assert found[0] == code
    assert path is None or found[1] == path
