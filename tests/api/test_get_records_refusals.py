"""What Get Records refuses, with which answer, and in which order it looks."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest

from crmstead.databases.registry import DATABASES
from crmstead.model.version import VERSIONS
from tests.api.reading import error, shared_org
from tests.live import PEER, STANDARD, definitions

SORTABLE = ["id", "Created_Time", "Modified_Time"]
INVALID = ("INVALID_DATA", "invalid data")
NOT_MATCHED = ("PATTERN_NOT_MATCHED", "Please check whether the input values are correct")
AMBIGUOUS = "AMBIGUITY_DURING_PROCESSING"
NOT_A_NUMBER = {"expected_data_type": "integer"}
NOT_A_MOMENT = {"expected_data_type": "datetime"}

MISSING = error("REQUIRED_PARAM_MISSING", "required param is missing", param_name="fields")
TOO_MANY = error("LIMIT_EXCEEDED", "limit exceeded", limit=50, param_name="fields")
BEYOND = error(
    "DISCRETE_PAGINATION_LIMIT_EXCEEDED",
    "You can only get the first 2000 records without using page_token param",
    limit=2000,
)
CVID_SORTED = error(
    AMBIGUOUS,
    "You cannot use both cvid and sort_by",
    ambiguity_due_to=[{"param_name": "cvid"}, {"param_name": "sort_by"}],
)
TWO_PAGES = error(
    AMBIGUOUS,
    "You cannot use both page and page_token",
    ambiguity_due_to=[{"param_name": "page"}, {"param_name": "page_token"}],
)
NO_TERRITORIES = error(
    "INVALID_MODULE", "Territory is not supported for the given module", resource_path_index=0
)


def names(count):
    return ",".join(f"Name_{number}" for number in range(count))


def invalid(name, **more):
    return error(*INVALID, param_name=name, **more)


def not_matched(name):
    return error(*NOT_MATCHED, param_name=name)


#: Stage -> (parameters, answer) on Leads, in the order in which the stages are looked at.
#: A parameter that is None is left out; `{view}` is a view of Leads, `{other}` one of Deals.
STAGES: list[tuple[str, dict[str, str | None], dict[str, Any]]] = [
    ("required", {"fields": None}, MISSING),
    ("required", {"fields": " , "}, MISSING),
    ("limit", {"fields": names(51)}, TOO_MANY),
    ("syntax", {"page": "0"}, invalid("page", **NOT_A_NUMBER)),
    ("syntax", {"page": "-1"}, invalid("page", **NOT_A_NUMBER)),
    ("syntax", {"page": "1.5"}, invalid("page", **NOT_A_NUMBER)),
    ("syntax", {"page": "one"}, invalid("page", **NOT_A_NUMBER)),
    ("syntax", {"page": ""}, invalid("page", **NOT_A_NUMBER)),
    ("syntax", {"per_page": "0"}, invalid("per_page", **NOT_A_NUMBER)),
    ("syntax", {"per_page": "ten"}, invalid("per_page", **NOT_A_NUMBER)),
    ("syntax", {"sort_by": "Last_Name"}, invalid("sort_by", supported_values=SORTABLE)),
    ("syntax", {"sort_by": "ID"}, invalid("sort_by", supported_values=SORTABLE)),
    ("syntax", {"sort_order": "up"}, not_matched("sort_order")),
    ("syntax", {"sort_order": "ASC"}, not_matched("sort_order")),
    ("syntax", {"converted": "yes"}, not_matched("converted")),
    ("syntax", {"approved": "maybe"}, not_matched("approved")),
    ("syntax", {"include_child": "1"}, not_matched("include_child")),
    ("syntax", {"ids": "one"}, invalid("ids")),
    ("syntax", {"ids": "1,two"}, invalid("ids")),
    ("syntax", {"ids": ""}, invalid("ids")),
    ("syntax", {"ids": ",".join(str(n) for n in range(1, 102))}, invalid("ids")),
    ("syntax", {"startDateTime": "soon"}, invalid("startDateTime", **NOT_A_MOMENT)),
    ("syntax", {"endDateTime": "2024-13-01"}, invalid("endDateTime", **NOT_A_MOMENT)),
    ("existence", {"cvid": "1"}, invalid("cvid")),
    ("existence", {"cvid": "mine"}, invalid("cvid")),
    ("existence", {"cvid": "{other}"}, invalid("cvid")),
    ("existence", {"territory_id": "1"}, NO_TERRITORIES),
    ("ambiguity", {"cvid": "{view}", "sort_by": "id"}, CVID_SORTED),
    ("ambiguity", {"page": "1", "page_token": "x"}, TWO_PAGES),
    ("token", {"page_token": "x"}, invalid("page_token")),
    ("token", {"page_token": ""}, invalid("page_token")),
    ("token", {"page_token": "ä" * 3000}, invalid("page_token")),
    ("2000", {"page": "11"}, BEYOND),
    ("2000", {"page": "11", "per_page": "200"}, BEYOND),
    ("2000", {"page": "21", "per_page": "100"}, BEYOND),
    ("2000", {"page": "2001", "per_page": "1"}, BEYOND),
    ("2000", {"page": "9" * 40}, BEYOND),
]


def pairs():
    """Two refusals at once, of different stages, that no parameter keeps apart."""
    for first, second in itertools.combinations(STAGES, 2):
        shared = first[1].keys() & second[1].keys()
        together = {**second[1], **first[1]}
        clash = {"page", "page_token"} <= together.keys() and first[0] != "ambiguity"
        if first[0] != second[0] and not shared and not clash:
            yield pytest.param(together, first[2], id=f"{first[1]}-{second[1]}"[:80])


@pytest.fixture(scope="module", params=DATABASES)
def org(request):
    made = definitions()
    standard = made.profiles[1]
    made.profiles[1] = replace(standard, denied=standard.denied | {"Crm_Implied_View_Vendors"})
    yield from shared_org(request, made)


@pytest.fixture(scope="module")
def client(org):
    client = org.client()
    client.insert("Leads", {"Last_Name": "Boyle"})
    return client


@pytest.fixture(scope="module")
def views(org):
    known = org.org.catalogue.module_by_name
    return {
        "{view}": str(known["Leads"].custom_views[0].id),
        "{other}": str(known["Deals"].custom_views[0].id),
    }


def ask(client, module, params, views):
    asked = {"fields": "Last_Name", **params}
    sent = {name: views.get(value, value) for name, value in asked.items() if value is not None}
    return client.get(f"/{module}", params=sent)


@pytest.mark.parametrize(("_stage", "params", "body"), STAGES)
def test_a_wrong_parameter_is_refused(client, views, _stage, params, body):
    answer = ask(client, "Leads", params, views)
    assert (answer.status_code, answer.json()) == (400, body)


@pytest.mark.parametrize(("params", "body"), list(pairs()))
def test_of_two_wrong_parameters_the_one_of_the_earlier_stage_is_told(client, views, params, body):
    answer = ask(client, "Leads", params, views)
    assert (answer.status_code, answer.json()) == (400, body)


@pytest.mark.parametrize("module", ["Deals", "Contacts", "Accounts"])
def test_an_unknown_territory_is_refused(client, module):
    answer = client.get(f"/{module}", params={"fields": "id", "territory_id": "1"})
    assert (answer.status_code, answer.json()) == (400, invalid("territory_id"))


@pytest.mark.parametrize("module", ["Leads", "Tasks", "Quotes", "Products", "Notes"])
def test_a_territory_of_another_module_is_refused(client, module):
    answer = client.get(f"/{module}", params={"fields": "id", "territory_id": "1"})
    assert (answer.status_code, answer.json()) == (400, NO_TERRITORIES)


@pytest.mark.parametrize(
    "params",
    [
        {"fields": names(50)},
        {"per_page": "201"},
        {"per_page": "9" * 40},
        {"page": "10"},
        {"page": "2000", "per_page": "1"},
        {"include_child": "true"},
        {"converted": "both", "approved": "both"},
        {"ids": ",".join(str(n) for n in range(1, 101))},
        {"ids": " 1 , 2 "},
        {"cvid": "{view}", "sort_order": "asc"},
        {"uid": "5", "unknown": "x", "on_demand_properties": "$state"},
        {"startDateTime": "2024-01-01T00:00:00+01:00"},
    ],
)
def test_a_good_parameter_is_taken(client, views, params):
    assert ask(client, "Leads", params, views).status_code in (200, 204)


@pytest.mark.parametrize("version", [one.name for one in VERSIONS[2:6]])
def test_v3_to_v6_tell_of_missing_fields_in_their_words(client, version):
    answer = client.at(version).get("/Leads")
    assert answer.status_code == 400
    assert answer.json() == error(
        "REQUIRED_PARAM_MISSING",
        "One of the expected parameter is missing",
        param_name="fields",
        param="fields",
    )


@pytest.mark.parametrize("text", ["yesterday", "2024-01-01", "2024-01-01T00:00:00.5Z"])
@pytest.mark.parametrize("path", ["/Leads?fields=id", "/Leads/1"])
def test_a_malformed_moment_in_the_header_is_refused(client, path, text):
    answer = client.get(path, headers={"If-Modified-Since": text})
    assert answer.status_code == 400
    assert answer.json() == invalid("If-Modified-Since", **NOT_A_MOMENT)


UNKNOWN = error(
    "INVALID_MODULE", "the module name given seems to be invalid", resource_path_index=0
)
NOT_IN_API = error(
    "INVALID_MODULE", "The given module is not supported in API", resource_path_index=0
)
MISMATCH = error("OAUTH_SCOPE_MISMATCH", "Unauthorized")
DENIED = error("NO_PERMISSION", "Permission denied", permissions=["Crm_Implied_View_Vendors"])


@pytest.mark.parametrize(
    ("module", "body"),
    [
        ("Lead", UNKNOWN),
        ("leads", UNKNOWN),
        ("Purchase%20Orders", UNKNOWN),
        ("Users", UNKNOWN),
        ("Attachments", NOT_IN_API),
    ],
)
def test_a_module_that_is_none_is_refused(client, module, body):
    answer = client.get(f"/{module}")
    assert (answer.status_code, answer.json()) == (400, body)


@pytest.mark.parametrize(
    ("module", "scope", "user", "status", "body"),
    [
        ("Lead", "ZohoCRM.settings.ALL", STANDARD, 400, UNKNOWN),
        ("Vendors", "ZohoCRM.modules.leads.READ", STANDARD, 401, MISMATCH),
        ("Vendors", "ZohoCRM.modules.vendors.CREATE", STANDARD, 401, MISMATCH),
        ("Vendors", "ZohoCRM.modules.vendors.READ", STANDARD, 403, DENIED),
    ],
    ids=["module", "scope", "operation", "permission"],
)
@pytest.mark.parametrize("record", ["", "/1"])
def test_rights_are_looked_at_before_parameters(org, module, scope, user, status, body, record):
    answer = org.client(user, scope).get(f"/{module}{record}")
    assert (answer.status_code, answer.json()) == (status, body)


@pytest.mark.parametrize("version", [one.name for one in VERSIONS[:6]])
def test_older_versions_tell_of_a_missing_scope_in_their_words(org, version):
    client = org.client(scope="ZohoCRM.modules.leads.READ", version=version)
    answer = client.get("/Vendors")
    assert answer.status_code == 401
    assert answer.json() == error("OAUTH_SCOPE_MISMATCH", "invalid oauth scope to access this URL")


@pytest.mark.parametrize(
    "scope",
    [
        "ZohoCRM.modules.ALL",
        "ZohoCRM.modules.READ",
        "ZohoCRM.modules.pricebooks.READ",
        "ZohoCRM.modules.pricebooks.ALL",
        "zohocrm.modules.Price_Books.read",
    ],
)
def test_each_documented_scope_opens_a_list(org, scope):
    answer = org.client(scope=scope).get("/Price_Books", params={"fields": "id"})
    assert answer.status_code == 204


@pytest.mark.parametrize("query", ["", "?fields=Note_Title"])
def test_only_administrators_list_notes(org, query):
    answer = org.client(PEER).get(f"/Notes{query}")
    body = error("NOT_SUPPORTED", "This API is supported only for admin users.")
    assert (answer.status_code, answer.json()) == (403, body)
