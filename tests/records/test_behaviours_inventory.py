"""Quotes, orders and invoices: what their lines and totals come to."""

from __future__ import annotations

import pytest

from tests.records.conftest import SALES_TAX, VAT

LINES = {
    "Quotes": "Quoted_Items",
    "Sales_Orders": "Ordered_Items",
    "Invoices": "Invoiced_Items",
    "Purchase_Orders": "Purchase_Items",
}
TAXES = [{"percentage": 20, "name": "Sales Tax"}, {"percentage": 1, "name": "Vat"}]
AMOUNTS = ("Sub_Total", "Discount", "Tax", "Adjustment", "Grand_Total")
OF_LINE = ("Total", "Discount", "Total_After_Discount", "Tax", "Net_Total")


@pytest.fixture(scope="module")
def goods(desk):
    def book(model, *ranges):
        rows = [
            dict(zip(("from_range", "to_range", "discount"), one, strict=True)) for one in ranges
        ]
        item = {"Price_Book_Name": "B", "Pricing_Model": model, "Pricing_Details": rows}
        return {"id": desk.client.insert("Price_Books", item)[0]}

    ranges = ((1, 10, 0), (11, 20, 10), (31, 50, 20))
    product = {"Product_Name": "P", "Product_Code": "P-1", "Unit_Price": 12.5, "Tax": ["Vat"]}
    (priced, bare) = desk.client.insert("Products", product, {"Product_Name": "Bare"})
    (vendor,) = desk.client.insert("Vendors", {"Vendor_Name": "V"})
    return {
        "priced": {"id": priced},
        "bare": {"id": bare},
        "vendor": {"id": vendor},
        "flat": book("Flat", *ranges),
        "differential": book("Differential", *ranges),
    }


@pytest.fixture
def quote(desk, goods):
    def keep(*lines, **record):
        rows = [{"Product_Name": goods["priced"], **line} for line in lines]
        return desk.keep("Quotes", {"Subject": "Q", "Quoted_Items": rows, **record})

    return keep


def amounts(record, names=AMOUNTS):
    return tuple(record[name] for name in names)


@pytest.mark.parametrize("module", LINES)
def test_the_documented_quote_comes_out_by_line_taxes(desk, goods, module):
    line = {
        "Product_Name": goods["priced"],
        "Quantity": 100,
        "List_Price": 1000,
        "Discount": 5000,
        "Line_Tax": TAXES,
    }
    kept = desk.keep(
        module, {"Subject": "Q", "Vendor_Name": goods["vendor"], LINES[module]: [line]}
    )
    (row,) = kept[LINES[module]]
    assert amounts(row, OF_LINE) == (100000, 5000, 95000, 19950, 114950)
    assert row["Line_Tax"] == [
        {"percentage": 20, "name": "Sales Tax", "id": str(SALES_TAX), "value": 19000},
        {"percentage": 1, "name": "Vat", "id": str(VAT), "value": 950},
    ]
    assert amounts(kept) == (114950, 0, 0, 0, 114950)
    assert kept["$line_tax"] == []
    assert row["Product_Name"] == {**goods["priced"], "name": "P", "Product_Code": "P-1"}


def test_the_documented_quote_comes_out_by_taxes_of_the_record(quote):
    kept = quote({"Quantity": 100, "List_Price": 1000}, **{"Discount": 5000, "$line_tax": TAXES})
    assert amounts(kept) == (100000, 5000, 19950, 0, 114950)
    assert [one["value"] for one in kept["$line_tax"]] == [19000, 950]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({}, (12.5, 0, 12.5, 0, 12.5)),
        ({"Quantity": 2.5}, (31.25, 0, 31.25, 0, 31.25)),
        ({"Quantity": 0}, (0, 0, 0, 0, 0)),
        ({"List_Price": 0.1, "Quantity": 3}, (0.3, 0, 0.3, 0, 0.3)),
        ({"List_Price": None}, (12.5, 0, 12.5, 0, 12.5)),
        ({"List_Price": 99.99, "Discount": "5%"}, (99.99, 5, 94.99, 0, 94.99)),
        ({"List_Price": 99.99, "Discount": "5.90"}, (99.99, 5.9, 94.09, 0, 94.09)),
        ({"Discount": 20}, (12.5, 20, -7.5, 0, -7.5)),
        (
            {"List_Price": 0.05, "Line_Tax": [{"percentage": 10, "name": "T"}]},
            (0.05, 0, 0.05, 0.01, 0.06),
        ),
        ({"Quantity": 2, "Total": 7, "Net_Total": 8, "Tax": 9}, (25, 0, 25, 0, 25)),
        (
            # 999,999,998,900,000.0001: more digits than a float has.
            {"List_Price": 99999999.99, "Quantity": 9999999.99},
            (999999998900000, 0, 999999998900000, 0, 999999998900000),
        ),
    ],
)
def test_lines_are_worked_out(quote, line, expected):
    kept = quote(line)
    assert amounts(kept["Quoted_Items"][0], OF_LINE) == expected
    assert kept["Grand_Total"] == expected[-1]


@pytest.mark.parametrize(
    ("model", "quantity", "discount"),
    [
        ("flat", 10, 0),
        ("flat", 11, 13.75),
        ("flat", 10.5, 13.13),
        ("flat", 25, 0),
        ("flat", 50, 125),
        ("flat", 51, 0),
        ("differential", 10, 0),
        ("differential", 15, 6.25),
        ("differential", 20, 12.5),
        ("differential", 25, 12.5),
        ("differential", 50, 62.5),
        ("differential", 60, 62.5),
    ],
)
def test_a_price_book_discounts_by_the_range_of_the_quantity(
    quote, goods, model, quantity, discount
):
    (row,) = quote({"Quantity": quantity, "Price_Book_Name": goods[model]})["Quoted_Items"]
    assert row["Discount"] == discount
    assert row["Total"] == row["Total_After_Discount"] + discount
    given = quote({"Quantity": quantity, "Price_Book_Name": goods[model], "Discount": 1})
    assert given["Quoted_Items"][0]["Discount"] == 1


def test_records_sum_up_their_lines(quote):
    record = {
        "Discount": "10%",
        "$line_tax": [{"percentage": 7.5, "name": "Own"}],
        "Adjustment": -0.5,
        "Sub_Total": 1,
        "Grand_Total": 2,
    }
    kept = quote({"Quantity": 4}, {"List_Price": 33.33, "Quantity": 3}, {"Quantity": 0}, **record)
    assert amounts(kept) == (149.99, 15, 10.12, -0.5, 144.61)
    assert [row["Sequence_Number"] for row in kept["Quoted_Items"]] == [1, 2, 3]
    assert kept["$line_tax"] == [{"percentage": 7.5, "name": "Own", "value": 10.12}]


def test_a_product_without_a_price_costs_nothing(quote, goods):
    (row,) = quote({"Product_Name": goods["bare"], "Quantity": 3})["Quoted_Items"]
    assert (row["List_Price"], row["Net_Total"]) == (0, 0)


def test_short_and_lower_case_keys_are_taken(desk, goods):
    rows = [
        {
            "product": goods["priced"], "quantity": 12, "book": goods["flat"],
            "product_description": "Text", "line_tax": TAXES,
        },
        {"product": goods["priced"], "list_price": 2, "discount": 1, "total": 5},
    ]  # fmt: skip
    kept = desk.keep("Quotes", {"Subject": "Q", "Quoted_Items": rows})
    first, second = kept["Quoted_Items"]
    assert amounts(first, OF_LINE) == (150, 15, 135, 28.35, 163.35)
    assert first["Description"] == "Text"
    assert amounts(second, OF_LINE) == (2, 1, 1, 0, 1)
    (entry,) = desk.answers("Quotes", {"Subject": "Q", "Product_Details": rows}, "v2")
    assert desk.client.record("Quotes", entry["details"]["id"])["Grand_Total"] == 164.35


def test_purchase_orders_take_their_rows_under_either_name(desk, goods):
    order = {"Subject": "PO", "Vendor_Name": goods["vendor"]}
    rows = [{"Product_Name": goods["priced"]}]
    kept = desk.keep("Purchase_Orders", {**order, "Purchased_Items": rows})
    assert kept["Purchased_Items"] == kept["Purchase_Items"]
    both = {**order, "Purchased_Items": rows, "Purchase_Items": rows}
    assert desk.keep("Purchase_Orders", both)["Grand_Total"] == 12.5
    both["Purchase_Items"] = [{"Product_Name": goods["bare"]}]
    assert desk.refused("Purchase_Orders", both)[:2] == ("INVALID_DATA", "Purchase_Items")


@pytest.mark.parametrize(
    ("rows", "code", "path"),
    [
        ([{"Product_Name": {"id": "1"}}], "INVALID_DATA", "[0].Product_Name.id"),
        ([{"product": {"id": "1"}}], "INVALID_DATA", "[0].Product_Name.id"),
        ([{"Quantity": 1}], "MANDATORY_NOT_FOUND", "[0].Product_Name"),
        ([{"Product_Name": None}], "MANDATORY_NOT_FOUND", "[0].Product_Name"),
        ([], "MANDATORY_NOT_FOUND", ""),
        (None, "MANDATORY_NOT_FOUND", ""),
        ([1], "INVALID_DATA", "[0]"),
        ({}, "INVALID_DATA", ""),
    ],
)
def test_lines_without_a_product_are_refused(desk, rows, code, path):
    found = desk.refused("Quotes", {"Subject": "Q", "Quoted_Items": rows})
    assert found[:2] == (code, f"Quoted_Items{path}")


@pytest.mark.parametrize(
    ("line", "code", "path"),
    [
        ({"Quantity": "2"}, "INVALID_DATA", "Quantity"),
        ({"Discount": "a%"}, "INVALID_DATA", "Discount"),
        ({"Price_Book_Name": {"id": "1"}}, "INVALID_DATA", "Price_Book_Name.id"),
        ({"Line_Tax": [{"name": "T"}]}, "MANDATORY_NOT_FOUND", "Line_Tax[0].percentage"),
        ({"Line_Tax": [{"percentage": "x", "name": "T"}]}, "INVALID_DATA", None),
        ({"Line_Tax": [{"percentage": 1e308}]}, "INVALID_DATA", "Line_Tax[0].percentage"),
        ({"Quantity": 0, "Line_Tax": [{"percentage": 10**400}]}, "INVALID_DATA", None),
        ({"Line_Tax": [{"percentage": -(10**5)}]}, "INVALID_DATA", "Line_Tax[0].percentage"),
        (
            {"List_Price": 9e15, "Line_Tax": [{"percentage": 99_999, "name": "T"}]},
            "INVALID_DATA",
            "Line_Tax[0].value",
        ),
        ({"List_Price": 1e15, "Quantity": 1e15}, "INVALID_DATA", "Total"),
    ],
)
def test_lines_that_cannot_be_worked_out_are_refused(desk, goods, line, code, path):
    row = {"Product_Name": goods["priced"], **line}
    found = desk.refused("Quotes", {"Subject": "Q", "Quoted_Items": [row]})
    assert found[0] == code
    assert path is None or found[1] == f"Quoted_Items[0].{path}"


def test_a_clone_is_summed_up_anew(desk, quote, goods):
    source = quote(
        {"Quantity": 20, "Price_Book_Name": goods["flat"], "Line_Tax": TAXES},
        {"Discount": "10%"},
        **{"Discount": "10%", "$line_tax": TAXES, "Adjustment": 1},
    )
    copy = desk.clone("Quotes", source["id"])
    shown = [amounts(row, OF_LINE) for row in source["Quoted_Items"]]
    assert [amounts(row, OF_LINE) for row in copy["Quoted_Items"]] == shown
    assert copy["$line_tax"] == []
    after = source["Sub_Total"] - source["Discount"]
    assert amounts(copy) == (source["Sub_Total"], source["Discount"], 0, 1, round(after + 1, 2))
    rows = [{"Product_Name": goods["priced"], "Quantity": 2}]
    replaced = desk.clone("Quotes", source["id"], Quoted_Items=rows, Discount=None)
    assert amounts(replaced) == (25, 0, 0, 1, 26)
    assert len(replaced["Quoted_Items"]) == 1
