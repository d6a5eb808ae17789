"""Parameters of a timeline: pages, order, filters, and what each entry tells beyond the usual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any as Json
from zoneinfo import ZoneInfo

import msgspec

from crmstead.errors.parameters import PAGE_AND_PAGE_TOKEN, PARAM_MISSING
from crmstead.errors.raised import ApiError
from crmstead.errors.timeline import PER_PAGE_AND_PAGE_TOKEN, TIMELINE_FILTER_INVALID
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.fieldtypes.datetime import parse_datetime
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.ids import parse_id
from crmstead.query.list_params import MOST_PER_PAGE, enumerated, positive, split_names
from crmstead.query.plan import BASE, EVERYTHING, All, Any, ColumnRef, Compare, Condition, OneOf

#: Groups in groups are read down to here; no real filter is deeper.
_DEEPEST = 8
#: Parameters that a page token is bound to; `per_page` goes into the token itself.
_BOUND = ("sort_order", "filters")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineParams:
    """What a request for a timeline asks for, checked."""

    page: int
    per_page: int
    page_token: str | None
    descending: bool
    #: Over the columns module, source, time and done_by.
    filters: Condition
    #: Names of further details (`field_history.data_type`, `done_by.profile`…).
    inner: frozenset[str]
    #: `extension` and `type`, where asked for.
    include: frozenset[str]
    bound: str


def parse_timeline_params(
    query: Mapping[str, str], catalogue: Catalogue, zone: ZoneInfo
) -> TimelineParams:
    """Check the parameters of a timeline.

    Raises:
        ApiError: the first that is malformed, or goes with no other one.
    """
    page, per_page = positive(query, "page", 1), positive(query, "per_page", MOST_PER_PAGE)
    enumerated(query, "sort_by", ("audited_time",))
    order = enumerated(query, "sort_order", ("asc", "desc"))
    token = query.get("page_token") or None
    if query.get("include_timeline_type") and not query.get("include"):
        raise ApiError(PARAM_MISSING, param_name="include")
    for name, cause in (("per_page", PER_PAGE_AND_PAGE_TOKEN), ("page", PAGE_AND_PAGE_TOKEN)):
        if token is not None and name in query:
            both = [{"param_name": name}, {"param_name": "page_token"}]
            raise ApiError(cause, ambiguity_due_to=both)
    return TimelineParams(
        page=page,
        per_page=min(per_page, MOST_PER_PAGE),
        page_token=token,
        descending=order != "asc",
        filters=_filters(query.get("filters"), catalogue, zone),
        inner=frozenset(split_names(query.get("include_inner_details", ""))),
        include=frozenset(split_names(query.get("include", ""))),
        bound="&".join(f"{name}={query.get(name, '')}" for name in _BOUND),
    )


def _filters(text: str | None, catalogue: Catalogue, zone: ZoneInfo) -> Condition:
    if not text:
        return EVERYTHING
    try:
        return _condition(msgspec.json.decode(text), catalogue, zone, _DEEPEST)
    except (msgspec.DecodeError, ValueError, LookupError, TypeError, RecursionError):
        raise ApiError(TIMELINE_FILTER_INVALID, param_name="filters") from None


def _condition(criteria: Json, catalogue: Catalogue, zone: ZoneInfo, depth: int) -> Condition:
    """Return the condition of criteria in the form of custom views'.

    Raises:
        ValueError, LookupError, TypeError: they are none, or not of a timeline.
    """
    if depth == 0 or not isinstance(criteria, dict):
        raise ValueError(depth)
    if "group" in criteria:
        return _group(criteria, catalogue, zone, depth)
    name, comparator = criteria["field"]["api_name"], criteria["comparator"]
    value = criteria["value"]
    if name == "audited_time":
        return _between(comparator, value, zone)
    values: Json = {"equal": [value], "in": value}[comparator]
    if not isinstance(values, list) or not all(isinstance(one, str | int) for one in values):
        raise TypeError(values)
    texts = [str(one) for one in values]
    if name == "source":
        return OneOf(ColumnRef(BASE, "source", ColumnKind.TEXT), tuple(texts))
    if name == "done_by.id":
        ids = [parse_id(text) for text in texts]
        if None in ids:
            raise ValueError(texts)
        return OneOf(ColumnRef(BASE, "done_by"), tuple(ids))
    if name == "record.module.api_name":
        known = catalogue.module_by_name
        modules = tuple(known[text].id for text in texts if text in known)
        return OneOf(ColumnRef(BASE, "module"), modules)
    raise LookupError(name)


def _group(
    criteria: Mapping[str, Json], catalogue: Catalogue, zone: ZoneInfo, depth: int
) -> Condition:
    operator, group = str(criteria["group_operator"]).upper(), criteria["group"]
    if operator not in {"AND", "OR"} or not isinstance(group, list) or not group:
        raise ValueError(operator)
    parts = tuple(_condition(one, catalogue, zone, depth - 1) for one in group)
    return All(parts) if operator == "AND" else Any(parts)


def _between(comparator: str, value: Json, zone: ZoneInfo) -> Condition:
    if comparator != "between" or not isinstance(value, list):
        raise ValueError(comparator)
    first, last = (parse_datetime(one, zone) if isinstance(one, str) else None for one in value)
    if first is None or last is None:
        raise ValueError(value)
    time = ColumnRef(BASE, "time")
    return All((Compare(time, ">=", first), Compare(time, "<=", last)))
