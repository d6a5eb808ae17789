"""The ranges of a price book: which percentage is taken off for which quantity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from crmstead.fieldtypes.decimal import unscale
from crmstead.query.plan import BASE, ColumnRef, Selection
from crmstead.records.behaviours.amounts import HUNDRED
from crmstead.records.write.writing import Writing
from crmstead.store.rows import read_where_in

BOOKS = "Price_Books"
DIFFERENTIAL = "Differential"
_ROWS = "Pricing_Details"
_COLUMNS = ("from_range", "to_range", "discount")
_STORED = Selection(_ROWS, tuple(ColumnRef(BASE, name) for name in ("id", "Parent_Id", *_COLUMNS)))


@dataclass(frozen=True, slots=True)
class PriceRange:
    """A range of quantities, both ends within, and the percentage taken off."""

    start: Decimal
    end: Decimal
    percent: Decimal


@dataclass(frozen=True, slots=True)
class PriceBook:
    """The ranges of a price book in their order, and how they are applied.

    Ranges count whole units: after `1 to 10` comes `11 to 20`. What lies between, as 10.5, belongs
    to the later one.
    """

    model: str | None
    ranges: Sequence[PriceRange]

    def discount(self, quantity: Decimal, price: Decimal) -> Decimal:
        """Return the amount taken off a quantity at a list price.

        Differential takes each range's percentage off the units in it; Flat, and unspecified: a
        book without a model, the percentage of the range of the whole quantity off all of them.
        """
        tiers = list(self._tiers())
        if self.model == DIFFERENTIAL:
            shares = (
                max(min(quantity, end) - below, Decimal(0)) * percent
                for below, end, percent in tiers
            )
            return sum(shares, Decimal(0)) * price / HUNDRED
        for below, end, percent in tiers:
            if below < quantity <= end:
                return quantity * price * percent / HUNDRED
        return Decimal(0)

    def _tiers(self) -> Iterable[tuple[Decimal, Decimal, Decimal]]:
        """Yield (the quantity below the range, its end, percentage) of each range."""
        below = Decimal(0)
        for one in self.ranges:
            yield max(below, one.start - 1), one.end, one.percent
            below = one.end


async def load_price_books(writing: Writing, wanted: Iterable[int]) -> Mapping[int, PriceBook]:
    """Return those price books of `wanted` that the request's references found."""
    ids = sorted(one for one in set(wanted) if writing.references.exists(BOOKS, one))
    if not ids:
        return {}
    module = writing.catalogue.module_by_name[_ROWS]
    rows = await read_where_in(writing.transaction, writing.org, _STORED, "Parent_Id", ids)
    ranges: dict[int, list[PriceRange]] = {one: [] for one in ids}
    for _, book, *stored in rows:
        numbers = (
            unscale(value, module.by_name[name])
            for name, value in zip(_COLUMNS, stored, strict=True)
        )
        ranges[book].append(PriceRange(*numbers))
    return {
        book: PriceBook(
            writing.references.value(BOOKS, book, "Pricing_Model"),
            sorted(found, key=lambda one: one.start),
        )
        for book, found in ranges.items()
    }
