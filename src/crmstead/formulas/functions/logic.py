"""Functions that choose: they look at their arguments themselves, empty ones too."""

from __future__ import annotations

from collections.abc import Callable

from crmstead.formulas.functions.base import ANY, BOOLEAN, Function, Moment
from crmstead.formulas.types import Type, Value

Late = Callable[[], Value]


def _if(_moment: Moment, condition: Late, then: Late, otherwise: Late) -> Value:
    """Return one of two values; unspecified: none where the condition has no value."""
    holds = condition()
    if holds is None:
        return None
    return then() if holds else otherwise()


def every(_moment: Moment, *conditions: Late) -> Value:
    """Return false where one is false, else nothing where one has no value, else true."""
    found = None
    unknown = False
    for condition in conditions:
        found = condition()
        if found is False:
            return False
        unknown |= found is None
    return None if unknown else True


def some(_moment: Moment, *conditions: Late) -> Value:
    """Return true where one is true, else nothing where one has no value, else false."""
    unknown = False
    for condition in conditions:
        found = condition()
        if found is True:
            return True
        unknown |= found is None
    return None if unknown else False


def _is_empty(_moment: Moment, value: Late) -> Value:
    found = value()
    return found is None or found == ""


FUNCTIONS = {
    "if": Function((BOOLEAN, ANY, ANY), None, _if, lazy=True),
    "and": Function((BOOLEAN,), Type.BOOLEAN, every, more=True, lazy=True),
    "or": Function((BOOLEAN,), Type.BOOLEAN, some, more=True, lazy=True),
    "not": Function((BOOLEAN,), Type.BOOLEAN, lambda _moment, value: not value),
    "isempty": Function((ANY,), Type.BOOLEAN, _is_empty, lazy=True),
}
