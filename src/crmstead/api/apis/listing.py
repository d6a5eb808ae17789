"""Rows of the surface to the paths of an org: of every module that an operation is for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from crmstead.access.caller import Caller
from crmstead.access.permissions import may
from crmstead.api.route import Route
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.credits import price
from crmstead.model.field import ALWAYS
from crmstead.model.module import Module
from crmstead.model.version import Version

_PLACEHOLDER = re.compile(r"{(\w+)}")
_MODULE = "{module}"
_CUSTOM = "custom"
#: What a module takes part in whose records an operation is for; `view` where none is named.
_SUPPORTS: dict[str, str] = {
    **dict.fromkeys(("insertRecords",), "create"),
    **dict.fromkeys(("updateRecords", "updateRecord"), "edit"),
    **dict.fromkeys(("deleteRecords", "deleteRecord"), "delete"),
    **dict.fromkeys(("searchRecords", "bulkSearchRecords"), "search"),
    **dict.fromkeys(("countRecords", "countRecordsPosted"), "search"),
    **dict.fromkeys(
        ("addTags", "removeTags", "addTagsToRecord", "removeTagsFromRecord"), "tags"
    ),
    **dict.fromkeys(
        (
            "assignTerritories", "assignTerritoriesToRecord", "removeTerritories",
            "removeTerritoriesFromRecord",
        ),
        "territory",
    ),
    **dict.fromkeys(
        (
            "getAttachments", "uploadAttachment", "deleteAttachments", "getAttachment",
            "deleteAttachment",
        ),
        "attachments",
    ),
    **dict.fromkeys(("getPhoto", "uploadPhoto", "deletePhoto"), "photo"),
    **dict.fromkeys(("getBlueprint", "updateBlueprint"), "blueprint"),
    **dict.fromkeys(("changeOwnerBulk", "changeSingleRecordOwner"), "change_owner"),
    **dict.fromkeys(("massChangeOwner", "getMassChangeOwnerStatus"), "change_owner"),
    **dict.fromkeys(("massUpdate", "getMassUpdateStatus"), "mass_update"),
    **dict.fromkeys(("massDelete", "getMassDeleteStatus"), "mass_delete"),
    **dict.fromkeys(("mergeRecords", "getMergeStatus"), "merge"),
    **dict.fromkeys(("enrolInCadences", "unenrolFromCadences"), "cadence"),
    **dict.fromkeys(
        (
            "getSharedRecordDetails", "shareRecord", "updateSharePermissions",
            "revokeSharedRecord",
        ),
        "share",
    ),
    **dict.fromkeys(
        (
            "getContactRoles", "addContactRoles", "updateContactRoles", "deleteContactRoles",
            "getContactRole", "updateContactRole", "deleteContactRole",
        ),
        "contact_roles",
    ),
    **dict.fromkeys(
        (
            "getNotesOfRecord", "getNoteOfRecord", "createNotesOfRecord", "updateNotesOfRecord",
            "updateNoteOfRecord", "deleteNotesOfRecord", "deleteNoteOfRecord",
        ),
        "notes",
    ),
    **dict.fromkeys(
        (
            "getRecordLockingInformations", "lockRecords", "getRecordLockingInformation",
            "updateRecordLockingInformation", "unlockRecord",
        ),
        "locking",
    ),
    "cancelMeetings": "cancel",
    "cloneRecord": "clone",
    "convertLead": "convert",
    "upsertRecords": "upsert",
}  # fmt: skip
#: Operations that are for modules of which more holds.
_ONLY: dict[str, Callable[[Module], bool]] = {
    "getLeadConversionOptions": lambda module: module.convertable and not module.converts_to,
    "massConvert": lambda module: module.convertable,
    "getMassConvertStatus": lambda module: module.convertable,
    **dict.fromkeys(
        ("deleteRecord", "deleteRecords"),
        lambda module: "view" in module.supports and not module.is_subform,
    ),
    "getTimelines": lambda module: module.stored and not (module.is_subform or module.is_linking),
    **dict.fromkeys(("fetchFullData", "fetchFullDataOfRecords"), lambda module: module.stored),
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path, as a caller may ask for it."""

    path: str
    module: Module | None
    method: str
    scope: str
    least: int
    most: int


def list_operations(
    routes: Sequence[Route], catalogue: Catalogue, caller: Caller, version: Version
) -> tuple[Operation, ...]:
    """Return the operations of a version that a caller's profile opens, path by path."""
    modules = [
        one
        for one in catalogue.modules
        if one.api_supported and not one.pseudo and version.within(one.since, ALWAYS)
    ]
    found = [
        operation
        for route in routes
        if version.within(route.since, route.until)
        for operation in _of_route(route, modules, caller, version)
    ]
    order = {path: index for index, path in enumerate(dict.fromkeys(one.path for one in found))}
    return tuple(sorted(found, key=lambda one: order[one.path]))


def _of_route(
    route: Route, modules: Iterable[Module], caller: Caller, version: Version
) -> Iterator[Operation]:
    if _MODULE not in route.path:
        yield _operation(route, version, None)
        return
    for module in modules:
        if not _is_for(route.operation, module):
            continue
        if route.permission is None or may(caller, route.permission, module):
            yield _operation(route, version, module)


def _is_for(operation: str, module: Module) -> bool:
    """Tell whether an operation is for the records of a module."""
    if operation in _ONLY and not _ONLY[operation](module):
        return False
    return _SUPPORTS.get(operation, "view") in module.supports


def _operation(route: Route, version: Version, module: Module | None) -> Operation:
    """Return an operation; custom modules are all called `{{module}}`."""
    path = route.path
    # unspecified: of scopes any of which is enough, the first; those needed together by commas.
    scope = route.scopes[0]
    if module is not None:
        path = path if module.custom else path.replace(_MODULE, module.api_name)
        scope = scope.replace(_MODULE, _CUSTOM if module.custom else module.scope)
    path = _PLACEHOLDER.sub(lambda name: f"{{{{{_short(name[1])}}}}}", path)
    parts = [part.strip() for part in scope.split("&")]
    named = [part if part.startswith("Zoho") else f"ZohoCRM.{part}" for part in parts]
    least, most = price(route.operation)
    return Operation(
        f"/crm/{version.name}/{path}", module, route.method, ",".join(named), least, most
    )


def _short(placeholder: str) -> str:
    return "id" if placeholder == "record_id" else placeholder
