"""Values with a structure of their own, kept as JSON text."""

from __future__ import annotations

import re
from datetime import tzinfo
from decimal import Decimal
from typing import Any

from dateutil.rrule import rrulestr

from crmstead.errors.raised import RecordError
from crmstead.errors.services import TO_BEFORE_FROM
from crmstead.errors.values import (
    MANDATORY_MISSING,
    VALUE_INVALID,
    VALUE_NOT_SUPPORTED,
    WRONG_TYPE,
)
from crmstead.fieldtypes.base import FieldType, Parser, too_long
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.fieldtypes.values import PERCENT_DIGITS, json_text
from crmstead.model.field import Field

#: Key of a row, a link or a file that an update takes away; its value does not count.
DELETE = "_delete"
_PERIODS = ("minutes", "hours", "days", "weeks")
_MOST_UNITS = 100
_RULE_NUMBERS = frozenset({"INTERVAL", "COUNT"})
_LONGEST_STEP = 1000
#: unspecified: RFC 5545 knows more keys; those that name hours or days of a year are refused.
_RULE_KEYS = _RULE_NUMBERS | {
    "FREQ", "DTSTART", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST",
}  # fmt: skip
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


class Structured(FieldType):
    """A JSON value that is answered as it was kept."""

    column = ColumnKind.JSON
    rendering = "None if {0} is None else Raw({0})"
    expects = "jsonobject"

    def parser(self, field: Field) -> Parser:
        del field

        def parse(given: Any, _zone: tzinfo) -> str | None:
            kept = self.check(given)
            return json_text(kept) if kept else None

        return parse

    def check(self, given: Any) -> Any:
        """Return the value to keep; an empty one clears the field."""
        raise NotImplementedError


class StructuredList(Structured):
    """A JSON array whose entries are checked one by one."""

    expects = "jsonarray"

    def check(self, given: Any) -> Any:
        if not isinstance(given, list):
            raise self.wrong_type()
        return [self._entry(index, entry) for index, entry in enumerate(given)]

    def _entry(self, index: int, entry: Any) -> Any:
        if not isinstance(entry, dict):
            raise RecordError(WRONG_TYPE, (index,), expected_data_type="jsonobject")
        try:
            return self.check_entry(entry)
        except RecordError as error:
            raise error.below(index) from None

    def check_entry(self, entry: dict[str, Any]) -> Any:
        """Return what is kept of one entry."""
        raise NotImplementedError


def text_member(entry: dict[str, Any], key: str) -> str:
    """Return a member that must be there and be text."""
    value = entry.get(key)
    if value is None:
        raise RecordError(MANDATORY_MISSING, (key,))
    if not isinstance(value, str):
        raise RecordError(WRONG_TYPE, (key,), expected_data_type="text")
    return value


class Recurrence(Structured):
    """`{"RRULE": "FREQ=DAILY;INTERVAL=1;DTSTART=2023-05-20;UNTIL=2023-05-28"}`."""

    kind = "RRULE"

    def check(self, given: Any) -> Any:
        if not isinstance(given, dict):
            raise self.wrong_type()
        if not given:
            return None
        text = text_member(given, "RRULE")
        try:
            rrulestr(recurrence_rule(text))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
            raise RecordError(VALUE_INVALID, ("RRULE",)) from None
        return {"RRULE": text}


def recurrence_rule(text: str) -> str:
    """Return the rule as RFC 5545 writes it: without DTSTART, UNTIL at the end of its day.

    Raises:
        ValueError: the text is no list of `KEY=value`, has a key or a frequency that the API does
            not know, or a number below one (a step of nothing would never end).
    """
    parts = dict(part.split("=", 1) for part in text.strip().rstrip(";").split(";"))
    if parts.get("FREQ") not in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}:
        raise ValueError(text)
    if not parts.keys() <= _RULE_KEYS:
        raise ValueError(text)
    if any(not 1 <= int(parts[key]) <= _LONGEST_STEP for key in _RULE_NUMBERS & parts.keys()):
        raise ValueError(text)
    parts.pop("DTSTART", None)
    if "UNTIL" in parts:
        parts["UNTIL"] = f"{parts['UNTIL'].replace('-', '')[:8]}T235959"
    return ";".join(f"{key}={value}" for key, value in parts.items())


class Alarm(Structured):
    """`{"ALARM": "ACTION=EMAIL;TRIGGER=-P1D;TRIGGER_TIME=22:52"}`, the reminder of a task."""

    kind = "ALARM"

    def check(self, given: Any) -> Any:
        if not isinstance(given, dict):
            raise self.wrong_type()
        if not given:
            return None
        text = text_member(given, "ALARM")
        if not text or any("=" not in part for part in text.rstrip(";").split(";")):
            raise RecordError(VALUE_INVALID, ("ALARM",))
        return {"ALARM": text}


class Reminders(StructuredList):
    """`[{"unit": 15, "period": "minutes", "time": "10:30"}]`, reminders of a meeting."""

    kind = "multireminder"

    def check_entry(self, entry: dict[str, Any]) -> Any:
        unit = entry.get("unit")
        if unit is None:
            raise RecordError(MANDATORY_MISSING, ("unit",))
        if isinstance(unit, str) and unit.isascii() and unit.isdigit():
            unit = int(unit[:9])
        if type(unit) is not int:
            raise RecordError(WRONG_TYPE, ("unit",), expected_data_type="integer")
        if not 0 <= unit <= _MOST_UNITS:
            raise RecordError(VALUE_INVALID, ("unit",))
        period = text_member(entry, "period")
        if period not in _PERIODS:
            raise RecordError(VALUE_NOT_SUPPORTED, ("period",), supported_values=list(_PERIODS))
        kept = {"unit": unit, "period": period}
        if entry.get("time") is not None:
            kept["time"] = text_member(entry, "time")
        return kept


class TimeRanges(StructuredList):
    """`[{"From": "10:00", "To": "18:30"}]`."""

    kind = "time_range"

    def check_entry(self, entry: dict[str, Any]) -> Any:
        kept = {key: text_member(entry, key) for key in ("From", "To")}
        for key, value in kept.items():
            if _CLOCK.fullmatch(value) is None:
                raise RecordError(VALUE_INVALID, (key,))
        if kept["To"] <= kept["From"]:
            raise RecordError(TO_BEFORE_FROM, ("To",))
        return kept


class Participants(StructuredList):
    """Participants of a meeting: `[{"type", "participant" | "Email"}]`.

    type is user, contact, lead (participant = id) or email (participant = the address).
    """

    kind = "participants"
    rendering = "EMPTY if {0} is None else Raw({0})"
    many = True
    types = ("user", "contact", "lead", "email")

    def check_entry(self, entry: dict[str, Any]) -> Any:
        kind = text_member(entry, "type")
        if kind not in self.types:
            raise RecordError(VALUE_NOT_SUPPORTED, ("type",), supported_values=list(self.types))
        participant = entry.get("participant")
        if participant is None:
            participant = entry.get("Email") if kind == "email" else None
        if participant is None:
            raise RecordError(MANDATORY_MISSING, ("participant",))
        if type(participant) is int:
            participant = str(participant)
        if not isinstance(participant, str):
            raise RecordError(WRONG_TYPE, ("participant",), expected_data_type="text")
        kept = {"type": kind, "participant": participant}
        if isinstance(entry.get("name"), str):
            kept["name"] = entry["name"]
        return kept


class Taxes(StructuredList):
    """Taxes that a product may bear: `[{"id", "value"}]`; plain names are taken too."""

    kind = "taxes"
    rendering = "EMPTY if {0} is None else Raw({0})"
    many = True

    def check(self, given: Any) -> Any:
        if isinstance(given, list):
            given = [{"value": one} if isinstance(one, str) else one for one in given]
        return super().check(given)

    def check_entry(self, entry: dict[str, Any]) -> Any:
        kept = {key: entry[key] for key in ("id", "value") if entry.get(key) is not None}
        if not kept:
            raise RecordError(MANDATORY_MISSING, ("value",))
        return kept


#: unspecified: a tax is bounded as percentages are.
_PERCENT_END = 10**PERCENT_DIGITS


class LineTaxes(StructuredList):
    """Taxes of a line item: `[{"percentage", "name", "id", "value"}]`, `value` the amount."""

    kind = "linetax"
    rendering = "EMPTY if {0} is None else Raw({0})"
    many = True

    def check_entry(self, entry: dict[str, Any]) -> Any:
        percentage = entry.get("percentage")
        if percentage is None:
            raise RecordError(MANDATORY_MISSING, ("percentage",))
        if isinstance(percentage, bool) or not isinstance(percentage, int | float | Decimal):
            raise RecordError(WRONG_TYPE, ("percentage",), expected_data_type="double")
        if not -_PERCENT_END < percentage < _PERCENT_END:
            raise too_long(PERCENT_DIGITS).below("percentage")
        kept = {"percentage": float(percentage), "name": text_member(entry, "name")}
        if entry.get("id") is not None:
            kept["id"] = str(entry["id"])
        return kept


class Kept(Structured):
    """A JSON value that only the server writes: comments, files, a formula's result."""

    computed = True

    def check(self, given: Any) -> Any:
        return given


class Comments(Kept):
    """Comments of a case or a solution; grown by `Add_Comment`."""

    kind = "comments"
    rendering = "EMPTY if {0} is None else Raw({0})"
    expects = "jsonarray"
    many = True


class ConvertedDetail(Kept):
    """When a lead was converted, by whom, and into which records; an empty object before."""

    kind = "converted_detail"
    rendering = "Raw({0} or b'{{}}')"


class Formula(Kept):
    """The result of a formula."""

    kind = "formula"


class Files(StructuredList):
    """Uploaded files: `[{"File_Id__s"}]` in, whole file objects out. Never cloned.

    An update also names files that are there: `{"id", "_delete": null}` takes one away.
    """

    kind = "fileupload"
    rendering = "files({0}, when, user)"
    cloned = False
    selectable = False

    def check_entry(self, entry: dict[str, Any]) -> Any:
        if "File_Id__s" not in entry and entry.get("id") is not None:
            kept = {"id": str(entry["id"])}
            return {**kept, DELETE: True} if DELETE in entry else kept
        return {"File_Id__s": text_member(entry, "File_Id__s")}


class Images(Files):
    """Uploaded images."""

    kind = "imageupload"
    rendering = "images({0}, when, user)"
