"""Which records a mass action is on: those named by `ids`, or those of a custom view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crmstead.errors.changing import ID_UNKNOWN
from crmstead.errors.mass import (
    MASS_RECORDS_MISSING,
    MASS_TOO_MANY,
    MASS_VALUE_INVALID,
)
from crmstead.errors.raised import ApiError, RecordError
from crmstead.fieldtypes.lookup import known_id
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.module import CustomView, Module
from crmstead.query.list_params import NOTHING_ASKED
from crmstead.query.plan import Condition, ReadPlan, Selection
from crmstead.records.read.reading import Reading
from crmstead.records.write.writing import Writing
from crmstead.store.rows import ID, IN_ORDER, read

#: Records named in one request, and records of one job.
MOST_NAMED, MOST_OF_JOB = 500, 50_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """The records of a mass action: named ones, as they were given, or those of a view."""

    ids: tuple[Any, ...] | None = None
    view: CustomView | None = None
    territories: frozenset[int] | None = None


def parse_chosen(content: Mapping[str, Any], catalogue: Catalogue, module: Module) -> Chosen:
    """Return the records that a body names.

    Raises:
        ApiError: it names none, more than may be, or a view that is not the module's.
    """
    ids = content.get("ids")
    if ids is not None:
        if not isinstance(ids, list) or not ids:
            raise _invalid("ids", expected_data_type="jsonarray")
        if len(ids) > MOST_NAMED:
            raise ApiError(MASS_TOO_MANY, limit=MOST_NAMED, api_name="ids", json_path="$.ids")
        return Chosen(ids=tuple(ids))
    if content.get("cvid") is None:
        raise ApiError(MASS_RECORDS_MISSING, api_name="cvid", json_path="$.cvid")
    known = catalogue.view_by_id.get(_id(content["cvid"], "cvid"))
    if known is None or known[0].api_name != module.api_name:
        raise _invalid("cvid")
    return Chosen(view=known[1], territories=_territories(content.get("territory"), catalogue))


def _territories(given: Any, catalogue: Catalogue) -> frozenset[int] | None:
    if given is None:
        return None
    if not isinstance(given, dict):
        raise _invalid("territory", expected_data_type="jsonobject")
    territory = _id(given.get("id"), "territory.id")
    if territory not in catalogue.territory_by_id:
        raise _invalid("territory.id")
    child = given.get("include_child", False)
    if not isinstance(child, bool):
        raise _invalid("territory.include_child", expected_data_type="boolean")
    return catalogue.territory_subtree(territory) if child else frozenset({territory})


def _id(given: Any, path: str) -> int:
    found = known_id(given)
    if found is None:
        raise _invalid(path)
    return found


def _invalid(path: str, **details: Any) -> ApiError:
    name = path.rpartition(".")[2]
    return ApiError(MASS_VALUE_INVALID, **details, api_name=name, json_path=f"$.{path}")


def named_in(ids: Sequence[Any]) -> list[int | RecordError]:
    """Return the record of each of some ids as they were given, or its refusal."""
    # What is no id is told by its place: `details.id` is always an id.
    return [
        known_id(given) or RecordError(ID_UNKNOWN, ("ids", place))
        for place, given in enumerate(ids)
    ]


async def records_of(
    writing: Writing, module: Module, chosen: Chosen, also: Condition
) -> list[int]:
    """Return the ids of a view's records that the caller sees, oldest first.

    Raises:
        ApiError: more than a job takes.
    """
    params = replace(NOTHING_ASKED, view=chosen.view, territories=chosen.territories)
    reading = Reading(writing.org, writing.caller, module, writing.version, params, also=also)
    plan = ReadPlan(Selection(module.api_name, (ID,)), reading.where(), IN_ORDER, MOST_OF_JOB + 1)
    rows = await read(writing.transaction, writing.org, plan)
    if len(rows) > MOST_OF_JOB:
        raise ApiError(MASS_TOO_MANY, limit=MOST_OF_JOB)
    return [row[0] for row in rows]
