"""Which records a list is of, in the form that is read with the least rows.

Most users see the records of a few owners. Where these are few among all, to walk along the order
and leave out the others' records reads far more rows than the list has: then it is read owner by
owner, and merged.
"""

from __future__ import annotations

from dataclasses import dataclass

from crmstead.query.plan import (
    BASE,
    All,
    ColumnRef,
    Condition,
    Merged,
    OneOf,
    Order,
    Selection,
    both,
)
from crmstead.records.read.reading import Reading
from crmstead.store.rows import ID
from crmstead.store.schema import NOBODY, OWNER

_OWNER = ColumnRef(BASE, OWNER)
#: Most owners whose records are read apart: each adds a read to the statement.
_MOST = 32
#: A read of an owner costs as much as about as many rows that are passed by.
_READ = 2


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which records: those of some owners for which something holds."""

    where: Condition
    #: Where the list is read owner by owner: the owners, and what else holds.
    owners: tuple[object, ...] = ()
    rest: Condition | None = None

    def beyond(
        self, place: Condition, selection: Selection, order: Order | None, limit: int
    ) -> Condition:
        """Return which records a window is of: the first ones from a place on.

        `order` is None where the window does not begin at its place: then all are walked along.
        """
        if order is None or self.rest is None or not isinstance(selection.table, str):
            return both(self.where, place)
        where = both(self.rest, place)
        return Merged(selection.table, _OWNER, self.owners, NOBODY, where, order, limit)


def chosen_by(reading: Reading, order: Order) -> Chosen:
    """Return which records a reading is of.

    Raises:
        ApiError: the custom view filters by a field that cannot be filtered by.
    """
    where = reading.where()
    if order.column != ID or not reading.lasts or not isinstance(where, All):
        return Chosen(where)
    found = [one for one in where.conditions if isinstance(one, OneOf) and one.column == _OWNER]
    if len(found) != 1 or not _few(reading, len(found[0].values)):
        return Chosen(where)
    rest = tuple(one for one in where.conditions if one is not found[0])
    return Chosen(where, found[0].values, both(*rest))


def _few(reading: Reading, owners: int) -> bool:
    """Tell whether to read owner by owner costs less, all owning alike.

    Of n users k see a list: walking along passes n/k rows a record by, reading apart takes k.
    """
    return owners <= _MOST and _READ * owners**2 <= len(reading.org.catalogue.users)
