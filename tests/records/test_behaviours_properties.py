"""What holds of any amounts and any recurrence."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from crmstead.fieldtypes.decimal import DiscountPercent
from crmstead.records.behaviours.inventory import Inventory
from crmstead.records.behaviours.price_ranges import PriceBook, PriceRange
from crmstead.records.behaviours.recurrence import Recurrence
from tests.records.drafting import catalogue, draft_of, writing_in

#: The first example builds the catalogue.
unhurried = settings(deadline=None)
cents = st.integers(-(10**11), 10**11)
percents = st.decimals(0, 100, places=2)
discounts = st.none() | cents | percents.map(DiscountPercent)
taxes = st.lists(percents, max_size=4)
lines = st.lists(
    st.tuples(st.integers(0, 10**9), st.integers(0, 10**6), discounts, taxes), max_size=6
)


def as_taxes(percentages):
    kept = [{"percentage": float(one), "name": "T"} for one in percentages]
    return msgspec.json.encode(kept).decode() if kept else None


def half_up(value: Fraction) -> int:
    """Round to whole cents, halves away from zero."""
    sign = -1 if value < 0 else 1
    return sign * int(abs(value) + Fraction(1, 2))


def discounted(discount: DiscountPercent | int | None, of: int) -> int:
    if isinstance(discount, DiscountPercent):
        return half_up(Fraction(of) * Fraction(discount) / 100)
    return discount or 0


def taxed(percentages: list[Decimal], of: int) -> int:
    return sum(half_up(Fraction(of) * Fraction(one) / 100) for one in percentages)


@unhurried
@given(lines, discounts, taxes, st.none() | cents)
def test_totals_are_exact_whatever_the_lines(given_lines, discount, record_taxes, adjustment):
    writing = writing_in()
    behaviour = Inventory()
    writing.loaded[behaviour.name] = {}
    record = draft_of(
        "Quotes",
        **{"Discount": discount, "$line_tax": as_taxes(record_taxes), "Adjustment": adjustment},
    )
    record.rows["Quoted_Items"] = [
        draft_of(
            "Quoted_Items",
            Product_Name=1,
            List_Price=price,
            Quantity=quantity,
            Discount=off,
            Line_Tax=as_taxes(percentages),
        )
        for price, quantity, off, percentages in given_lines
    ]
    behaviour.complete(writing, record)

    sub_total = 0
    for (price, quantity, off, percentages), row in zip(
        given_lines, record.rows["Quoted_Items"], strict=True
    ):
        total = half_up(Fraction(price * quantity, 100))
        after = total - discounted(off, total)
        tax = taxed(percentages, after)
        kept = row.values
        assert (kept["Total"], kept["Total_After_Discount"]) == (total, after)
        assert (kept["Tax"], kept["Net_Total"]) == (tax, after + tax)
        assert kept["Total"] - kept["Discount"] == after
        assert tax == shown_taxes(kept["Line_Tax"])
        sub_total += after + tax
    values = record.values
    base = sub_total - discounted(discount, sub_total)
    assert values["Sub_Total"] == sub_total
    assert values["Sub_Total"] - values["Discount"] == base
    assert values["Tax"] == taxed(record_taxes, base) == shown_taxes(values["$line_tax"])
    assert values["Grand_Total"] == base + values["Tax"] + (adjustment or 0)


def shown_taxes(stored) -> int:
    if stored is None:
        return 0
    decoded = msgspec.json.Decoder(float_hook=Decimal).decode(stored)
    return int(sum(Decimal(one["value"]) for one in decoded) * 100)


@unhurried
@given(
    st.lists(st.tuples(st.integers(1, 20), st.integers(0, 100)), min_size=1, max_size=5),
    st.integers(0, 120),
    st.integers(0, 1000),
)
def test_tiers_discount_each_unit_by_the_range_it_is_in(widths, quantity, price):
    ranges, below = [], 0
    for width, percent in widths:
        ranges.append(PriceRange(Decimal(below + 1), Decimal(below + width), Decimal(percent)))
        below += width

    def percent_of(unit):
        return next((one.percent for one in ranges if one.start <= unit <= one.end), Decimal(0))

    per_unit = sum(percent_of(unit) * price for unit in range(1, quantity + 1)) / Decimal(100)
    book = PriceBook("Differential", ranges)
    assert book.discount(Decimal(quantity), Decimal(price)) == per_unit
    flat = percent_of(quantity) * price * quantity / Decimal(100)
    assert PriceBook("Flat", ranges).discount(Decimal(quantity), Decimal(price)) == flat
    assert PriceBook(None, ranges).discount(Decimal(quantity), Decimal(price)) == flat


days = st.dates(date(1980, 1, 1), date(2090, 1, 1))


def repeated(module, rule, zone="America/Los_Angeles", **values):
    stored = msgspec.json.encode({"RRULE": rule}).decode()
    draft = draft_of(module, Recurring_Activity=stored, **values)
    return Recurrence().occurrences(writing_in(zone), draft)


@unhurried
@given(days, st.integers(1, 30), st.integers(1, 100))
def test_a_count_makes_as_many_records(start, step, count):
    found = repeated("Tasks", f"FREQ=DAILY;INTERVAL={step};COUNT={count};DTSTART={start}")
    due = [date.fromisoformat(one.values["Due_Date"]) for one in found]
    assert due == [start + timedelta(days=step * number) for number in range(count)]
    assert len({one.id for one in found}) == count
    assert len({one.values["$recurrence_id"] for one in found}) == 1


@unhurried
@given(days, st.integers(1, 9), st.integers(0, 90), st.sampled_from(("DAILY", "WEEKLY")))
def test_a_last_day_ends_the_records(start, step, length, frequency):
    until = start + timedelta(days=length)
    rule = f"FREQ={frequency};INTERVAL={step};DTSTART={start};UNTIL={until}"
    apart = step * (7 if frequency == "WEEKLY" else 1)
    assert len(repeated("Tasks", rule)) == length // apart + 1


@unhurried
@given(
    days.map(lambda day: datetime.combine(day, time(9, 30))),
    st.integers(0, 5 * 60),
    st.integers(1, 60),
    st.sampled_from(("America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata", "UTC")),
)
def test_occurrences_of_a_meeting_keep_their_local_times(start, minutes, count, zone):
    own = start.replace(tzinfo=ZoneInfo(zone))
    end = own + timedelta(minutes=minutes)
    found = repeated(
        "Events",
        f"FREQ=DAILY;INTERVAL=7;COUNT={count}",
        zone,
        Start_DateTime=int(own.timestamp()),
        End_DateTime=int(end.timestamp()),
    )
    for number, one in enumerate(found):
        local = datetime.fromtimestamp(one.values["Start_DateTime"], ZoneInfo(zone))
        assert local.replace(tzinfo=None) == start + timedelta(days=7 * number)
        assert one.values["End_DateTime"] - one.values["Start_DateTime"] == minutes * 60
    assert len(found) == count


def test_the_catalogue_has_all_behaviours():
    from crmstead.records.behaviours.registry import BEHAVIOURS

    named = {name for module in catalogue().modules for name in module.behaviours}
    assert named == set(BEHAVIOURS)
