"""Line items as v2 shows and takes them: `Product_Details`, rows with lower-case keys."""

from __future__ import annotations

from typing import Any

import msgspec

from crmstead.model.derived import derived
from crmstead.model.module import Module
from crmstead.model.version import Version

#: Key of the rows in v2, whatever the subform is called since.
PRODUCT_DETAILS = "Product_Details"
#: Lower-case key of a row -> field of the line item (records reference 4.9).
ALIASES = {
    "product": "Product_Name",
    "quantity": "Quantity",
    "list_price": "List_Price",
    "discount": "Discount",
    "total": "Total",
    "total_after_discount": "Total_After_Discount",
    "tax": "Tax",
    "net_total": "Net_Total",
    "book": "Price_Book_Name",
    "product_description": "Description",
    "line_tax": "Line_Tax",
}
_V2_ROW = (
    ("product", "Product_Name"),
    ("quantity", "Quantity"),
    ("Discount", "Discount"),
    ("total_after_discount", "Total_After_Discount"),
    ("net_total", "Net_Total"),
    ("book", "Price_Book_Name"),
    ("Tax", "Tax"),
    ("list_price", "List_Price"),
    ("unit_price", "List_Price"),
    ("total", "Total"),
    ("id", "id"),
    ("product_description", "Description"),
    ("line_tax", "Line_Tax"),
)


@derived
def body_names(module: Module) -> dict[str, str]:
    """Return the other names under which a body may give fields, each with the field's own."""
    names = dict(module.aliases)
    lines = line_item_field(module)
    if lines is not None:
        names[PRODUCT_DETAILS] = lines
    return names


def line_item_field(module: Module) -> str | None:
    """Return the field that holds the line items of an inventory module."""
    if "inventory" not in module.behaviours:
        return None
    return next((field.api_name for field in module.fields if field.subform), None)


def product_details(record: Any, module: Module, version: Version) -> Any:
    """Return a single record with its line items in the version's own shape."""
    name = line_item_field(module) if version.product_details else None
    if name is None:
        return record
    shown: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(record))
    for alias, original in module.output_aliases:
        if original == name:
            shown.pop(alias, None)
    rows = shown.pop(name, None)
    if rows is not None:
        shown[PRODUCT_DETAILS] = [{key: row.get(field) for key, field in _V2_ROW} for row in rows]
    return shown
