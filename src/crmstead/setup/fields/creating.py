"""Create Custom Fields (platform reference 2.3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmstead.model.module import Module
from crmstead.records.write.finishing import Outcome
from crmstead.setup.fields.given import Given
from crmstead.setup.fields.making import make_field
from crmstead.setup.fields.place import Place
from crmstead.setup.items import each
from crmstead.setup.redefining import Redefining

ROOT = "fields"
#: Fields of one request.
MOST_FIELDS = 5


async def create_fields(redefining: Redefining, module: Module, items: Sequence[Any]) -> Outcome:
    """Make fields in a module by the items of a body."""
    place = Place(redefining, module)

    async def create(given: Given) -> int:
        made = make_field(place, given)
        assert made.id is not None  # noqa: S101 - make_field gives it one
        return made.id

    return await each(items, ROOT, redefining.version, create, "field created", 201)
