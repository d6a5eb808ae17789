"""What modules share by default (platform reference 3.6)."""

from __future__ import annotations

from typing import Any

from crmstead.access.ways import share_type
from crmstead.api.route import Call, Reply, Routes, json_reply
from crmstead.errors.raised import RecordError
from crmstead.errors.values import ITEM_NOT_OBJECT
from crmstead.metadata.describing.reader import module_reference
from crmstead.model.module import Module
from crmstead.records.write.answers import error_answer, items_status
from crmstead.records.write.body import parse_body
from crmstead.setup.people.data_sharing import change_default, shareable
from crmstead.setup.people.items import MANAGE_SHARING, array_of, require_setup
from crmstead.setup.redefining import Redefining, redefine

_ROOT = "data_sharing"
_UPDATED = "data sharing settings updated successfully"


async def list_defaults(call: Call) -> Reply:
    """Answer what each module shares; rules are never being worked out, as they hold at once."""
    require_setup(call.caller, MANAGE_SHARING)
    return json_reply({_ROOT: [_describe(call, one) for one in shareable(call.org.catalogue)]})


async def change_defaults(call: Call) -> Reply:
    """Answer `PUT`: an entry for each module."""
    require_setup(call.caller, MANAGE_SHARING)
    items = array_of(parse_body(call.body), _ROOT)

    async def work(redefining: Redefining) -> list[str | RecordError]:
        return [_changed(redefining, item) for item in items]

    done = await redefine(call, work)
    errors = [one if isinstance(one, RecordError) else None for one in done]
    answers = [_answer(call, place, one) for place, one in enumerate(done)]
    return json_reply({_ROOT: answers}, items_status(errors, call.version, 200))


def _changed(redefining: Redefining, item: Any) -> str | RecordError:
    if not isinstance(item, dict):
        return RecordError(ITEM_NOT_OBJECT, expected_data_type="jsonobject", api_name=_ROOT)
    try:
        return change_default(redefining, item)
    except RecordError as error:
        return error


def _answer(call: Call, place: int, one: str | RecordError) -> dict[str, Any]:
    if isinstance(one, RecordError):
        return error_answer(one, place, call.version, _ROOT)
    return {"code": "SUCCESS", "details": {"module": one}, "message": _UPDATED, "status": "success"}


def _describe(call: Call, module: Module) -> dict[str, Any]:
    catalogue = call.org.catalogue
    known = catalogue.data_sharing_of.get(module.api_name)
    return {
        "share_type": share_type(catalogue, module),
        "public_in_portals": known is not None and known.public_in_portals,
        "module": module_reference(catalogue, module.api_name),
        "rule_computation_running": False,
    }


_route = Routes(("settings.data_sharing.{right}",))

ROUTES = (
    _route("GET", "settings/data_sharing", list_defaults, "getDataSharing"),
    _route("PUT", "settings/data_sharing", change_defaults, "updateDataSharing"),
)
