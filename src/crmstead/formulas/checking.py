"""Which type a formula has: every function and operator is given what it takes."""

from __future__ import annotations

from collections.abc import Callable

from crmstead.formulas.errors import FormulaError
from crmstead.formulas.functions.registry import FUNCTIONS
from crmstead.formulas.tree import Call, Chain, Constant, Node, Reference, Sign
from crmstead.formulas.types import TIMES, Type, Value, alike

#: Finds the type of a field that a formula names; raises FormulaError for none.
Fields = Callable[[str], Type]

_LOGICAL = frozenset({"and", "or"})
_EQUAL = frozenset({"=", "!="})
_ORDER = frozenset({"<", "<=", ">", ">="})


def type_of_formula(node: Node, fields: Fields) -> Type:
    """Return the type of a formula's values.

    Raises:
        FormulaError: something is given a value of a type that it does not take.
    """
    match node:
        case Constant(value):
            return _of_value(value)
        case Reference(name):
            return fields(name)
        case Sign(sign, of):
            wanted = Type.NUMBER if sign == "-" else Type.BOOLEAN
            return _require(wanted, type_of_formula(of, fields), sign)
        case Chain(first, rest):
            found = type_of_formula(first, fields)
            for operator, one in rest:
                found = _joined(operator, found, type_of_formula(one, fields))
            return found
        case Call(name, arguments):
            return _called(name, [type_of_formula(one, fields) for one in arguments])


def _of_value(value: Value) -> Type:
    if value is None:
        return Type.NOTHING
    if isinstance(value, bool):
        return Type.BOOLEAN
    return Type.TEXT if isinstance(value, str) else Type.NUMBER


def _joined(operator: str, one: Type, other: Type) -> Type:
    if operator in _LOGICAL:
        _require(Type.BOOLEAN, one, operator)
        return _require(Type.BOOLEAN, other, operator)
    if operator in _EQUAL or operator in _ORDER:
        if not alike(one, other):
            raise FormulaError(f"{one.value} and {other.value} do not compare")
        if operator in _ORDER and Type.BOOLEAN in {one, other}:
            raise FormulaError(f"{operator} does not take {Type.BOOLEAN.value}")
        return Type.BOOLEAN
    if operator == "+" and {one, other} <= {Type.TEXT, Type.NOTHING} and Type.TEXT in {one, other}:
        return Type.TEXT
    _require(Type.NUMBER, one, operator)
    return _require(Type.NUMBER, other, operator)


def _require(wanted: Type, found: Type, what: str) -> Type:
    if found not in {wanted, Type.NOTHING}:
        raise FormulaError(f"{what} does not take {found.value}")
    return wanted


def _called(name: str, given: list[Type]) -> Type:
    function = FUNCTIONS.get(name)
    if function is None:
        raise FormulaError(f"{name} is no function")
    if not function.takes_as_many_as(len(given)):
        raise FormulaError(f"{name} does not take {len(given)} arguments")
    for place, one in enumerate(given):
        if one is not Type.NOTHING and one not in function.argument(place):
            raise FormulaError(f"{name} does not take {one.value}")
    if function.gives is not None:
        return function.gives
    first = 1 if function.lazy else 0
    # What is given back is one of the values: the last ones of If, the first one of Adddate.
    return _common(name, given[first:] if function.lazy or function.more else given[:1])


def _common(name: str, types: list[Type]) -> Type:
    found = Type.NOTHING
    for one in types:
        if not alike(found, one):
            raise FormulaError(f"{name} does not take {found.value} and {one.value} together")
        if found is Type.NOTHING or (found in TIMES and one is Type.DATETIME):
            found = one
    return found
