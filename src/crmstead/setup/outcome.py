"""What an operation on settings answers: one entry an item, and the status that all make."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from crmstead.errors.raised import RecordError
from crmstead.model.version import Version
from crmstead.records.write.answers import done_answer, error_answer, items_status
from crmstead.records.write.finishing import Outcome

#: The id of what an item made or changed, or why it was refused.
Done = int | RecordError


def answered(
    done: Sequence[Done], message: str, root: str, version: Version, success: int = 200
) -> Outcome:
    """Return the entries of all items, in their order."""
    errors = [one if isinstance(one, RecordError) else None for one in done]
    answers = [
        error_answer(one, index, version, root)
        if isinstance(one, RecordError)
        else done_answer(one, message)
        for index, one in enumerate(done)
    ]
    return Outcome(answers, items_status(errors, version, success))


async def one_item(work: Callable[[], Awaitable[int]]) -> Done:
    """Do the work of a request with one item, which is all done or not at all."""
    try:
        return await work()
    except RecordError as error:
        return error
