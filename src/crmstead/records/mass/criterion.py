"""The criterion by which a mass action leaves out records of its view."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from crmstead.access.caller import Caller
from crmstead.access.fields import sees
from crmstead.errors.mass import MASS_VALUE_INVALID
from crmstead.errors.raised import ApiError
from crmstead.model.ids import parse_id
from crmstead.model.module import Module
from crmstead.query.criteria import CriteriaError, condition_of
from crmstead.query.plan import EVERYTHING, Condition
from crmstead.query.special_values import Moment

_CRITERIA = "criteria"
_COMPARATORS = (
    "equal", "not_equal", "starts_with", "ends_with", "greater_than", "less_than",
    "greater_equal", "less_equal", "between", "not_between",
)  # fmt: skip


def parse_criterion(
    content: Mapping[str, Any],
    module: Module,
    caller: Caller,
    moment: Moment,
    closed: Collection[str] = (),
) -> Condition:
    """Return what holds for the records that a body means, of those in the view.

    `closed` are fields nobody may filter by.

    Raises:
        ApiError: no criterion, or one of a field or with a comparator that there is not.
    """
    given = content.get(_CRITERIA)
    if given is None:
        return EVERYTHING
    if not isinstance(given, dict):
        raise _invalid(_CRITERIA, expected_data_type="jsonobject")
    field = given.get("field")
    if not isinstance(field, dict):
        raise _invalid(f"{_CRITERIA}.field", expected_data_type="jsonobject")
    if given.get("comparator") not in _COMPARATORS:
        raise _invalid(f"{_CRITERIA}.comparator", supported_values=list(_COMPARATORS))
    criterion = {**given, "field": {"api_name": _name(field, module, caller)}}
    criterion.pop("group", None)
    try:
        return condition_of(criterion, module, moment, closed)
    except CriteriaError:
        raise _invalid(f"{_CRITERIA}.value") from None


def _name(field: Mapping[str, Any], module: Module, caller: Caller) -> str:
    """Return the name of the field that a criterion names, by its api name or its id."""
    name = field.get("api_name")
    if name is None:
        known = module.by_id.get(parse_id(str(field.get("id"))) or 0)
        name = None if known is None else known.api_name
    found = module.by_name.get(name) if isinstance(name, str) else None
    if found is None or not sees(caller, found):
        raise _invalid(f"{_CRITERIA}.field.api_name")
    return found.api_name


def _invalid(path: str, **details: Any) -> ApiError:
    name = path.rpartition(".")[2]
    return ApiError(MASS_VALUE_INVALID, **details, api_name=name, json_path=f"$.{path}")
