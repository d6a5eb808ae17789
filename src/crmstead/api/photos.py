"""Record photo: upload, download, delete."""

from __future__ import annotations

from crmstead.api.route import Call, Param, Reply, Route, Upload, file_reply, json_reply, no_content
from crmstead.errors.parameters import PARAM_INVALID, PARAM_MISSING
from crmstead.errors.raised import ApiError
from crmstead.errors.related import PARENT_UNKNOWN
from crmstead.errors.requests import MODULE_NOT_IN_API, PATH_ID_INVALID
from crmstead.model.ids import parse_id
from crmstead.query.list_params import split_names
from crmstead.records.files.photos import delete_photo, find_photo, set_photo
from crmstead.records.read.seen import Place
from crmstead.records.write.forms import open_file
from crmstead.records.write.options import TRIGGERS
from crmstead.store.schema import ensure_tables

#: Upload Photo: 10 MB.
_UPLOAD = Upload(1, 10 * 1024 * 1024, "PHOTO_TOO_LARGE")
_PATH = "{module}/{record_id}/photo"
_RESTRICT = "restrict_triggers"


async def upload(call: Call) -> Reply:
    """Answer the upload of a photo, in the place of one that the record has."""
    place = await _place(call)
    _check_triggers(call)
    if place is None:
        raise ApiError(PARENT_UNKNOWN, resource_path_index=1)
    if not call.form.files:
        raise ApiError(PARAM_MISSING, param_name="file")
    await set_photo(place, call.form.files[0])
    return _done("photo uploaded successfully")


async def download(call: Call) -> Reply:
    """Answer with the bytes of the photo: 204 where there is none."""
    place = await _place(call)
    found = None if place is None else await find_photo(place)
    content = await open_file(call.org, found.id) if found else None
    if found is None or content is None:
        return no_content()
    return file_reply(content, found.name, found.media or "application/x-download")


async def delete(call: Call) -> Reply:
    """Answer the deletion of the photo; that there was none is no error."""
    place = await _place(call)
    if place is None:
        raise ApiError(PATH_ID_INVALID, resource_path_index=1)
    await delete_photo(place)
    return _done("Photo deleted")


async def _place(call: Call) -> Place | None:
    module = call.require_module()
    if "photo" not in module.supports:
        raise ApiError(MODULE_NOT_IN_API, resource_path_index=0)
    await ensure_tables(call.org, module)
    record = parse_id(call.path["record_id"])
    return None if record is None else Place(call.org, call.caller, call.version, module, record)


def _check_triggers(call: Call) -> None:
    """Check which automation is not to run; there is none here."""
    given = split_names(call.query.get(_RESTRICT, ""))
    if call.version.restricts_triggers and not set(given) <= set(TRIGGERS):
        raise ApiError(PARAM_INVALID, param_name=_RESTRICT, supported_values=list(TRIGGERS))


def _done(message: str) -> Reply:
    return json_reply({"code": "SUCCESS", "details": {}, "message": message, "status": "success"})


ROUTES = (
    Route(
        method="POST",
        path=_PATH,
        call=upload,
        scopes=("modules.{module}.CREATE", "modules.{module}.UPDATE"),
        operation="uploadPhoto",
        permission="Edit",
        params=(Param(_RESTRICT),),
        upload=_UPLOAD,
    ),
    Route(
        method="GET",
        path=_PATH,
        call=download,
        scopes=("modules.{module}.READ",),
        operation="getPhoto",
        permission="View",
    ),
    Route(
        method="DELETE",
        path=_PATH,
        call=delete,
        scopes=("modules.{module}.DELETE",),
        operation="deletePhoto",
        permission="Edit",
    ),
)
