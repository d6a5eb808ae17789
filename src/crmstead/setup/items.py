"""Items of a settings body, each done or refused by itself in one change of the definitions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.values import ITEM_NOT_OBJECT
from crmstead.model.version import Version
from crmstead.records.write.answers import done_answer, error_answer, items_status
from crmstead.setup.fields.given import Given


@dataclass(frozen=True, slots=True)
class Outcome:
    """The entries of an answer, and the status that they make together."""

    answers: list[dict[str, Any]]
    status: int


async def each(
    items: Sequence[Any],
    root: str,
    version: Version,
    work: Callable[[Given], Awaitable[int]],
    message: str,
    success: int = 200,
) -> Outcome:
    """Do some work, which returns the id of what it was done to, for each item of a body."""
    answers: list[dict[str, Any]] = []
    errors: list[RecordError | None] = []
    for index, item in enumerate(items):
        try:
            if not isinstance(item, dict):
                raise RecordError(  # noqa: TRY301 - answered as all others
                    ITEM_NOT_OBJECT, expected_data_type="jsonobject", api_name=root
                )
            done = await work(item)
        except RecordError as error:
            answers.append(error_answer(error, index, version, root))
            errors.append(error)
        else:
            answers.append(done_answer(done, message))
            errors.append(None)
    return Outcome(answers, items_status(errors, version, success))
