"""The answer to a query: its subqueries first where it needs their values, then its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from crmstead.access.visibility import visible_records
from crmstead.databases.base import Reader, Row
from crmstead.errors.coql import COQL_SUBQUERY_ROWS
from crmstead.errors.raised import ApiError
from crmstead.model.version import Version
from crmstead.query.coql.columns import Output, text_of
from crmstead.query.coql.parser import parse
from crmstead.query.coql.planning import Planned, Planner
from crmstead.query.coql.tree import Query, Term, terms_of
from crmstead.query.plan import OneOf, ReadPlan, Selection, both
from crmstead.query.special_values import Moment
from crmstead.records.coql.preparing import Kept, Prepared, lasts, prepare
from crmstead.records.coql.rendering import modules_shown, territories_shown, users_shown
from crmstead.records.coql.schema import Rights
from crmstead.records.read.json_naming import NAMING, rows_for
from crmstead.records.read.shown import shown_to
from crmstead.store.associations import territories_of
from crmstead.store.rows import ID, LIVE, read, run
from crmstead.store.schema import ensure_tables


@dataclass(frozen=True, slots=True)
class Answered:
    """The rows of a query, whether more follow, and what its columns are."""

    rows: list[Any]
    more: bool
    planned: Planned


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answers the queries of one request."""

    rights: Rights
    version: Version

    async def answer(self, text: str) -> Answered:
        """Return the answer to a query.

        Raises:
            ApiError: the query is not good, or the caller may not ask it.
        """
        kept = Kept(self.rights, self.version)
        prepared = kept.find(text)
        if prepared is None:
            prepared = await self._prepare(text, kept)
        await self._ensure(prepared.planned)
        limit = prepared.planned.limit
        async with self.rights.org.database.reading() as reader:
            found = await run(reader, prepared.statement)
            shown = await self._render(reader, prepared, found[:limit])
        return Answered(shown, len(found) > limit, prepared.planned)

    async def _prepare(self, text: str, kept: Kept) -> Prepared:
        """Return a query ready to be run, its subqueries answered where it needs their values."""
        query = parse(text)
        org, caller = self.rights.org, self.rights.caller
        moment = Moment(org.clock.seconds(), caller.zone, caller.user.id)
        planner = Planner(self.rights.schema(), self.rights.source, moment)
        compared = _compared(query)
        if compared:
            answers: dict[int, str | None] = {}
            for term in compared:
                planner = replace(planner, answers=answers)
                answers = {**answers, term.sequence: await self._value(planner, term)}
            planner = replace(planner, answers=answers)
        prepared = prepare(self.rights, self.version, planner.plan(query))
        if not compared and lasts(org.catalogue, query, text):
            kept.keep(text, prepared)
        return prepared

    async def _ensure(self, planned: Planned) -> None:
        for module in planned.modules:
            if module.stored:
                await ensure_tables(self.rights.org, module)

    async def _value(self, planner: Planner, term: Term) -> str | None:
        """Return the one value that a subquery answers, None for none.

        Raises:
            ApiError: it answers more than one.
        """
        assert term.subquery is not None  # noqa: S101 - _compared asked for it
        planned = planner.plan_value(term, term.subquery)
        await self._ensure(planned)
        async with self.rights.org.database.reading() as reader:
            rows = await read(reader, self.rights.org, planned.plan)
        if len(rows) > 1:
            raise ApiError(
                COQL_SUBQUERY_ROWS, sub_query_sequence=term.sequence, operator=term.operator
            )
        return text_of(planned.outputs[0], rows[0]) if rows else None

    async def _render(self, reader: Reader, prepared: Prepared, rows: Sequence[Row]) -> list[Any]:
        org, caller = self.rights.org, self.rights.caller
        naming = {
            one.parts[0]: one.place.field.kind
            for one in prepared.planned.outputs
            if one.place.field.kind in NAMING and not one.function
        }
        rows = await rows_for(reader, org, caller, naming, rows)
        extras: list[Any] = [modules_shown(org)]
        for output in prepared.extras:
            if not output.parts:
                ids = [row[0] for row in rows]
                assigned = await territories_of(reader, org, ids) if ids else ()
                extras.append(territories_shown(org, assigned))
            else:
                extras.append(await self._seen(reader, output, rows))
        shown = replace(shown_to(org, caller), user=users_shown(org).get)
        return prepared.render(rows, shown, extras)

    async def _seen(self, reader: Reader, output: Output, rows: Sequence[Row]) -> set[int]:
        """Return which of the records that a lookup to any module names the caller sees."""
        org, caller = self.rights.org, self.rights.caller
        wanted: dict[str, set[int]] = {}
        for row in rows:
            record, name = row[output.parts[0]], row[output.parts[1]]
            if record is not None and name is not None:
                wanted.setdefault(name, set()).add(record)
        seen: set[int] = set()
        for name, ids in wanted.items():
            module = org.catalogue.module_by_name.get(name)
            if module is not None:
                visible = visible_records(org.catalogue, caller, module)
                selection = Selection(name, (ID,), passing=True)
                where = both(LIVE, OneOf(ID, tuple(ids)), visible)
                found = await read(reader, org, ReadPlan(selection, where, (), limited=False))
                seen.update(row[0] for row in found)
        return seen


def _compared(query: Query) -> list[Term]:
    """Return the comparisons with a subquery's one value, inner ones before outer ones."""
    found: list[Term] = []
    for term in terms_of(query.where):
        if term.subquery is not None:
            found.extend(_compared(term.subquery))
            if not term.operator.endswith("in"):
                found.append(term)
    return found
