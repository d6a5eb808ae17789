"""Leads that became customers: what Convert Lead makes of them."""

from __future__ import annotations

from crmstead.databases.base import Transaction
from crmstead.sample.scribe import Scribe
from crmstead.sample.selling import account_of, contact_of, deal_of
from crmstead.sample.world import DAY, Made, World

#: Days that a lead is worked on before it is converted.
_PATIENCE = 10


async def convert(world: World, scribe: Scribe, transaction: Transaction, at: int) -> None:
    """Convert one of the leads that are old enough, if there is one."""
    lead = _ripe(world, at)
    if lead is None or lead.place is None:
        return
    owner, name = lead.owner, lead.item["Company"]
    account = await scribe.insert(
        transaction, "Accounts", account_of(world, at, name, lead.place, owner), at
    )
    account.place = lead.place
    world.made["Accounts"].append(account)
    first = lead.item.get("First_Name", "Sam")
    contact = await scribe.insert(
        transaction,
        "Contacts",
        contact_of(world, at, account, first, lead.item["Last_Name"]),
        at,
    )
    world.made["Contacts"].append(contact)
    deal = None
    if world.chance(85):
        wanted = deal_of(world, at, account, contact)
        deal = await scribe.insert(transaction, "Deals", wanted, at)
        world.made["Deals"].append(deal)
    changes = {
        "Converted__s": True,
        "Converted_Date_Time": at,
        "Lead_Conversion_Time": (at - lead.at) // DAY,
        "Converted_Account": account.id,
        "Converted_Contact": contact.id,
        "Converted_Deal": deal.id if deal else None,
        "Modified_Time": at,
        "Modified_By": owner.id,
    }
    await scribe.change(transaction, "Leads", lead.id, changes)


def _ripe(world: World, at: int) -> Made | None:
    """Take a lead out of those that may still be converted."""
    leads = world.made.get("Leads", [])
    ripe = [
        number
        for number, one in enumerate(leads[-400:], max(len(leads) - 400, 0))
        if at - one.at > _PATIENCE * DAY and one.owner.id != world.trainee.id
    ]
    return leads.pop(world.random.choice(ripe)) if ripe else None
