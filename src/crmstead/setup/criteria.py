"""Criteria that a body gives, checked once, in the form in which definitions keep them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.values import (
    ITEM_LIMIT,
    MANDATORY_MISSING,
    VALUE_INVALID,
    VALUE_NOT_SUPPORTED,
    WRONG_TYPE,
)
from crmstead.fieldtypes.registry import type_of
from crmstead.model.module import Module
from crmstead.query.criteria import CriteriaError, condition_of
from crmstead.query.special_values import Moment
from crmstead.setup.naming import field_named

_DEEPEST = 8
_MOST = 25
_OPERATORS = ("AND", "OR")
Path = tuple[str | int, ...]


def criteria_given(module: Module, given: Any, moment: Moment, hidden: int) -> dict[str, Any]:
    """Return criteria over fields of a module that a profile, `hidden` by its id, has.

    Raises:
        RecordError: with the path below the criteria: no criteria, an unknown field, a comparator
            or a value that the field does not take, or more than 25 comparisons.
    """
    reader = _Reader(module, moment, hidden)
    return reader.read(given, (), _DEEPEST)


class _Reader:
    def __init__(self, module: Module, moment: Moment, profile: int) -> None:
        self._module = module
        self._moment = moment
        self._profile = profile
        self._leaves = 0

    def read(self, given: Any, path: Path, depth: int) -> dict[str, Any]:
        if not isinstance(given, dict):
            raise RecordError(WRONG_TYPE, path, expected_data_type="jsonobject")
        if depth == 0:
            raise RecordError(VALUE_INVALID, path)
        if given.get("group") is None:
            return self._leaf(given, path)
        return self._group(given, path, depth)

    def _group(self, given: dict[str, Any], path: Path, depth: int) -> dict[str, Any]:
        group, operator = given["group"], given.get("group_operator")
        if not isinstance(group, list):
            raise RecordError(WRONG_TYPE, (*path, "group"), expected_data_type="jsonarray")
        if operator is None:
            raise RecordError(MANDATORY_MISSING, (*path, "group_operator"))
        operator = operator.upper() if isinstance(operator, str) else operator
        if operator not in _OPERATORS:
            raise RecordError(
                VALUE_NOT_SUPPORTED, (*path, "group_operator"), supported_values=list(_OPERATORS)
            )
        if not group:
            raise RecordError(VALUE_INVALID, (*path, "group"))
        parts = [
            self.read(one, (*path, "group", index), depth - 1) for index, one in enumerate(group)
        ]
        return {"group_operator": operator, "group": parts}

    def _leaf(self, given: dict[str, Any], path: Path) -> dict[str, Any]:
        self._leaves += 1
        if self._leaves > _MOST:
            raise RecordError(ITEM_LIMIT, path, limit=_MOST)
        for key in ("field", "comparator"):
            if given.get(key) is None:
                raise RecordError(MANDATORY_MISSING, (*path, key))
        named, comparator = given["field"], given["comparator"]
        if not isinstance(named, dict):
            raise RecordError(WRONG_TYPE, (*path, "field"), expected_data_type="jsonobject")
        try:
            field = field_named(self._module, named)
        except RecordError as error:
            raise error.below(*path, "field") from None
        known = sorted(type_of(field.kind).comparators)
        if self._profile in field.hidden_from or not known:
            raise RecordError(VALUE_INVALID, (*path, "field"))
        if comparator not in known:
            raise RecordError(VALUE_NOT_SUPPORTED, (*path, "comparator"), supported_values=known)
        leaf = {
            "comparator": comparator,
            "field": {"api_name": field.api_name},
            "type": "value",
            "value": _plain(given.get("value")),
        }
        try:
            condition_of(leaf, self._module, self._moment)
        except (CriteriaError, TypeError, ValueError, LookupError, AttributeError):
            raise RecordError(VALUE_INVALID, (*path, "value")) from None
        return leaf


def _plain(value: Any) -> Any:
    """Return a value as definitions keep it: JSON has no exact decimals."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return float(value) if isinstance(value, Decimal) else value
