"""Where the values of a query's paths stand: columns of its module, and of what it looks up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from crmstead.errors.coql import COQL_COLUMN_UNKNOWN, COQL_LIMIT_EXCEEDED, COQL_TYPE_UNSUPPORTED
from crmstead.errors.raised import ApiError
from crmstead.fieldtypes.registry import type_of
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.field import OF_MODULE, Field
from crmstead.model.module import Module
from crmstead.query.comparing import column
from crmstead.query.coql.tree import Path
from crmstead.query.plan import BASE, EVERYTHING, ColumnRef, Condition, Given, Join, moved
from crmstead.query.searching import Searched

#: Relations that one path may follow, joins of WHERE and its like, and those of SELECT.
MOST_RELATIONS = 2
MOST_BASE_JOINS = 5
MOST_SELECT_JOINS = 15
_ID = ".id"
#: Module of those whom user lookups point to.
USERS = "Users"


@dataclass(frozen=True, slots=True)
class Readable:
    """What a caller may read of a module: its fields, and which records they see."""

    fields: Searched
    #: About a live record; `EVERYTHING` where each is seen.
    seen: Condition
    #: The module's records, where no table keeps them.
    given: Given | None = None


@dataclass(frozen=True, slots=True)
class Schema:
    """What paths are looked up in: modules, and what a caller may read of each."""

    catalogue: Catalogue
    readable: Callable[[Module], Readable]


@dataclass(frozen=True, slots=True)
class Place:
    """A field at the end of a path; its `column` is one of the table of the alias."""

    field: Field
    alias: str
    path: Path
    #: What the path ends with shows alone: "id" or "module" of a lookup, "value" of all else.
    shows: str = "value"
    #: The field's values are kept from the API.
    restricted: bool = False
    #: Alias of the record that a lookup points to, and the column with its name.
    target: str = ""
    named_by: str = ""

    @property
    def column(self) -> ColumnRef:
        """The column of the value."""
        own = column(self.field)
        return own if self.alias == BASE else ColumnRef(self.alias, own.name, own.kind)

    @property
    def numeric_text(self) -> bool:
        """Whether it is text of digits that counts as a number."""
        return self.field.kind == "bigint"


@dataclass(slots=True)
class Places:
    """The paths of one query, and the joins that they take."""

    schema: Schema
    module: Module
    joins: list[Join] = field(default_factory=list)
    #: Modules whose tables are read.
    modules: list[Module] = field(default_factory=list)
    _known: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _base: set[str] = field(default_factory=set)
    _selected: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.modules.append(self.module)

    def find(self, path: Path, *, selected: bool = False) -> Place:
        """Return where a path leads; `selected` says for which limit its joins count.

        Raises:
            ApiError: it leads nowhere that the caller knows of, or has too many relations.
        """
        counted = self._selected if selected else self._base
        steps = list(path.steps)
        if steps[0] == f"!{self.module.api_name}" and len(steps) > 1:
            del steps[0]
        module, alias, relations = self.module, BASE, 0
        while True:
            name = steps.pop(0)
            found = self._field(module, name, path)
            tail = self._tail(found, module, steps, alias, path)
            if tail is not None:
                return tail
            if not steps:
                return self._end(found, module, alias, path)
            target = self._target(found, steps, path)
            relations += 1
            if relations > MOST_RELATIONS:
                raise ApiError(COQL_LIMIT_EXCEEDED, by="joins", limit=MOST_RELATIONS)
            alias, module = self._join(found, target, alias), target
            counted.add(alias)
            self._check(selected=selected)

    def _check(self, *, selected: bool) -> None:
        counted, most = self._base, MOST_BASE_JOINS
        if selected:
            counted, most = self._selected, MOST_SELECT_JOINS
        if len(counted) > most:
            raise ApiError(COQL_LIMIT_EXCEEDED, by="joins", limit=most)

    def _field(self, module: Module, name: str, path: Path) -> Field:
        fields = self.schema.readable(module).fields
        found = fields.by_name.get(fields.aliases.get(name, name))
        if found is None:
            raise ApiError(COQL_COLUMN_UNKNOWN, column_name=path.text)
        kind = type_of(found.kind)
        if not kind.selectable:
            raise ApiError(COQL_TYPE_UNSUPPORTED, column_name=path.text, data_type=found.data_type)
        return found

    def _tail(
        self, found: Field, module: Module, steps: list[str], alias: str, path: Path
    ) -> Place | None:
        """Return the place of a path whose rest says what of a value it means, not where it is."""
        own = found.column or found.api_name
        if steps == ["id"] and type_of(found.kind).expects == "jsonobject":
            place = self._end(found, module, alias, path)
            return replace(place, shows="id", target="", named_by="")
        if steps == ["module", "api_name"] and found.kind == "any_module_lookup":
            named = replace(found, kind="picklist", column=own + OF_MODULE)
            return Place(named, alias, path, "module")
        given = self.schema.readable(module).given
        if given is None or len(steps) != 1:
            return None
        held = {name for name, _ in given.columns}
        if own + _ID not in held:
            return None
        if steps == ["name"]:
            return Place(found, alias, path)
        if steps == ["id"]:
            number = replace(found, kind="layout", column=own + _ID)
            return Place(number, alias, path, "id")
        return None

    def _end(self, found: Field, module: Module, alias: str, path: Path) -> Place:
        restricted = found.api_name in self.schema.readable(module).fields.restricted
        target = self.schema.catalogue.module_by_name.get(found.lookup or "")
        if target is None or not type_of(found.kind).names_record:
            return Place(found, alias, path, restricted=restricted)
        joined = self._join(found, target, alias)
        if self.schema.readable(target).seen != EVERYTHING:
            # A record that is not seen is not there: the id is read from the record itself.
            found, alias = replace(found, column="id"), joined
        named_by = target.display_field or "id"
        return Place(found, alias, path, restricted=restricted, target=joined, named_by=named_by)

    def _target(self, found: Field, steps: list[str], path: Path) -> Module:
        """Return the module that the rest of a path goes on in, its own step taken."""
        known = self.schema.catalogue.module_by_name
        name = found.lookup
        if found.kind == "user":
            name = USERS
        elif found.kind == "any_module_lookup":
            name = steps.pop(0).removeprefix("->") if steps[0].startswith("->") else None
        target = known.get(name or "")
        if target is None or not steps or steps[0].startswith("->"):
            raise ApiError(COQL_COLUMN_UNKNOWN, column_name=path.text)
        return target

    def _join(self, found: Field, target: Module, alias: str) -> str:
        """Return the alias of the record that a lookup points to, joined at the first call."""
        by = found.column or found.api_name
        key = (alias, by, target.api_name)
        joined = self._known.get(key)
        if joined is None:
            joined = self._known[key] = f"j{len(self.joins)}"
            readable = self.schema.readable(target)
            table = readable.given or target.api_name
            live = readable.given is None
            self.joins.append(Join(joined, table, by, live, alias, _of_join(readable.seen, joined)))
            if live:
                self.modules.append(target)
        return joined


def _of_join(seen: Condition, alias: str) -> Condition | None:
    return None if seen == EVERYTHING else moved(seen, alias)
