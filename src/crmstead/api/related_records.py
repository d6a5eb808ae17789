"""Get Related Records: a page of a related list, one of its records, those of a deleted record."""

from __future__ import annotations

from collections.abc import Sequence

from crmstead.api.route import Call, Reply, Route, record_reply, records_reply
from crmstead.errors.raised import ApiError
from crmstead.errors.related import RELATION_OF_DELETED_UNKNOWN
from crmstead.metadata.describing.asked import since_asked
from crmstead.records.related.related import find_relations
from crmstead.records.related.related_reading import RelatedReading
from crmstead.records.related.relations import Relation, relations_of

#: Of the list's name behind `deleted`.
_NAME_OF_DELETED = 3


async def get_related_records(call: Call) -> Reply:
    """Answer `GET /{module}/{record_id}/{related_list}`: 204 where nothing is related."""
    reading = _reading(call, _relations(call))
    return records_reply(await reading.page(), reading.since)


async def get_related_of_deleted(call: Call) -> Reply:
    """Answer `GET /{module}/deleted/{record_id}/{related_list}`: of a record in the recycle bin."""
    relations = relations_of(call.org, call.require_module(), call.path["related_list"])
    if not relations or not all(one.by_lookup for one in relations):
        raise ApiError(RELATION_OF_DELETED_UNKNOWN, resource_path_index=_NAME_OF_DELETED)
    reading = _reading(call, _relations(call))
    return records_reply(await reading.page(deleted=True), reading.since)


async def get_related_record(call: Call) -> Reply:
    """Answer `GET /{module}/{record_id}/{related_list}/{related_id}`: 204 for one not related."""
    reading = _reading(call, _relations(call))
    return record_reply(await reading.one(call.path["related_id"]), reading.since)


def _relations(call: Call) -> Sequence[Relation]:
    return find_relations(call.org, call.caller, call.require_module(), call.path["related_list"])


def _reading(call: Call, relations: Sequence[Relation]) -> RelatedReading:
    return RelatedReading(
        org=call.org,
        caller=call.caller,
        version=call.version,
        module=call.require_module(),
        record=call.path["record_id"],
        name=call.path["related_list"],
        relations=relations,
        query=call.query,
        since=since_asked(call.headers),
    )


ROUTES = (
    Route(
        method="GET",
        path="{module}/{record_id}/{related_list}",
        call=get_related_records,
        scopes=("modules.{module}.READ",),
        operation="getRelatedRecords",
        permission="View",
    ),
    Route(
        method="GET",
        path="{module}/{record_id}/{related_list}/{related_id}",
        call=get_related_record,
        scopes=("modules.{module}.READ",),
        operation="getRelatedRecord",
        permission="View",
    ),
    Route(
        method="GET",
        path="{module}/deleted/{record_id}/{related_list}",
        call=get_related_of_deleted,
        scopes=("modules.{module}.READ",),
        operation="getDeletedParentRecordsRelatedRecord",
        permission="View",
    ),
)
