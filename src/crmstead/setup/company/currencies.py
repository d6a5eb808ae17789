"""Enabling several currencies, and adding and changing them (platform reference 5.6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from crmstead.access.permissions import CUSTOMIZE
from crmstead.databases.base import Transaction
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.settings import CURRENCIES_NOT_ENABLED
from crmstead.errors.setup.company import (
    BASE_CURRENCY_FIXED,
    CURRENCIES_DENIED,
    CURRENCIES_ENABLED,
    CURRENCIES_NOT_SUPPORTED,
    CURRENCIES_TOO_MANY,
    CURRENCY_CODE_DUPLICATE,
    CURRENCY_CODE_INVALID,
    CURRENCY_SYMBOL_DUPLICATE,
)
from crmstead.errors.values import MANDATORY_MISSING, REFERENCE_INVALID
from crmstead.fieldtypes.decimal import scale
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.currencies import MULTI_CURRENCY, ONE, exchange_fields, known_currencies
from crmstead.model.company import Currency
from crmstead.setup.company.currency_values import code_given, rate_given, with_properties
from crmstead.setup.given import id_of
from crmstead.setup.redefining import Redefining, put
from crmstead.store.changing import fill_empty
from crmstead.store.orgs import OpenOrg
from crmstead.store.tables.reshaping import Reshaped

Item = Mapping[str, Any]

_MANAGE = "Crm_Implied_Manage_Currencies"
#: unspecified: active currencies by edition.
_MOST_ACTIVE = {"enterprise": 10, "ultimate": 20}


def require_currencies(redefining: Redefining, *, enabled: bool = True) -> None:
    """Check that the caller may set currencies up, and that the org has several.

    Raises:
        ApiError: not so.
    """
    profile = redefining.caller.profile
    if not (profile.allows(_MANAGE) and profile.allows(CUSTOMIZE)):
        raise ApiError(CURRENCIES_DENIED, permissions=[_MANAGE])
    if redefining.definitions.org.paid_type not in _MOST_ACTIVE:
        raise ApiError(CURRENCIES_NOT_SUPPORTED)
    if enabled and MULTI_CURRENCY not in redefining.definitions.org.features:
        raise ApiError(CURRENCIES_NOT_ENABLED)


def enable_currencies(redefining: Redefining, item: Item) -> int:
    """Let the org have several currencies, with the home currency that an item says.

    All records there are are in it from then on.

    Raises:
        RecordError: the org has several already, or the currency is none.
    """
    definitions = redefining.definitions
    if MULTI_CURRENCY in definitions.org.features:
        raise RecordError(CURRENCIES_ENABLED)
    rate_given(item)
    made = replace(_new(redefining, item), is_base=True, is_active=True, exchange_rate=ONE)
    features = definitions.org.features | {MULTI_CURRENCY}
    definitions.org = replace(definitions.org, features=features)
    _keep(redefining, made)
    redefining.afterwards.append(partial(_fill, redefining.org))
    return made.id


def add_currency(redefining: Redefining, item: Item) -> int:
    """Add a currency; return its id.

    Raises:
        RecordError: a key is missing or wrong, there is one of its code or symbol, or too many.
    """
    made = _new(redefining, item)
    if any(one.iso_code == made.iso_code for one in _known(redefining)):
        raise RecordError(CURRENCY_CODE_DUPLICATE, ("iso_code",))
    rate = rate_given(item)
    if rate is None:
        raise RecordError(MANDATORY_MISSING, ("exchange_rate",))
    _keep(redefining, replace(made, exchange_rate=rate))
    return made.id


def change_currency(redefining: Redefining, item: Item, only: int | None = None) -> int:
    """Change the currency that an item, or the path, names; return its id.

    The home currency stays active, and its rate is 1 whatever is given; no code changes.

    Raises:
        RecordError: there is none, a value is wrong, or it would change what is fixed.
    """
    number = id_of(item) if only is None else only
    if number is None:
        raise RecordError(MANDATORY_MISSING, ("id",))
    found = next((one for one in _known(redefining) if one.id == number), None)
    if found is None:
        raise RecordError(REFERENCE_INVALID, ("id",))
    if item.get("iso_code") not in (None, found.iso_code):
        raise RecordError(CURRENCY_CODE_INVALID, ("iso_code",))
    changed = with_properties(found, item)
    rate = rate_given(item)
    if found.is_base and not changed.is_active:
        raise RecordError(BASE_CURRENCY_FIXED, ("is_active",))
    if rate is not None and not found.is_base:
        changed = replace(changed, exchange_rate=rate)
    _keep(redefining, _stamped(redefining, changed))
    return changed.id


def change_base(redefining: Redefining, item: Item) -> int:
    """Change the home currency, which an item may name by its id."""
    base = next(one for one in _known(redefining) if one.is_base)
    if id_of(item) not in {None, base.id}:
        raise RecordError(REFERENCE_INVALID, ("id",))
    return change_currency(redefining, item, base.id)


def _known(redefining: Redefining) -> tuple[Currency, ...]:
    definitions = redefining.definitions
    return known_currencies(definitions.org, definitions.currencies)


def _new(redefining: Redefining, item: Item) -> Currency:
    known = code_given(item)
    if item.get("symbol") is None:
        raise RecordError(MANDATORY_MISSING, ("symbol",))
    user = redefining.caller.user.id
    made = Currency(
        id=redefining.org.ids.next(),
        iso_code=known.iso_code,
        name=known.display_name,
        symbol=known.symbol,
        exchange_rate=ONE,
        created_time=redefining.now,
        created_by=user,
        modified_time=redefining.now,
        modified_by=user,
    )
    return with_properties(made, item)


def _stamped(redefining: Redefining, made: Currency) -> Currency:
    user = redefining.caller.user.id
    return replace(made, modified_time=redefining.now, modified_by=user)


def _keep(redefining: Redefining, made: Currency) -> None:
    others = [one for one in _known(redefining) if one.id != made.id and not _replaced(one, made)]
    if any(one.symbol == made.symbol for one in others):
        raise RecordError(CURRENCY_SYMBOL_DUPLICATE, ("symbol",))
    _check_number(redefining, [*others, made])
    put(redefining.definitions.currencies, made)
    if made.is_base:
        redefining.definitions.org = replace(
            redefining.definitions.org,
            currency=made.name,
            currency_symbol=made.symbol,
            iso_code=made.iso_code,
        )


def _replaced(one: Currency, made: Currency) -> bool:
    """Tell whether a currency is the home currency until another one takes its place."""
    return one.is_base and made.is_base


def _check_number(redefining: Redefining, currencies: Iterable[Currency]) -> None:
    most = _MOST_ACTIVE[redefining.definitions.org.paid_type]
    if sum(one.is_active for one in currencies) > most:
        raise RecordError(CURRENCIES_TOO_MANY, limit=most)


async def _fill(org: OpenOrg, transaction: Transaction, after: Catalogue, done: Reshaped) -> None:
    """Put records that were there before into the home currency."""
    for name in done.changed:
        module = after.module_by_name[name]
        fields = exchange_fields(module)
        if fields is not None:
            values = {fields[0]: after.org.iso_code, fields[1]: scale(Decimal(1), fields[1])}
            await fill_empty(transaction, org, module, values)
