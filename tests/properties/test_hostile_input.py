"""Whatever is sent, the server does not fail inside, and a refused request writes nothing."""

from __future__ import annotations

import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmstead.databases.registry import DATABASES
from tests.gauges import MODULE, every_type
from tests.live import close_clients, make_org
from tests.properties.strategies import modest, thorough
from tests.values import RECORD_MODULES, World

MODULES = (*RECORD_MODULES, MODULE)
LINES = ("Quoted_Items", "Ordered_Items", "Purchase_Items", "Invoiced_Items", "Parts")
TABLES = (*MODULES, *LINES, "_tags", "_record_tags", "_cadence_enrolments", "Pricing_Details")


@pytest.fixture(scope="module", params=DATABASES)
def world(request):
    org = make_org(request.getfixturevalue(f"{request.param}_live"), every_type())
    world = World(org)
    for module in MODULES:
        world.record(module)
    yield world
    close_clients()


def rows(world):
    """How many rows all tables of records have together."""
    counts = " + ".join(f"(SELECT COUNT(*) FROM {{{name}}})" for name in TABLES)
    return world.org.fetch(f"SELECT {counts}")[0][0]


def checked(world, before, answer):
    assert answer.status_code < 500, answer.text
    wrote = answer.status_code in {201, 207}
    assert wrote or rows(world) == before
    return answer


# JSON that no client of good will sends


NUMBERS = st.one_of(
    st.integers(),
    st.sampled_from([0, -1, 2**31, 2**63, -(2**63) - 1, 10**19, 10**400, -(10**4000)]),
    st.floats(allow_nan=False, allow_infinity=False),
)
RAW_NUMBERS = st.sampled_from(
    ["1e400", "-1e-400", "1e999999999", "1E+2147483648", "0.1e-99999", "1" * 5000, "-0", "-0.0",
     "0." + "1" * 3000, "123456789012345678901234567890.123456789"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=20),
    st.text(st.characters(), max_size=8),
    st.sampled_from(
        ["\x00", "a\x00b", "\ud800", "\udfff\ud800", "'; DROP TABLE x; --", "%s%n", "${jndi:x}",
         "1" * 300, "9" * 19, "-1", "\u202e", "null", "{}", "$.data[0]", "{0}", "0001-01-01",
         "9999-12-31", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00",
         "9999-12-30T23:59:00+00:00", "99:99", "100%", "1e5%", "NaN", "Infinity", "-Infinity%",
         "FREQ=DAILY", "FREQ=YEARLY;INTERVAL=1000;COUNT=1000", "FREQ=DAILY;BYMONTHDAY=99"]
    ),
)  # fmt: skip
LEAVES = st.none() | st.booleans() | NUMBERS | TEXTS
KEYS = st.sampled_from(
    ["id", "name", "module", "api_name", "RRULE", "ALARM", "unit", "period", "time", "From", "To",
     "type", "participant", "Email", "value", "percentage", "File_Id__s", "Products", "User",
     "Members", "Part", "Weight", "Supplier", "Product_Name", "Quantity", "List_Price",
     "Discount", "Line_Tax", "Price_Book_Name", "from_range", "to_range", "discount", "product",
     "quantity", "line_tax"]
) | st.text(max_size=3)  # fmt: skip
NASTY = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)
OPTION_KEYS = st.sampled_from(
    ["data", "trigger", "lar_id", "apply_feature_execution", "skip_feature_execution",
     "$skip_feature_execution"]
)  # fmt: skip


def body_of(content):
    """A body with escapes, so that even a lone surrogate gets there."""
    return json.dumps(content, ensure_ascii=True).encode()


@given(data=st.data(), module=st.sampled_from(MODULES))
@thorough
def test_wrong_values_in_real_fields(world, data, module):
    names = [one.api_name for one in world.module(module).fields]
    names += ["$se_module", "$line_tax", "$approved", "Product_Details", "Layout"]
    drawn = st.dictionaries(st.sampled_from(names), NASTY, min_size=1, max_size=4)
    item = {**world.least(module), **data.draw(drawn)}
    before = rows(world)
    answer = checked(world, before, world.client.post(f"/{module}", body_of({"data": [item]})))
    made = [entry["details"].get("id") for entry in answer.json().get("data", ())]
    for record in made:
        assert world.client.get(f"/{module}/{record}").status_code in {200, 204, 404}
    listed = world.client.get(f"/{module}", params={"fields": ",".join(names[:50])})
    assert listed.status_code in {200, 204}


@given(data=st.data(), module=st.sampled_from(MODULES))
@thorough
def test_wrong_overrides_of_a_clone(world, data, module):
    names = [one.api_name for one in world.module(module).fields]
    item = data.draw(st.dictionaries(st.sampled_from(names), NASTY, max_size=4))
    before = rows(world)
    body = body_of({"data": [item]})
    answer = checked(world, before, world.client.clone(module, world.record(module), body))
    made = [entry["details"].get("id") for entry in answer.json().get("data", ())]
    for record in made:
        assert world.client.get(f"/{module}/{record}").status_code in {200, 204, 404}


@given(data=st.data(), field=st.sampled_from([*LINES[:4], "$line_tax", "Discount", "Adjustment"]))
@thorough
def test_wrong_numbers_in_line_items(world, data, field):
    module = data.draw(st.sampled_from(["Quotes", "Sales_Orders", "Purchase_Orders", "Invoices"]))
    line = {"Product_Name": world.record("Products")}
    numbers = st.sampled_from(["Quantity", "List_Price", "Discount", "Line_Tax", "Price_Book_Name"])
    taxes = st.lists(st.fixed_dictionaries({"percentage": NUMBERS, "name": TEXTS}), max_size=2)
    line |= data.draw(st.dictionaries(numbers, NUMBERS | TEXTS | taxes, min_size=1, max_size=4))
    least = world.least(module)
    (rows_field,) = set(least) & set(LINES)
    item = {**least, field: data.draw(NUMBERS | TEXTS | taxes), rows_field: [line]}
    before = rows(world)
    answer = checked(world, before, world.client.post(f"/{module}", body_of({"data": [item]})))
    made = [entry["details"].get("id") for entry in answer.json().get("data", ())]
    for record in made:
        assert world.client.get(f"/{module}/{record}").status_code in {200, 204, 404}


@given(data=st.data(), number=RAW_NUMBERS)
@thorough
def test_numbers_of_any_size(world, data, number):
    fields = [one.api_name for one in world.module(MODULE).fields]
    name = data.draw(st.sampled_from(fields))
    before = rows(world)
    for value in (number, f"[{number}]", f'{{"id":{number}}}', f'[{{"percentage":{number}}}]'):
        body = f'{{"data":[{{"Name":"G","{name}":{value}}}]}}'
        checked(world, before, world.client.post(f"/{MODULE}", body.encode()))
        before = rows(world)


@given(content=NASTY | st.dictionaries(OPTION_KEYS, NASTY, max_size=4))
@thorough
def test_any_json_as_a_body(world, content):
    before = rows(world)
    for path in (f"/{MODULE}", f"/{MODULE}/{world.record(MODULE)}/actions/clone"):
        checked(world, before, world.client.post(path, body_of(content)))
        before = rows(world)


@given(depth=st.integers(1, 3000), opening=st.sampled_from(['{"data":', "[", '{"a":[']))
@modest
def test_any_depth(world, depth, opening):
    closing = "".join({"{": "}", "[": "]"}[one] for one in reversed(opening) if one in "{[")
    before = rows(world)
    body = opening * depth + "1" + closing * depth
    for whole in (body, f'{{"data":[{{"Name":"G","Consent":{body}}}]}}'):
        checked(world, before, world.client.post(f"/{MODULE}", whole.encode()))
        before = rows(world)


@given(body=st.binary(max_size=200))
@thorough
def test_any_bytes_as_a_body(world, body):
    before = rows(world)
    for path in (f"/{MODULE}", f"/{MODULE}/{world.record(MODULE)}/actions/clone"):
        answer = checked(world, before, world.client.post(path, body))
        before = rows(world)
        assert answer.status_code in {201, 400}


# Parameters, headers, paths

PARAMS = st.sampled_from(
    ["fields", "page", "per_page", "page_token", "sort_by", "sort_order", "cvid", "ids",
     "converted", "approved", "territory_id", "include_child", "startDateTime", "endDateTime",
     "module", "type", "status", "layout_id"]
) | st.text(string.printable, max_size=5)  # fmt: skip
VALUES = st.text(max_size=12) | st.sampled_from(
    ["-1", "0", "1" * 400, "9" * 19, "٣", "²", "1.5", "true", "asc", "id", "Last_Name," * 60,
     "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00", "\x00", "a,,b", "A" * 3000]
)  # fmt: skip


def utf8(text):
    return text.encode("utf-8", "ignore").decode()


SETTINGS = ("modules", "fields", "layouts", "custom_views", "related_lists", "pipeline", "profiles")


@given(
    params=st.dictionaries(PARAMS, VALUES.map(utf8), max_size=5),
    path=st.sampled_from(
        [*(f"/{module}" for module in MODULES), *(f"/settings/{name}" for name in SETTINGS),
         "/users", "/org", "/Activities"]
    ),
    version=st.sampled_from(["v2", "v5", "v8"]),
)  # fmt: skip
@thorough
def test_any_parameters(world, params, path, version):
    before = rows(world)
    checked(world, before, world.client.at(version).get(path, params=params))


@given(query=st.text(string.ascii_letters + string.digits + "%&=+;,._-~!*'()/?:@", max_size=60))
@thorough
def test_any_query_text(world, query):
    before = rows(world)
    checked(world, before, world.client.get(f"/Leads?{query}"))


def header(raw):
    """A header's value that a client can send at all."""
    return bytes(one for one in raw if one >= 0x20 and one != 0x7F).strip()


HEADERS = st.sampled_from(
    ["Authorization", "If-Modified-Since", "Content-Type", "Accept", "Accept-Encoding", "Host",
     "X-EXTERNAL", "X-Anything"]
)  # fmt: skip
HEADER_VALUES = (st.binary(max_size=30) | VALUES.map(utf8).map(str.encode)).map(header)


@given(headers=st.dictionaries(HEADERS, HEADER_VALUES, max_size=4))
@thorough
def test_any_headers(world, headers):
    before = rows(world)
    given_headers = [(name.encode(), value) for name, value in headers.items()]
    checked(world, before, world.client.get("/Leads?fields=Last_Name", headers=given_headers))


@given(
    segments=st.lists(
        st.sampled_from(["Leads", "settings", "fields", "actions", "clone", "org", "users", "1"])
        | st.text(string.ascii_letters + string.digits + "%._-~", max_size=25),
        max_size=6,
    ),
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH"]),
)
@thorough
def test_any_path(world, segments, method):
    before = rows(world)
    checked(world, before, world.client.request(method, "/" + "/".join(segments), content=b"{}"))
