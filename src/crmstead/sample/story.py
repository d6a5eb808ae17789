"""The two years of the sample org: which records come when, told in the order of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from crmstead.databases.base import Transaction
from crmstead.model.clock import FixedClock
from crmstead.sample.acting import call, event, note, series, task
from crmstead.sample.converting import convert
from crmstead.sample.customizing import all_types, rollout
from crmstead.sample.people import START
from crmstead.sample.scribe import Scribe
from crmstead.sample.selling import account, campaign, contact, deal, lead
from crmstead.sample.serving import (
    appointment,
    case,
    service,
    solution,
    tell_rescheduling,
)
from crmstead.sample.trading import (
    invoice,
    price_book,
    product,
    purchase_order,
    quote,
    sales_order,
    vendor,
)
from crmstead.sample.words import PLACES, Place
from crmstead.sample.world import DAY, Made, Wanted, World
from crmstead.store.orgs import OpenOrg
from crmstead.store.schema import ensure_tables, has_table

#: Steps that share a transaction.
_BATCH = 200
_LAST_DAY = 729
_SATURDAY = 5
_WORKDAY_HOURS = (14, 23)


@dataclass(frozen=True, slots=True)
class Chapter:
    """So many records of a module, between two days of the sample's time.

    The first of them comes on the first day, so others may point to it from the next day on.
    """

    module: str
    maker: Callable[[World, int], Wanted]
    count: int
    first_day: int
    last_day: int = _LAST_DAY


CHAPTERS = (
    Chapter("Vendors", vendor, 30, 1, 300),
    Chapter("Products", product, 60, 2, 300),
    Chapter("Price_Books", price_book, 6, 4, 400),
    Chapter("Services__s", service, 6, 5, 40),
    Chapter("Campaigns", campaign, 40, 3),
    Chapter("Leads", lead, 2600, 3),
    Chapter("Accounts", account, 230, 4),
    Chapter("Contacts", contact, 630, 6),
    Chapter("Deals", deal, 360, 8),
    Chapter("Cases", case, 150, 12),
    Chapter("Solutions", solution, 40, 15),
    Chapter("Quotes", quote, 120, 20),
    Chapter("Sales_Orders", sales_order, 60, 30),
    Chapter("Purchase_Orders", purchase_order, 40, 25),
    Chapter("Invoices", invoice, 60, 40),
    Chapter("Tasks", task, 500, 10),
    Chapter("Events", event, 240, 10),
    Chapter("Events", series, 1, 700, 700),
    Chapter("Calls", call, 400, 9),
    Chapter("Notes", note, 400, 25),
    Chapter("Appointments__s", appointment, 60, 50),
    Chapter("Rollouts", rollout, 50, 60),
    Chapter("All_Types", all_types, 12, 100),
)
_CONVERSIONS = 170
_FIRST_CONVERSION = 16
_PLACES = {place.city: place for place in PLACES}
#: Modules that keep when something was last done about their records.
_ACTIVE = "Last_Activity_Time"


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One thing that happens: a record of a chapter, or (-1) the conversion of a lead."""

    at: int
    chapter: int


def steps(world: World) -> list[Step]:
    """Return what happens, in the order of time."""
    found = [
        Step(at, number)
        for number, chapter in enumerate(CHAPTERS)
        for at in _moments(world, chapter.count, chapter.first_day, chapter.last_day)
    ]
    found += [Step(at, -1) for at in _moments(world, _CONVERSIONS, _FIRST_CONVERSION, _LAST_DAY)]
    return sorted(found)


def _moments(world: World, count: int, first_day: int, last_day: int) -> Iterator[int]:
    """Yield moments within working hours, the first one early on the first day."""
    yield START + first_day * DAY + _WORKDAY_HOURS[0] * 3600
    for _ in range(count - 1):
        day = world.random.randint(first_day, last_day)
        while datetime.fromtimestamp(START + day * DAY, UTC).weekday() >= _SATURDAY:
            day = world.random.randint(first_day, last_day)
        within = world.random.randrange(_WORKDAY_HOURS[0] * 3600 + 60, _WORKDAY_HOURS[1] * 3600)
        yield START + day * DAY + within


async def tell(org: OpenOrg, clock: FixedClock, seed: int) -> dict[str, bytes]:
    """Fill an org with the records of a seed; return the contents of the files they hold, by id.

    Raises:
        SampleError: the rules refuse one of them.
    """
    for module in org.catalogue.modules:
        if has_table(module) and not module.view_of:
            await ensure_tables(org, module)
    world = World(org.catalogue, seed)
    scribe = Scribe(org, clock)
    coming = iter(steps(world))
    while batch := list(islice(coming, _BATCH)):

        async def work(transaction: Transaction, batch: list[Step] = batch) -> None:
            for step in batch:
                await _take(world, scribe, transaction, step)

        await org.database.write(work)
    await org.database.write(lambda transaction: _keep_activity(world, scribe, transaction))
    return scribe.contents


async def _take(world: World, scribe: Scribe, transaction: Transaction, step: Step) -> None:
    if step.chapter < 0:
        await convert(world, scribe, transaction, step.at)
        return
    chapter = CHAPTERS[step.chapter]
    wanted = chapter.maker(world, step.at)
    made = await scribe.insert(transaction, chapter.module, wanted, step.at)
    made.place = _place(made)
    world.made.setdefault(chapter.module, []).append(made)
    if chapter.maker is appointment:
        await tell_rescheduling(scribe, transaction, made)


def _place(made: Made) -> Place | None:
    return _PLACES.get(made.item.get("Billing_City") or made.item.get("City") or "")


async def _keep_activity(world: World, scribe: Scribe, transaction: Transaction) -> None:
    for (module, record), at in world.activity.items():
        if _ACTIVE in world.catalogue.module_by_name[module].by_name:
            await scribe.change(transaction, module, record, {_ACTIVE: at})
