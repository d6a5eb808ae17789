"""What a list reads, whichever of its pages: statements in which only the page's place is open.

Clients ask for the same few lists again and again, page after page. To choose the rows and to write
that down costs half of what is done before the rows are read, so it is kept with the catalogue.
"""

from __future__ import annotations

from collections.abc import Sequence

from crmstead.access.caller import is_current
from crmstead.databases.base import Reader
from crmstead.query.plan import EVERYTHING, Condition, Order, ReadPlan, Selection, after
from crmstead.records.read.choosing import Chosen, chosen_by
from crmstead.records.read.fields import rendering_of
from crmstead.records.read.reading import Reading, Slice, Window
from crmstead.records.read.rendering import Rendering, View
from crmstead.records.read.seeing import seen_by
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import ID, Open, Statement, Template, run, template_of

#: Most walks kept of an org; then all are dropped, which only costs making them.
_MOST = 512


#: What a window gives: the value and the record where it begins, and how many rows it passes by.
_VALUE, _RECORD, _OFFSET = Open(0), Open(1), Open(2)


class Walk:
    """The rows of a list in their order; read by windows."""

    def __init__(
        self, rendering: Rendering, selection: Selection, order: Order, chosen: Chosen
    ) -> None:
        self.rendering = rendering
        self.order = order
        self._selection = selection
        self._chosen = chosen
        #: By what the text of a window's statement depends on.
        self._templates: dict[object, Template] = {}

    def statement(self, org: OpenOrg, window: Window) -> Statement:
        """Return what reads a window, and one row more, which tells whether more follow."""
        cursor = window.cursor
        if cursor is None:
            shape: object = (window.limit, window.offset > 0)
            given: Sequence[object] = (None, None, window.offset)
        else:
            shape = (window.limit, window.offset > 0, cursor.backwards, cursor.value is None)
            given = (cursor.value, cursor.record, window.offset)
        found = self._templates.get(shape)
        if found is None:
            found = self._templates[shape] = self._template(org, window)
        return found.fill(given)

    def _template(self, org: OpenOrg, window: Window) -> Template:
        order, cursor = self.order, window.cursor
        backwards = cursor is not None and cursor.backwards
        place: Condition = EVERYTHING
        if cursor is not None:
            value = None if cursor.value is None else _VALUE
            place = after(order, ID, value, _RECORD, backwards=backwards)
        directions = _directions(order, backwards=backwards)
        limit, offset = window.limit + 1, _OFFSET if window.offset else 0
        first = None if offset else directions[0]
        where = self._chosen.beyond(place, self._selection, first, limit)
        return template_of(org, ReadPlan(self._selection, where, directions, limit, offset))


def walk_of(reading: Reading) -> Walk:
    """Return the walk of a reading: one that lasts is kept for all requests that ask the same."""
    if not reading.lasts:
        return _made(reading)
    org, caller = reading.org, reading.caller
    kept: dict[object, Walk] = org.compiled.setdefault("walks", {})
    key = (reading.module.api_name, reading.version.name, caller.user.id, reading.params.bound)
    found = kept.get(key)
    if found is None:
        found = _made(reading)
        if is_current(org.catalogue, caller):
            if len(kept) >= _MOST:
                kept.clear()
            kept[key] = found
    return found


def _made(reading: Reading) -> Walk:
    rendering = rendering_of(
        reading.org,
        reading.caller,
        reading.module,
        reading.params.fields,
        reading.version,
        View.LIST,
    )
    order = reading.order()
    selection = seen_by(reading.org.catalogue, reading.caller, _selection(rendering, order))
    return Walk(rendering, selection, order, chosen_by(reading, order))


async def read_slice(reader: Reader, reading: Reading, window: Window) -> Slice:
    """Return the rows of a window; one row more than asked tells whether more follow."""
    walk = walk_of(reading)
    rows = await run(reader, walk.statement(reading.org, window))
    more = len(rows) > window.limit
    kept = list(rows[: window.limit])
    if window.cursor is not None and window.cursor.backwards:
        kept.reverse()
    return Slice(kept, walk.rendering, more)


def _selection(rendering: Rendering, order: Order) -> Selection:
    """Return what to read, with the sort value as the last column, which cursors are made of."""
    return rendering.selection if order.column == ID else rendering.selecting(order.column)


def _directions(order: Order, *, backwards: bool) -> tuple[Order, ...]:
    keys = (order,) if order.column == ID else (order, Order(ID, order.descending))
    if not backwards:
        return keys
    return tuple(Order(key.column, not key.descending, key.nullable) for key in keys)
