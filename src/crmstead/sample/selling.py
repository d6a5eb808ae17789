"""Leads, accounts, contacts, deals and campaigns of the sample org."""

from __future__ import annotations

from typing import Any

from crmstead.model.people import User
from crmstead.sample.people import END, LEFT
from crmstead.sample.words import (
    COMPANY_FORMS,
    COMPANY_STARTS,
    COMPANY_TRADES,
    DEAL_SUBJECTS,
    DEPARTMENTS,
    TITLES,
    Place,
)
from crmstead.sample.world import DAY, Made, Wanted, World, day_of, links, without_empty

_CLOSED = ("Closed Won", "Closed Lost", "Closed Lost to Competition")
_OPEN = (
    "Qualification", "Needs Analysis", "Value Proposition", "Identify Decision Makers",
    "Proposal/Price Quote", "Negotiation/Review",
)  # fmt: skip
_RENEWAL_STAGES = ("Qualification", "Proposal/Price Quote", "Negotiation/Review")
_SALUTATIONS = ("Dr.", "Prof.")
_LANGUAGES = ("English", "Spanish", "French", "German", "Hindi", "Japanese", "Portuguese")
_PROFICIENCY = ("Beginner", "Intermediate", "Professional", "Native")


def company(world: World) -> str:
    """Return a name for a company."""
    start, trade = world.random.choice(COMPANY_STARTS), world.random.choice(COMPANY_TRADES)
    return f"{start} {trade} {world.random.choice(COMPANY_FORMS)}".strip()


def mail_domain(name: str) -> str:
    """Return a domain that belongs to nobody."""
    words = [word for word in name.lower().split() if word.isalpha()]
    return f"{'-'.join(words[:2])}.example"


def mail(first: str, last: str, name: str) -> str:
    """Return the e-mail address of somebody at a company."""
    local = "".join(letter for letter in f"{first}.{last}".lower() if letter in _PLAIN)
    return f"{local}@{mail_domain(name)}"


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz.")


def lead(world: World, at: int) -> Wanted:
    """Return a lead; one in fifty is in the hands of the trainee or of who has left."""
    place = world.place()
    owner = world.seller(place)
    first, last = world.person()
    name = company(world)
    item = {
        "Salutation": world.random.choice(_SALUTATIONS) if world.chance(10) else None,
        "First_Name": first if world.chance(95) else None,
        "Last_Name": last,
        "Company": name,
        "Designation": world.random.choice(TITLES) if world.chance(80) else None,
        "Email": mail(first, last, name) if world.chance(92) else None,
        "Phone": world.phone(place) if world.chance(85) else None,
        "Mobile": world.phone(place) if world.chance(25) else None,
        "Website": f"https://www.{mail_domain(name)}" if world.chance(60) else None,
        "Lead_Source": world.value("Leads", "Lead_Source"),
        "Lead_Status": world.value("Leads", "Lead_Status"),
        "Industry": world.value("Leads", "Industry") if world.chance(70) else None,
        "No_of_Employees": int(world.amount(3, 5000)) if world.chance(60) else None,
        "Annual_Revenue": round(world.amount(50_000, 50_000_000), -2) if world.chance(60) else None,
        "Rating": world.value("Leads", "Rating") if world.chance(30) else None,
        "Email_Opt_Out": world.chance(6),
        "Description": world.sentence() if world.chance(35) else None,
        "Tag": world.tags(25),
        **world.address(place, "", "Zip_Code"),
        **_lead_extras(world),
    }
    wanted = Wanted(without_empty(item), owner, world.changed_later(at, owner, 50))
    _hand_over(world, wanted)
    if world.chance(2):
        wanted.files = (world.file(at, "requirements.txt"),)
        wanted.item["Documents"] = [wanted.files[0].reference]
    return wanted


def _lead_extras(world: World) -> dict[str, Any]:
    extras: dict[str, Any] = {}
    if world.chance(8):
        spoken = world.random.sample(_LANGUAGES, world.random.randint(1, 3))
        extras["Languages_Known"] = [
            {"Language": [one], "Proficiency": world.random.choice(_PROFICIENCY)} for one in spoken
        ]
    if world.chance(5) and len(world.made.get("Deals", ())) > 1:
        deals = world.random.sample(world.made["Deals"], world.random.randint(1, 2))
        extras["Associated_Deal"] = links("Deals", deals)
    if world.chance(4):
        extras["Profile_Summary"] = (
            f"<p><b>{world.sentence()}</b></p><ul>"
            + "".join(f"<li>{world.sentence()}</li>" for _ in range(12))
            + "</ul>"
        )
    return extras


def _hand_over(world: World, wanted: Wanted) -> None:
    if world.chance(4):
        wanted.owner = world.trainee
    elif world.chance(3):
        left = world.catalogue.user_by_email[LEFT].id
        wanted.changes.update(Owner=left, Created_By=left)


def account(world: World, at: int) -> Wanted:
    """Return an account, now and then with a parent."""
    place = world.place()
    return account_of(world, at, company(world), place, world.seller(place))


def account_of(world: World, at: int, name: str, place: Place, owner: User) -> Wanted:
    """Return an account of a given name."""
    number = len(world.made.get("Accounts", ())) + 1
    employees = int(world.amount(5, 8000))
    revenue = round(world.amount(100_000, 90_000_000), -3)
    parent = world.maybe("Accounts", 6)
    item = {
        "Account_Name": name,
        "Customer_Code": f"C-{number:05}",
        "Customer_Since": day_of(at, -world.random.randrange(900)),
        "Account_Number": str(400_000 + number),
        "Account_Type": world.value("Accounts", "Account_Type"),
        "Industry": world.value("Accounts", "Industry"),
        "Ownership": world.value("Accounts", "Ownership") if world.chance(50) else None,
        "Rating": world.value("Accounts", "Rating") if world.chance(40) else None,
        "Employees": employees,
        "Annual_Revenue": revenue,
        "Phone": world.phone(place),
        "Website": f"https://www.{mail_domain(name)}",
        "Parent_Account": parent.link if parent else None,
        "Description": world.sentence() if world.chance(40) else None,
        "Tag": world.tags(30),
        **world.address(place, "Billing_"),
        **(world.address(place, "Shipping_") if world.chance(70) else {}),
    }
    changes = world.changed_later(at, owner)
    changes["Revenue_per_Employee"] = str(round(revenue / employees, 2))
    return Wanted(without_empty(item), owner, changes, (world.territory(place),))


def contact(world: World, at: int) -> Wanted:
    """Return a contact of an account."""
    first, last = world.person()
    return contact_of(world, at, world.some("Accounts"), first, last)


def contact_of(world: World, at: int, employer: Made, first: str, last: str) -> Wanted:
    """Return somebody who works for an account."""
    number = len(world.made.get("Contacts", ())) + 1
    superior = world.among("Contacts", "Account_Name", employer) if world.chance(25) else None
    address = {
        name.replace("Billing_", "Mailing_").replace("_Code", "_Zip"): value
        for name, value in employer.item.items()
        if name.startswith("Billing_")
    }
    item = {
        "Salutation": world.random.choice(_SALUTATIONS) if world.chance(10) else None,
        "First_Name": first,
        "Last_Name": last,
        "Account_Name": employer.link,
        "Email": mail(first, last, employer.item["Account_Name"]),
        "Title": world.random.choice(TITLES),
        "Department": world.random.choice(DEPARTMENTS) if world.chance(60) else None,
        "Phone": employer.item["Phone"] if world.chance(80) else None,
        "Lead_Source": world.value("Contacts", "Lead_Source") if world.chance(70) else None,
        "Date_of_Birth": _birthday(world) if world.chance(20) else None,
        "Reporting_To": superior.link if superior else None,
        "External_Contact_ID": f"ext-{number:06}" if world.chance(60) else None,
        "Dietary_Needs": "No nuts" if world.chance(5) else None,
        "Email_Opt_Out": world.chance(8),
        "Description": world.sentence() if world.chance(20) else None,
        "Tag": world.tags(20),
        **address,
    }
    wanted = Wanted(without_empty(item), employer.owner, world.changed_later(at, employer.owner))
    if employer.place:
        wanted.territories = (world.territory(employer.place),)
    if world.chance(3):
        wanted.files = (world.file(at, f"{last}.png"),)
        wanted.item["Badge_Photo"] = [wanted.files[0].reference]
    return wanted


def _birthday(world: World) -> str:
    year, month = world.random.randint(1955, 2003), world.random.randint(1, 12)
    return f"{year}-{month:02}-{world.random.randint(1, 28):02}"


def deal(world: World, at: int) -> Wanted:
    """Return a deal with an account; the older it is, the likelier it is closed."""
    return deal_of(world, at, world.some("Accounts"), None)


def deal_of(world: World, at: int, customer: Made, contact: Made | None) -> Wanted:
    """Return a deal with a customer."""
    renewal = world.chance(20)
    closing = at + world.random.randrange(20, 160) * DAY
    contact = contact or world.among("Contacts", "Account_Name", customer)
    campaign = world.maybe("Campaigns", 15)
    stage = _stage(world, closing, renewal=renewal)
    subject = "renewal" if renewal else world.random.choice(DEAL_SUBJECTS)
    item = {
        "Deal_Name": f"{customer.item['Account_Name']}: {subject}",
        "Account_Name": customer.link,
        "Contact_Name": contact.link if contact else None,
        "Amount": world.amount(800, 250_000),
        "Pipeline": "Renewals" if renewal else "Standard (Standard)",
        "Stage": stage,
        "Closing_Date": day_of(closing),
        "Type": "Existing Business" if renewal else world.value("Deals", "Type"),
        "Lead_Source": world.value("Deals", "Lead_Source") if world.chance(70) else None,
        "Campaign_Source": campaign.link if campaign else None,
        "Next_Step": "Send the offer" if stage in _OPEN and world.chance(30) else None,
        "Reason_For_Loss__s": (
            world.value("Deals", "Reason_For_Loss__s") if "Lost" in stage else None
        ),
        "Discount_Approved": world.chance(15),
        "Tag": world.tags(20),
    }
    if world.chance(15):
        item["Deal_Team"] = links("User", world.random.sample(world.active, 2))
    changes = world.changed_later(at, customer.owner, 60)
    if stage in _CLOSED:
        changes = {"Modified_Time": min(closing, END - 60), "Modified_By": customer.owner.id}
    territories = (world.territory(customer.place),) if customer.place else ()
    return Wanted(without_empty(item), customer.owner, changes, territories)


def _stage(world: World, closing: int, *, renewal: bool) -> str:
    if closing < END and world.chance(85):
        return "Closed Won" if world.chance(55) else "Closed Lost"
    return world.random.choice(_RENEWAL_STAGES if renewal else _OPEN)


def campaign(world: World, at: int) -> Wanted:
    """Return a campaign."""
    kind = world.value("Campaigns", "Type")
    parent = world.maybe("Campaigns", 15)
    over = at + 60 * DAY < END
    budget = round(world.amount(500, 40_000), -1)
    item = {
        "Campaign_Name": f"{kind} {day_of(at)[:7]}",
        "Type": kind,
        "Status": "Complete" if over else world.value("Campaigns", "Status"),
        "Start_Date": day_of(at, 10),
        "End_Date": day_of(at, 50),
        "Budgeted_Cost": budget,
        "Actual_Cost": round(budget * world.random.uniform(0.7, 1.2), 2) if over else None,
        "Expected_Revenue": budget * 5,
        "Expected_Response": str(world.random.randrange(50, 2000)),
        "Num_sent": str(world.random.randrange(100, 20_000)),
        "Parent_Campaign": parent.link if parent else None,
        "Tag": world.tags(20),
    }
    return Wanted(without_empty(item), world.random.choice(world.managers))
