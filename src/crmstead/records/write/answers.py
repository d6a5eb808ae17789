"""What a write answers: one entry per record, and the status that all of them make."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmstead.errors.raised import ApiError, At, RecordError
from crmstead.model.times import times_of
from crmstead.model.version import Version
from crmstead.records.write.draft import Draft, Path
from crmstead.records.write.writing import Writing

ItemAnswer = dict[str, Any]


#: Key of the array of items in nearly every body.
DATA = "data"
_MISSED = "expected_fields"


def json_path(root: Path, path: Path) -> str:
    """Return the JSONPath of a place below a part of the body, such as `("data", 0)`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in (*root, *path))
    return "$" + "".join(steps)


def place(root: Path, path: Path, version: Version) -> dict[str, Any]:
    """Return `api_name` and `json_path` of a place; older versions know no path."""
    names = [step for step in (*root, *path) if isinstance(step, str)]
    shown: dict[str, Any] = {"api_name": names[-1]}
    if version.json_paths:
        shown["json_path"] = json_path(root, path)
    return shown


def error_answer(error: RecordError, index: int, version: Version, root: str = DATA) -> ItemAnswer:
    """Return the entry of a refused record, or of a refused item of another array."""
    return refusal(error, version, (root, index))


def refusal(error: RecordError, version: Version, root: Path = ()) -> ItemAnswer:
    """Return an error as an answer shows it, its paths seen from a part of the body."""
    return {
        "code": error.cause.code,
        "details": details_of(error, version, root),
        "message": error.message,
        "status": "error",
    }


def details_of(error: RecordError, version: Version, root: Path = ()) -> dict[str, Any]:
    """Return the `details` of an error, its paths seen from a part of the body."""
    details = {key: _shown(value, version, root) for key, value in error.details.items()}
    # Whoever misses one of several places names those alone.
    if (error.path and _MISSED not in details) or "api_name" in details:
        details |= place(root, error.path, version)
    return details


def whole(error: RecordError, version: Version) -> ApiError:
    """Return what refuses the whole request for what an error says of a place in its body."""
    return ApiError(error.cause, message=error.message, **details_of(error, version))


def _shown(value: Any, version: Version, root: Path) -> Any:
    if isinstance(value, At):
        return place(root, value.path, version)
    if isinstance(value, RecordError):
        return refusal(value, version, root)
    if isinstance(value, list):
        return [_shown(one, version, root) for one in value]
    return value


def done_answer(record: int, message: str) -> ItemAnswer:
    """Return the entry of a record that something was done to, of which nothing is told but it."""
    return {
        "code": "SUCCESS",
        "details": {"id": str(record)},
        "message": message,
        "status": "success",
    }


def refused_answer(error: RecordError) -> ItemAnswer:
    """Return the entry of a record that was asked for by its id alone, in no body's place."""
    return {
        "code": error.cause.code,
        "details": error.details,
        "message": error.message,
        "status": "error",
    }


def written_answer(writing: Writing, draft: Draft, time: str) -> ItemAnswer:
    """Return the entry of a record that was written; users come without their e-mail.

    `time` is the moment of the request as the caller sees it.
    """
    details: dict[str, Any] = {
        "Modified_Time": time,
        "Modified_By": shown_user(writing, writing.caller.user.id),
        "Created_Time": time
        if draft.before is None
        else shown_time(writing, draft.values.get("Created_Time")),
        "id": str(draft.id),
        "Created_By": shown_user(writing, draft.values.get("Created_By", writing.caller.user.id)),
    }
    version = writing.version
    shows = version.approval_state_in_details
    if draft.before is not None:
        shows = version.approval_state_in_updates
    if shows and "$approval_state" in draft.module.by_name:
        details["$approval_state"] = draft.values.get("$approval_state") or "approved"
    for field in draft.module.external_fields:
        if draft.gives(field.api_name):
            details[field.api_name] = draft.values.get(field.api_name)
    message = "record added" if draft.before is None else "record updated"
    return {"code": "SUCCESS", "details": details, "message": message, "status": "success"}


def scheduled_answer(job: int, message: str, code: str = "SUCCESS") -> ItemAnswer:
    """Return the entry that tells of a job that was ordered."""
    return {
        "code": code,
        "details": {"job_id": str(job)},
        "message": message,
        "status": "success",
    }


def shown_time(writing: Writing, seconds: int | None) -> str | None:
    """Return a stored moment as the caller sees it."""
    return None if seconds is None else times_of(writing.caller.zone).format(seconds)


def shown_user(writing: Writing, user: int | None) -> dict[str, str] | None:
    """Return a user as write answers name one: without the e-mail that reads show."""
    if user not in writing.shown_users:
        known = writing.catalogue.user_by_id.get(user or 0)
        shown = None if known is None else {"name": known.full_name, "id": str(known.id)}
        writing.shown_users[user] = shown
    return writing.shown_users[user]


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
