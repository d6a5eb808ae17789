"""The photo of the organization (platform reference 3.1)."""

from __future__ import annotations

from crmstead.api.route import Call, Reply, Route, Upload, file_reply, json_reply, no_content
from crmstead.errors.parameters import PARAM_MISSING
from crmstead.errors.raised import ApiError
from crmstead.records.write.forms import open_file
from crmstead.setup.company.photo import delete_org_photo, find_org_photo, set_org_photo
from crmstead.setup.company.rooted import done
from crmstead.setup.permission import require

#: As photos of records.
_UPLOAD = Upload(1, 10 * 1024 * 1024, "PHOTO_TOO_LARGE")
_PATH = "org/photo"


async def get_org_photo(call: Call) -> Reply:
    """Answer with the bytes of the photo: 204 where there is none."""
    found = await find_org_photo(call.org)
    content = await open_file(call.org, found.id) if found else None
    if found is None or content is None:
        return no_content()
    return file_reply(content, found.name, found.media or "application/x-download")


async def upload_org_photo(call: Call) -> Reply:
    """Answer the upload of a photo, in the place of one that there is."""
    require(call.caller)
    if not call.form.files:
        raise ApiError(PARAM_MISSING, param_name="file")
    await set_org_photo(call, call.form.files[0])
    return json_reply(done("photo uploaded successfully"))


async def delete_photo_of_org(call: Call) -> Reply:
    """Answer the deletion of the photo; that there was none is no error."""
    require(call.caller)
    await delete_org_photo(call)
    return json_reply(done("Photo deleted"))


ROUTES = (
    Route(
        method="GET",
        path=_PATH,
        call=get_org_photo,
        scopes=("org.READ",),
        operation="getOrgPhoto",
    ),
    Route(
        method="POST",
        path=_PATH,
        call=upload_org_photo,
        scopes=("org.CREATE", "org.UPDATE"),
        operation="uploadOrganizationPhoto",
        upload=_UPLOAD,
    ),
    Route(
        method="DELETE",
        path=_PATH,
        call=delete_photo_of_org,
        scopes=("org.DELETE",),
        operation="deleteOrganizationPhoto",
    ),
)
