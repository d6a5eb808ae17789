"""Which operations a composite request may consist of, and how many records each may be about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from crmstead.api.route import Call, NotAdmittedError
from crmstead.errors.composite import COMPOSITE_LIMIT
from crmstead.errors.raised import ApiError
from crmstead.model.credits import QUERY
from crmstead.query.coql.parser import parse

_MOST_WRITTEN = 1
_MOST_READ = 25
_QUERY_KEY = "select_query"


@dataclass(frozen=True, slots=True)
class _Service:
    """A row of the documentation's table, and the operations that it means."""

    name: str
    operations: tuple[str, ...]


#: As many records as ever.
_FREE = (
    _Service("Get Org", ("get_org",)),
    _Service(
        "Get Metadata",
        (
            "list_modules", "get_module", "list_fields", "get_field", "list_pick_list_values",
            "list_layouts", "get_layout", "list_custom_views", "get_custom_view",
            "list_related_lists", "get_related_list",
        ),
    ),
    _Service("Convert a Lead", ("convertLead", "getLeadConversionOptions")),
    _Service("Get Roles", ("list_roles", "get_role")),
    _Service("Get Profiles", ("list_profiles", "get_profile")),
    _Service("Get Records' Count", ("countRecords", "countRecordsPosted")),
    _Service("Get/Update Blueprint", ("getBlueprint", "updateBlueprint")),
    _Service("Get Tags", ("getTags",)),
    _Service("Add/Remove Tags for a record", ("addTagsToRecord", "removeTagsFromRecord")),
    _Service("Get List of Attachments", ("getAttachments",)),
    _Service("Delete Photo", ("deletePhoto",)),
    _Service("Get Variables", ("getVariables", "getVariableById")),
    _Service("Get Currencies", ("list_currencies", "get_currency")),
    _Service("Get Shared Record Details", ("getSharedRecordDetails",)),
    _Service("Get Assignment Rules", ("list_assignment_rules", "get_assignment_rule")),
    _Service("Get Pipeline", ("list_pipelines", "get_pipeline")),
)  # fmt: skip
#: One record; deletes only with the id in the path.
_WRITES = (
    _Service(
        "Create/Update/Upsert/Delete Records",
        ("insertRecords", "updateRecords", "updateRecord", "upsertRecords", "deleteRecord"),
    ),
    _Service(
        "Update/Delink Related Records",
        ("updateRelatedRecords", "updateRelatedRecord", "delinkRecord"),
    ),
    _Service(
        "Create/Update/Delete Notes",
        (
            "createNotesOfRecord", "updateNotesOfRecord", "updateNoteOfRecord",
            "deleteNoteOfRecord",
        ),
    ),
    _Service("Create/Update/Merge Tags", ("createTags", "updateTags", "updateTag", "mergeTags")),
)  # fmt: skip
#: 25 records.
_READS = (
    _Service("Get/Search Records", ("getRecords", "getRecord", "searchRecords")),
    _Service("Get records through a COQL query", (QUERY,)),
    _Service("Get Deleted Records", ("getDeletedRecords",)),
    _Service("Get Related Records", ("getRelatedRecords", "getRelatedRecord")),
    _Service("Get Notes", ("getNotesOfRecord", "getNoteOfRecord")),
    _Service("Get Territories", ("list_territories", "get_territory", "list_child_territories")),
    _Service("Get Users", ("list_users", "get_user", "count_users", "search_users")),
)
_BY_OPERATION: Mapping[str, int | None] = {
    operation: most
    for services, most in ((_FREE, None), (_WRITES, _MOST_WRITTEN), (_READS, _MOST_READ))
    for service in services
    for operation in service.operations
}
#: Names of all services, as an answer lists them.
ALLOWED = [service.name for services in (_FREE, _WRITES, _READS) for service in services]
#: Names of their operations.
OPERATIONS = frozenset(_BY_OPERATION)


def admit(call: Call) -> None:
    """Check that a composite request may make a call, and bound the records that it is about.

    Raises:
        NotAdmittedError: it may not.
        ApiError: it is about too many records.
    """
    operation = call.route.operation
    if operation not in _BY_OPERATION:
        raise NotAdmittedError
    most = _BY_OPERATION[operation]
    if most == _MOST_WRITTEN:
        _check_written(call.body)
    elif operation == QUERY:
        _bound_query(call)
    elif most is not None:
        _bound_read(call)


def _check_written(body: bytes) -> None:
    """Check that no array of records in a body has more than one."""
    for root in ("data", "tags"):
        items = _content(body).get(root)
        if isinstance(items, list) and len(items) > _MOST_WRITTEN:
            raise ApiError(COMPOSITE_LIMIT, by=root, limit=_MOST_WRITTEN)


def _bound_read(call: Call) -> None:
    """Let a list have 25 records at most, which is what one has that asks for no number."""
    asked = call.query.get("per_page")
    if asked is None:
        call.query = {**call.query, "per_page": str(_MOST_READ)}
    elif asked.isascii() and asked.isdigit() and int(asked[:9]) > _MOST_READ:
        raise ApiError(COMPOSITE_LIMIT, by="limit", limit=_MOST_READ)


def _bound_query(call: Call) -> None:
    """Let a query have 25 records at most, and one without a limit just so many."""
    content = _content(call.body)
    text = content.get(_QUERY_KEY)
    try:
        limit = parse(text).limit if isinstance(text, str) else _MOST_READ
    except ApiError:
        # The operation tells what is wrong.
        return
    if limit is None:
        call.body = msgspec.json.encode({**content, _QUERY_KEY: f"{text} limit {_MOST_READ}"})
    elif limit > _MOST_READ:
        raise ApiError(COMPOSITE_LIMIT, by="limit", limit=_MOST_READ)


def _content(body: bytes) -> dict[str, Any]:
    """Return a body that is an object; of any other the operation itself tells what is wrong."""
    try:
        content = msgspec.json.decode(body) if body else None
    except msgspec.DecodeError:
        return {}
    return content if isinstance(content, dict) else {}
