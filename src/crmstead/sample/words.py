"""Words that made-up people, companies and subjects are put together from."""

from __future__ import annotations

from typing import NamedTuple

FIRST_NAMES = (
    "Aaron", "Adele", "Aisha", "Akira", "Alina", "Amara", "Andre", "Anita", "Arjun", "Astrid",
    "Beatriz", "Bruno", "Camila", "Carlos", "Chiara", "Chloe", "Dmitri", "Diego", "Elif", "Emeka",
    "Emma", "Erik", "Esther", "Fatima", "Felix", "Freya", "Gabriel", "Grace", "Hana", "Hugo",
    "Ines", "Isaac", "Ivan", "Jasmin", "Joaquin", "Julia", "Kai", "Karim", "Kavya", "Lars",
    "Leila", "Liam", "Lucia", "Maja", "Malik", "Maria", "Mateo", "Mei", "Mila", "Nadia",
    "Nathan", "Noor", "Oscar", "Paula", "Quinn", "Rafael", "Rosa", "Samir", "Sofia", "Tariq",
    "Thea", "Uma", "Viktor", "Wanda", "Yusuf", "Zoe",
)  # fmt: skip
LAST_NAMES = (
    "Abbott", "Adeyemi", "Ahmed", "Almeida", "Anders", "Bailey", "Bauer", "Bianchi", "Castro",
    "Chen", "Cohen", "Costa", "Dubois", "Edwards", "Eriksen", "Farah", "Fischer", "Flores",
    "Foster", "Garcia", "Gruber", "Gupta", "Haddad", "Hansen", "Hughes", "Ibrahim", "Ito",
    "Jansen", "Jensen", "Kaya", "Keller", "Khan", "Kim", "Kowalski", "Larsen", "Lopez", "Mbeki",
    "Mehta", "Meyer", "Moreau", "Murphy", "Nakamura", "Nguyen", "Novak", "O'Brien", "Okoro",
    "Olsen", "Park", "Patel", "Pereira", "Petrov", "Quintana", "Reid", "Ricci", "Romero",
    "Sanders", "Santos", "Schmidt", "Silva", "Singh", "Sorensen", "Tran", "Vargas", "Wagner",
    "Walker", "Weber", "Wójcik", "Yamada", "Yilmaz", "Zhang",
)  # fmt: skip
COMPANY_STARTS = (
    "Alder", "Amber", "Anchor", "Apex", "Aspen", "Beacon", "Birch", "Bluefield", "Bright", "Cedar",
    "Cobalt", "Copper", "Coral", "Delta", "Eastgate", "Echo", "Ember", "Falcon", "Fern", "Garnet",
    "Granite", "Harbor", "Hazel", "Helix", "Horizon", "Indigo", "Iron", "Juniper", "Keystone",
    "Lakeside", "Lark", "Linden", "Lumen", "Maple", "Meridian", "Mosaic", "Noble", "North",
    "Oakridge", "Onyx", "Orchard", "Pacific", "Pine", "Quartz", "Raven", "Redwood", "River",
    "Saffron", "Sierra", "Silver", "Slate", "Solstice", "Summit", "Sycamore", "Tidal", "Union",
    "Valley", "Vector", "Willow", "Zenith",
)  # fmt: skip
COMPANY_TRADES = (
    "Analytics", "Builders", "Catering", "Components", "Consulting", "Dental", "Design",
    "Electronics", "Energy", "Engineering", "Farms", "Foods", "Freight", "Furniture", "Health",
    "Hotels", "Instruments", "Insurance", "Interiors", "Labs", "Legal", "Logistics", "Marine",
    "Media", "Motors", "Optics", "Packaging", "Paper", "Pharma", "Plastics", "Power", "Press",
    "Robotics", "Security", "Software", "Solar", "Steel", "Systems", "Textiles", "Tools",
    "Travel", "Water",
)  # fmt: skip
COMPANY_FORMS = ("Inc.", "LLC", "Group", "Partners", "Corp.", "Ltd", "& Co.", "")
TITLES = (
    "Account Manager", "Buyer", "CEO", "CFO", "CTO", "Director of Operations", "Head of IT",
    "Head of Marketing", "HR Manager", "Office Manager", "Owner", "Plant Manager",
    "Procurement Lead", "Project Manager", "Sales Director", "VP Engineering",
)  # fmt: skip
DEPARTMENTS = (
    "Finance",
    "Human Resources",
    "IT",
    "Marketing",
    "Operations",
    "Procurement",
    "Sales",
)
STREETS = (
    "Chestnut Street", "Church Road", "Elm Avenue", "Garden Lane", "High Street", "Hill Road",
    "Industrial Way", "King Street", "Lake Drive", "Main Street", "Market Square", "Mill Lane",
    "Park Avenue", "River Road", "Station Road", "Union Street",
)  # fmt: skip
PRODUCT_LINES = (
    ("Hardware", ("Barcode Scanner", "Label Printer", "Receipt Printer", "Handheld Terminal",
                  "Door Controller", "Rack Server", "Network Switch", "Access Point")),
    ("Software", ("Inventory Suite", "Route Planner", "Payroll Module", "Reporting Studio",
                  "Warehouse App", "Backup Service", "Help Desk")),
    ("CRM Applications", ("Mail Add-on", "Telephony Link", "Survey Builder", "Quote Designer",
                          "Field Service App")),
)  # fmt: skip
EDITIONS = ("Basic", "Plus", "Pro")
DEAL_SUBJECTS = (
    "annual licence", "expansion", "hardware refresh", "migration project", "new site",
    "pilot", "renewal", "rollout", "service contract", "training package",
)  # fmt: skip
CASE_SUBJECTS = (
    "Cannot sign in after the update", "Invoice shows the wrong address",
    "Label printer is offline",
    "Question about the service contract", "Report is missing last week's orders",
    "Request: export as CSV", "Scanner does not pair", "Slow search in the morning",
    "Stock levels differ from the shelf", "Two-factor code never arrives",
)  # fmt: skip
TASK_SUBJECTS = (
    "Ask for a reference", "Call back about the offer", "Check credit limit",
    "Confirm the delivery date", "Follow up after the demo", "Prepare a proposal",
    "Register the deal", "Send the contract", "Send the price list", "Update contact details",
)  # fmt: skip
MEETING_TITLES = (
    "Contract review", "Demo on site", "Discovery meeting", "Kick-off", "Online demo",
    "Pricing discussion", "Quarterly review", "Technical workshop",
)  # fmt: skip
CALL_SUBJECTS = (
    "First contact", "Follow-up call", "Order clarification", "Question about an invoice",
    "Renewal call", "Support call-back",
)  # fmt: skip
NOTES = (
    "Prefers e-mail over phone.", "Budget is decided in the first week of the quarter.",
    "Met at the trade show; asked for a price list.", "Uses a competitor's product until year end.",
    "Needs an offer in euros — comparing three suppliers.", "Left a message, will call back.",
    "Happy with the delivery; open to a case study.\nAsk again in spring.",
    "Wants to talk to the technical team before deciding.",
)  # fmt: skip
SENTENCES = (
    "Came in through the web form and asked for a demo.", "Long-standing customer with two sites.",
    "Looking for a replacement of a system that is out of support.",
    "Plans to double the number of seats next year.", "Recommended by a partner.",
    "Compares offers; price matters most.", "Needs an answer before the end of the month.",
)  # fmt: skip
TAGS = ("hot", "partner", "newsletter", "vip", "trade show", "renewal", "at risk", "pilot")


class Place(NamedTuple):
    """A town, and the territory that it belongs to."""

    city: str
    state: str
    code: str
    country: str
    dialling: str
    territory: str


PLACES = (
    Place("New York", "NY", "10001", "United States", "(212) 555-01", "East"),
    Place("Boston", "MA", "02108", "United States", "(617) 555-01", "East"),
    Place("Miami", "FL", "33101", "United States", "(305) 555-01", "East"),
    Place("Atlanta", "GA", "30303", "United States", "(404) 555-01", "East"),
    Place("Philadelphia", "PA", "19103", "United States", "(215) 555-01", "East"),
    Place("Toronto", "ON", "M5H 2N2", "Canada", "(416) 555-01", "East"),
    Place("San Francisco", "CA", "94103", "United States", "(415) 555-01", "West"),
    Place("Los Angeles", "CA", "90012", "United States", "(213) 555-01", "West"),
    Place("Seattle", "WA", "98101", "United States", "(206) 555-01", "West"),
    Place("Denver", "CO", "80202", "United States", "(303) 555-01", "West"),
    Place("Phoenix", "AZ", "85004", "United States", "(602) 555-01", "West"),
    Place("Vancouver", "BC", "V6B 1A1", "Canada", "(604) 555-01", "West"),
    Place("London", "England", "EC1A 1BB", "United Kingdom", "+44 20 7946 09", "UK and Ireland"),
    Place("Dublin", "Leinster", "D02 X285", "Ireland", "+353 1 555 01", "UK and Ireland"),
    Place("Berlin", "Berlin", "10115", "Germany", "+49 30 23125 1", "DACH"),
    Place("Zürich", "Zürich", "8001", "Switzerland", "+41 44 555 01", "DACH"),
    Place("Singapore", "Singapore", "018956", "Singapore", "+65 6555 01", "APAC"),
    Place("Sydney", "NSW", "2000", "Australia", "+61 2 5550 01", "APAC"),
)
