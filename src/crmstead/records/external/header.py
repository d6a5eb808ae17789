"""The header `X-EXTERNAL`: which external fields name records, and where in a request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crmstead.access.caller import Caller
from crmstead.errors.external import EXTERNAL_INVALID
from crmstead.errors.raised import ApiError
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.records.behaviours.event import PARTICIPANT_MODULES
from crmstead.records.write.line_items import ALIASES, body_names, line_item_field
from crmstead.records.write.references import supported_modules

HEADER = "X-EXTERNAL"
PARTICIPANT = "participant"
_ARROW = "->"
#: A lookup of the item, or a lookup of one of its rows.
_MOST_STEPS = 2


@dataclass(frozen=True, slots=True)
class By:
    """An external field, and the module whose records it names."""

    module: Module
    field: Field

    @property
    def name(self) -> str:
        """The key under which a body gives its value."""
        return self.field.api_name


@dataclass(frozen=True, slots=True)
class Place:
    """Where items of a module name records: themselves (no steps), in a lookup, in a row's."""

    base: Module
    #: Api names: of a lookup, or of a field with rows and of a lookup of these.
    steps: tuple[str, ...]
    by: By


@dataclass(frozen=True, slots=True)
class Externals:
    """The header, read: places in its order."""

    places: tuple[Place, ...]

    def own(self, *modules: Module) -> tuple[By, ...]:
        """Return the fields that records of some modules are named by themselves."""
        return tuple(one.by for one in self.places if not one.steps and one.base in modules)

    def inside(self, module: Module) -> list[Place]:
        """Return the places of lookups in items of a module."""
        return [one for one in self.places if one.steps and one.base is module]


def parse_header(text: str, catalogue: Catalogue, caller: Caller) -> Externals:
    """Return what the header says; blanks count nowhere.

    Raises:
        ApiError: a module or a field that is not there, that the caller does not see, or that is
            no external field.
    """
    parts = (part for part in text.split(",") if part.strip())
    return Externals(tuple(_place(part, catalogue, caller) for part in parts))


def _place(text: str, catalogue: Catalogue, caller: Caller) -> Place:
    left, arrow, right = text.partition(_ARROW)
    steps = _split(left)
    other = _split(right) if arrow else []
    name = other.pop() if arrow else steps.pop()
    base = catalogue.module_by_name.get(steps[0]) if steps else None
    if base is None or len(other) != bool(arrow) or len(steps) > _MOST_STEPS + 1:
        raise _invalid()
    asked = other[0] if other else None
    names, target = _walk(catalogue, base, steps[1:], asked)
    field = target.by_name.get(name)
    if field is None or field.external is None or caller.profile.id in field.hidden_from:
        raise _invalid()
    return Place(base, names, By(target, field))


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(".")]


def _walk(
    catalogue: Catalogue, base: Module, steps: Sequence[str], asked: str | None
) -> tuple[tuple[str, ...], Module]:
    """Return the steps in the names of fields, and the module whose records the last one names."""
    if not steps:
        if asked is not None:
            raise _invalid()
        return (), base
    field = _field(base, body_names(base).get(steps[0], steps[0]))
    if len(steps) == 1:
        return (field.api_name,), _target(catalogue, base, field, asked)
    if field.kind == "participants":
        if steps[1] != PARTICIPANT or asked not in PARTICIPANT_MODULES.values():
            raise _invalid()
        return (field.api_name, PARTICIPANT), _module(catalogue, asked)
    rows = _module(catalogue, rows_of(field))
    lookup = _field(rows, row_key(base, field, steps[1]))
    return (field.api_name, lookup.api_name), _target(catalogue, rows, lookup, asked)


def rows_of(field: Field) -> str | None:
    """Return the module of a field's rows: of a subform's, or of the links of a lookup."""
    return field.linking.module if field.linking is not None else field.subform


def row_key(module: Module, field: Field, key: str) -> str:
    """Return the field of a row that a key gives: line items have other names for some."""
    return ALIASES.get(key, key) if field.api_name == line_item_field(module) else key


def _target(catalogue: Catalogue, module: Module, field: Field, asked: str | None) -> Module:
    if field.kind == "any_module_lookup":
        if asked not in supported_modules(catalogue, module, field):
            raise _invalid()
        return _module(catalogue, asked)
    if field.lookup is None or asked not in {None, field.lookup}:
        raise _invalid()
    return _module(catalogue, field.lookup)


def _field(module: Module, name: str) -> Field:
    field = module.by_name.get(name)
    if field is None:
        raise _invalid()
    return field


def _module(catalogue: Catalogue, name: str | None) -> Module:
    module = catalogue.module_by_name.get(name or "")
    if module is None:
        raise _invalid()
    return module


def _invalid() -> ApiError:
    return ApiError(EXTERNAL_INVALID, param_name=HEADER)
