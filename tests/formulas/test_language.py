"""The language of formulas by itself: documented examples, rules of empty values, random texts."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmstead.formulas.checking import type_of_formula
from crmstead.formulas.errors import FormulaError
from crmstead.formulas.evaluating import Record, evaluate
from crmstead.formulas.functions.base import Moment
from crmstead.formulas.functions.registry import FUNCTIONS
from crmstead.formulas.parser import parse
from crmstead.formulas.types import Type, Value

ZONE = ZoneInfo("Europe/Berlin")
NOW = 1_709_200_800
FIELDS: dict[str, tuple[Type, Value]] = {
    "n": (Type.NUMBER, Decimal("2.5")),
    "t": (Type.TEXT, "Rome"),
    "b": (Type.BOOLEAN, True),
    "d": (Type.DATE, date(2024, 2, 29)),
    "none": (Type.NUMBER, None),
    "blank": (Type.TEXT, None),
    "unset": (Type.BOOLEAN, None),
}


def type_of_field(name):
    if name not in FIELDS:
        raise FormulaError(name)
    return FIELDS[name][0]


def worked_out(text):
    node = parse(text)
    type_of_formula(node, type_of_field)
    return evaluate(node, Record(lambda name: FIELDS[name][1], Moment(NOW, ZONE)))


def at(year, month, day, hour, minute):
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


MORNING = "Newdate(2007,12,21,06,30,'AM')"
NOON = "Newdate(2009,05,19,11,30,'AM')"

#: Examples of Zoho's help, and what its rules of thumb make of others.
EXAMPLES = [
    ("Abs(-42)", 42), ("Abs(+33)", 33), ("Ceil(3.4)", 4), ("Ceil(-3.4)", -3), ("Floor(3.8)", 3),
    ("Floor(-3.4)", -4), ("Base10log(10)", 1), ("Max(3,1,5,2)", 5), ("Max(0,-4,-3,2)", 2),
    ("Min(5,-3,0,1)", -3), ("Min(5,0,.01,0.5)", 0), ("Sqrt(4)", 2), ("Sqrt(9)", 3),
    ("Power(2, 10)", 1024), ("Round(3.7)", 4), ("Round(3.4)", 3), ("Round(2.345, 2)", "2.35"),
    ("Len('abc')", 3), ("Find('greenery','n',1)", 5), ("Find('greenery','e',2)", 4),
    ("Find('greenery','x',1)", 0), ("Concat('Zoho',' ','CRM')", "Zoho CRM"),
    ("Contains('abcdef','cd')", True), ("Contains('abcdef','kl')", False),
    ("Startswith('abcdef','ab')", True), ("Endswith('abcdef','ab')", False),
    ("Lower('APPles')", "apples"), ("Upper('apples')", "APPLES"), ("Trim(' ab ')", "ab"),
    ("Substring('abcdefg',4,7)", "defg"), ("Substring('abc',2,99)", "bc"),
    ("Tostring(3.4)", "3.4"), ("Tostring(10)", "10"), ("Replace('abcdefg','abc','xyz')", "xyzdefg"),
    ("Tonumber('1000')", 1000), ("CaseInsensitiveEquals('Hello','hello')", True),
    (MORNING, at(2007, 12, 21, 6, 30)), (f"Datepart({MORNING})", date(2007, 12, 21)),
    (f"Timepart({MORNING})", "06:30 AM"),
    (f"Adddate({MORNING},2,'YEAR')", at(2009, 12, 21, 6, 30)),
    (f"Subdate({MORNING},2,'YEAR')", at(2005, 12, 21, 6, 30)),
    (f"Adddate({MORNING},90,'minute')", at(2007, 12, 21, 8, 0)),
    ("Adddate(${d},1,'YEAR')", date(2025, 2, 28)), ("Adddate(${d},1,'DAY')", date(2024, 3, 1)),
    ("Adddate(${d},-3,'MONTH')", date(2023, 11, 29)),
    (f"Datecomp({NOON},Newdate(2009,05,19,12,30,'AM'))", 660),
    (f"DateBetween({MORNING},{NOON},'YEAR')", 1), (f"DateBetween({NOON},{MORNING},'YEAR')", -1),
    ("DateBetween(${d},Adddate(${d},10,'DAY'),'WEEK')", 1),
    (f"Dayofmonth({NOON})", 19), (f"Hour({NOON})", 11), (f"Minute({NOON})", 30),
    (f"Month({NOON})", 5), (f"Year({NOON})", 2009), (f"Weekday({NOON})", 3),
    (f"Tostring({MORNING})", "21/12/2007 06:30 AM"), ("Today()", date(2024, 2, 29)),
    ("Now()", at(2024, 2, 29, 11, 0)), ("Timestamp()", NOW * 1000),
    ("FromTimestamp(1672531200000)", at(2023, 1, 1, 1, 0)),
    ("And(2>1,5>3,7<8)", True), ("And(2>1,5>3,7>8)", False), ("Or(2>1,3>5,7>8)", True),
    ("Or(1>2,3>5,7>8)", False), ("Not(false)", True), ("If(8>7,1,0)", 1),
    ("If(8>7,'True','False')", "True"), ("If(false, 1/0, 5)", 5), ("IsPositive(-3)", False),
    ("IsEmpty('')", True), ("IsEmpty('hello')", False),
    ("1 + 2 * 3 ^ 2", 19), ("-2 ^ 2", -4), ("2 ^ 3 ^ 2", 512), ("(1 + 2) * 3", 9), ("7 % 4", 3),
    ("10 - 4 - 3", 3), ("1 <> 2 and not(3 = 4)", True), ("1 != 1 || 2 >= 2 && !false", True),
    ("${d} < Now()", True), ("'a' + 'b'", "ab"), ("'it\\'s'", "it's"), ('"x"', "x"),
    ("${n} * 2", 5), ("Concat(${t}, '!')", "Rome!"), ("${b} and ${n} > 2", True),
]  # fmt: skip
#: Of an empty field nothing is computed, unless somebody looks whether it is empty.
EMPTY = [
    ("${none} + 1", None), ("Concat(${blank}, 'x')", None), ("Abs(${none})", None),
    ("${none} > 1", None), ("${none} = 1", False), ("${none} != 1", True), ("${none} = null", True),
    ("${blank} = ''", True), ("IsEmpty(${none})", True), ("If(IsEmpty(${none}), 0, ${none})", 0),
    ("If(${none} > 1, 'a', 'b')", None), ("And(${unset}, false)", False),
    ("Or(${unset}, true)", True), ("And(${unset}, true)", None), ("not(${unset})", None),
    ("-${none}", None),
    ("1 / 0", None), ("Sqrt(-1)", None), ("Naturallog(0)", None), ("9 ^ 9 ^ 9", None),
    ("Newdate(2024, 13, 1, 1, 1, 'AM')", None), ("Adddate(${d}, 1, 'AGE')", None),
    ("Adddate(${d}, 999999, 'YEAR')", None), ("Tonumber('x')", None), ("Power(0, -1)", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), [*EXAMPLES, *EMPTY])
def test_examples(text, value):
    found = worked_out(text)
    if isinstance(found, Decimal):
        assert found == Decimal(str(value))
    else:
        assert (found, type(found)) == (value, type(value))


NUMBERS = st.integers(0, 999) | st.decimals(0, 999, places=2).map(abs)
SIGNS = st.sampled_from(["+", "-", "*"])


@st.composite
def sums(draw, depth=3):
    """A sum in the language, which Python reads in the same way."""
    if depth == 0 or draw(st.booleans()):
        return str(draw(NUMBERS))
    left, right = draw(sums(depth=depth - 1)), draw(sums(depth=depth - 1))
    return draw(st.sampled_from(["{} {} {}", "({} {} {})", "-({} {} {})"])).format(
        left, draw(SIGNS), right
    )


@given(sums())
def test_sums_are_what_python_makes_of_them(text):
    exact = eval(text, {}, {})
    assert math.isclose(float(worked_out(text)), exact, rel_tol=1e-9, abs_tol=1e-6)


@given(st.lists(st.sampled_from(["true", "false"]), min_size=1), st.data())
def test_conditions_are_what_python_makes_of_them(words, data):
    signs = [data.draw(st.sampled_from([" and ", " or "])) for _ in words]
    text = "".join(word + sign for word, sign in zip(words, signs, strict=True)) + "true"
    assert worked_out(text) is eval(text, {}, {"true": True, "false": False})


WORDS = st.sampled_from(
    [*FUNCTIONS, "(", ")", ",", "+", "-", "*", "/", "^", "=", "<", "and", "or", "!", "true", "null",
     "1", "2.5", "'x'", "'DAY'", "${n}", "${t}", "${b}", "${d}", "${none}", "${ghost}"]
)  # fmt: skip


def survive(text):
    try:
        found = worked_out(text)
    except FormulaError:
        return
    assert found is None or isinstance(found, Decimal | str | bool | date)


@settings(max_examples=500)
@given(st.lists(WORDS, max_size=30).map(" ".join) | st.text(max_size=60))
def test_no_text_is_more_than_refused(text):
    survive(text)


ARGUMENTS = st.sampled_from(
    ["1", "0", "-7.5", "1e", "10 ^ 300", "99999999999", "'x'", "'YEAR'", "''", "true", "null",
     "${n}", "${t}", "${d}", "${none}", "Now()"]
)  # fmt: skip


@settings(max_examples=1000)
@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(ARGUMENTS, max_size=6))
def test_no_call_fails(name, arguments):
    survive(f"{name}({', '.join(arguments)})")


@pytest.mark.parametrize(
    "text", ["(" * 5000, "-" * 5000, "1" + "+1" * 2499, "!" * 4000, "2^" * 2000 + "1", "x" * 9000]
)
def test_long_texts_end(text):
    survive(text)


def test_the_reference_names_every_function():
    page = Path(__file__).parents[2] / "docs" / "reference" / "formulas.md"
    words = set(re.findall(r"[A-Za-z0-9]+", page.read_text(encoding="utf-8").casefold()))
    assert set(FUNCTIONS) <= words
