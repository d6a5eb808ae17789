"""Fields follow the global pick list whose values they have."""

from __future__ import annotations

from collections.abc import Iterator

from crmstead.metadata.catalogue import Catalogue
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.model.pick_lists import GlobalPickList
from crmstead.setup.fields.following import follow
from crmstead.setup.fields.pick_lists import as_raw
from crmstead.setup.fields.pick_lists import of_field as values_of
from crmstead.setup.fields.place import Place
from crmstead.setup.fields.values import KEY
from crmstead.setup.global_picklists.values import of_field
from crmstead.setup.redefining import Redefining


def fields_of(catalogue: Catalogue, number: int) -> Iterator[tuple[Module, Field]]:
    """Yield the fields that have the values of a global pick list, with their modules."""
    for module in catalogue.modules:
        for field in module.fields:
            if field.global_picklist == number:
                yield module, field


async def follow_list(redefining: Redefining, after: GlobalPickList) -> None:
    """Give fields, and their records, the values that their global pick list has by now."""
    for module, field in fields_of(redefining.catalogue, after.id):
        place = Place(redefining, module)
        values = of_field(values_of(field), after.values, redefining.org.ids.next)
        keys = {KEY: [as_raw(one) for one in values]}
        await follow(place, field, keys)
        place.entry(field.api_name).update(keys)


async def let_go(redefining: Redefining, number: int) -> None:
    """Let fields keep the values of a global pick list that goes, as their own."""
    for module, field in fields_of(redefining.catalogue, number):
        Place(redefining, module).entry(field.api_name)["global_picklist"] = None
