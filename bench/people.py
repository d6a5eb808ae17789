"""Made-up people, companies and visits, alike in every run."""

from __future__ import annotations

import datetime
import json
import random
from collections.abc import Sequence
from typing import Any

from bench.org import INTERESTS, PURPOSES, SOURCES

FIRST = ("Ada", "Alan", "Barbara", "Chen", "Dennis", "Edsger", "Fatima", "Grace", "Hedy", "Ivan",
         "Jürgen", "Kateryna", "Linus", "Margaret", "Niklaus", "Olga", "Priya", "Radia", "Shafi",
         "Tim", "Ulla", "Vint", "Wei", "Yukihiro", "Zoë")  # fmt: skip
LAST = ("Allen", "Backus", "Cerf", "Dijkstra", "Engelbart", "Floyd", "Goldwasser", "Hopper",
        "Iverson", "Johnson", "Knuth", "Lamport", "Liskov", "McCarthy", "Naur", "Otlet", "Perlis",
        "Rivest", "Sutherland", "Turing", "Uhlenbeck", "Valiant", "Wirth", "Yao")  # fmt: skip
WORDS = ("Apex", "Blue", "Cedar", "Delta", "Elm", "Falcon", "Granite", "Harbor", "Iron", "Juniper",
         "Keystone", "Lumen", "Maple", "North", "Orbit", "Pine", "Quartz", "River", "Summit",
         "Tidal", "Union", "Vertex", "Willow", "Zenith")  # fmt: skip
KINDS = ("Systems", "Partners", "Logistics", "Foods", "Energy", "Media", "Labs", "Holdings")
CITIES = (("Austin", "TX"), ("Boston", "MA"), ("Chicago", "IL"), ("Denver", "CO"),
          ("Portland", "OR"), ("Reno", "NV"), ("Seattle", "WA"), ("Tampa", "FL"))  # fmt: skip
STATUSES = ("Attempted to Contact", "Contacted", "Not Contacted", "Pre-Qualified", "Junk Lead")
RATINGS = ("Acquired", "Active", "Market Failed", "Project Cancelled")
INDUSTRIES = ("Data/Telecom OEM", "Government/Military", "Large Enterprise", "ManagementISV")
SALUTATIONS = ("Mr.", "Mrs.", "Ms.", "Dr.", "Prof.")

_DAY = 86_400
_EPOCH = datetime.date(1970, 1, 1)
Values = dict[str, Any]


class People:
    """Makes values as a client sends them; what is stored is derived from them."""

    def __init__(self, seed: int, contacts: Sequence[int]) -> None:
        self._random = random.Random(seed)
        self._contacts = contacts

    def lead(self, *, full: bool = False) -> Values:
        """Return a lead; `full` fills every field (33 with the subform and its owner)."""
        lead = {**self._person(), **self._company(), **self._place(), **self._custom()}
        if full:
            return lead
        # About a third of the optional fields is empty.
        kept = {"Last_Name", "Company", "Lead_Source", "Email"}
        return {
            name: value
            for name, value in lead.items()
            if name in kept or self._random.random() > 1 / 3
        }

    def visit(self) -> Values:
        """Return a row of the subform."""
        choose = self._random.choice
        return {
            "Visited_On": self._date(),
            "Purpose": choose(PURPOSES),
            "Cost": self._random.randrange(1, 90_000) / 100,
            "Remarks": " ".join(choose(WORDS) for _ in range(5)),
        }

    def contact(self) -> Values:
        """Return a contact."""
        person = self._person()
        return {name: person[name] for name in ("First_Name", "Last_Name", "Email", "Phone")}

    def _person(self) -> Values:
        choose, number = self._random.choice, self._random.randrange(10_000_000)
        first, last = choose(FIRST), choose(LAST)
        return {
            "First_Name": first,
            "Last_Name": last,
            "Salutation": choose(SALUTATIONS),
            "Designation": f"{choose(WORDS)} manager",
            "Email": f"{last.lower()}.{number}@example.com",
            "Secondary_Email": f"{number}@example.org",
            "Phone": f"+1 555 {number:07}",
            "Mobile": f"+1 556 {number:07}",
            "Fax": f"+1 557 {number:07}",
            "Skype_ID": f"live.{number}",
            "Twitter": f"{last.lower()}{number}",
            "Email_Opt_Out": number % 7 == 0,
        }

    def _company(self) -> Values:
        choose = self._random.choice
        name = f"{choose(WORDS)} {choose(WORDS)} {choose(KINDS)}"
        return {
            "Company": name,
            "Website": f"https://www.{name.lower().replace(' ', '-')}.example",
            "Industry": choose(INDUSTRIES),
            "No_of_Employees": self._random.randrange(1, 5_000),
            "Annual_Revenue": self._random.randrange(1, 100_000_000) / 100,
            "Rating": choose(RATINGS),
            "Lead_Source": choose(SOURCES),
            "Lead_Status": choose(STATUSES),
        }

    def _place(self) -> Values:
        choose = self._random.choice
        city, state = choose(CITIES)
        return {
            "Street": f"{self._random.randrange(1, 9_000)} {choose(WORDS)} Street",
            "City": city,
            "State": state,
            "Zip_Code": f"{self._random.randrange(10_000, 99_999)}",
            "Country": "United States",
            "Description": " ".join(choose(WORDS) for _ in range(30)),
        }

    def _custom(self) -> Values:
        random = self._random
        moment = 1_700_000_000 + random.randrange(600 * _DAY)
        return {
            "Interests": sorted(random.sample(INTERESTS, 2)),
            "Met_At": datetime.datetime.fromtimestamp(moment, datetime.UTC).isoformat(),
            "Next_Step": self._date(),
            "Discount": random.randrange(60),
            "Score": random.randrange(10_000) / 100,
            "Referred_By": {"id": str(random.choice(self._contacts))},
        }

    def _date(self) -> str:
        days = self._random.randrange(19_700, 20_400)
        return (_EPOCH + datetime.timedelta(days=days)).isoformat()


_SCALED = frozenset({"Annual_Revenue", "Discount", "Score", "Cost"})


def stored(values: Values) -> Values:
    """Return values as their columns hold them."""
    return {name: _stored(name, value) for name, value in values.items()}


def _stored(name: str, value: Any) -> Any:
    if name in _SCALED:
        return round(value * 100)
    if name == "Interests":
        return json.dumps(value, separators=(",", ":"))
    if name == "Met_At":
        return int(datetime.datetime.fromisoformat(value).timestamp())
    if name == "Referred_By":
        return int(value["id"])
    return value
