"""The currency of a record and its exchange rate, where the org has several currencies."""

from __future__ import annotations

from decimal import Decimal

from crmstead.errors.raised import RecordError
from crmstead.errors.values import VALUE_INVALID
from crmstead.fieldtypes.decimal import scale
from crmstead.metadata.currencies import exchange_fields
from crmstead.records.write.draft import Draft
from crmstead.records.write.writing import Writing


def set_exchange_rate(writing: Writing, draft: Draft) -> None:
    """Give a record the rate of its currency at this moment, unless it brings one of its own.

    A record without a currency is in the home currency, whose rate is 1 whatever is given. The
    rate of a record that is there changes only with its currency, or where one is given.

    Raises:
        RecordError: a rate that is not positive.
    """
    fields = exchange_fields(draft.module)
    if fields is None:
        return
    currency, rate = (field.api_name for field in fields)
    home = writing.catalogue.currencies[0]
    values, before = draft.values, draft.before
    if values.get(currency) is None:
        values[currency] = home.iso_code
    known = writing.catalogue.currency_by_code.get(values[currency], home)
    if known.is_base:
        values[rate] = scale(Decimal(1), fields[1])
        return
    if draft.gives(rate):
        if values[rate] <= 0:
            raise RecordError(VALUE_INVALID, (rate,))
        return
    moved = before is None or before.get(currency) != values[currency]
    if values.get(rate) is None or (moved and not draft.cloned):
        values[rate] = scale(Decimal(known.exchange_rate), fields[1])
