"""The currencies that amounts may be in: the home currency, and those that the org set up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from crmstead.metadata.definitions import (
    FieldDefinition,
    ModuleDefinition,
    PickListValueDefinition,
)
from crmstead.model.company import Currency
from crmstead.model.derived import derived
from crmstead.model.field import Field
from crmstead.model.ids import metadata_id
from crmstead.model.module import Module
from crmstead.model.people import Org

#: Feature without which an org has one currency only.
MULTI_CURRENCY = "multi_currency"
#: What one unit of the home currency is worth in itself.
ONE = "1.000000000"


def known_currencies(org: Org, kept: Iterable[Currency]) -> tuple[Currency, ...]:
    """Return the currencies of an org, the home currency first; none of one that has but that."""
    if MULTI_CURRENCY not in org.features:
        return ()
    currencies = sorted(kept, key=lambda one: (not one.is_base, one.id))
    if not any(one.is_base for one in currencies):
        currencies.insert(0, home_currency(org))
    return tuple(currencies)


def home_currency(org: Org) -> Currency:
    """Return the currency that an org has before it sets any up."""
    return Currency(
        id=metadata_id(org.id, "currency", org.iso_code),
        iso_code=org.iso_code,
        name=org.currency,
        symbol=org.currency_symbol,
        exchange_rate=ONE,
        created_time=org.created_time,
        created_by=0,
        modified_time=org.created_time,
        modified_by=0,
        is_base=True,
    )


@derived
def exchange_fields(module: Module) -> tuple[Field, Field] | None:
    """Return the fields of a record's currency and of its rate, None where records have none."""
    found = {one.data_type: one for one in module.fields if one.feature == MULTI_CURRENCY}
    if "picklist" not in found or "double" not in found:
        return None
    return found["picklist"], found["double"]


def with_currencies(
    modules: Mapping[str, ModuleDefinition], currencies: Sequence[Currency]
) -> Mapping[str, ModuleDefinition]:
    """Return definitions in which fields of a record's currency have the active ones as values."""
    if not currencies:
        return modules
    return {
        name: msgspec.structs.replace(
            module, fields=[_filled(field, currencies) for field in module.fields]
        )
        if any(map(_is_currency, module.fields))
        else module
        for name, module in modules.items()
    }


def _is_currency(field: FieldDefinition) -> bool:
    return field.feature == MULTI_CURRENCY and field.data_type == "picklist"


def _filled(field: FieldDefinition, currencies: Sequence[Currency]) -> FieldDefinition:
    if not _is_currency(field):
        return field
    values: list[str | PickListValueDefinition] = [
        one.iso_code for one in currencies if one.is_active
    ]
    return msgspec.structs.replace(
        field,
        pick_list_values=values,
        pick_list_closed=True,
        default_value=currencies[0].iso_code,
    )
