"""Attachments: files and links of a record."""

from __future__ import annotations

from crmstead.api.route import (
    Call,
    Param,
    Reply,
    Route,
    Upload,
    file_reply,
    no_content,
    outcome_reply,
    records_reply,
)
from crmstead.errors.parameters import PARAM_MISSING
from crmstead.errors.raised import ApiError
from crmstead.errors.related import PARENT_UNKNOWN
from crmstead.errors.requests import BODY_UNREADABLE, MODULE_NOT_IN_API
from crmstead.errors.settings import IDS_TOO_MANY
from crmstead.metadata.describing.asked import since_asked
from crmstead.model.ids import parse_id
from crmstead.query.list_params import parse_list_params, split_names
from crmstead.records.files.attachments import (
    ATTACHMENTS,
    attach_file,
    attach_link,
    delete_attachment,
    delete_attachments,
    find_attachment,
    list_attachments,
    prepare,
)
from crmstead.records.read.seen import Place
from crmstead.records.write.forms import open_file

#: Upload an Attachment: 20 MB.
_UPLOAD = Upload(1, 20 * 1024 * 1024, "ATTACHMENT_TOO_LARGE")
_URL = "attachmentUrl"
_MOST_IDS = 100
_PATH = "{module}/{record_id}/Attachments"


async def get_attachments(call: Call) -> Reply:
    """Answer a page of a record's attachments: 204 where there is none."""
    place = await _place(call)
    if call.version.fields_required and not split_names(call.query.get("fields", "")):
        raise ApiError(PARAM_MISSING, param_name="fields")
    params = parse_list_params(
        call.query,
        call.org.catalogue,
        call.org.catalogue.module_by_name[ATTACHMENTS],
        call.version,
        call.caller.zone,
    )
    since = since_asked(call.headers)
    return records_reply(await list_attachments(place, params, since), since)


async def upload_attachment(call: Call) -> Reply:
    """Answer an upload, or a link: `attachmentUrl` with `title`, in the form or the query."""
    place = await _place(call)
    if call.form.files:
        return outcome_reply(await attach_file(place, call.form.files[0]))
    values = {**call.query, **call.form.values}
    if _URL not in values:
        # unspecified: what is missing where neither comes.
        raise ApiError(PARAM_MISSING, param_name="file")
    return outcome_reply(await attach_link(place, values[_URL].strip(), values.get("title", "")))


async def get_attachment(call: Call) -> Reply:
    """Answer with the bytes of an attachment: 204 where there is none."""
    place = await _place(call)
    found = await find_attachment(place, parse_id(call.path["id"]))
    content = await open_file(call.org, found.file) if found else None
    return no_content() if found is None or content is None else file_reply(content, found.name)


async def delete_one(call: Call) -> Reply:
    """Answer the deletion of one attachment."""
    place = await _place(call)
    return outcome_reply(await delete_attachment(place, parse_id(call.path["id"])))


async def delete_many(call: Call) -> Reply:
    """Answer the deletion of the attachments that `ids` names, an entry for each."""
    place = await _place(call)
    named = split_names(call.query["ids"])
    ids = [parse_id(one) for one in named]
    known = [one for one in ids if one is not None]
    if not known or len(known) < len(ids):
        raise ApiError(BODY_UNREADABLE)
    if len(known) > _MOST_IDS:
        raise ApiError(IDS_TOO_MANY, limit=_MOST_IDS, param_name="ids")
    return outcome_reply(await delete_attachments(place, known))


async def _place(call: Call) -> Place:
    module = call.require_module()
    if "attachments" not in module.supports:
        raise ApiError(MODULE_NOT_IN_API, resource_path_index=0)
    record = call.record_id(PARENT_UNKNOWN)
    place = Place(call.org, call.caller, call.version, module, record)
    await prepare(place)
    return place


def _scopes(operation: str) -> tuple[str, ...]:
    return (f"modules.{{module}}.{operation} & modules.attachments.{operation}",)


ROUTES = (
    Route(
        method="GET",
        path=_PATH,
        call=get_attachments,
        scopes=_scopes("READ"),
        operation="getAttachments",
        permission="View",
    ),
    Route(
        method="POST",
        path=_PATH,
        call=upload_attachment,
        scopes=_scopes("CREATE"),
        operation="uploadAttachment",
        permission="Edit",
        params=(Param(_URL), Param("title")),
        upload=_UPLOAD,
    ),
    Route(
        method="DELETE",
        path=_PATH,
        call=delete_many,
        scopes=_scopes("DELETE"),
        operation="deleteAttachments",
        permission="Edit",
        params=(Param("ids", required=True),),
    ),
    Route(
        method="GET",
        path=f"{_PATH}/{{id}}",
        call=get_attachment,
        scopes=_scopes("READ"),
        operation="getAttachment",
        permission="View",
    ),
    Route(
        method="DELETE",
        path=f"{_PATH}/{{id}}",
        call=delete_one,
        scopes=_scopes("DELETE"),
        operation="deleteAttachment",
        permission="Edit",
    ),
)
