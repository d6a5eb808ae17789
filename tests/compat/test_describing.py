"""The SDKs read what an org consists of, with the values that it has."""

from __future__ import annotations

import pytest

from tests.compat.sdk import drive
from tests.live import ADMIN, PEER, STANDARD

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def described(rich_org, sdk):
    return drive("describe", sdk, rich_org, module="Leads")


def items(described, root):
    return {one["api_name"]: one for one in described[root]["content"][root]}


def test_every_answer_is_of_the_class_that_the_sdk_expects(described):
    found = {name: (one["status"], one["is"]) for name, one in described.items()}
    assert found == dict.fromkeys(found, (200, "ResponseWrapper"))
    assert len(found) == 10


@pytest.mark.parametrize(
    ("name", "data_type", "json_type", "custom"),
    [
        ("Last_Name", "text", "string", False),
        ("Owner", "ownerlookup", "jsonobject", False),
        ("Skills", "multiselectpicklist", "jsonarray", True),
        ("Met_At", "datetime", "string", True),
        ("Born", "date", "string", True),
        ("Fee", "currency", "double", True),
        ("Certain", "boolean", "boolean", True),
        ("Sponsor", "lookup", "jsonobject", True),
        ("Share", "percent", "double", True),
        ("Weight", "double", "double", True),
        ("Serial", "bigint", "string", True),
        ("Buddy", "userlookup", "jsonobject", True),
        ("Interests", "multiselectlookup", "jsonarray", True),
        ("Fans", "multiuserlookup", "jsonarray", True),
        ("Story", "textarea", "string", True),
        ("Languages_Known", "subform", "jsonarray", True),
    ],
)
def test_a_field_has_its_type(described, name, data_type, json_type, custom):
    field = items(described, "fields")[name]
    found = (field["data_type"], field["json_type"], field["custom_field"])
    assert found == (data_type, json_type, custom)


def test_custom_fields_keep_their_ids_and_say_where_they_lead(described):
    fields = items(described, "fields")
    assert [fields[name]["id"] for name in ("Skills", "Fee", "Languages_Known")] == [901, 904, 914]
    assert fields["Last_Name"]["system_mandatory"] is True
    assert fields["Company"]["system_mandatory"] is False
    assert fields["Sponsor"]["lookup"]["module"]["api_name"] == "Accounts"
    assert fields["Languages_Known"]["associated_module"]["module"] == "Languages_Known"
    shown = [one["display_value"] for one in fields["Skills"]["pick_list_values"]]
    assert shown == ["Lisp", "Sailing", "Sales"]


def test_layouts_hold_the_fields_in_sections(described):
    layout = items(described, "layouts")["Standard__s"]
    sections = {one["api_name"]: one for one in layout["sections"]}
    names = {field["api_name"] for section in sections.values() for field in section["fields"]}
    assert layout["name"] == "Standard"
    assert {"Last_Name", "Skills", "Sponsor", "Languages_Known"} <= names


def test_custom_views_tell_the_default_one(described):
    views = {one["name"]: one for one in described["custom_views"]["content"]["custom_views"]}
    assert views["All Open Leads"]["default"] is True
    assert views["All Open Leads"]["display_value"] == "All Leads"
    assert views["My Leads"]["default"] is False


def test_related_lists_tell_their_paths(described):
    lists = items(described, "related_lists")
    assert lists["Notes"]["href"] == "Leads/{ENTITYID}/Notes"
    assert lists["Notes"]["module"]["api_name"] == "Notes"
    assert lists["Emails"]["href"] is None


def test_modules_are_those_of_the_org(rich_org, described):
    modules = items(described, "modules")
    known = rich_org.org.catalogue.module_by_name
    ids = {name: one["id"] for name, one in modules.items()}
    assert ids == {name: known[name].id for name in modules}
    assert modules["Leads"]["generated_type"] == "default"
    assert modules["Site_Visits"]["generated_type"] == "custom"
    assert modules["LeadsXProducts"]["generated_type"] == "linking"


def test_users_have_their_roles_and_profiles(rich_org, described):
    users = {one["email"]: one for one in described["users"]["content"]["users"]}
    known = rich_org.org.catalogue.user_by_email
    assert {email: int(one["id"]) for email, one in users.items()} == {
        email: known[email].id for email in (ADMIN, STANDARD, PEER)
    }
    assert users[STANDARD]["full_name"] == "Stan Dard"
    assert (users[STANDARD]["role"]["name"], users[STANDARD]["profile"]["name"]) == (
        "Manager",
        "Standard",
    )
    assert described["users"]["content"]["info"]["count"] == 3


def test_the_org_is_the_one_of_the_token(rich_org, described):
    [org] = described["org"]["content"]["org"]
    known = rich_org.org.catalogue.org
    assert (org["company_name"], org["zgid"]) == (known.company_name, known.zgid)
    assert (org["primary_email"], org["time_zone"]) == (ADMIN, known.time_zone)
    assert (org["currency_symbol"], org["iso_code"]) == ("$", "USD")


def test_roles_profiles_and_territories_have_their_names(described):
    roles = {one["name"]: one for one in described["roles"]["content"]["roles"]}
    profiles = {one["name"] for one in described["profiles"]["content"]["profiles"]}
    territories = {one["name"]: one for one in described["territories"]["content"]["territories"]}
    assert set(roles) == {"CEO", "Manager"}
    assert roles["Manager"]["reporting_to"]["name"] == "CEO"
    assert profiles == {"Administrator", "Standard"}
    assert territories["North"]["reporting_to"]["name"] == "World"
    assert territories["World"]["reporting_to"] is None
