"""How the records of a related list are found: one place for every list that metadata names.

A list is fed by lookups of the other module, by lookups of that module's rows, by a linking
module, by a lookup of the record itself, or by entries that name the record. A grouped list is
fed by several lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from crmstead.metadata.catalogue import Catalogue
from crmstead.model.field import Field
from crmstead.model.module import Module, RelatedList
from crmstead.query.criteria import condition_of
from crmstead.query.plan import (
    BASE,
    EVERYTHING,
    Any,
    ColumnRef,
    Compare,
    Condition,
    Like,
    NamedIn,
    Not,
    both,
)
from crmstead.query.special_values import Moment
from crmstead.records.write.references import supported_modules
from crmstead.store.orgs import OpenOrg
from crmstead.store.schema import PARENT, column_of

_LOOKUPS = frozenset({"lookup", "any_module_lookup"})
_TO_MODULE = frozenset({"lookup", "product_lookup"})


class Link(NamedTuple):
    """A linking module, and its columns with the id of this side and of the other."""

    module: Module
    near: str
    far: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A related list of a module, with all that feeds it."""

    parent: Module
    related: RelatedList
    #: Module of its records.
    module: Module
    #: Fields of `module` that name the record.
    lookups: tuple[Field, ...] = ()
    #: Modules of rows of `module`, each with its field that names the record.
    rows: tuple[tuple[Module, Field], ...] = ()
    link: Link | None = None
    #: Field of `parent` that names the one record of the list.
    own: Field | None = None
    #: Field of `module` with entries that name the record.
    entries: Field | None = None

    def condition(self, record: int, moment: Moment) -> Condition:
        """Return what holds for the records that a record is related to."""
        ways: list[Condition] = [
            Compare(ColumnRef(BASE, column_of(field)), "=", record) for field in self.lookups
        ]
        ways += [
            NamedIn(module.api_name, PARENT, column_of(field), record)
            for module, field in self.rows
        ]
        if self.link is not None:
            link, near, far = self.link
            ways.append(NamedIn(link.api_name, far, near, record, live=True))
        if self.own is not None:
            ways.append(NamedIn(self.parent.api_name, column_of(self.own), "id", record))
        if self.entries is not None:
            column = ColumnRef(BASE, column_of(self.entries))
            ways.append(Like(column, "contains", f'"participant":"{record}"'))
        return both(ways[0] if len(ways) == 1 else Any(tuple(ways)), self.open_ones(moment))

    def open_ones(self, moment: Moment) -> Condition:
        """Return what else holds for its records, where it is of open ones alone, or of others."""
        if self.related.open is None or self.module.open is None:
            return EVERYTHING
        is_open = condition_of(self.module.open, self.module, moment)
        return is_open if self.related.open else Not(is_open)

    @property
    def by_lookup(self) -> bool:
        """Whether the records themselves name the record they are related to."""
        return bool(self.lookups)


def relations_of(org: OpenOrg, module: Module, name: str) -> tuple[Relation, ...] | None:
    """Return what a visible related list consists of: one relation, or those of a grouped list.

    None where the module has no such list; empty where its records are not in the API.
    """
    known: dict[tuple[str, str], tuple[Relation, ...] | None]
    known = org.compiled.setdefault("relations", {})
    key = (module.api_name, name)
    if key not in known:
        related = next((one for one in module.related_lists if one.api_name == name), None)
        if related is None or related.status != "visible":
            return None
        known[key] = tuple(_resolve(org.catalogue, module, related))
    return known[key]


def links_of(org: OpenOrg, module: Module) -> Iterator[tuple[str, Link]]:
    """Yield the links that related lists of a module make, with the module that each leads to."""
    for related in module.related_lists:
        if related.link is None:
            continue
        for relation in relations_of(org, module, related.api_name) or ():
            if relation.link is not None:
                yield relation.module.api_name, relation.link


def links_between(org: OpenOrg, module: Module, other: Module) -> list[Link]:
    """Return the links that related lists of a module make to records of another one."""
    return [link for name, link in links_of(org, module) if name == other.api_name]


def _resolve(catalogue: Catalogue, parent: Module, related: RelatedList) -> list[Relation]:
    if related.parents:
        members = [one for one in parent.related_lists if one.api_name in related.parents]
        return [found for one in members for found in _resolve(catalogue, parent, one)]
    module = catalogue.module_by_name.get(related.records_of or related.module or "")
    if related.href is None or module is None or not module.api_supported:
        return []
    own = parent.by_name.get(related.own_lookup or "")
    entries = module.by_name.get(related.entries or "")
    link = _link(catalogue, parent, module, related)
    lookups: tuple[Field, ...] = ()
    rows: tuple[tuple[Module, Field], ...] = ()
    if own is None and entries is None and link is None:
        lookups = _lookups(catalogue, parent, module, related)
        rows = _rows(catalogue, parent, module, related)
    if not (lookups or rows or own or entries or link):
        return []
    return [Relation(parent, related, module, lookups, rows, link, own, entries)]


def _lookups(
    catalogue: Catalogue, parent: Module, module: Module, related: RelatedList
) -> tuple[Field, ...]:
    return tuple(
        field
        for field in module.fields
        if field.kind in _LOOKUPS
        and field.related_list == related.lookups_of
        and (
            field.lookup == parent.api_name
            or (
                field.kind == "any_module_lookup"
                and parent.api_name in supported_modules(catalogue, module, field)
            )
        )
    )


def _rows(
    catalogue: Catalogue, parent: Module, module: Module, related: RelatedList
) -> tuple[tuple[Module, Field], ...]:
    modules = [catalogue.module_by_name[one.subform] for one in module.fields if one.subform]
    return tuple(
        (rows, field)
        for rows in modules
        for field in rows.fields
        if field.kind in _TO_MODULE
        and field.lookup == parent.api_name
        and field.related_list == related.lookups_of
    )


def _link(
    catalogue: Catalogue, parent: Module, module: Module, related: RelatedList
) -> Link | None:
    if related.link is not None:
        sides = (parent.api_name, module.api_name)
        return Link(catalogue.module_by_name[related.link], *sides)
    for field in module.fields:
        linking = field.linking
        if linking is not None and linking.module == related.linking_module:
            link = catalogue.module_by_name[linking.module]
            return Link(link, linking.connected_lookup, linking.own_lookup)
    return None
