"""What may be said of a field of each data type, as a table (platform reference 2.3.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crmstead.fieldtypes.decimal import MOST_PLACES
from crmstead.setup.fields import linking, numbers, pick_lists, pointing, results, rows
from crmstead.setup.fields.asked import Member


@dataclass(frozen=True, slots=True)
class TypeRule:
    """What a data type lets a client say of its fields."""

    #: Lengths that a field may have; None: it has the one of its type, whatever is said.
    lengths: Sequence[int] | None = None
    #: The length without a word; None: as `metadata.defaults` says.
    length: int | None = None
    #: Most decimal places; None: it has none.
    places: int | None = None
    #: Members that this type alone has, in the order in which they are checked.
    members: tuple[Member, ...] = ()
    #: unspecified: which types may be unique; those whose values are short and single.
    unique: bool = False
    external: bool = False
    crypt: bool = False
    default: bool = False
    separator: bool = False
    filterable: bool = True
    #: Whether rows of a subform may have such a field.
    in_rows: bool = True
    #: An index, or a table of rows, is named by the field.
    in_tables: bool = False
    #: Nobody but the server fills it.
    read_only: bool = False


TYPE_RULES: Mapping[str, TypeRule] = {
    "text": TypeRule(range(1, 256), unique=True, external=True, crypt=True, default=True),
    "textarea": TypeRule(members=(numbers.textarea,), crypt=True, filterable=False),
    "email": TypeRule(range(1, 101), unique=True, crypt=True, default=True),
    "phone": TypeRule(range(1, 31), unique=True, crypt=True, default=True),
    "website": TypeRule(range(1, 451), 450, unique=True, crypt=True, default=True),
    "integer": TypeRule(range(1, 10), unique=True, crypt=True, default=True, separator=True),
    "bigint": TypeRule(range(1, 19), unique=True, crypt=True, default=True, separator=True),
    "double": TypeRule(range(1, 19), places=MOST_PLACES, crypt=True, default=True, separator=True),
    "percent": TypeRule(range(1, 6), places=MOST_PLACES, default=True),
    "currency": TypeRule(
        range(1, 17), places=MOST_PLACES, members=(numbers.currency,), crypt=True, default=True
    ),
    "boolean": TypeRule(default=True),
    "date": TypeRule(crypt=True, default=True),
    "datetime": TypeRule(crypt=True, default=True),
    "autonumber": TypeRule(members=(numbers.auto_number,), in_rows=False),
    "picklist": TypeRule(members=(pick_lists.values,), default=True),
    "multiselectpicklist": TypeRule(members=(pick_lists.values,), default=True),
    "lookup": TypeRule(members=(pointing.lookup,), in_tables=True),
    "userlookup": TypeRule(members=(pointing.user_lookup,)),
    "multiselectlookup": TypeRule(members=(linking.multi_select,), in_rows=False),
    "multiuserlookup": TypeRule(members=(linking.multi_user,), in_rows=False),
    "fileupload": TypeRule((1, 5), 1, filterable=False),
    "imageupload": TypeRule(range(1, 11), 1, filterable=False),
    "subform": TypeRule(members=(rows.subform,), filterable=False, in_rows=False, in_tables=True),
    "formula": TypeRule(places=MOST_PLACES, members=(results.formula,), read_only=True),
    "rollup_summary": TypeRule(members=(results.roll_up,), in_rows=False, read_only=True),
}
