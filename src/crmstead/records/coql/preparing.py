"""Queries ready to be run: planned, written as SQL and their rendering compiled.

Clients ask the same few queries again and again, and to plan one costs as much as to read its rows.
So what lasts is kept with the catalogue it was made from, for each who asks.
"""

from __future__ import annotations

from dataclasses import dataclass

from crmstead.access.caller import is_current
from crmstead.access.ways import is_lasting
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.version import Version
from crmstead.query.coql.columns import Output
from crmstead.query.coql.planning import Planned
from crmstead.query.coql.tree import Query
from crmstead.query.special_values import SPECIAL
from crmstead.records.coql.rendering import extras_of, render_of
from crmstead.records.coql.schema import Rights
from crmstead.records.read.rendering import Render
from crmstead.store.rows import Statement, statement_of

#: Most queries kept of an org; then all are dropped, which only costs their planning.
_MOST = 256


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query, what reads its rows, and what shows them."""

    planned: Planned
    statement: Statement
    render: Render
    #: Columns whose values are read apart.
    extras: tuple[Output, ...]


def prepare(rights: Rights, version: Version, planned: Planned) -> Prepared:
    """Return a planned query as one ready to be run."""
    org = rights.org
    hides = not rights.caller.administrator
    return Prepared(
        planned,
        statement_of(org, planned.plan),
        render_of(planned, version, hides=hides),
        tuple(extras_of(planned, hides=hides)),
    )


def lasts(catalogue: Catalogue, query: Query, text: str) -> bool:
    """Tell whether a query that compares with no subquery's answer means the same at any time."""
    return query.view is None and SPECIAL not in text and is_lasting(catalogue)


@dataclass(frozen=True, slots=True)
class Kept:
    """The queries kept for one who asks: what they read depends on the user and the scopes."""

    rights: Rights
    version: Version

    def find(self, text: str) -> Prepared | None:
        """Return the query of a text, None where it is not kept."""
        return self._all().get(self._key(text))

    def keep(self, text: str, prepared: Prepared) -> None:
        """Keep a query that lasts."""
        if not is_current(self.rights.org.catalogue, self.rights.caller):
            return
        kept = self._all()
        if len(kept) >= _MOST:
            kept.clear()
        kept[self._key(text)] = prepared

    def _all(self) -> dict[object, Prepared]:
        found: dict[object, Prepared] = self.rights.org.compiled.setdefault("queries", {})
        return found

    def _key(self, text: str) -> object:
        caller = self.rights.caller
        return text, caller.user.id, caller.scopes, self.version.name
