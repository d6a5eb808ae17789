"""users, org, roles, profiles, territories, taxes, currencies, assignment rules, cadences."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crmstead.api import users
from crmstead.api.route import Route
from crmstead.api.settings import (
    assignment_rules,
    cadences,
    currencies,
    org,
    profiles,
    roles,
    taxes,
    territories,
)
from crmstead.errors.raised import ApiError
from tests.api.settings_org import (
    FULL,
    NOW,
    PLAIN,
    Answered,
    Settings,
    catalogue_with,
    route_of,
    words,
)

USERS = route_of(users.ROUTES, "list_users")
USER = route_of(users.ROUTES, "get_user")
COUNT = route_of(users.ROUTES, "count_users")
ORG = route_of(org.ROUTES, "get_org")
PROFILES = route_of(profiles.ROUTES, "list_profiles")
PROFILE = route_of(profiles.ROUTES, "get_profile")
ROLES, ROLE = route_of(roles.ROUTES, "list_roles"), route_of(roles.ROUTES, "get_role")
TERRITORIES = route_of(territories.ROUTES, "list_territories")
TERRITORY = route_of(territories.ROUTES, "get_territory")
CHILDREN = route_of(territories.ROUTES, "list_child_territories")
TAXES, TAX = route_of(taxes.ROUTES, "list_taxes"), route_of(taxes.ROUTES, "get_tax")
CURRENCIES = route_of(currencies.ROUTES, "list_currencies")
CURRENCY = route_of(currencies.ROUTES, "get_currency")
RULES = route_of(assignment_rules.ROUTES, "list_assignment_rules")
RULE = route_of(assignment_rules.ROUTES, "get_assignment_rule")
CADENCES = route_of(cadences.ROUTES, "list_cadences")

USER_KEYS = words("""country role city language locale microsoft Isonline Modified_By
    $shift_effective_from street $current_shift alias id state fax country_locale sandboxDeveloper
    first_name email zip status_reason__s decimal_separator created_time website Modified_Time
    time_format $next_shift offset profile mobile last_name time_zone number_separator created_by
    zuid confirm full_name phone dob date_format status type__s""")
OWN_KEYS = words("""name_format__s sort_order_preference__s customize_info signature
    personal_account default_tab_group theme""")
ORG_KEYS = words("""country hierarchy_preferences photo_id city description type mc_status
    gapps_enabled lite_users_enabled domain_name translation_enabled street alias currency
    deletable_org_account id state fax employee_count zip created_time website currency_symbol
    mobile currency_locale primary_zuid zia_portal_id time_zone zgid country_code license_details
    phone company_name privacy_settings primary_email hipaa_compliance_enabled iso_code
    max_per_page ezgid call_icon oauth_presence zia_zgid checkin_preferences""")


def ids(answered: Answered, root: str) -> list[int]:
    return [] if answered.json is None else [int(one["id"]) for one in answered.json[root]]


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        (None, [31, 32, 33, 34]),
        ("AllUsers", [31, 32, 33, 34]),
        ("ActiveUsers", [31, 32, 34]),
        ("DeactiveUsers", [33]),
        ("ConfirmedUsers", [31, 32, 33]),
        ("NotConfirmedUsers", [34]),
        ("DeletedUsers", [35]),
        ("ActiveConfirmedUsers", [31, 32]),
        ("AdminUsers", [31]),
        ("ActiveConfirmedAdmins", [31]),
        ("CurrentUser", [32]),
    ],
)
def test_users_of_a_type_are_listed_and_counted(kind, found):
    query = {} if kind is None else {"type": kind}
    assert ids(Settings(user=32).get(USERS, query), "users") == found
    assert Settings(user=32).get(COUNT, query).json == {"count": len(found)}


def test_a_user_has_the_documented_keys():
    for user in Settings().get(USERS).json["users"]:
        assert set(USER_KEYS) <= set(user)
        assert not set(OWN_KEYS) & set(user)


@pytest.mark.parametrize(
    ("route", "query", "path"), [(USERS, {"type": "CurrentUser"}, {}), (USER, {}, {"id": "31"})]
)
def test_users_are_told_more_of_themselves(route, query, path):
    [user] = Settings(user=31).get(route, query, **path).json["users"]
    assert set(USER_KEYS) | set(OWN_KEYS) <= set(user)
    assert user["email"] == "ann@example.com"
    assert user["role"] == {"name": "CEO", "id": "11"}
    assert user["profile"] == {"name": "Administrator", "id": "21"}
    assert user["full_name"] == "Ann Root"
    assert user["offset"] == 19_800_000
    assert user["created_time"] == "2023-05-10T13:40:47+05:30"


def test_a_user_may_lack_a_first_name_and_have_a_manager():
    [user] = Settings().get(USER, id="32").json["users"]
    assert (user["first_name"], user["full_name"]) == (None, "Bee")
    assert user["Reporting_To"] == {"name": "Ann Root", "id": "31"}
    assert user["created_by"] == {"name": "Ann Root", "id": "31"}
    assert user["Modified_Time"] != user["created_time"]


def test_features_bring_their_keys_to_users():
    [user] = Settings().get(USER, id="31").json["users"]
    assert user["territories"] == [{"manager": True, "name": "World", "id": "41"}]
    assert user["Currency"] == "USD"
    [user] = Settings(PLAIN).get(USER, id="31").json["users"]
    assert not {"territories", "Currency"} & set(user)


def test_users_come_in_pages():
    first = Settings().get(USERS, {"per_page": "3"})
    assert first.json["info"] == {"per_page": 3, "count": 3, "page": 1, "more_records": True}
    assert ids(Settings().get(USERS, {"per_page": "3", "page": "2"}), "users") == [34]
    assert Settings().get(USERS, {"page": "5"}).status == 204


def test_users_can_be_asked_for_by_id():
    assert ids(Settings().get(USERS, {"ids": "33, 35,999"}), "users") == [33, 35]
    assert ids(Settings().get(USERS, {"ids": "33,31", "type": "ActiveUsers"}), "users") == [31]
    assert Settings().get(USERS, {"ids": "999"}).status == 204


@pytest.mark.parametrize(("since", "found"), [(NOW - 1, 4), (NOW, 1), (NOW + 499, 1)])
def test_users_changed_since_a_moment(since, found):
    moment = {"if-modified-since": iso(since)}
    answered = Settings().get(USERS, headers=moment)
    assert answered.json["info"]["count"] == found


def iso(seconds: int) -> str:
    return f"2023-05-10T08:{10 + (seconds - NOW + 47) // 60:02}:{(seconds - NOW + 47) % 60:02}Z"


def test_users_that_did_not_change_are_304():
    later = {"if-modified-since": "2023-05-11T00:00:00Z"}
    assert Settings().get(USERS, headers=later).status == 304
    assert Settings().get(USERS, {"type": "CurrentUser"}, later).status == 304
    assert Settings().get(USER, headers=later, id="31").status == 304
    assert Settings().get(USER, headers=later, id="1").status == 204
    before = {"if-modified-since": "2020-05-11T00:00:00Z"}
    assert Settings().get(USER, headers=before, id="31").status == 200


def test_an_unknown_user_is_no_content():
    assert Settings().get(USER, id="1").status == 204


@pytest.mark.parametrize("features", [frozenset(), frozenset({"gdpr", "multi_currency"})])
def test_the_org_tells_its_features(features):
    answered = Settings(catalogue_with(features)).get(ORG)
    [one] = answered.json["org"]
    assert set(ORG_KEYS) <= set(one)
    assert one["mc_status"] is ("multi_currency" in features)
    assert one["privacy_settings"] is ("gdpr" in features)
    assert (one["zgid"], one["domain_name"]) == ("60001234", "org60001234")
    assert one["zia_zgid"] == 60001234
    assert one["primary_zuid"] == "731"
    assert one["created_time"] == "2023-05-10T13:40:47+05:30"
    assert one["license_details"]["users_license_purchased"] == 3


def test_profiles_are_listed_without_permissions():
    answered = Settings().get(PROFILES)
    assert ids(answered, "profiles") == [21, 22]
    assert answered.json["info"]["license_limit"] == 25
    assert all("permissions_details" not in one for one in answered.json["profiles"])
    named = {"field": {"api_name": "name"}, "comparator": "equal", "value": "Standard"}
    assert ids(Settings().get(PROFILES, {"filters": json.dumps(named)}), "profiles") == [22]


def test_one_profile_says_what_it_allows():
    whole = Settings().get(PROFILE, id="22").json["profiles"][0]
    details = {one["name"]: one for one in whole["permissions_details"]}
    assert details["Crm_Implied_View_Leads"]["enabled"] is True
    assert details["Crm_Implied_Delete_Sales_Orders"]["enabled"] is False
    assert details["Crm_Implied_Delete_Sales_Orders"]["module"] == "Sales_Orders"
    assert details["Crm_Implied_Manage_Users"]["enabled"] is False
    assert details["Crm_Implied_Customize_Zoho_CRM"]["module"] is None
    view = details["Crm_Implied_View_Leads"]["id"]
    assert details["Crm_Implied_Edit_Leads"]["parent_permissions"] == [view]
    assert not {"Crm_Implied_View_Quoted_Items", "Crm_Implied_View_Users"} & set(details)


def test_every_permission_stands_in_a_section():
    whole = Settings().get(PROFILE, id="21").json["profiles"][0]
    details = [one["id"] for one in whole["permissions_details"]]
    assert len(set(details)) == len(details)
    categories = [one for section in whole["sections"] for one in section["categories"]]
    assert [one for part in categories for one in part["permissions_details"]] == details
    assert all(one["enabled"] for one in whole["permissions_details"])
    assert [section["name"] for section in whole["sections"]] == ["Modules", "Setup"]


def test_roles_name_who_is_above():
    ceo, manager = Settings().get(ROLES).json["roles"]
    assert ceo["reporting_to"] is None
    assert manager["reporting_to"] == {"name": "CEO", "id": "11"}
    assert manager["forecast_manager"] == {"name": "Ann Root", "id": "31"}
    assert Settings().get(ROLE, id="12").json == {"roles": [manager]}


@pytest.mark.parametrize("route", [TERRITORIES, TERRITORY, CHILDREN])
def test_territories_need_their_feature(route):
    with pytest.raises(ApiError) as refused:
        Settings(PLAIN).get(route, id="x")
    assert refused.value.cause.status == 403
    assert refused.value.body() == {
        "code": "TERRITORY_NOT_ENABLED",
        "details": {},
        "message": "the territory feature is not enabled",
        "status": "error",
    }


def test_territories_form_a_tree():
    answered = Settings().get(TERRITORIES)
    assert ids(answered, "territories") == [41, 42, 43, 44]
    assert answered.json["info"] == {
        "per_page": 2000,
        "count": 4,
        "page": 1,
        "more_records": False,
    }
    world, north, *_ = answered.json["territories"]
    assert world["manager"] == {"name": "Ann Root", "id": "31"}
    assert (north["api_name"], north["reporting_to"]) == (
        "North_East",
        {"name": "World", "id": "41"},
    )
    assert "lead_rule_criteria" not in north
    assert ids(Settings().get(CHILDREN, id="41"), "territories") == [42, 43]
    assert Settings().get(CHILDREN, id="44").status == 204
    assert Settings().get(CHILDREN, id="1").status == 204


def test_one_territory_with_its_rules():
    query = {"include": "lead_rule_criteria,odd"}
    [one] = Settings().get(TERRITORY, query, id="42").json["territories"]
    assert one["lead_rule_criteria"] is None
    assert "odd" not in one


def leaf(name: str, comparator: str, value: object) -> dict[str, Any]:
    return {"field": {"api_name": name}, "comparator": comparator, "value": value}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (leaf("name", "contains", "South"), [43, 44]),
        (leaf("name", "not_contains", "South"), [41, 42]),
        (leaf("reporting_to.id", "equal", "41"), [42, 43]),
        (leaf("reporting_to.id", "equal", None), [41]),
        (leaf("manager.id", "not_contains", "31"), [42, 43, 44]),
        (leaf("id", "not_equal", 41), [42, 43, 44]),
        (
            {
                "group_operator": "or",
                "group": [leaf("name", "starts_with", "W"), leaf("name", "ends_with", "Pole")],
            },
            [41, 44],
        ),
    ],
)
def test_territories_can_be_filtered(filters, found):
    query = {"filters": json.dumps(filters)}
    assert ids(Settings().get(TERRITORIES, query), "territories") == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"ids": "42,44,9"}, [42, 44]),
        ({"per_page": "2", "page": "2"}, [43, 44]),
    ],
)
def test_territories_can_be_chosen(query, found):
    assert ids(Settings().get(TERRITORIES, query), "territories") == found


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "7",
        '"x"',
        "null",
        "{}",
        '{"group":1,"group_operator":"AND"}',
        '{"group":[],"group_operator":"XOR"}',
        '{"group":[],"group_operator":1}',
        '{"field":{"api_name":"odd"},"comparator":"equal","value":1}',
        '{"field":{"api_name":["name"]},"comparator":"equal","value":1}',
        '{"field":{"api_name":"name"},"comparator":"odd","value":1}',
        '{"field":{"api_name":"name"},"comparator":"contains","value":null}',
        '{"field":{"api_name":"name"},"comparator":"contains","value":[1]}',
        '{"field":{"api_name":"name"},"comparator":"contains"}',
        '{"group_operator":"AND","group":[' * 900 + "]}" * 900,
        '{"group_operator":"AND","group":[' * 9 + "]}" * 9,
        "\ud800",
    ],
)
@pytest.mark.parametrize("route", [TERRITORIES, CHILDREN, PROFILES])
def test_filters_that_are_none_are_refused(route, text):
    with pytest.raises(ApiError) as refused:
        Settings().get(route, {"filters": text}, id="41")
    assert refused.value.details == {"param_name": "filters"}


def test_taxes_are_one_object():
    answered = Settings().get(TAXES).json
    assert answered == {
        "org_taxes": {
            "preference": {"auto_populate_tax": False, "modify_tax_rates": False},
            "taxes": [
                {
                    "id": "71",
                    "name": "Sales Tax",
                    "display_label": "Sales Tax",
                    "value": 2.5,
                    "sequence_number": 1,
                }
            ],
        }
    }
    assert Settings().get(TAX, id="71").json == answered
    assert Settings().get(TAX, id="72").status == 204


@pytest.mark.parametrize("route", [CURRENCIES, CURRENCY])
def test_currencies_need_their_feature(route):
    with pytest.raises(ApiError) as refused:
        Settings(PLAIN).get(route, id="1")
    assert refused.value.cause.status == 403
    assert refused.value.body()["code"] == "CURRENCIES_NOT_ENABLED"


def test_the_base_currency():
    answered = Settings().get(CURRENCIES).json
    [base] = answered["currencies"]
    assert (base["iso_code"], base["is_base"]) == ("USD", True)
    assert base["exchange_rate"] == "1.000000000"
    assert Settings().get(CURRENCY, id=base["id"]).json == answered
    assert Settings().get(CURRENCY, id="1").status == 204


def test_assignment_rules_of_a_module():
    answered = Settings().get(RULES).json
    [rule] = answered["assignment_rules"]
    leads = FULL.module_by_name["Leads"]
    assert rule["module"] == {"api_name": "Leads", "id": str(leads.id)}
    assert rule["default_assignee"] == {"name": "Bee", "id": "32"}
    assert Settings().get(RULES, {"module": "Leads"}).json == answered
    assert Settings().get(RULE, {"module": "Leads"}, id="61").json == answered
    assert Settings().get(RULES, {"module": "Deals"}).status == 204
    assert Settings().get(RULE, {"module": "Deals"}, id="61").status == 204


def test_cadences():
    answered = Settings().get(CADENCES).json
    assert answered["cadences"][0]["name"] == "Welcome"
    assert answered["cadences"][0]["status"] == "active"
    assert answered["info"]["count"] == 1
    assert Settings().get(CADENCES, {"page": "2"}).status == 204


BY_ID: list[tuple[Route, dict[str, str], int]] = [
    (USER, {}, 1),
    (ROLE, {}, 2),
    (PROFILE, {}, 2),
    (TERRITORY, {}, 2),
    (CHILDREN, {}, 2),
    (TAX, {}, 2),
    (CURRENCY, {}, 2),
    (RULE, {"module": "Leads"}, 3),
]


@pytest.mark.parametrize("number", ["x", "", "-1", "٣", "9" * 40, "9223372036854775808", "1\0"])
@pytest.mark.parametrize(("route", "query", "index"), BY_ID)
def test_an_id_that_is_none_is_refused(route, query, index, number):
    with pytest.raises(ApiError) as refused:
        Settings().get(route, query, id=number)
    assert refused.value.cause.code == "INVALID_DATA"
    assert refused.value.details == {"resource_path_index": index}


@pytest.mark.parametrize(("route", "query", "index"), BY_ID)
def test_an_unknown_id_is_no_content(route, query, index):
    assert Settings().get(route, query, id="9223372036854775807").status == 204


@pytest.mark.parametrize(
    ("query", "code", "details"),
    [
        ({"type": "Odd"}, "PATTERN_NOT_MATCHED", {"param_name": "type"}),
        ({"ids": "x"}, "INVALID_DATA", {"param_name": "ids"}),
        ({"ids": ""}, "INVALID_DATA", {"param_name": "ids"}),
        ({"ids": "1,\0"}, "INVALID_DATA", {"param_name": "ids"}),
        (
            {"ids": ",".join(map(str, range(101)))},
            "LIMIT_EXCEEDED",
            {"limit": 100, "param_name": "ids"},
        ),
        *(
            (
                {name: value},
                "INVALID_DATA",
                {"expected_data_type": "integer", "param_name": name},
            )
            for name in ("page", "per_page")
            for value in ("0", "-1", "x", "1.5", "", "٣", "\0", "1e3", " ")
        ),
    ],
)
def test_a_question_for_users_that_is_none_is_refused(query, code, details):
    with pytest.raises(ApiError) as refused:
        Settings().get(USERS, query)
    assert (refused.value.cause.code, refused.value.details) == (code, details)
    assert refused.value.cause.status == 400
