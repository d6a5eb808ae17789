"""Reading records: a list's page, and one record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crmstead.access.caller import Caller
from crmstead.access.fields import closed_fields, hidden_names
from crmstead.access.views import sees_view
from crmstead.access.visibility import visible_records
from crmstead.databases.base import Reader
from crmstead.errors.parameters import CVID_INVALID
from crmstead.errors.raised import ApiError
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.fieldtypes.registry import type_of
from crmstead.model.module import CustomView, Module
from crmstead.model.version import Version
from crmstead.query.criteria import CriteriaError, condition_of
from crmstead.query.list_params import ListParams
from crmstead.query.plan import (
    BASE,
    EVERYTHING,
    ColumnRef,
    Compare,
    Condition,
    HasRow,
    OneOf,
    Order,
    ReadPlan,
    both,
)
from crmstead.query.special_values import Moment
from crmstead.records.read.collections import Page, load_extras
from crmstead.records.read.fields import rendering_of
from crmstead.records.read.json_naming import rows_for
from crmstead.records.read.rendering import Rendering, Row, Shown, View
from crmstead.records.read.seeing import seen_by, without_unseen
from crmstead.records.read.shown import shown_to
from crmstead.records.read.special_views import special_condition
from crmstead.records.sharing.sharing import limited_to
from crmstead.records.write.line_items import product_details
from crmstead.store.orgs import OpenOrg
from crmstead.store.page_tokens import Cursor
from crmstead.store.rows import ID, LIVE, read
from crmstead.store.schema import APPROVAL_STATE, CONVERTED, column_of, ensure_tables
from crmstead.store.system_tables import RECORD_TERRITORIES

MODIFIED_TIME = "Modified_Time"


@dataclass(frozen=True, slots=True)
class Reading:
    """A list request on one module, ready to be run for any window."""

    org: OpenOrg
    caller: Caller
    module: Module
    version: Version
    params: ListParams
    modified_since: int | None = None
    #: What else holds for the records, beside what the parameters ask for.
    also: Condition = EVERYTHING
    #: The list is of one record's, which its records need not name again (notes).
    under_record: bool = False
    #: Which of them are seen; None = those that the caller sees of the module.
    visible: Condition | None = None
    #: Its user, module and version, and what page tokens are bound to, say all of which it is,
    #: whenever it is asked for.
    lasts: bool = False

    def order(self) -> Order:
        """Return the sort key; the id breaks ties in the same direction."""
        view = self.params.view
        name = self.sort_name()
        field = self.module.by_name.get(name)
        by_view = view.sort_order if view else None
        direction = self.params.sort_order or by_view or self.module.sort_order
        descending = direction == "desc"
        known = field is not None and not self.org.catalogue.restricted(self.module, field)
        if field is None or not known or field.kind == "record_id":
            return Order(ID, descending)
        kind = _column_kind(self.module, name)
        if kind is None:
            return Order(ID, descending)
        column = ColumnRef(BASE, column_of(field), kind)
        return Order(column, descending, nullable=name not in {"Created_Time", MODIFIED_TIME})

    def sort_name(self) -> str:
        """Return the name of the field that the list is sorted by."""
        view = self.params.view
        by_view = view.sort_by if view else None
        if by_view in hidden_names(self.caller, self.module):
            by_view = None
        return self.params.sort_by or by_view or "id"

    def where(self) -> Condition:
        """Return which records the list is of, whatever the window.

        Raises:
            ApiError: the custom view filters by a field that cannot be filtered by.
        """
        params = self.params
        conditions: list[Condition] = [
            LIVE,
            self._visible(),
            self._converted(),
            self._approved(),
            self._view(),
            self._period(),
            self.also,
        ]
        if params.ids is not None:
            conditions.append(OneOf(ID, params.ids))
        if params.territories is not None:
            among = tuple(sorted(params.territories))
            conditions.append(HasRow(RECORD_TERRITORIES.name, "record", "territory", among))
        if self.modified_since is not None:
            column = ColumnRef(BASE, MODIFIED_TIME)
            conditions.append(Compare(column, ">=", self.modified_since))
        return both(*conditions)

    def _visible(self) -> Condition:
        if self.visible is not None:
            return self.visible
        return visible_records(self.org.catalogue, self.caller, self.module)

    def _converted(self) -> Condition:
        if CONVERTED not in self.module.by_name:
            return EVERYTHING
        view = self.params.view
        # A view that says itself which leads it is of would be cut by the default.
        by_view = view is not None and CONVERTED in str(view.criteria)
        asked = self.params.converted or ("both" if by_view else "false")
        if asked == "both":
            return EVERYTHING
        return Compare(ColumnRef(BASE, CONVERTED, ColumnKind.BOOLEAN), "=", asked == "true")

    def _approved(self) -> Condition:
        if self.params.approved == "both" or APPROVAL_STATE not in self.module.by_name:
            return EVERYTHING
        operator = "=" if self.params.approved == "true" else "<>"
        return Compare(ColumnRef(BASE, APPROVAL_STATE), operator, "approved")

    def _view(self) -> Condition:
        view = self.params.view
        return view_condition(self.org, self.caller, self.module, view) if view else EVERYTHING

    def _period(self) -> Condition:
        if not self.module.period:
            return EVERYTHING
        first = self.module.by_name[self.module.period[0]]
        last = self.module.by_name[self.module.period[-1]]
        conditions: list[Condition] = []
        bounds = ((first, ">=", self.params.start), (last, "<=", self.params.end))
        for field, operator, value in bounds:
            if value is not None:
                kind = _column_kind(self.module, field.api_name)
                column = ColumnRef(BASE, column_of(field), kind or ID.kind)
                bound: object = value
                if field.kind == "date":
                    bound = Moment(value, self.caller.zone, 0).today().isoformat()
                conditions.append(Compare(column, operator, bound))
        return both(*conditions)


def view_condition(org: OpenOrg, caller: Caller, module: Module, view: CustomView) -> Condition:
    """Return which records of a module a custom view is of.

    Raises:
        ApiError: it is not the caller's to see, or filters by a field that cannot be filtered by.
    """
    if not sees_view(org.catalogue, caller, view):
        raise ApiError(CVID_INVALID, param_name="cvid")
    if view.special is not None:
        return special_condition(view.special, module)
    if view.criteria is None:
        return EVERYTHING
    moment = Moment(org.clock.seconds(), caller.zone, caller.user.id)
    closed = closed_fields(org.catalogue, caller, module)
    try:
        condition = condition_of(view.criteria, module, moment, closed)
    except CriteriaError as error:
        fields = (field for field in module.fields if field.filterable)
        names = [field.api_name for field in fields if field.api_name not in closed]
        names = [name for name in names if name != error.field]
        raise ApiError(CVID_INVALID, param_name="cvid", supported_values=names) from None
    return without_unseen(org.catalogue, caller, module, condition)


def _column_kind(module: Module, name: str) -> ColumnKind | None:
    return type_of(module.by_name[name].kind).column


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a walk to read: `limit` records at an offset, or beside a cursor."""

    limit: int
    offset: int = 0
    cursor: Cursor | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """What a window held: rows in the list's order, their sort values, whether more follow."""

    rows: Sequence[Row]
    rendering: Rendering
    more: bool


def cursor_at(row: Row, order: Order, offset: int, *, backwards: bool = False) -> Cursor:
    """Return the cursor of the page beside a row."""
    value = row[0] if order.column == ID else row[-1]
    return Cursor(value, row[0], offset, backwards)


async def render(
    reader: Reader, reading: Reading, rows: Sequence[Row], rendering: Rendering, view: View
) -> list[Any]:
    """Return records as they are shown, with what is read apart from their rows."""
    rows = await rows_for(reader, reading.org, reading.caller, rendering.naming, rows)
    shown = await shown_of(reader, reading.org, reading.caller, reading.module, rows, rendering)
    page = Page(
        reader,
        reading.org,
        reading.caller,
        reading.version,
        view,
        shown,
        rows,
        under_record=reading.under_record,
    )
    return rendering.render(rows, shown, await load_extras(page, rendering))


async def shown_of(
    reader: Reader,
    org: OpenOrg,
    caller: Caller,
    module: Module,
    rows: Sequence[Row],
    rendering: Rendering,
) -> Shown:
    """Return what some rows are rendered with; of rights only where the rendering tells of them."""
    if not rendering.tells_sharing:
        return shown_to(org, caller)
    ids = [row[0] for row in rows]
    return shown_to(org, caller, await limited_to(reader, org, caller, module, ids))


async def read_record(
    org: OpenOrg,
    caller: Caller,
    module: Module,
    version: Version,
    record: int,
    names: tuple[str, ...] | None,
    also: Condition | None = None,
) -> tuple[Any, int | None] | None:
    """Return one live, visible record and its Modified_Time, None where there is none.

    `also` says what must hold for a record that is read as another one's.
    """
    await ensure_tables(org, module)
    rendering = rendering_of(org, caller, module, names, version, View.SINGLE)
    selection = seen_by(org.catalogue, caller, rendering.selecting(_modified(module)))
    where = both(
        LIVE,
        Compare(ID, "=", record),
        visible_records(org.catalogue, caller, module),
        also or EVERYTHING,
    )
    async with org.database.reading(snapshot=bool(rendering.extras)) as reader:
        rows = await read(reader, org, ReadPlan(selection, where, (), limited=False))
        if not rows:
            return None
        rows = await rows_for(reader, org, caller, rendering.naming, rows)
        shown = await shown_of(reader, org, caller, module, rows, rendering)
        page = Page(
            reader, org, caller, version, View.SINGLE, shown, rows, under_record=also is not None
        )
        records = rendering.render(rows, shown, await load_extras(page, rendering))
    record_shown = product_details(records[0], module, version)
    return record_shown, rows[0][-1] if MODIFIED_TIME in module.by_name else None


def _modified(module: Module) -> ColumnRef:
    return ColumnRef(BASE, MODIFIED_TIME if MODIFIED_TIME in module.by_name else "_bin")
