"""Making fields: one item of a body becomes the definition of a field."""

from __future__ import annotations

from crmstead.errors.raised import At, RecordError
from crmstead.errors.setup.fields import FIELD_LIMIT
from crmstead.errors.values import VALUE_NOT_SUPPORTED
from crmstead.metadata.definitions import FieldDefinition, Raw
from crmstead.setup.fields.asked import Asked
from crmstead.setup.fields.common import COMMON
from crmstead.setup.fields.defaults import default_of
from crmstead.setup.fields.given import Given, must, text_in
from crmstead.setup.fields.naming import label_of, name_of
from crmstead.setup.fields.place import Place
from crmstead.setup.fields.types import TYPE_RULES

#: Edition -> custom fields of a module (platform reference 2.3.3); others have the middle one.
_MOST = {"standard": 10, "professional": 155, "enterprise": 300, "ultimate": 500}
_MOST_ELSEWHERE = 300


def make_field(place: Place, given: Given) -> FieldDefinition:
    """Add a field to a module by an item of a body; members that no field has are passed over.

    Raises:
        RecordError: the first thing that is wrong; nothing was added then.
    """
    in_rows = place.module.is_subform
    label = label_of(place, given)
    types = [name for name, rule in TYPE_RULES.items() if rule.in_rows or not in_rows]
    data_type = must(text_in(given, "data_type"), "data_type")
    if data_type not in types:
        raise RecordError(VALUE_NOT_SUPPORTED, ("data_type",), supported_values=types)
    _check_number(place)
    rule = TYPE_RULES[data_type]
    asked = Asked(place, given, data_type, None, make_field)
    asked.api_name = name_of(place, given, label, in_tables=rule.in_tables)
    raw: Raw = {
        "id": asked.next_id(),
        "api_name": asked.api_name,
        "field_label": label,
        "data_type": data_type,
        "created_time": place.redefining.now,
        "modified_time": place.redefining.now,
    }
    if rule.read_only:
        raw["read_only"] = True
    for common in COMMON:
        raw |= common(asked, rule)
    for member in rule.members:
        raw |= member(asked)
    raw |= default_of(asked, rule, raw)
    return place.add({name: value for name, value in raw.items() if value is not None})


def _check_number(place: Place) -> None:
    most = _MOST.get(place.redefining.catalogue.org.paid_type, _MOST_ELSEWHERE)
    if len(place.custom) >= most:
        raise RecordError(FIELD_LIMIT, limit=most, limit_due_to=[At(("data_type",))])
