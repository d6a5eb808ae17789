"""Quotes, orders and invoices: line items priced, taxed and summed up (Insert Records).

What the client sends as a total is ignored; all of it is worked out here, exactly, from price,
quantity, discounts and taxes, so a clone with other rows has other totals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from crmstead.errors.raised import RecordError
from crmstead.fieldtypes.decimal import DiscountPercent, unscale
from crmstead.fieldtypes.lookup import reference_id
from crmstead.records.behaviours.amounts import HUNDRED, Amounts, exactly
from crmstead.records.behaviours.base import Behaviour
from crmstead.records.behaviours.line_taxes import apply_taxes
from crmstead.records.behaviours.price_ranges import BOOKS, PriceBook, load_price_books
from crmstead.records.write.draft import Draft
from crmstead.records.write.line_items import ALIASES, line_item_field
from crmstead.records.write.writing import Writing

PRODUCTS = "Products"
PRODUCT = "Product_Name"
BOOK = "Price_Book_Name"
DISCOUNT = "Discount"
LINE_TAX = "Line_Tax"
RECORD_TAX = "$line_tax"
TAX = "Tax"
UNIT_PRICE = "Unit_Price"
_TARGETS = {PRODUCT: PRODUCTS, BOOK: BOOKS}


class Inventory(Behaviour):
    """Computes every amount of the lines and of the record.

    A product's own taxes are not added: a line is taxed by its `Line_Tax`, a record by its
    `$line_tax`. unspecified: quantities, prices and discounts are not limited, so an amount may
    be below zero.
    """

    name: ClassVar[str] = "inventory"
    reads_rows: ClassVar[bool] = True
    reference_columns: ClassVar[Mapping[str, tuple[str, ...]]] = {
        PRODUCTS: (UNIT_PRICE,),
        BOOKS: ("Pricing_Model",),
    }

    def wanted(self, writing: Writing, item: Mapping[str, Any]) -> Iterable[tuple[str, int]]:
        for rows in item.values():
            for field, module in _TARGETS.items():
                yield from ((module, record) for record in _referred(rows, field))

    async def load(self, writing: Writing, drafts: Sequence[Draft]) -> None:
        books = {
            book
            for draft in drafts
            for book in _referred(draft.given.get(line_item_field(draft.module) or ""), BOOK)
        }
        writing.loaded[self.name] = await load_price_books(writing, books)

    def complete(self, writing: Writing, draft: Draft) -> None:
        rows = draft.rows.get(line_item_field(draft.module) or "", [])
        with exactly():
            net_totals = [_price_line(writing, row, writing.loaded[self.name]) for row in rows]
            for number, row in enumerate(rows, 1):
                row.values["Sequence_Number"] = number
            _sum_up(writing, draft, sum(net_totals, Decimal(0)))


def _referred(rows: Any, field: str) -> Iterable[int]:
    """Yield the ids that rows as sent name in a lookup, under its own name or its short one."""
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, dict):
            continue
        for name, given in row.items():
            if ALIASES.get(name, name) != field or given is None:
                continue
            try:
                record = reference_id(given)
            except RecordError:  # refused where the row is parsed
                continue
            if record is not None:
                yield record


def _price_line(writing: Writing, row: Draft, books: Mapping[int, PriceBook]) -> Decimal:
    """Work out a line and return its Net_Total.

    unspecified: price books keep no price per product, so List_Price falls back to the product's
    Unit_Price, and to 0 where that is empty; Quantity is 1 where none is given.
    """
    amounts = Amounts(row)
    price = amounts.get("List_Price")
    price = _unit_price(writing, row) if price is None else price
    quantity = amounts.get("Quantity")
    quantity = Decimal(1) if quantity is None else quantity
    price, quantity = amounts.put("List_Price", price), amounts.put("Quantity", quantity)
    total = amounts.put("Total", price * quantity)
    book = books.get(row.values.get(BOOK) or 0)
    if row.values.get(DISCOUNT) is None and book is not None:
        discount = amounts.put(DISCOUNT, book.discount(quantity, price))
    else:
        discount = _discount(row, amounts, total)
    after = amounts.put("Total_After_Discount", total - discount)
    tax = apply_taxes(writing, row, LINE_TAX, after, row.module.by_name[TAX])
    return amounts.put("Net_Total", after + amounts.put(TAX, tax))


def _unit_price(writing: Writing, row: Draft) -> Decimal:
    stored = writing.references.value(PRODUCTS, row.values[PRODUCT], UNIT_PRICE)
    if stored is None:
        return Decimal(0)
    return unscale(stored, writing.catalogue.module_by_name[PRODUCTS].by_name[UNIT_PRICE])


def _discount(draft: Draft, amounts: Amounts, of: Decimal) -> Decimal:
    """Store a discount as an amount, whether given as one or as a percentage, and return it."""
    given = draft.values.get(DISCOUNT)
    if isinstance(given, DiscountPercent):
        return amounts.put(DISCOUNT, of * given / HUNDRED)
    return amounts.put(DISCOUNT, amounts.get(DISCOUNT) or Decimal(0))


def _sum_up(writing: Writing, draft: Draft, net_totals: Decimal) -> None:
    amounts = Amounts(draft)
    sub_total = amounts.put("Sub_Total", net_totals)
    discount = _discount(draft, amounts, sub_total)
    taxed = sub_total - discount
    tax = amounts.put(
        TAX, apply_taxes(writing, draft, RECORD_TAX, taxed, draft.module.by_name[TAX])
    )
    adjustment = amounts.put("Adjustment", amounts.get("Adjustment") or Decimal(0))
    amounts.put("Grand_Total", taxed + tax + adjustment)
