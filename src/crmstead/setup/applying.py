"""Changing definitions by the items of a body, all in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from crmstead.records.write.finishing import Outcome
from crmstead.records.write.transacting import Asking
from crmstead.setup.items import each
from crmstead.setup.redefining import Redefining, redefine


async def apply_each(
    asking: Asking,
    items: Sequence[Any],
    change: Callable[[Redefining, dict[str, Any]], int],
    *,
    root: str,
    message: str,
    success: int = 200,
) -> Outcome:
    """Change definitions by each item on its own; `change` returns the id that is answered."""

    async def work(redefining: Redefining) -> Outcome:
        async def one(item: dict[str, Any]) -> int:
            return change(redefining, item)

        return await each(items, root, asking.version, one, message, success)

    return await redefine(asking, work)
