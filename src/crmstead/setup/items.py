"""Items of a settings body, each done or refused by itself in one change of the definitions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.values import ITEM_NOT_OBJECT
from crmstead.model.version import Version
from crmstead.records.write.finishing import Outcome
from crmstead.setup.outcome import Done, answered


async def each(
    items: Sequence[Any],
    root: str,
    version: Version,
    work: Callable[[dict[str, Any]], Awaitable[int]],
    message: str,
    success: int = 200,
) -> Outcome:
    """Do some work, which returns the id of what it was done to, for each item of a body."""
    done: list[Done] = []
    for item in items:
        try:
            if not isinstance(item, dict):
                raise RecordError(  # noqa: TRY301 - answered as all others
                    ITEM_NOT_OBJECT, expected_data_type="jsonobject", api_name=root
                )
            done.append(await work(item))
        except RecordError as error:
            done.append(error)
    return answered(done, message, root, version, success)
