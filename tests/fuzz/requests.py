"""Requests made up from the OpenAPI document: likely ones, unlikely ones, and nonsense."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from crmstead.api.surface import SURFACE
from crmstead.http.openapi import describe

DOCUMENT = describe(SURFACE)
MODULES = (
    "Leads", "Contacts", "Accounts", "Deals", "Products", "Quotes", "Events", "Calls", "Tasks",
    "Notes", "Price_Books", "Appointments__s", "Services__s", "Quoted_Items", "Activities", "Users",
    "Campaigns", "Invoices", "Documents",
)  # fmt: skip
FIELDS = (
    "Last_Name", "Company", "Email", "Annual_Revenue", "No_of_Employees", "Owner", "Tag", "id",
    "Created_Time", "Product_Details", "Quoted_Items", "Deal_Name", "Stage", "Amount", "Layout",
    "Closing_Date", "Subject", "Start_DateTime", "End_DateTime", "What_Id", "Who_Id",
    "Participants", "Recurring_Activity", "Account_Name", "Lead_Status", "Email_Opt_Out",
    "Website", "Phone", "Tax",
    "Pricing_Details", "Unit_Price", "Parent_Id", "Note_Content", "$se_module", "Duration",
)  # fmt: skip
_text = st.text(max_size=12)
_number = st.one_of(st.integers(), st.floats(), st.sampled_from((2**63, -(2**63), 10**30, 1e308)))
_moment = st.sampled_from(
    ("2024-02-30T10:00:00+05:30", "2024-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59",
     "9999-12-31T23:59:59-12:00", "2024-01-01", "24-1-1", "Wed, 21 Oct 2015 07:28:00 GMT")
)  # fmt: skip
_scalar = st.one_of(st.none(), st.booleans(), _number, _text, _moment)
_json = st.recursive(
    _scalar,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text, inner, max_size=3),
    max_leaves=8,
)
_criterion = st.builds(
    "({}:{}:{})".format,
    st.sampled_from(FIELDS),
    st.sampled_from(("equals", "in", "between", "starts_with", "less_than", "nonsense", "")),
    st.one_of(_text, _moment, st.sampled_from(("${EMPTY}", "1,2", "a\\,b", "(", ")"))),
)
_criteria = st.one_of(
    _criterion,
    st.builds("({}{}{})".format, _criterion, st.sampled_from(("and", "or", "")), _criterion),
)


@dataclass(frozen=True)
class Operation:
    """One operation of the document."""

    name: str
    method: str
    path: str
    described: dict[str, Any]


@dataclass(frozen=True)
class Made:
    """A request made up."""

    url: str
    headers: dict[str, str]
    body: bytes | None


OPERATIONS = [
    Operation(described["operationId"], method.upper(), path, described)
    for path, methods in DOCUMENT["paths"].items()
    for method, described in methods.items()
]


def requests(operation: Operation, ids: tuple[str, ...]) -> st.SearchStrategy[Made]:
    """Return a strategy of requests for an operation; `ids` are of things that are there."""

    @st.composite
    def made(draw: st.DrawFn) -> Made:
        path = operation.path
        query: dict[str, str] = {}
        headers: dict[str, str] = {}
        for parameter in operation.described["parameters"]:
            name, place = parameter["name"], parameter["in"]
            if place == "path":
                segment = quote(draw(_segment(name, parameter["schema"], ids)), safe="")
                path = path.replace(f"{{{name}}}", segment)
            elif draw(st.integers(0, 2)) or (parameter["required"] and draw(st.booleans())):
                into = query if place == "query" else headers
                into[name] = draw(_value(name, ids))
        headers = {name: _header(value) for name, value in headers.items()}
        body = None if operation.method == "GET" else draw(_body(ids))
        return Made(f"{path}?{urlencode(query, errors='replace')}", headers, body)

    return made()


def _segment(name: str, schema: dict[str, Any], ids: tuple[str, ...]) -> st.SearchStrategy[str]:
    likely: tuple[str, ...] = tuple(schema.get("enum", ())) or ids
    if name in {"module", "module_name"}:
        likely = MODULES
    strange = st.one_of(
        st.text(min_size=1, max_size=8).filter(lambda text: text not in {".", ".."}),
        st.sampled_from(("0", "9" * 19, "9" * 30, "-1", "null", "a%00b")),
    )
    return st.one_of(
        st.sampled_from(likely), st.sampled_from(likely), st.sampled_from(likely), strange
    )


def _value(name: str, ids: tuple[str, ...]) -> st.SearchStrategy[str]:
    likely = {
        "fields": st.lists(st.sampled_from(FIELDS), max_size=60).map(",".join),
        "criteria": _criteria,
        "module": st.sampled_from(MODULES),
        "page": st.sampled_from(("1", "2", "11", "999999999999")),
        "per_page": st.sampled_from(("1", "200", "201")),
        "sort_by": st.sampled_from(("id", "Created_Time", "Modified_Time")),
        "sort_order": st.sampled_from(("asc", "desc")),
        "filters": _json.map(_dumped),
    }.get(name, st.sampled_from((*ids, "true", "false", "both", "1", "all", "none", ",", "")))
    return st.one_of(likely, likely, _moment, _text)


def _body(ids: tuple[str, ...]) -> st.SearchStrategy[bytes]:
    value = st.one_of(
        _json, _moment, st.sampled_from(ids), st.sampled_from(ids).map(lambda one: {"id": one})
    )
    record = st.dictionaries(st.sampled_from(FIELDS), value, max_size=8)
    named = record.map(lambda given: {"Last_Name": "Fuzz", **given})
    option = st.dictionaries(
        st.sampled_from(("trigger", "apply_feature_execution", "skip_feature_execution", "lar_id")),
        _json, max_size=2,
    )  # fmt: skip
    whole = st.builds(
        lambda records, options: {"data": records, **options},
        st.lists(st.one_of(named, record), min_size=1, max_size=4),
        option,
    )
    asked = _asked(ids, record)
    return st.one_of(
        whole.map(_dumped).map(_encoded),
        whole.map(_dumped).map(_encoded),
        asked.map(_dumped).map(_encoded),
        asked.map(_dumped).map(_encoded),
        _json.map(_dumped).map(_encoded),
        st.binary(max_size=60),
        st.sampled_from(
            (b"", b"{", b"[" * 5000, b'{"data":' * 3000, b'{"data":[{}]}', b"\xff\xfe")
        ),
    )


def _asked(ids: tuple[str, ...], record: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return bodies of what is done with records: the keys of all such operations, mixed."""
    one = st.sampled_from(ids)
    flag = st.sampled_from((True, False, None, "true"))
    named = st.fixed_dictionaries({}, optional={"id": one, "api_name": st.sampled_from(MODULES)})
    tags = st.lists(
        st.one_of(
            named, st.sampled_from(("t", "u", "x" * 30)).map(lambda name: {"name": name}), _scalar
        ),
        max_size=3,
    )
    fields = st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "api_name": st.sampled_from(FIELDS),
                "_data": st.lists(named, max_size=2) | _scalar,
            },
        ),
        max_size=3,
    )
    parts: dict[str, st.SearchStrategy[Any]] = {
        "ids": st.lists(one | _scalar, max_size=3) | one,
        "cvid": one,
        "owner": named,
        "tags": tags,
        "over_write": flag,
        "data": st.lists(
            st.one_of(
                record,
                st.fixed_dictionaries({"id": one}, optional={"Territories": st.lists(named)}),
                st.fixed_dictionaries(
                    {},
                    optional={
                        "Deals": record,
                        "Contacts": named | one,
                        "Accounts": named,
                        "assign_to": named,
                        "carry_over_tags": st.dictionaries(st.sampled_from(MODULES), tags),
                        "move_attachments_to": named,
                        "overwrite": flag,
                        "send_cancelling_mail": flag,
                        "Locked_Reason__s": _text,
                        "convert_to": st.lists(
                            st.fixed_dictionaries({"module": named}), max_size=2
                        ),
                    },
                ),
            ),
            min_size=1,
            max_size=2,
        ),
        "merge": st.lists(
            st.fixed_dictionaries(
                {"data": st.lists(
                    st.fixed_dictionaries({"id": one}, optional={"_fields": fields}), max_size=3
                )},
                optional={"master_record_fields": fields},
            ),
            min_size=1, max_size=2,
        ),
        "share": st.lists(
            st.fixed_dictionaries(
                {"type": st.sampled_from(("private", "public", "x"))},
                optional={
                    "permission": st.sampled_from(("full_access", "read_only", "x")),
                    "shared_with": st.fixed_dictionaries(
                        {"id": one}, optional={"type": st.sampled_from(("users", "roles", "x"))}
                    ),
                    "share_related_records": flag,
                },
            ),
            min_size=1, max_size=2,
        ),
        "cadences_ids": st.lists(one, max_size=6),
        "related_modules": st.lists(named, max_size=2),
        "duplicate_check_fields": st.lists(st.sampled_from(FIELDS), max_size=2),
        "territory": st.fixed_dictionaries({"id": one}, optional={"include_child": flag}),
        "criteria": st.fixed_dictionaries(
            {"field": named},
            optional={"comparator": st.sampled_from(("equal", "between", "x")), "value": _scalar},
        ),
        "Deals": record,
        "assign_to": named,
        "carry_over_tags": st.lists(named, max_size=2),
        "get_related_records_count": st.lists(
            st.fixed_dictionaries({"related_list": st.builds(
                lambda name: {"api_name": name},
                st.sampled_from(("Notes", "Tasks", "Products", "Campaigns", "Nothing")),
            )}),
            max_size=2,
        ),
        "contact_roles": st.lists(
            st.fixed_dictionaries({}, optional={"id": one, "name": _text})
        ),
        "record_locking_configurations": _json,
        "duplicate_check_preference": _json,
        "recycle_bin": st.lists(named, max_size=2),
        "filters": _json,
    }  # fmt: skip
    return st.lists(st.sampled_from(sorted(parts)), min_size=1, max_size=5, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: parts[name] for name in names})
    )


def _dumped(value: Any) -> str:
    return json.dumps(value)


def _encoded(text: str) -> bytes:
    return text.encode()


def _header(value: str) -> str:
    return re.sub(r"[^\x20-\x7e]", "?", value).strip()
