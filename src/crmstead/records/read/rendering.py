"""Rows to JSON: for each set of fields one SELECT, one struct and one compiled expression.

A renderer is compiled once per (module, fields, version, view) and kept with the org's catalogue;
per record it runs straight-line code without a branch on types.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

import msgspec
from msgspec import Raw

from crmstead.fieldtypes.registry import type_of
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.currencies import exchange_fields
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.model.version import Version
from crmstead.query.plan import BASE, ColumnRef, Join, Selection
from crmstead.records.files.file_objects import show_files, show_images
from crmstead.store.schema import MODULE_SUFFIX, column_of

Row = Sequence[Any]
EMPTY = Raw(b"[]")
#: Lists show this much of a rich text (Get Records, v7 and later).
_RICH_TEXT_CUT = 500
#: Collections that lists show, too.
_SHARING = frozenset({"editable", "sharing_permission"})
#: Kinds of JSON that name other records (records.read.json_naming).
_NAMING = frozenset({"participants", "converted_detail"})
_ALSO_IN_LISTS = frozenset({"tags", "territories"})


class View(Enum):
    """Where records are shown, which decides what collections become."""

    #: Rows become counts or null, multi-select lookups null.
    LIST = "list"
    #: Everything, with `$has_more`.
    SINGLE = "single"
    #: A row inside its record.
    ROW = "row"


class Link(msgspec.Struct, gc=False):
    """A lookup's value."""

    name: str | None
    id: str


class ProductLink(msgspec.Struct, gc=False):
    """The product of a line item."""

    Product_Code: str | None
    name: str | None
    id: str


class ModuleName(msgspec.Struct, gc=False):
    """The module of a record that may be of several."""

    api_name: str
    id: str


class ModuleLink(msgspec.Struct, gc=False):
    """A record of a module that the value itself names."""

    module: ModuleName
    name: str | None
    id: str


def product(record: int | None, name: str | None, code: str | None) -> ProductLink | None:
    """Render the product of a line item."""
    return None if record is None else ProductLink(code, name, str(record))


def exact(value: int, places: int) -> Raw:
    """Render a scaled integer that a float would not carry."""
    return Raw(f"{Decimal(value).scaleb(-places):f}".rstrip("0").encode())


@dataclass(frozen=True, slots=True)
class Shown:
    """What rendering depends on besides the row: the caller's zone, the org's names."""

    when: Mapping[int, str]
    user: Callable[[int | None], Raw | None]
    layout: Callable[[int | None], Raw | None]
    layout_object: Callable[[int | None], Raw | None]
    contact_role: Callable[[int | None], Raw | None]
    symbol: str
    #: Symbols of currencies by their ISO codes, where records tell theirs.
    symbols: Mapping[str | None, str]
    #: What the caller may do with records where that is not all, by their ids.
    shared: Mapping[int, str]


#: Values of a collection or of names by record id, one mapping per `Rendering.extras`.
Extra = dict[int, Any]
Render = Callable[[Sequence[Row], Shown, Sequence[Extra]], list[Any]]


@dataclass(frozen=True, eq=False)
class Rendering:
    """A compiled set of fields: what to read, and how it becomes JSON.

    `extras` are the fields whose values are read apart; `render` takes one mapping for each, in
    their order: record id -> value. A column `row[1]` is the parent of a ROW.
    """

    selection: Selection
    extras: tuple[Field, ...]
    #: Position of each any-module lookup's id in a row; its module is the next column.
    any_lookups: dict[str, int]
    #: It shows what the caller may do with each record.
    tells_sharing: bool
    #: Kinds of the columns whose values name other records, by their positions.
    naming: Mapping[int, str]
    #: The compiled function, for rows as selected and for rows with one more column.
    _plain: Render
    _wider: Render
    _with_last: dict[ColumnRef, Selection] = dataclasses.field(default_factory=dict)

    def render(self, rows: Sequence[Row], shown: Shown, extras: Sequence[Extra]) -> list[Any]:
        """Return a struct per row, ready to be encoded."""
        if not rows:
            return []
        plain = len(rows[0]) == len(self.selection.columns)
        return (self._plain if plain else self._wider)(rows, shown, extras)

    def selecting(self, last: ColumnRef) -> Selection:
        """Return what to read, with one more column at the end of each row."""
        found = self._with_last.get(last)
        if found is None:
            plain = self.selection
            found = Selection(plain.table, (*plain.columns, last), plain.joins)
            self._with_last[last] = found
        return found


def with_keys(record: Any, keys: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rendered record as a mapping, with keys that it has in this place alone."""
    names = type(record).__struct_encode_fields__
    members = type(record).__struct_fields__
    shown = {name: getattr(record, member) for name, member in zip(names, members, strict=True)}
    return {**shown, **keys}


class _Compiler:
    """Collects columns, joins and expressions, then makes the function."""

    def __init__(
        self, catalogue: Catalogue, module: Module, version: Version, view: View, parent: str | None
    ) -> None:
        self._catalogue = catalogue
        self._module = module
        self._version = version
        self._view = view
        self.columns = [ColumnRef(BASE, "id")]
        if parent is not None:
            self.columns.append(ColumnRef(BASE, parent))
        self.joins: list[Join] = []
        self.extras: list[Field] = []
        self.any_lookups: dict[str, int] = {}
        self.members: list[tuple[str, str]] = []
        self.tells_sharing = False
        self.naming: dict[int, str] = {}

    def add(self, field: Field) -> None:
        """Add a field under its own name and any second one."""
        expression = self._expression(field)
        self.tells_sharing |= field.kind in _SHARING
        self.members.append((field.api_name, expression))
        if self._view is View.SINGLE:
            for alias, name in self._module.output_aliases:
                if name == field.api_name:
                    self.members.append((alias, expression))

    def _expression(self, field: Field) -> str:
        if self._catalogue.restricted(self._module, field):
            return "None"
        if field.kind == "record_id":
            return "str(v0)"
        kind = type_of(field.kind)
        if field.kind == "any_module_lookup":
            return self._any_module(field)
        if kind.names_record and field.lookup in self._catalogue.module_by_name:
            return self._lookup(field)
        if kind.column is not None:
            expression = kind.render_arguments(field).format(self._column(field))
            return self._cut(field, expression)
        if kind.many or kind.apart:
            return self._collection(field)
        if field.kind == "currency_symbol":
            return self._symbol(field)
        return kind.render_arguments(field)

    def _symbol(self, field: Field) -> str:
        """Return the symbol of the record's currency, of the org's where records have none."""
        plain = type_of(field.kind).render_arguments(field)
        fields = exchange_fields(self._module)
        return f"symbols.get({self._column(fields[0])}, {plain})" if fields else plain

    def _cut(self, field: Field, expression: str) -> str:
        rich = field.textarea_type == "rich_text" and self._view is View.LIST
        if rich and self._version.rich_text_cut:
            return f"{expression} and {expression}[:{_RICH_TEXT_CUT}]"
        return expression

    def _column(self, field: Field) -> str:
        if field.kind in _NAMING:
            self.naming[len(self.columns)] = field.kind
        self.columns.append(ColumnRef(BASE, column_of(field)))
        return f"v{len(self.columns) - 1}"

    def _lookup(self, field: Field) -> str:
        assert field.lookup is not None  # noqa: S101 - names_record
        target = self._catalogue.module_by_name[field.lookup]
        kind = type_of(field.kind)
        alias = f"j{len(self.joins)}"
        self.joins.append(Join(alias, target.api_name, column_of(field)))
        names = ("id", target.display_field or "id", *kind.more_of_record)
        start = len(self.columns)
        self.columns.extend(ColumnRef(alias, name) for name in names)
        return kind.rendering.format(*(f"v{start + n}" for n in range(len(names))))

    def _any_module(self, field: Field) -> str:
        position = self.any_lookups[field.api_name] = len(self.columns)
        name = column_of(field)
        self.columns += (ColumnRef(BASE, name), ColumnRef(BASE, name + MODULE_SUFFIX))
        return f"x[{self._extra(field)}].get(v{position})"

    def _collection(self, field: Field) -> str:
        if type_of(field.kind).apart:
            return f"x[{self._extra(field)}].get(v0)"
        if self._view is View.SINGLE or field.kind in _ALSO_IN_LISTS:
            return f"x[{self._extra(field)}].get(v0, EMPTY)"
        if field.kind == "subform" and self._version.subform_counts:
            return f"x[{self._extra(field)}].get(v0, 0)"
        return "None"

    def _extra(self, field: Field) -> int:
        self.extras.append(field)
        return len(self.extras) - 1

    def finish(self) -> Rendering:
        """Make the struct and the functions."""
        label, width = f"rendering of {self._module.api_name}", len(self.columns)
        plain, wider = compile_rows(label, self.members, width)
        selection = Selection(self._module.api_name, tuple(self.columns), tuple(self.joins))
        return Rendering(
            selection,
            tuple(self.extras),
            self.any_lookups,
            self.tells_sharing,
            self.naming,
            plain,
            wider,
        )


def compile_rows(
    label: str,
    members: Sequence[tuple[str, str]],
    width: int,
    names: Mapping[str, Any] | None = None,
) -> tuple[Render, Render]:
    """Return functions that render rows of so many columns, and rows with one more column.

    `members` are keys with expressions over `v0`, `v1` …, the columns, and over what field types
    use; `names` are further names that the expressions use.
    """
    known: dict[str, Any] = {
        "Record": _struct(members),
        "EMPTY": EMPTY,
        "Raw": Raw,
        "Link": Link,
        "product": product,
        "exact": exact,
        "files": show_files,
        "images": show_images,
        **(names or {}),
    }
    columns = [f"v{number}" for number in range(width)]
    source = _function("plain", members, columns) + _function("wider", members, [*columns, "_"])
    # Built from field types' own expressions; api names are data, never code.
    exec(compile(source, f"<{label}>", "exec"), known)  # noqa: S102
    return known["plain"], known["wider"]


def _struct(members: Sequence[tuple[str, str]]) -> type[msgspec.Struct]:
    return msgspec.defstruct(
        "Record",
        [(f"m{number}", Any) for number in range(len(members))],
        rename={f"m{number}": name for number, (name, _) in enumerate(members)},
        gc=False,
    )


def _function(name: str, members: Sequence[tuple[str, str]], columns: Sequence[str]) -> str:
    arguments = ", ".join(expression for _, expression in members)
    return (
        f"def {name}(rows, c, x):\n"
        " when = c.when; user = c.user; layout = c.layout; symbol = c.symbol\n"
        " layout_object = c.layout_object; shared = c.shared; contact_role = c.contact_role\n"
        " symbols = c.symbols\n"
        f" return [Record({arguments}) for {', '.join(columns)}, in rows]\n"
    )


def compile_rendering(
    catalogue: Catalogue,
    module: Module,
    fields: Sequence[Field],
    version: Version,
    view: View,
    parent: str | None = None,
    has_more: Sequence[Field] = (),
) -> Rendering:
    """Compile the rendering of some fields of a module.

    `parent` names the column that tells whose row a row is; `has_more` the fields that
    `$has_more` speaks of.
    """
    compiler = _Compiler(catalogue, module, version, view, parent)
    for field in fields:
        compiler.add(field)
    if all(field.kind != "record_id" for field in fields):
        compiler.members.append(("id", "str(v0)"))
    if has_more:
        # A record embeds all its rows, so there never are more.
        compiler.members.append(("$has_more", repr({f.api_name: False for f in has_more})))
    return compiler.finish()


def single_value(field: Field) -> Callable[[Any, Shown], Any]:
    """Return the function that renders one stored value of a field by itself.

    Not for lookups, which want the record they point to.
    """
    names: dict[str, Any] = {"EMPTY": EMPTY, "Raw": Raw, "exact": exact}
    source = (
        "def value(v, c):\n"
        " when = c.when; user = c.user; layout = c.layout; symbol = c.symbol\n"
        " contact_role = c.contact_role\n"
        f" return {type_of(field.kind).render_arguments(field).format('v')}\n"
    )
    # Built from a field type's own expression, as whole renderings are.
    exec(compile(source, "<rendering of a value>", "exec"), names)  # noqa: S102
    made: Callable[[Any, Shown], Any] = names["value"]
    return made
