"""The `filters` of the recycle bin, in their JSON form, to a condition on deleted records.

`{"field": {"api_name"}, "comparator", "value"}`, or several of them in
`{"group_operator": "AND", "group"}` (Get Recycle Bin Records).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any as Json

import msgspec

from crmstead.errors.cause import Cause
from crmstead.errors.deleting import (
    FILTERS_COMPARATOR,
    FILTERS_FIELD,
    FILTERS_OPERATOR,
    FILTERS_VALUE,
)
from crmstead.errors.parameters import PARAM_INVALID
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.searching import CRITERIA_TOO_MANY
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.field import Field
from crmstead.model.ids import parse_id
from crmstead.query.comparing import compare, equal, like, negated
from crmstead.query.plan import BASE, EVERYTHING, ColumnRef, Condition, Not, OneOf, both
from crmstead.query.special_values import Moment

_FILTERS = "filters"
#: unspecified: conditions in one filter; the limit of a search is taken.
_MOST = 15
_EQUALITY = frozenset({"equal", "not_equal"})
_TEXT = _EQUALITY | {"contains", "not_contains", "starts_with", "ends_with"}
_ORDERED = {"greater_than": ">", "less_than": "<"}


def _field(name: str, kind: str) -> Field:
    return Field(
        id=0,
        api_name=name,
        field_label=name,
        data_type=kind,
        kind=kind,
        json_type="string",
        length=None,
        ui_type=1,
        sequence_number=0,
    )


_NAME = _field("display_name", "text")
_TIME = _field("deleted_time", "datetime")
_DELETED_BY = ColumnRef(BASE, "deleted_by")
_MODULE = ColumnRef(BASE, "module")


def filters_asked(query: Mapping[str, str], catalogue: Catalogue, moment: Moment) -> Condition:
    """Return what the parameter `filters` asks for; everything without it.

    Raises:
        ApiError: no JSON, or as `filter_condition` does.
    """
    text = query.get(_FILTERS)
    if not text:
        return EVERYTHING
    try:
        criteria = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, ValueError):
        raise ApiError(PARAM_INVALID, param_name=_FILTERS) from None
    return filter_condition(criteria, catalogue, moment)


def filter_condition(criteria: Json, catalogue: Catalogue, moment: Moment) -> Condition:
    """Return the condition that filters stand for.

    Raises:
        ApiError: what cannot be read, joined, compared or found.
    """
    if not isinstance(criteria, dict):
        raise ApiError(PARAM_INVALID, param_name=_FILTERS)
    if "group" not in criteria:
        return _Leaf(criteria, "$", catalogue, moment).condition()
    operator, group = criteria.get("group_operator", "AND"), criteria["group"]
    if str(operator).upper() != "AND":
        raise _wrong(FILTERS_OPERATOR, "group_operator", "$")
    if not isinstance(group, list) or not all(isinstance(one, dict) for one in group):
        raise ApiError(PARAM_INVALID, param_name=_FILTERS)
    if len(group) > _MOST:
        raise ApiError(CRITERIA_TOO_MANY)
    parts = (
        _Leaf(one, f"$.group[{index}]", catalogue, moment).condition()
        for index, one in enumerate(group)
    )
    return both(*parts)


def _wrong(cause: Cause, name: str, path: str) -> ApiError:
    return ApiError(cause, api_name=name, json_path=f"{path}.{name}", param_name=_FILTERS)


class _Leaf:
    """One condition of a filter, and where it stands."""

    def __init__(
        self, said: Mapping[str, Json], path: str, catalogue: Catalogue, moment: Moment
    ) -> None:
        self._path = path
        self._catalogue = catalogue
        self._moment = moment
        field = said.get("field")
        self._name = field.get("api_name") if isinstance(field, dict) else None
        self._comparator = said.get("comparator")
        self._value = said.get("value")

    def condition(self) -> Condition:
        """Return what it stands for."""
        known = _FIELDS.get(self._name) if isinstance(self._name, str) else None
        if known is None:
            raise _wrong(FILTERS_FIELD, "api_name", f"{self._path}.field")
        comparators, write = known
        if not isinstance(self._comparator, str) or self._comparator not in comparators:
            raise _wrong(FILTERS_COMPARATOR, "comparator", self._path)
        return write(self)

    def _bad_value(self) -> ApiError:
        return _wrong(FILTERS_VALUE, "value", self._path)

    @property
    def _negative(self) -> bool:
        return str(self._comparator).startswith("not_")

    def by_name(self) -> Condition:
        """Compare the display name."""
        if not isinstance(self._value, str) or not self._value:
            raise self._bad_value()
        positive = str(self._comparator).removeprefix("not_")
        if positive == "equal":
            condition = equal(_NAME, self._value, self._moment)
        else:
            condition = like(_NAME, positive, self._value)
        return negated(condition, _NAME) if self._negative else condition

    def by_time(self) -> Condition:
        """Compare the moment of the deletion; a day counts whole."""
        if not isinstance(self._value, str):
            raise self._bad_value()
        operator = _ORDERED.get(str(self._comparator), "=")
        try:
            condition = compare(_TIME, operator, self._value, self._moment)
        except RecordError:
            raise self._bad_value() from None
        return Not(condition) if self._negative else condition

    def by_module(self) -> Condition:
        """Compare the module, given by its name or as an object with its name or id."""
        name = self._value
        if isinstance(name, dict):
            name = name.get("api_name") or name.get("id")
        known = self._catalogue
        module = known.module_by_name.get(name) if isinstance(name, str) else None
        if module is None and isinstance(name, str):
            module = known.module_by_id.get(parse_id(name) or 0)
        if module is None:
            raise self._bad_value()
        condition = OneOf(_MODULE, (module.id,))
        return Not(condition) if self._negative else condition

    def by_user(self) -> Condition:
        """Compare who deleted it, by name or, for equality, by id."""
        asked = self._value
        if isinstance(asked, dict):
            asked = asked.get("id") or asked.get("name")
        if not isinstance(asked, str) or not asked:
            raise self._bad_value()
        positive = str(self._comparator).removeprefix("not_")
        fits, wanted = _FITS[positive], asked.lower()
        users = tuple(
            user.id
            for user in self._catalogue.users
            if fits(user.full_name.lower(), wanted)
            or (positive == "equal" and str(user.id) == asked)
        )
        condition = OneOf(_DELETED_BY, users)
        return Not(condition) if self._negative else condition


#: How the name of a user is compared with a text.
_FITS: Mapping[str, Callable[[str, str], bool]] = {
    "equal": lambda name, text: name == text,
    "contains": lambda name, text: text in name,
    "starts_with": lambda name, text: name.startswith(text),
    "ends_with": lambda name, text: name.endswith(text),
}
#: What each field may be compared with, and how.
_FIELDS: Mapping[str, tuple[frozenset[str], Callable[[_Leaf], Condition]]] = {
    "display_name": (_TEXT, _Leaf.by_name),
    "deleted_by": (_TEXT, _Leaf.by_user),
    "module": (_EQUALITY, _Leaf.by_module),
    "deleted_time": (_EQUALITY | _ORDERED.keys(), _Leaf.by_time),
}
