"""Files: uploaded here, then used in file and image fields of records (File_Id__s)."""

from __future__ import annotations

from typing import Any

from crmstead.api.route import Call, Param, Reply, Route, Upload, file_reply, json_reply, no_content
from crmstead.errors.files import UPLOAD_FAILED, UPLOAD_REQUEST_INVALID
from crmstead.errors.raised import ApiError
from crmstead.records.files.uploads import find_upload, keep_uploads
from crmstead.records.write.forms import open_file
from crmstead.store.files.rows import FileRow

#: Upload Files: ten files a call, 20 MB each.
_UPLOAD = Upload(10, 20 * 1024 * 1024, "FILE_TOO_LARGE")
_TYPES = ("inline",)


async def upload_files(call: Call) -> Reply:
    """Answer `POST /files`: an entry with its id for each file."""
    # `inline` is for images in e-mails; they are kept as all others are.
    if call.query.get("type", _TYPES[0]) not in _TYPES:
        raise ApiError(UPLOAD_REQUEST_INVALID)
    if not call.form.files:
        raise ApiError(UPLOAD_FAILED)
    kept = await keep_uploads(call.org, call.caller, call.form.files)
    return json_reply({"data": [_uploaded(one) for one in kept]})


def _uploaded(file: FileRow) -> dict[str, Any]:
    return {
        "code": "SUCCESS",
        "details": {"name": file.name, "id": file.id},
        # Misspelt on purpose: so the documentation has it.
        "message": f"{file.name} uploaded Succeessfully",
        "status": "success",
    }


async def get_file(call: Call) -> Reply:
    """Answer `GET /files?id=` with the bytes of a file, 204 where there is none.

    unspecified: who knows the id may read the file; nobody can guess one.
    """
    found = await find_upload(call.org, call.query["id"].strip())
    content = await open_file(call.org, found.id) if found else None
    return no_content() if found is None or content is None else file_reply(content, found.name)


ROUTES = (
    Route(
        method="POST",
        path="files",
        call=upload_files,
        scopes=("files.CREATE",),
        operation="uploadFiles",
        params=(Param("type"),),
        upload=_UPLOAD,
    ),
    Route(
        method="GET",
        path="files",
        call=get_file,
        scopes=("files.READ",),
        operation="getFile",
        params=(Param("id", required=True),),
    ),
)
