"""A field of every data type as a client asks for it, with values that records give it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

SENT: Any = object()


@dataclass(frozen=True)
class Wanted:
    """A field to be made: what is asked for, a value, and how that is read (as sent)."""

    body: dict[str, Any]
    value: Any = None
    read: Any = SENT
    #: What a change of the field sends.
    change: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.body["field_label"]).replace(" ", "_")

    @property
    def answered(self) -> Any:
        return self.value if self.read is SENT else self.read


def wanted(label: str, data_type: str, value: Any = None, read: Any = SENT, **more: Any) -> Wanted:
    change = more.pop("change", {"tooltip": {"name": "info_icon", "value": "Why"}})
    return Wanted({"field_label": label, "data_type": data_type, **more}, value, read, change)


def values(*names: str) -> list[dict[str, str]]:
    return [{"display_value": name, "actual_value": f"{name}!"} for name in names]


#: Types whose values need nothing else in the org.
SIMPLE = (
    wanted("A Text", "text", "one", length=50, unique={"case_sensitive": False}),
    wanted("A Cased Text", "text", "two", length=50, unique={"case_sensitive": True}),
    wanted("An Outer Id", "text", "X-1", external={"type": "org", "show": True}),
    wanted("A Small Area", "textarea", "s", textarea={"type": "small"}),
    wanted("A Large Area", "textarea", "l", textarea={"type": "large"}, length=32000),
    wanted("A Rich Area", "textarea", "<b>r</b>", textarea={"type": "rich_text"}),
    wanted("An Email", "email", "a@b.co", length=100),
    wanted("A Phone", "phone", "+1 555 0100", length=30),
    wanted("A Website", "website", "https://acme.test", private={"type": "High"}),
    wanted("A Number", "integer", 5, length=9, separator=True),
    wanted("A Long Number", "bigint", "123456789012", length=18),
    wanted("A Decimal", "double", 1.5, length=16, decimal_place=3),
    wanted("A Percent", "percent", 12.5, length=5),
    wanted(
        "An Amount",
        "currency",
        9.99,
        length=16,
        decimal_place=2,
        currency={"rounding_option": "round_up", "precision": 1},
    ),
    wanted("A Truth", "boolean", True),
    wanted("A Date", "date", "2024-05-06"),
    wanted("A Moment", "datetime", "2024-05-06T10:00:00-07:00"),
    wanted(
        "A Choice",
        "picklist",
        "Red",
        pick_list_values=[
            {**values("Red")[0], "colour_code": "#ff0000"},
            *values("Green"),
        ],
        enable_colour_code=True,
    ),
    wanted(
        "Choices", "multiselectpicklist", ["Hot", "Cold"], pick_list_values=values("Hot", "Cold")
    ),
    wanted(
        "A Serial",
        "autonumber",
        None,
        "P7S",
        auto_number={"start_number": "7", "prefix": "P", "suffix": "S"},
    ),
    wanted(
        "A Formula", "formula", None, None, formula={"return_type": "double", "expression": "1 + 1"}
    ),
    wanted("Papers", "fileupload", length=5),
    wanted("Faces", "imageupload", length=3),
    wanted(
        "A Sum",
        "rollup_summary",
        None,
        None,
        rollup_summary={
            "related_list": {"api_name": "Notes"},
            "expression": {
                "function": "RECENT",
                "function_parameters": [{"api_name": "Created_Time"}],
            },
        },
    ),
)
#: Types that lead to other records.
LEADING = (
    wanted(
        "A Company",
        "lookup",
        lookup={"module": {"api_name": "Accounts"}, "display_label": "Companies"},
    ),
    wanted("A User", "userlookup"),
    wanted(
        "Goods",
        "multiselectlookup",
        multiselectlookup={"connected_module": {"api_name": "Products"}},
    ),
    wanted("Fans", "multiuserlookup"),
    wanted(
        "Pets",
        "subform",
        fields=[
            {"field_label": "Pet", "data_type": "text"},
            {
                "field_label": "Kind",
                "data_type": "picklist",
                "pick_list_values": values("Cat", "Dog"),
            },
        ],
    ),
)
EVERY = (*SIMPLE, *LEADING)


def in_fives(items: tuple[Wanted, ...]) -> list[tuple[Wanted, ...]]:
    """Return items as requests of so many take them."""
    return [items[start : start + 5] for start in range(0, len(items), 5)]
