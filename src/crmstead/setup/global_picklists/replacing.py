"""One value of a global pick list takes the place of another in all records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crmstead.errors.raised import RecordError
from crmstead.errors.setup.pick_lists import GLOBAL_VALUE_INVALID
from crmstead.model.pick_lists import GlobalValue, ReplacedValue
from crmstead.setup.fields.given import Given, id_in, must, object_in, text_in
from crmstead.setup.global_picklists.following import fields_of, follow_list
from crmstead.setup.redefining import Redefining, put
from crmstead.store.tables.reforming import rename_values

ROOT = "replace_picklist_values"


async def replace_value(redefining: Redefining, number: int, given: Given) -> int:
    """Let records hold a new value where they have an old one, which goes; return a job's id.

    All is done at once, so the job is over when it is told of.

    Raises:
        RecordError: one of the values is missing, none of the list, or they are the same.
    """
    lists = redefining.definitions.global_picklists
    found = next(one for one in lists if one.id == number)
    old = _value(found.values, given, "old_value")
    new = _value(found.values, given, "new_value")
    if old.id == new.id:
        raise RecordError(GLOBAL_VALUE_INVALID, ("new_value", "id"))
    for module, field in fields_of(redefining.catalogue, number):
        await rename_values(
            redefining.transaction,
            redefining.org,
            module,
            field,
            {old.display_value: new.display_value},
        )
    gone = ReplacedValue(display_value=old.display_value, reference_value=new.reference_value)
    after = replace(
        found,
        values=tuple(one for one in found.values if one.id != old.id),
        replaced=(*found.replaced, gone),
        modified_time=redefining.now,
        modified_by=redefining.caller.user.id,
    )
    put(lists, after)
    await follow_list(redefining, after)
    return redefining.org.ids.next()


def _value(values: Sequence[GlobalValue], given: Given, key: str) -> GlobalValue:
    said: Given = must(object_in(given, key), key)
    number, name = id_in(said, "id", (key,)), text_in(said, "display_value", None, (key,))
    if number is None:
        must(name, key, "id")
    for one in values:
        if one.id == number or (number is None and one.display_value == name):
            return one
    raise RecordError(GLOBAL_VALUE_INVALID, (key, "display_value" if number is None else "id"))
