"""What a write answers: one entry per record, and the status that all of them make."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmstead.errors.raised import At, RecordError
from crmstead.model.version import Version
from crmstead.records.draft import Draft
from crmstead.records.writing import Writing

ItemAnswer = dict[str, Any]


def json_path(index: int, path: tuple[str | int, ...]) -> str:
    """Return the JSONPath of a place below `data[index]`."""
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return f"$.data[{index}]{steps}"


def place(index: int, path: tuple[str | int, ...], version: Version) -> dict[str, Any]:
    """Return `api_name` and `json_path` of a place; older versions know no path."""
    names = [step for step in path if isinstance(step, str)]
    shown: dict[str, Any] = {"api_name": names[-1] if names else "data"}
    if version.json_paths:
        shown["json_path"] = json_path(index, path)
    return shown


def error_answer(error: RecordError, index: int, version: Version) -> ItemAnswer:
    """Return the entry of a refused record."""
    details = {key: _shown(value, index, version) for key, value in error.details.items()}
    if error.path or "api_name" in details:
        details |= place(index, error.path, version)
    return {
        "code": error.cause.code,
        "details": details,
        "message": error.message,
        "status": "error",
    }


def _shown(value: Any, index: int, version: Version) -> Any:
    if isinstance(value, At):
        return place(index, value.path, version)
    if isinstance(value, RecordError):
        return error_answer(value, index, version)
    if isinstance(value, list):
        return [_shown(one, index, version) for one in value]
    return value


def added_answer(writing: Writing, draft: Draft, time: str) -> ItemAnswer:
    """Return the entry of an inserted or cloned record; users come without their e-mail."""
    user = writing.caller.user
    by = {"name": user.full_name, "id": str(user.id)}
    details: dict[str, Any] = {
        "Modified_Time": time,
        "Modified_By": by,
        "Created_Time": time,
        "id": str(draft.id),
        "Created_By": by,
    }
    if writing.version.approval_state_in_details and "$approval_state" in draft.module.by_name:
        details["$approval_state"] = draft.values.get("$approval_state", "approved")
    for field in draft.module.external_fields:
        if draft.gives(field.api_name):
            details[field.api_name] = draft.values.get(field.api_name)
    return {"code": "SUCCESS", "details": details, "message": "record added", "status": "success"}


def items_status(
    outcomes: Sequence[RecordError | None], version: Version, success: int = 201
) -> int:
    """Return the status of an array: the success code, 207 when mixed, else a refusal.

    `outcomes` has the error of each item, None where it succeeded.
    """
    errors = [one for one in outcomes if one is not None]
    if not errors:
        return success
    if len(errors) < len(outcomes):
        return 207
    statuses = {one.cause.status for one in errors}
    if len(statuses) == 1 and statuses != {400}:
        return statuses.pop()
    return version.none_succeeded
