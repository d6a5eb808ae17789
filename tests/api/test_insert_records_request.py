"""Insert Records, the request as a whole: body, order of checks, answers by version."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from crmstead.databases.registry import DATABASES
from tests.gauges import MODULE, bare, every_type, gauges_over
from tests.live import ADMIN, STANDARD, Client, make_org
from tests.naming import named

VERSIONS = ("v2", "v2.1", "v3", "v4", "v5", "v6", "v7", "v8")
INVALID = "invalid data"


@pytest.fixture(scope="module", params=DATABASES)
def gauges(request):
    yield from gauges_over(request)


def post(gauges, body, **more):
    return gauges.client.post(f"/{MODULE}", body, **more)


# The answer


def test_the_answer_tells_who_made_the_record_and_when(gauges):
    sent = post(gauges, {"data": [{"Name": "G"}]})
    assert sent.status_code == 201
    (entry,) = sent.json()["data"]
    me = {"name": "Patricia Boyle", "id": gauges.user(ADMIN)}
    details = entry.pop("details")
    assert entry == {"code": "SUCCESS", "message": "record added", "status": "success"}
    assert list(details) == [
        "Modified_Time", "Modified_By", "Created_Time", "id", "Created_By", "$approval_state",
    ]  # fmt: skip
    assert details["Created_By"] == details["Modified_By"] == me
    assert details["$approval_state"] == "approved"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-0[78]:00", details["Created_Time"])
    record = gauges.client.record(MODULE, details["id"])
    assert record["Created_Time"] == details["Created_Time"] == details["Modified_Time"]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_inserts(gauges, version):
    sent = gauges.client.at(version).post(f"/{MODULE}", {"data": [{"Name": "G", "Line": "x"}]})
    assert sent.status_code == 201
    (entry,) = sent.json()["data"]
    tells_approval = version not in {"v2", "v2.1", "v3"}
    assert ("$approval_state" in entry["details"]) is tells_approval


@pytest.mark.parametrize(
    ("version", "status"), [("v2", 202), ("v2.1", 202), ("v3", 400), ("v6", 400), ("v8", 400)]
)
def test_where_nothing_is_inserted_the_status_is_the_versions(gauges, version, status):
    before = gauges.count()
    sent = gauges.client.at(version).post(f"/{MODULE}", {"data": [{}, {"Name": 5}]})
    assert sent.status_code == status
    assert [entry["status"] for entry in sent.json()["data"]] == ["error", "error"]
    assert gauges.count() == before


@pytest.mark.parametrize("version", VERSIONS)
def test_mixed_items_are_answered_in_their_order(gauges, version):
    before = gauges.count()
    items = [{"Name": "a"}, {"Name": 5}, {"Name": "c"}, "no object"]
    sent = gauges.client.at(version).post(f"/{MODULE}", {"data": items})
    assert sent.status_code == 207
    assert [entry["code"] for entry in sent.json()["data"]] == [
        "SUCCESS",
        "INVALID_DATA",
        "SUCCESS",
        "INVALID_DATA",
    ]
    assert gauges.count() == before + 2


@pytest.mark.parametrize("version", ["v2", "v2.1"])
def test_older_versions_tell_no_place(gauges, version):
    assert gauges.answer({"Count": "x"}, version)["details"] == {
        "expected_data_type": "integer",
        "api_name": "Count",
    }
    assert gauges.answer({}, version)["details"] == {"api_name": "Name"}


def test_records_of_one_request_are_in_the_order_of_their_ids(gauges):
    sent = post(gauges, {"data": [{"Name": str(number)} for number in range(20)]})
    ids = [int(entry["details"]["id"]) for entry in sent.json()["data"]]
    assert ids == sorted(set(ids))


# The number of items


def test_a_hundred_items_are_taken_and_one_more_is_not(gauges):
    items = [{"Name": str(number)} for number in range(101)]
    before = gauges.count()
    sent = post(gauges, {"data": items})
    assert (sent.status_code, sent.json()) == (
        400,
        {
            "data": [
                bare(
                    "LIMIT_EXCEEDED",
                    "count of records in your request exceeds the limit",
                    maximum_length=100,
                    api_name="data",
                )
            ]
        },
    )
    assert gauges.count() == before
    assert post(gauges, {"data": items[:100]}).status_code == 201
    assert gauges.count() == before + 100


# The body


NOT_ARRAY = bare(
    "INVALID_DATA", INVALID, expected_data_type="jsonarray", api_name="data", json_path="$.data"
)
NO_OBJECT = bare("INVALID_DATA", "body", expected_data_type="jsonobject")
UNREADABLE = bare(
    "UNABLE_TO_PARSE_DATA_TYPE", "either the request body or parameters is in wrong format"
)


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (None, NO_OBJECT),
        (b"", NO_OBJECT),
        (b"  \r\n", NO_OBJECT),
        (b"[]", NO_OBJECT),
        (b"null", NO_OBJECT),
        (b"5", NO_OBJECT),
        (b'"data"', NO_OBJECT),
        (b"{", UNREADABLE),
        (b"{'data': []}", UNREADABLE),
        (b'{"data": [{"Name": "G"}]} trailing', UNREADABLE),
        (b'{"data": [{"Name": "G"},]}', UNREADABLE),
        (b'{"data": [{"Count": NaN}]}', UNREADABLE),
        (b'{"data": [{"Count": 1e}]}', UNREADABLE),
        (b'\xff\xfe{"data"', UNREADABLE),
        (b'{"data": [{"Name": "\xff"}]}', UNREADABLE),
        (b'{"data": [{"Name": "\\ud800"}]}', UNREADABLE),
        (b'{"data":' + b"[" * 5000 + b"]" * 5000 + b"}", UNREADABLE),
        (b"[" * 200_000, UNREADABLE),
        (b"{}", NOT_ARRAY),
        (b'{"data": []}', NOT_ARRAY),
        (b'{"data": {}}', NOT_ARRAY),
        (b'{"data": null}', NOT_ARRAY),
        (b'{"data": "x"}', NOT_ARRAY),
        (b'{"Data": [{"Name": "G"}]}', NOT_ARRAY),
    ],
    ids=lambda value: named(value)[:30],
)
def test_a_bad_body_writes_nothing(gauges, body, answer):
    before = gauges.count()
    sent = post(gauges, body)
    assert (sent.status_code, sent.json()) == (400, answer)
    assert gauges.count() == before


def test_the_last_of_two_equal_keys_wins(gauges):
    (entry,) = post(gauges, '{"data":[{"Name":"a","Name":"b"}]}').json()["data"]
    assert gauges.client.record(MODULE, entry["details"]["id"])["Name"] == "b"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "text/plain;charset=latin-1"},
        {"Content-Type": "nonsense"},
        {"Accept": "text/html"},
    ],
    ids=named,
)
def test_no_header_says_what_the_body_is(gauges, headers):
    sent = post(gauges, {"data": [{"Name": "ü"}]}, headers=headers)
    assert sent.status_code == 201
    assert sent.headers["content-type"] == "application/json;charset=UTF-8"


def test_keys_that_nobody_knows_are_ignored(gauges):
    item = {"Name": "G", "name": 5, "Nowhere": {"a": [1]}, "": None, "$editable": 5, "id": "7"}
    sent = post(gauges, {"data": [item], "Other": 5, "duplicate_check_fields": 7, "process": 1})
    assert sent.status_code == 201
    assert sent.json()["data"][0]["details"]["id"] != "7"


def test_a_record_as_it_is_read_may_be_sent_back(gauges):
    source = gauges.keep(Line="again", Parts=[{"Part": "p"}], Tag=[{"name": "T"}], Count=7)
    sent = post(gauges, {"data": [source]})
    assert sent.status_code == 201, sent.text
    again = gauges.client.record(MODULE, sent.json()["data"][0]["details"]["id"])
    kept = ("Name", "Line", "Count", "Tag", "Owner", "Layout", "Preset")
    assert {name: again[name] for name in kept} == {name: source[name] for name in kept}
    assert [row["Part"] for row in again["Parts"]] == ["p"]


# The order of the checks


def test_each_check_comes_before_the_next(gauges):
    made = every_type()
    name = f"Crm_Implied_Create_{MODULE}"
    made.profiles = [replace(one, denied=one.denied | {name}) for one in made.profiles]
    org = make_org(gauges.org.live, made)
    url = gauges.org.live.url
    nobody = Client(url, None)
    unknown = Client(url, "1000.no.such")
    scoped = org.client(STANDARD, scope="ZohoCRM.modules.leads.ALL")
    denied = org.client(STANDARD)
    allowed = org.client()
    bad_all = {"data": [], "trigger": 5}
    bad_items = {"data": [{}] * 101, "trigger": 5}
    bad_option = {"data": [{}], "trigger": 5}
    steps = [
        nobody.at("v99").request("PATCH", "/Nowhere", content=b"{"),
        nobody.request("PATCH", "/Nowhere", content=b"{"),
        nobody.post("/Nowhere", b"{"),
        unknown.post("/Nowhere", b"{"),
        scoped.post("/Nowhere", b"{"),
        scoped.post("/Parts/", b"{"),
        scoped.post(f"/{MODULE}", b"{"),
        denied.post(f"/{MODULE}", b"{"),
        allowed.post(f"/{MODULE}", b""),
        allowed.post(f"/{MODULE}", b"{"),
        allowed.post(f"/{MODULE}", bad_all),
        allowed.post(f"/{MODULE}", bad_items),
        allowed.post(f"/{MODULE}", bad_option),
        allowed.post(f"/{MODULE}", {"data": [{}]}),
    ]
    assert [code_of(step.json()) for step in steps] == [
        "INVALID_URL_PATTERN",
        "INVALID_REQUEST_METHOD",
        "AUTHENTICATION_FAILURE",
        "INVALID_TOKEN",
        "INVALID_MODULE",
        "OAUTH_SCOPE_MISMATCH",
        "OAUTH_SCOPE_MISMATCH",
        "NO_PERMISSION",
        "INVALID_DATA",
        "UNABLE_TO_PARSE_DATA_TYPE",
        "INVALID_DATA",
        "LIMIT_EXCEEDED",
        "INVALID_DATA",
        "MANDATORY_NOT_FOUND",
    ]


def code_of(answer):
    return answer["data"][0]["code"] if "data" in answer else answer["code"]


@pytest.mark.parametrize("module", ["Parts", "Quoted_Items", "Attachments", "Activities"])
def test_modules_that_take_no_records_of_their_own(gauges, module):
    sent = gauges.client.post(f"/{module}", {"data": [{"Name": "G"}]})
    assert (sent.status_code, sent.json()["code"]) == (400, "INVALID_MODULE")


@pytest.mark.parametrize("module", ["Documents", "Parts"])
def test_a_module_outside_the_api_is_told_apart_from_an_unknown_one(gauges, module):
    sent = gauges.client.post(f"/{module}", {"data": [{}]})
    assert sent.json() == bare(
        "INVALID_MODULE", "The given module is not supported in API", resource_path_index=0
    )
    sent = gauges.client.post("/Nowhere", {"data": [{}]})
    assert sent.json() == bare(
        "INVALID_MODULE", "the module name given seems to be invalid", resource_path_index=0
    )


def test_the_profile_must_allow_to_create(gauges):
    made = every_type()
    name = f"Crm_Implied_Create_{MODULE}"
    made.profiles = [replace(one, denied=one.denied | {name}) for one in made.profiles]
    sent = make_org(gauges.org.live, made).client(STANDARD).post(f"/{MODULE}", {"data": [{}]})
    assert sent.status_code == 403
    assert sent.json() == bare("NO_PERMISSION", "Permission denied", permissions=[name])


@pytest.mark.parametrize(
    ("version", "message"),
    [("v2", "invalid oauth scope to access this URL"), ("v8", "Unauthorized")],
)
def test_a_scope_that_is_missing_is_told_in_the_versions_words(gauges, version, message):
    client = gauges.org.client(scope="ZohoCRM.modules.custom.READ", version=version)
    sent = client.post(f"/{MODULE}", {"data": [{}]})
    assert (sent.status_code, sent.json()) == (401, bare("OAUTH_SCOPE_MISMATCH", message))
