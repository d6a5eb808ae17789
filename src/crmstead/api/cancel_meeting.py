"""Meeting Cancel (records reference 11.21)."""

from __future__ import annotations

from crmstead.api.route import Call, Reply, Route, outcome_reply
from crmstead.errors.raised import RecordError
from crmstead.records.actions.acting import require_support
from crmstead.records.actions.cancelling import cancel
from crmstead.records.actions.selected import load_selected, path_selected
from crmstead.records.write.body import parse_body, require_item
from crmstead.records.write.finishing import Outcome
from crmstead.records.write.state import Action
from crmstead.records.write.transacting import act
from crmstead.records.write.writing import Writing


async def cancel_meeting(call: Call) -> Reply:
    """Answer `POST /{module}/{record_id}/actions/cancel`."""
    module = call.require_module()
    require_support(module, "cancel")
    selected = path_selected(call.path["record_id"])

    async def work(writing: Writing) -> Outcome:
        (meeting,) = await load_selected(writing, module, selected, Action.UPDATE)
        assert not isinstance(meeting, RecordError)  # noqa: S101 - the path's record is refused whole
        return await cancel(writing, module, meeting, require_item(parse_body(call.body)))

    return outcome_reply(await act(call, work, module))


ROUTES = (
    Route(
        method="POST",
        path="{module}/{record_id}/actions/cancel",
        call=cancel_meeting,
        scopes=("modules.{module}.CREATE", "modules.{module}.UPDATE"),
        operation="cancelMeetings",
        permission="Edit",
    ),
)
