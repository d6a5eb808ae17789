"""Formulas of a module's fields: which fields an expression names, and whether it is good.

`check_formula` is what the definition of a field asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crmstead.formulas.checking import type_of_formula
from crmstead.formulas.errors import FormulaError
from crmstead.formulas.parser import parse
from crmstead.formulas.tokens import with_references
from crmstead.formulas.tree import Node, references
from crmstead.formulas.types import OF_KIND, OF_RETURN_TYPE, TIMES, Type
from crmstead.model.derived import derived
from crmstead.model.field import Field
from crmstead.model.module import Module

FORMULA = "formula"


def check_formula(
    module: Module, expression: str, return_type: str, own: str | None = None
) -> None:
    """Check the formula of a field that is to be: `formula{return_type, expression}` (2.3.2).

    `return_type` is a key of `formulas.types.OF_RETURN_TYPE`; `own` the api name of the field, if
    it is there already: no formula may lead to itself. Who defines a field answers INVALID_DATA
    at `formula.expression` for what is raised here.

    Raises:
        FormulaError: the expression is none, or gives values of another type; it says why.
    """
    wanted = OF_RETURN_TYPE.get(return_type)
    if wanted is None:
        raise FormulaError(f"there are no formulas of {return_type}")
    node = parse(expression)
    found = type_of_formula(node, lambda name: OF_KIND[named(module, name).kind])
    if found not in {wanted, Type.NOTHING} and not {found, wanted} <= TIMES:
        raise FormulaError(f"the expression gives {found.value}")
    if own is not None and own in _reached(module, node):
        raise FormulaError("the formula leads to itself")


def named(module: Module, name: str) -> Field:
    """Return the field that a formula calls `Module.Field` or `Field`, by api names or labels.

    Raises:
        FormulaError: the module has none, or one whose values are in no formula.
    """
    found = _by_names(module).get(name.casefold())
    if found is None:
        raise FormulaError(f"{name} is no field of {module.api_name}")
    if found.kind not in OF_KIND:
        raise FormulaError(f"{name} is of a type that is in no formula")
    return found


def by_api_names(module: Module, expression: str) -> str:
    """Return a good expression with the api names of its fields, which outlive their labels."""
    return with_references(
        expression, lambda name: f"{module.api_name}.{named(module, name).api_name}"
    )


@derived
def _by_names(module: Module) -> dict[str, Field]:
    """Return fields by all that they may be called; an api name goes before a label."""
    before = {module.api_name, module.module_name, module.singular_label, module.plural_label}
    found: dict[str, Field] = {}
    for names in (_api_name, _label):
        for field in module.fields:
            found.setdefault(names(field).casefold(), field)
            for one in before:
                found.setdefault(f"{one}.{names(field)}".casefold(), field)
    return found


def _api_name(field: Field) -> str:
    return field.api_name


def _label(field: Field) -> str:
    return field.field_label


@dataclass(frozen=True, slots=True)
class Computed:
    """A formula field and its tree."""

    field: Field
    node: Node


@derived
def formulas_of(module: Module) -> tuple[Computed, ...]:
    """Return the formulas of a module that have a value, each behind those that it reads.

    One whose expression is none, as it names a field that is gone, is left out.
    """
    found = {one.field.api_name: one for one in _good(module)}
    ordered: dict[str, Computed] = {}

    def add(one: Computed, on_the_way: frozenset[str]) -> None:
        name = one.field.api_name
        if name in ordered or name in on_the_way:
            return
        for read in references(one.node):
            other = found.get(named(module, read).api_name)
            if other is not None:
                add(other, on_the_way | {name})
        ordered[name] = one

    for one in found.values():
        add(one, frozenset())
    return tuple(ordered.values())


@derived
def fields_read(module: Module) -> Mapping[str, frozenset[str]]:
    """Return the names of all fields that each formula reads, through other formulas too."""
    return {
        one.field.api_name: frozenset(_reached(module, one.node)) for one in formulas_of(module)
    }


def _good(module: Module) -> Iterator[Computed]:
    for field in module.fields:
        if field.data_type != FORMULA or field.expression is None:
            continue
        try:
            check_formula(module, field.expression, field.return_type or "")
        except FormulaError:
            continue
        yield Computed(field, parse(field.expression))


def _reached(module: Module, node: Node) -> set[str]:
    """Return the names of all fields that a formula reads, through other formulas too."""
    found: set[str] = set()
    left = [node]
    while left:
        for name in references(left.pop()):
            field = named(module, name)
            if field.api_name not in found:
                found.add(field.api_name)
                if field.data_type == FORMULA and field.expression is not None:
                    left.append(parse(field.expression))
    return found
