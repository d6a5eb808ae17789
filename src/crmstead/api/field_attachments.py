"""Files of a record's file and image fields, downloaded by their place in the record."""

from __future__ import annotations

from crmstead.api.route import Call, Param, Reply, Route, file_reply, no_content
from crmstead.model.ids import parse_id
from crmstead.records.files.uploads import find_field_file
from crmstead.records.read.seen import Place
from crmstead.records.read.united import find_united
from crmstead.records.write.forms import open_file
from crmstead.store.schema import ensure_tables

_ID = "fields_attachment_id"


async def get_field_attachment(call: Call) -> Reply:
    """Answer with the bytes of a file that a field holds: 204 where there is none."""
    module = call.require_module()
    record = parse_id(call.path["record_id"])
    if record is not None and module.view_of:
        module = await find_united(call.org, module, record) or module
    if record is None or module.view_of:
        return no_content()
    await ensure_tables(call.org, module)
    place = Place(call.org, call.caller, call.version, module, record)
    found = await find_field_file(place, call.query[_ID].strip())
    content = await open_file(call.org, found.id) if found else None
    return no_content() if found is None or content is None else file_reply(content, found.name)


ROUTES = (
    Route(
        method="GET",
        path="{module}/{record_id}/actions/download_fields_attachment",
        call=get_field_attachment,
        scopes=("modules.{module}.READ",),
        operation="getFieldAttachment",
        permission="View",
        params=(Param(_ID, required=True),),
    ),
)
