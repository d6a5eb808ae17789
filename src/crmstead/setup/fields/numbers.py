"""What text areas, amounts and auto numbers have of their own."""

from __future__ import annotations

import re

from crmstead.errors.raised import At, RecordError
from crmstead.errors.setup.fields import FIELD_DEPENDENT_MISMATCH, FIELD_FIXED, FIELD_LIMIT
from crmstead.errors.values import TOO_LONG, WRONG_TYPE
from crmstead.metadata.defaults import TEXTAREA_DEFAULTS
from crmstead.metadata.definitions import Raw
from crmstead.setup.fields.asked import Asked
from crmstead.setup.fields.given import must, object_in, pattern_in, text_in, whole_in, word_in

_ROUNDING = ("normal", "round_off", "round_up", "round_down")
#: unspecified: the page of modules says letters and digits; signs that stand between are common.
_AFFIX = re.compile(r"[A-Za-z0-9_/ .-]*")
_MOST_AFFIX = 50
_MOST_START = 16


def textarea(asked: Asked) -> Raw:
    """Return the kind of a text area, with the one length that it may have."""
    before = asked.before
    said = object_in(asked.given, "textarea")
    kind = word_in(said or {}, "type", tuple(TEXTAREA_DEFAULTS), ("textarea",))
    if before is None:
        kind = must(kind, *(("textarea",) if said is None else ("textarea", "type")))
    elif kind not in {None, before.textarea_type}:
        raise RecordError(FIELD_FIXED, ("textarea", "type"))
    kind = kind or (before.textarea_type if before else None) or "small"
    fitting = TEXTAREA_DEFAULTS[kind][0]
    length = whole_in(asked.given, "length")
    if length not in {None, fitting}:
        raise RecordError(
            FIELD_DEPENDENT_MISMATCH,
            ("length",),
            dependee=At(("textarea", "type")),
            supported_values=[fitting],
        )
    return {"textarea_type": kind} if before is None else {}


def currency(asked: Asked) -> Raw:
    """Return how amounts are rounded, and with how many places they are shown."""
    said = object_in(asked.given, "currency")
    if said is None:
        return {}
    path = ("currency",)
    rounding = word_in(said, "rounding_option", _ROUNDING, path)
    if asked.new:
        must(rounding, "currency", "rounding_option")
    precision = whole_in(said, "precision", path)
    places = asked.given.get("decimal_place")
    if not isinstance(places, int):
        places = 2 if asked.before is None else asked.before.decimal_place or 0
    # The page says "less"; what a read answers has both alike, and is taken back.
    if precision is not None and not 0 <= precision <= places:
        raise RecordError(
            FIELD_DEPENDENT_MISMATCH,
            ("currency", "precision"),
            dependee=At(("decimal_place",)),
            range={"from": 0, "to": places},
        )
    found: Raw = {}
    if rounding is not None:
        found["rounding_option"] = rounding
    if precision is not None:
        found["precision"] = precision
    return found


def auto_number(asked: Asked) -> Raw:
    """Return the form of an auto number; a module has one that the org made."""
    key = "auto_number" if "auto_number" in asked.given else "autonumber"
    said = object_in(asked.given, key)
    if said is None and not asked.new:
        return {}
    said = must(said, "auto_number")
    number = _start(asked, said, key)
    before = asked.before
    form = {
        "prefix": before.auto_number_prefix if before else "",
        "suffix": before.auto_number_suffix if before else "",
        "start_number": number,
    }
    for affix in ("prefix", "suffix"):
        text = text_in(said, affix, _MOST_AFFIX, (key,))
        if text is not None:
            pattern_in(said, affix, _AFFIX, (key,))
            form[affix] = text
    others = (one for one in asked.place.custom if one.data_type == "autonumber")
    if asked.new and any(others):
        raise RecordError(FIELD_LIMIT, limit=1, limit_due_to=[At(("data_type",))])
    return {"auto_number": form}


def _start(asked: Asked, said: Raw, key: str) -> int:
    path = (key, "start_number")
    if said.get("start_number") is None and asked.before is not None:
        return asked.before.auto_number_start or 1
    value = must(said.get("start_number"), *path)
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit()):
        raise RecordError(WRONG_TYPE, path, expected_data_type="integer")
    if len(text) > _MOST_START:
        raise RecordError(TOO_LONG, path, maximum_length=_MOST_START)
    return int(text)
