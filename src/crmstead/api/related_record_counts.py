"""Get Related Records Count: how many records some related lists of a record hold."""

from __future__ import annotations

from typing import Any

from crmstead.api.route import Call, Reply, Route, json_reply
from crmstead.databases.base import Reader
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.requests import DATA_NOT_ARRAY, DATA_TOO_MANY
from crmstead.model.module import RelatedList
from crmstead.records.related.related import ensure_related, require_record
from crmstead.records.related.related_counts import PARAMS, RelatedCounts
from crmstead.records.related.relations import Relation
from crmstead.records.write.answers import error_answer, items_status
from crmstead.records.write.body import MOST_RECORDS, parse_body

ROOT = "get_related_records_count"


async def get_related_records_count(call: Call) -> Reply:
    """Answer `POST /{module}/{record_id}/actions/get_related_records_count`.

    Each list stands alone: 207 where some of several could not be counted, 400 where none could.
    """
    module = call.require_module()
    record = await require_record(call.org, call.caller, module, call.path["record_id"])
    items = _items(call.body)
    counts = RelatedCounts(call.org, call.caller, call.version, module, record)
    asked = [_asked(counts, item) for item in items]
    for one in asked:
        if not isinstance(one, RecordError):
            await ensure_related(call.org, one[1])
    async with call.org.database.reading() as reader:
        answers = [
            await _answer(call, counts, reader, index, items[index], one)
            for index, one in enumerate(asked)
        ]
    errors = [error for _, error in answers]
    return json_reply(
        {ROOT: [shown for shown, _ in answers]}, items_status(errors, call.version, 200)
    )


Asked = tuple[RelatedList, tuple[Relation, ...]] | RecordError


def _asked(counts: RelatedCounts, item: Any) -> Asked:
    try:
        return counts.list_asked(item)
    except RecordError as error:
        return error


async def _answer(
    call: Call, counts: RelatedCounts, reader: Reader, index: int, item: Any, asked: Asked
) -> tuple[dict[str, Any], RecordError | None]:
    """Return the entry of an item, and why it was refused."""
    version = call.version
    if isinstance(asked, RecordError):
        return error_answer(asked, index, version, ROOT), asked
    related, relations = asked
    try:
        number = await counts.count(reader, relations, item.get(PARAMS))
    except RecordError as error:
        return error_answer(error, index, version, ROOT), error
    named = {"api_name": related.api_name, "id": str(related.id)}
    return {"count": number, "related_list": named}, None


def _items(body: bytes) -> list[Any]:
    items = parse_body(body).get(ROOT)
    if not isinstance(items, list) or not items:
        raise ApiError(
            DATA_NOT_ARRAY, expected_data_type="jsonarray", api_name=ROOT, json_path=f"$.{ROOT}"
        )
    if len(items) > MOST_RECORDS:
        raise ApiError(DATA_TOO_MANY, maximum_length=MOST_RECORDS, api_name=ROOT)
    return items


ROUTES = (
    Route(
        method="POST",
        path="{module}/{record_id}/actions/get_related_records_count",
        call=get_related_records_count,
        scopes=("modules.{module}.READ",),
        operation="getRelatedRecordsCount",
        permission="View",
    ),
)
