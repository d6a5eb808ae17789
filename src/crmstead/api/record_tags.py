"""Tags of records: adding and removing them, on one record and on many (records reference 11.8)."""

from __future__ import annotations

from typing import Any

from crmstead.api.route import Call, Reply, Route, json_reply, outcome_reply
from crmstead.errors.acting import TAG_PARAM_MISSING
from crmstead.errors.changing import LOCKED
from crmstead.errors.raised import ApiError, RecordError
from crmstead.records.actions.acting import require_support
from crmstead.records.actions.selected import (
    IDS,
    Selected,
    ids_selected,
    load_selected,
    path_selected,
)
from crmstead.records.actions.tagging import (
    TAG_NAMES,
    TAGS,
    Tagging,
    over_write_asked,
    tag_records,
    tags_asked,
)
from crmstead.records.write.answers import refusal
from crmstead.records.write.body import parse_body
from crmstead.records.write.finishing import Outcome
from crmstead.records.write.state import Action
from crmstead.records.write.transacting import act
from crmstead.records.write.writing import Writing


async def add_tags(call: Call) -> Reply:
    """Answer `POST /{module}/actions/add_tags`: 200, 207 for mixed results."""
    return await _on_many(call, removes=False)


async def remove_tags(call: Call) -> Reply:
    """Answer `POST /{module}/actions/remove_tags`; a name that is no tag is passed over."""
    return await _on_many(call, removes=True)


async def add_tags_to_record(call: Call) -> Reply:
    """Answer `POST /{module}/{record_id}/actions/add_tags`."""
    return await _on_one(call, removes=False)


async def remove_tags_from_record(call: Call) -> Reply:
    """Answer `POST /{module}/{record_id}/actions/remove_tags`."""
    return await _on_one(call, removes=True)


async def _on_many(call: Call, *, removes: bool) -> Reply:
    content = _content(call)
    selected = ids_selected(content, call.query)
    if selected is None:
        raise ApiError(TAG_PARAM_MISSING, param_name=IDS)
    outcome = await _tag(call, selected, removes=removes)
    if isinstance(outcome, Reply):
        return outcome
    locked = sum(one["code"] == LOCKED.code for one in outcome.answers)
    body: dict[str, Any] = {"data": outcome.answers}
    if not removes:
        body["success_count"] = str(sum(one["code"] == "SUCCESS" for one in outcome.answers))
    return json_reply({**body, "locked_count": str(locked)}, outcome.status)


async def _on_one(call: Call, *, removes: bool) -> Reply:
    outcome = await _tag(call, path_selected(call.path["record_id"]), removes=removes)
    if isinstance(outcome, Reply):
        return outcome
    return outcome_reply(outcome)


async def _tag(call: Call, selected: Selected, *, removes: bool) -> Outcome | Reply:
    module = call.require_module()
    require_support(module, "tags")

    async def work(writing: Writing) -> Outcome:
        results = await load_selected(writing, module, selected, Action.TAGS)
        content = _content(call)
        asked = Tagging(
            tags_asked(content, call.query, call.version),
            removes,
            not removes and over_write_asked(content, call.query),
        )
        return await tag_records(writing, module, results, asked)

    try:
        return await act(call, work, module)
    except RecordError as error:
        # unspecified: documented inside `tags`, where no SDK finds it; so it stands there, and in
        # the four keys that every error has, too.
        shown = refusal(error, call.version)
        return json_reply({**shown, TAGS: [shown]}, error.cause.status)


def _content(call: Call) -> dict[str, Any]:
    """Return the body, which a request with the tags in its query may lack."""
    if call.version.tag_names and TAG_NAMES in call.query and not call.body.strip():
        return {}
    return parse_body(call.body)


#: The page says CREATE, the list of scopes UPDATE (records reference 1.4, platform reference 1.8).
_SCOPES = ("modules.{module}.CREATE", "modules.{module}.UPDATE")

ROUTES = (
    Route(
        method="POST",
        path="{module}/actions/add_tags",
        call=add_tags,
        scopes=_SCOPES,
        operation="addTags",
        permission="Edit",
    ),
    Route(
        method="POST",
        path="{module}/actions/remove_tags",
        call=remove_tags,
        scopes=_SCOPES,
        operation="removeTags",
        permission="Edit",
    ),
    Route(
        method="POST",
        path="{module}/{record_id}/actions/add_tags",
        call=add_tags_to_record,
        scopes=_SCOPES,
        operation="addTagsToRecord",
        permission="Edit",
    ),
    Route(
        method="POST",
        path="{module}/{record_id}/actions/remove_tags",
        call=remove_tags_from_record,
        scopes=_SCOPES,
        operation="removeTagsFromRecord",
        permission="Edit",
    ),
)
