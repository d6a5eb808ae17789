"""Values of every kind of field as Hypothesis draws them, and what they are read back as."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import httpx
import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from crmstead.model.field import Field
from tests.live import ADMIN, PEER, STANDARD
from tests.values import World, writable

#: Requests are slow next to what Hypothesis expects; nothing is kept between runs.
modest = settings(
    max_examples=20,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
#: For requests that need no records of their own.
thorough = settings(modest, max_examples=60)
_encoder = msgspec.json.Encoder(decimal_format="number")
_MOST_DIGITS = 18


def encoded(body: Any) -> bytes:
    """Return a body as JSON in which a Decimal is a number with all its digits."""
    return _encoder.encode(body)


def decoded(answer: httpx.Response) -> Any:
    """Return an answer with exact numbers."""
    return json.loads(answer.text, parse_float=Decimal)


def texts(longest: int | None, *, most: int = 40) -> st.SearchStrategy[str]:
    """Return text as a field keeps it: any script, without outer blanks, never empty."""
    limit = longest or most
    characters = st.characters(codec="utf-8", exclude_characters="\x00")
    drawn = st.text(characters, min_size=1, max_size=min(limit, most))
    clean = drawn.map(str.strip).filter(lambda text: text not in ("", "-None-"))
    return clean | st.just("\U0001f600" * limit)


def _decimals(field: Field) -> st.SearchStrategy[Decimal]:
    places = 2 if field.decimal_place is None else field.decimal_place
    whole = min(field.length or 16, _MOST_DIGITS - places)
    most = 10 ** (whole + places) - 1
    return st.integers(-most, most).map(lambda number: Decimal(number).scaleb(-places))


def _integers(field: Field) -> st.SearchStrategy[int]:
    most = 10 ** (field.length or 9) - 1
    return st.integers(-most, most)


def _moments() -> st.SearchStrategy[str]:
    zones = st.integers(-12 * 60, 14 * 60).map(
        lambda minutes: datetime.timezone(datetime.timedelta(minutes=minutes))
    )
    return st.datetimes(
        datetime.datetime(1, 1, 3),  # noqa: DTZ001 - the zones are drawn
        datetime.datetime(9999, 12, 29),  # noqa: DTZ001
        timezones=zones,
    ).map(lambda moment: moment.replace(microsecond=0).isoformat())


_WORD = st.text("abcxyzäß0189", min_size=1, max_size=8)
_EMAILS = st.builds(
    lambda local, host, top: f"{local}@{host}.{top}",
    st.text("abc.!#$%&'*+-/=?^_`{|}~019", min_size=1, max_size=20).map(lambda text: f"a{text}"),
    _WORD,
    st.sampled_from(["com", "de", "museum", "рф"]),
)
_PHONES = st.builds(
    lambda plus, parts, mark: plus + mark.join(parts),
    st.sampled_from(["", "+"]),
    st.lists(st.text("0123456789abc", min_size=1, max_size=4), min_size=1, max_size=5),
    st.sampled_from([" ", "-", ".", ""]),
)
_SITES = st.builds(
    lambda scheme, host, rest: f"{scheme}{host}.example.com{rest}",
    st.sampled_from(["", "http://", "https://", "ftp://"]),
    _WORD,
    st.sampled_from(["", "/", "/a?b=c&d=%20#e", ":8080/x"]),
)
_CLOCKS = st.builds(
    lambda hour, minute: f"{hour:02}:{minute:02}", st.integers(0, 23), st.integers(0, 59)
)
_RANGES = (
    st.tuples(_CLOCKS, _CLOCKS)
    .filter(lambda pair: pair[0] < pair[1])
    .map(lambda pair: {"From": pair[0], "To": pair[1]})
)
_REMINDERS = st.fixed_dictionaries(
    {
        "unit": st.integers(0, 100),
        "period": st.sampled_from(["minutes", "hours", "days", "weeks"]),
    },
    optional={"time": _CLOCKS},
)
_RULES = st.builds(
    lambda frequency, step: {"RRULE": f"FREQ={frequency};INTERVAL={step};COUNT=2"},
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.integers(1, 50),
)
_DATES = st.dates().map(datetime.date.isoformat)
_PLAIN_JSON = st.dictionaries(
    _WORD,
    st.none() | st.booleans() | texts(20) | st.lists(st.integers(-5, 5), max_size=2),
    max_size=3,
)


def _choices(field: Field) -> st.SearchStrategy[str]:
    known = [one.display_value for one in field.pick_list_values if one.display_value != "-None-"]
    actual = {one.actual_value for one in field.pick_list_values}
    free = texts(120).filter(lambda text: text not in actual)
    listed = st.sampled_from(known) if known else st.nothing()
    return listed if field.pick_list_closed else listed | free


def _users(world: World) -> st.SearchStrategy[str]:
    return st.sampled_from([world.user(email) for email in (ADMIN, STANDARD, PEER)])


def _references(world: World, module: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.just({"id": world.record(module)})


def _any_module(world: World, field: Field) -> st.SearchStrategy[dict[str, Any]]:
    return st.sampled_from(field.multi_module).map(
        lambda name: {"id": world.record(name), "module": {"api_name": name}}
    )


def _rows(world: World, field: Field) -> st.SearchStrategy[list[Any]]:
    module = world.module(field.subform or "")
    fields = [one for one in writable(module) if one.api_name != "Parent_Id"]
    return st.lists(item_of(world, fields), max_size=4)


#: Kind -> strategy of values that are kept as they were sent, but for `normal`.
BY_KIND: Mapping[str, Callable[[World, Field], st.SearchStrategy[Any]]] = {
    "text": lambda world, field: texts(field.length),
    "textarea": lambda world, field: texts(field.length, most=200),
    "email": lambda world, field: _EMAILS,
    "phone": lambda world, field: _PHONES,
    "website": lambda world, field: _SITES,
    "picklist": lambda world, field: _choices(field),
    "multiselectpicklist": lambda world, field: st.lists(_choices(field), unique=True, max_size=5),
    "integer": lambda world, field: _integers(field),
    "numeric_text": lambda world, field: _integers(field),
    "bigint": lambda world, field: st.from_regex(r"-?[0-9]{1,18}", fullmatch=True),
    "double": lambda world, field: _decimals(field),
    "percent": lambda world, field: _decimals(field),
    "currency": lambda world, field: _decimals(field),
    "boolean": lambda world, field: st.booleans(),
    "date": lambda world, field: _DATES,
    "dates": lambda world, field: st.lists(_DATES, min_size=1, max_size=4),
    "datetime": lambda world, field: _moments(),
    "lookup": lambda world, field: _references(world, field.lookup or ""),
    "user": lambda world, field: _users(world).map(lambda user: {"id": user}),
    "any_module_lookup": _any_module,
    "multiselectlookup": lambda world, field: st.just(world.plain(field)),
    "multiuserlookup": lambda world, field: st.lists(_users(world), unique=True, max_size=3).map(
        lambda users: [{"User": {"id": user}} for user in users]
    ),
    "subform": _rows,
    "tags": lambda world, field: st.lists(texts(25), unique_by=str.lower, max_size=10).map(
        lambda names: [{"name": name} for name in names]
    ),
    "RRULE": lambda world, field: _RULES,
    "ALARM": lambda world, field: st.just(world.plain(field)),
    "multireminder": lambda world, field: st.lists(_REMINDERS, min_size=1, max_size=3),
    "time_range": lambda world, field: st.lists(_RANGES, min_size=1, max_size=3),
    "consent_lookup": lambda world, field: _PLAIN_JSON,
    "taxes": lambda world, field: st.lists(st.fixed_dictionaries({"value": texts(20)}), max_size=3),
    "linetax": lambda world, field: st.lists(
        st.fixed_dictionaries({"percentage": st.floats(0, 100), "name": texts(20)}), max_size=3
    ),
    "fileupload": lambda world, field: st.just(world.plain(field)),
    "imageupload": lambda world, field: st.just(world.plain(field)),
}


def item_of(world: World, fields: list[Field]) -> st.SearchStrategy[dict[str, Any]]:
    """Return items with some of the fields, the mandatory ones always; unique ones never."""
    drawn = {one.api_name: BY_KIND[one.kind](world, one) for one in fields if not one.unique}
    needed = {one.api_name for one in fields if one.system_mandatory}
    return st.fixed_dictionaries(
        {name: drawn[name] for name in drawn if name in needed},
        optional={name: drawn[name] for name in drawn if name not in needed},
    )


def normal(field: Field, value: Any) -> Any:
    """Return what two values have in common when one is read back as the other was sent."""
    make = _NORMAL.get(field.kind)
    return value if make is None or value is None else make(value)


_NORMAL: Mapping[str, Callable[[Any], Any]] = {
    "datetime": datetime.datetime.fromisoformat,
    "lookup": lambda value: value["id"],
    "user": lambda value: value["id"],
    "any_module_lookup": lambda value: (value["id"], value["module"]["api_name"]),
    "multiselectlookup": lambda value: [one["Products"]["id"] for one in value],
    "multiuserlookup": lambda value: [one["User"]["id"] for one in value],
    "tags": lambda value: [one["name"].lower() for one in value],
    "fileupload": lambda value: [one["File_Id__s"] for one in value],
    "imageupload": lambda value: [one["File_Id__s"] for one in value],
    "consent_lookup": lambda value: value or None,
    "linetax": lambda value: [(float(one["percentage"]), one["name"]) for one in value],
}
