"""How many records the related lists of a record hold, each list asked for on its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmstead.access.caller import Caller
from crmstead.access.fields import closed_fields
from crmstead.databases.base import Reader
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.related import RELATION_NOT_SUPPORTED, RELATION_UNKNOWN
from crmstead.errors.values import (
    ITEM_NOT_OBJECT,
    MANDATORY_MISSING,
    VALUE_INVALID,
    WRONG_TYPE,
)
from crmstead.model.ids import parse_id
from crmstead.model.module import Module, RelatedList
from crmstead.model.version import Version
from crmstead.query.criteria import CriteriaError, condition_of
from crmstead.query.list_params import parse_list_params
from crmstead.query.plan import BASE, EVERYTHING, ColumnRef, Compare, Condition, both
from crmstead.query.special_values import Moment
from crmstead.records.read.reading import Reading
from crmstead.records.read.seeing import without_unseen
from crmstead.records.related.related import conditions, find_relations
from crmstead.records.related.relations import Relation, relations_of
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import count
from crmstead.store.schema import APPROVAL_STATE

LIST, PARAMS, FILTERS = "related_list", "params", "filters"
#: Parameters that say which records count, besides the filters.
_SWITCHES = ("approved", "converted")


class RelatedCounts:
    """Counts the related records of one record as its caller sees them."""

    def __init__(
        self, org: OpenOrg, caller: Caller, version: Version, module: Module, record: int
    ) -> None:
        self._org = org
        self._caller = caller
        self._version = version
        self._module = module
        self._record = record

    def list_asked(self, item: Any) -> tuple[RelatedList, tuple[Relation, ...]]:
        """Return the list that an item names, by id or api name, and what it consists of.

        Raises:
            RecordError: it names none, or one that is not in the API, or may not be viewed.
        """
        if not isinstance(item, dict):
            raise RecordError(ITEM_NOT_OBJECT, expected_data_type="jsonobject")
        asked = item.get(LIST)
        if asked is None:
            raise RecordError(MANDATORY_MISSING, (LIST,))
        if not isinstance(asked, dict):
            raise RecordError(WRONG_TYPE, (LIST,), expected_data_type="jsonobject")
        related, key = self._named(asked)
        found = None if related is None else relations_of(self._org, self._module, related.api_name)
        if related is None or found is None:
            raise RecordError(RELATION_UNKNOWN, (LIST, key))
        if not found:
            raise RecordError(RELATION_NOT_SUPPORTED, (LIST, key))
        try:
            seen = find_relations(self._org, self._caller, self._module, related.api_name)
        except ApiError as error:
            raise RecordError(error.cause, **error.details) from None
        return related, seen

    def _named(self, asked: Mapping[str, Any]) -> tuple[RelatedList | None, str]:
        lists = self._module.related_lists
        if asked.get("api_name") is None and asked.get("id") is not None:
            number = parse_id(str(asked["id"]))
            return next((one for one in lists if one.id == number), None), "id"
        if asked.get("api_name") is None:
            raise RecordError(MANDATORY_MISSING, (LIST, "api_name"))
        name = asked["api_name"]
        return next((one for one in lists if one.api_name == name), None), "api_name"

    async def count(self, reader: Reader, relations: tuple[Relation, ...], params: Any) -> int:
        """Return how many records a list holds of which the parameters hold.

        Raises:
            RecordError: a parameter that is none.
        """
        if params is not None and not isinstance(params, dict):
            raise RecordError(WRONG_TYPE, (PARAMS,), expected_data_type="jsonobject")
        total = 0
        parts = conditions(self._org, self._caller, relations, self._record)
        for module, where in parts:
            reading = self._reading(module, params or {}, where)
            total += await count(reader, self._org, module, reading.where())
        return total

    def _reading(self, module: Module, params: Mapping[str, Any], where: Condition) -> Reading:
        query = {"fields": "id"}
        for name in _SWITCHES:
            if isinstance(params.get(name), bool):
                query[name] = "true" if params[name] else "false"
            elif params.get(name) is not None:
                raise RecordError(WRONG_TYPE, (PARAMS, name), expected_data_type="boolean")
        state = params.get("approval_state")
        if state is not None:
            query["approved"] = "both"
        asked = parse_list_params(
            query, self._org.catalogue, module, self._version, self._caller.zone
        )
        also = both(where, _in_state(module, state), self._filtered(module, params.get(FILTERS)))
        return Reading(self._org, self._caller, module, self._version, asked, also=also)

    def _filtered(self, module: Module, filters: Any) -> Condition:
        if filters is None:
            return EVERYTHING
        moment = Moment(self._org.clock.seconds(), self._caller.zone, self._caller.user.id)
        try:
            closed = closed_fields(self._org.catalogue, self._caller, module)
            condition = condition_of(filters, module, moment, closed)
        except (CriteriaError, KeyError, TypeError, AttributeError):
            raise RecordError(VALUE_INVALID, (PARAMS, FILTERS)) from None
        return without_unseen(self._org.catalogue, self._caller, module, condition)


def _in_state(module: Module, state: Any) -> Condition:
    if state is None or APPROVAL_STATE not in module.by_name:
        return EVERYTHING
    return Compare(ColumnRef(BASE, APPROVAL_STATE), "=", str(state))
