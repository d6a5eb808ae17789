"""Change Owner: of one record, or of up to 500 (records reference 11.6)."""

from __future__ import annotations

from crmstead.api.route import Call, Reply, Route, outcome_reply
from crmstead.errors.acting import OWNER_NOT_CHANGED_HERE
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.values import MANDATORY_MISSING
from crmstead.records.actions.acting import require_permission
from crmstead.records.actions.owning import FOLLOWS, MAY_CHANGE_OWNER, change_owner, owner_asked
from crmstead.records.actions.selected import (
    IDS,
    Selected,
    ids_selected,
    load_selected,
    path_selected,
)
from crmstead.records.write.answers import whole
from crmstead.records.write.body import parse_body
from crmstead.records.write.finishing import Outcome
from crmstead.records.write.state import Action
from crmstead.records.write.transacting import act
from crmstead.records.write.writing import Writing


async def change_owner_of_many(call: Call) -> Reply:
    """Answer `POST /{module}/actions/change_owner`: 200, 207 for mixed results."""
    selected = ids_selected(parse_body(call.body), {})
    if selected is None:
        raise ApiError(MANDATORY_MISSING, api_name=IDS, json_path=f"$.{IDS}")
    return await _change(call, selected)


async def change_owner_of_one(call: Call) -> Reply:
    """Answer `POST /{module}/{record_id}/actions/change_owner`."""
    return await _change(call, path_selected(call.path["record_id"]))


async def _change(call: Call, selected: Selected) -> Reply:
    module, catalogue = call.require_module(), call.org.catalogue
    if "change_owner" not in module.supports:
        raise ApiError(OWNER_NOT_CHANGED_HERE, resource_path_index=0)
    require_permission(call.caller, MAY_CHANGE_OWNER)
    following = [one for one in catalogue.modules if FOLLOWS in one.supports]

    async def work(writing: Writing) -> Outcome:
        results = await load_selected(writing, module, selected, Action.CHANGE_OWNER)
        try:
            asked = owner_asked(parse_body(call.body), catalogue)
        except RecordError as error:
            raise whole(error, call.version) from None
        return await change_owner(writing, module, results, asked)

    return outcome_reply(await act(call, work, module, *following))


#: unspecified: a scope of the module alone is enough, as with the other actions of that form.
_SCOPES = ("change_owner.CREATE", "change_owner.{module}.CREATE")

ROUTES = (
    Route(
        method="POST",
        path="{module}/actions/change_owner",
        call=change_owner_of_many,
        scopes=_SCOPES,
        operation="changeOwnerBulk",
        permission="Edit",
    ),
    Route(
        method="POST",
        path="{module}/{record_id}/actions/change_owner",
        call=change_owner_of_one,
        scopes=_SCOPES,
        operation="changeSingleRecordOwner",
        permission="Edit",
    ),
)
