"""Enrolling records in cadences and taking them out (records reference 11.21)."""

from __future__ import annotations

from crmstead.api.route import Call, Reply, Route, outcome_reply
from crmstead.errors.raised import RecordError
from crmstead.records.actions.acting import require_support
from crmstead.records.actions.enrolling import enrol_selected, enrolling_asked
from crmstead.records.write.answers import whole
from crmstead.records.write.body import parse_body
from crmstead.records.write.transacting import act


async def enrol(call: Call) -> Reply:
    """Answer `POST /{module}/actions/enrol_in_cadences`: 200, 207 for mixed results."""
    return await _change(call, removes=False)


async def unenrol(call: Call) -> Reply:
    """Answer `POST /{module}/actions/unenrol_from_cadences`."""
    return await _change(call, removes=True)


async def _change(call: Call, *, removes: bool) -> Reply:
    module = call.require_module()
    require_support(module, "cadence")
    try:
        asked = enrolling_asked(parse_body(call.body), call.org.catalogue, module, removes=removes)
    except RecordError as error:
        raise whole(error, call.version) from None
    outcome = await act(call, lambda writing: enrol_selected(writing, module, asked), module)
    return outcome_reply(outcome)


_SCOPES = ("modules.{module}.CREATE", "modules.{module}.UPDATE")

ROUTES = (
    Route(
        method="POST",
        path="{module}/actions/enrol_in_cadences",
        call=enrol,
        scopes=_SCOPES,
        operation="enrolInCadences",
        permission="Edit",
    ),
    Route(
        method="POST",
        path="{module}/actions/unenrol_from_cadences",
        call=unenrol,
        scopes=_SCOPES,
        operation="unenrolFromCadences",
        permission="Edit",
    ),
)
