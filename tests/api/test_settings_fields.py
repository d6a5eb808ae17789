"""settings/fields, one field, the values of a pick list."""

from __future__ import annotations

from typing import Any

import pytest

from crmstead.api.settings.fields import ROUTES
from crmstead.errors.raised import ApiError
from crmstead.model.version import BY_NAME
from tests.api.settings_org import FULL, PLAIN, Settings, route_of, words

LIST, ONE = route_of(ROUTES, "list_fields"), route_of(ROUTES, "get_field")
VALUES = route_of(ROUTES, "list_pick_list_values")
#: Platform reference 2.2.1: all of these on every field.
ON_EVERY_FIELD = words("""associated_module webhook operation_type colour_code_enabled_by_system
    field_label tooltip type field_read_only customizable_properties display_label read_only
    association_details businesscard_supported multi_module_lookup id created_time filterable
    visible profiles view_type separator searchable external api_name unique enable_colour_code
    pick_list_values system_mandatory virtual_field json_type crypt created_source display_type
    ui_type modified_time email_parser currency custom_field lookup hipaa_compliance
    convert_mapping rollup_summary length display_field pick_list_values_sorted_lexically sortable
    layout_associations global_picklist history_tracking data_type formula hipaa_compliance_enabled
    decimal_place mass_update multiselectlookup auto_number display_format_properties
    display_format parent_field child_fields range address""")
OBJECTS = words("""lookup formula rollup_summary unique currency auto_number multiselectlookup
    multi_module_lookup operation_type view_type email_parser""")


def fields(settings: Settings, module: str = "Leads", **query: str) -> dict[str, Any]:
    answered = settings.get(LIST, {"module": module, **query})
    return {field["api_name"]: field for field in answered.json["fields"]}


@pytest.mark.parametrize("module", [one.api_name for one in FULL.modules if one.fields])
def test_every_field_has_every_key(module):
    known = FULL.module_by_name[module]
    if known.pseudo and (known.is_subform or known.is_linking):
        return
    for field in fields(Settings(), module).values():
        assert set(ON_EVERY_FIELD) <= set(field)
        assert all(isinstance(field[key], dict) for key in OBJECTS)
        assert isinstance(field["pick_list_values"], list)


@pytest.mark.parametrize("version", BY_NAME)
def test_a_lookups_module_is_an_object_or_bare_text(version):
    said = fields(Settings(version=version), "Contacts")["Account_Name"]["lookup"]["module"]
    accounts = FULL.module_by_name["Accounts"]
    if BY_NAME[version].lookup_module_object:
        assert said == {"api_name": "Accounts", "id": str(accounts.id)}
    else:
        assert said == "Accounts"


def test_a_lookup_names_the_related_list_of_the_other_side():
    lookup = fields(Settings(), "Contacts")["Account_Name"]["lookup"]
    other = FULL.module_by_name["Accounts"].related_lists
    shown = next(one for one in other if one.module == "Contacts")
    assert (lookup["api_name"], lookup["id"]) == (shown.api_name, str(shown.id))
    assert lookup["display_label"] == shown.display_label
    assert lookup["query_details"] == {}
    assert fields(Settings())["Owner"]["lookup"] == {}
    assert fields(Settings(), "Tasks")["What_Id"]["lookup"]["module"]["api_name"] == "se_module"


def test_both_generations_of_multi_select_metadata_stand_in_one_object():
    said = fields(Settings())["Interests"]["multiselectlookup"]
    linking = FULL.module_by_name["LeadsXProducts"]
    products = FULL.module_by_name["Products"]
    assert said["linking_module"] == {"api_name": "LeadsXProducts", "id": str(linking.id)}
    assert said["connected_module"] == {"api_name": "Products", "id": str(products.id)}
    shown = next(one for one in products.related_lists if one.linking_module)
    assert (said["api_name"], said["id"]) == (shown.api_name, str(shown.id))
    details = said["linking_details"]
    assert details["module"]["api_name"] == "LeadsXProducts"
    assert isinstance(details["module"]["plural_label"], str)
    for key, name in (
        ("lookup_field", said["lookup_apiname"]),
        ("connected_lookup_field", said["connectedlookup_apiname"]),
    ):
        field = linking.by_name[name]
        assert details[key] == {
            "api_name": name,
            "field_label": field.field_label,
            "id": str(field.id),
        }
    assert said["connected_details"]["module"]["api_name"] == "Products"
    assert said["connected_details"]["layouts"]
    assert set(said) >= {"display_label", "api_name", "id", "related_list", "record_access"}


def test_a_multi_user_lookup_has_its_own_key():
    fans = fields(Settings())["Fans"]
    users = FULL.module_by_name["Users"]
    assert fans["multiselectlookup"] == {}
    assert fans["multiuserlookup"]["connected_module"] == {
        "api_name": "Users",
        "id": str(users.id),
    }
    assert fans["multiuserlookup"]["linking_module"]["api_name"] == "LeadsXUsers"


def test_what_only_a_data_type_has():
    leads = fields(Settings())
    assert leads["Description"]["textarea"] == {"type": "large"}
    assert leads["Annual_Revenue"]["currency"] == {"rounding_option": "normal", "precision": 2}
    assert leads["Code"]["auto_number"]["start_number"] == 1
    assert leads["Sum"]["formula"]["return_type"] == "double"
    assert leads["Paper"]["associated_module"]["module"] == "File_Upload_1__s"
    assert leads["Mail2"]["unique"] == {"case_sensitive": False}
    assert leads["Key"]["external"]["type"] == "org"
    assert leads["Company"]["convert_mapping"]["Accounts"] == "Account_Name"
    assert leads["Owner"]["convert_mapping"] is None
    rows = fields(Settings(), "Quotes")["Quoted_Items"]
    module = FULL.module_by_name["Quoted_Items"]
    assert rows["associated_module"] == {"module": "Quoted_Items", "id": str(module.id)}
    assert rows["subform"] == rows["associated_module"]
    many = fields(Settings(), "Appointments__s")["Appointment_For"]["multi_module_lookup"]
    assert {one["api_name"] for one in many["modules"]} >= {"Leads", "Contacts"}


def test_a_stage_says_what_it_means_for_forecasts():
    stages = fields(Settings(), "Deals")["Stage"]["pick_list_values"]
    won = next(stage for stage in stages if stage["display_value"] == "Closed Won")
    assert won["probability"] == 100
    assert won["forecast_type"] == "Closed Won"
    assert won["forecast_category"]["name"] == "Closed"
    assert won["forecast_category"]["id"].isdigit()
    assert "probability" not in fields(Settings())["Lead_Source"]["pick_list_values"][0]


def test_a_hidden_field_is_listed_and_marked():
    badge = fields(Settings(user=32))["Badge"]
    assert (badge["visible"], badge["display_type"]) == (False, 3)
    assert not any(badge["view_type"].values())
    badge = fields(Settings(user=31))["Badge"]
    assert (badge["visible"], badge["display_type"]) == (True, -1)
    permissions = {one["name"]: one["permission_type"] for one in badge["profiles"]}
    assert permissions == {"Administrator": "read_write", "Standard": "hidden"}


def test_a_field_is_read_only_to_some():
    shared: dict[Any, Any] = {}
    assert fields(Settings(user=32, compiled=shared))["Score"]["read_only"] is True
    assert fields(Settings(user=31, compiled=shared))["Score"]["read_only"] is False


def test_fields_of_features_come_and_go_with_them():
    assert {"Currency", "Exchange_Rate", "Data_Processing_Basis"} <= set(fields(Settings()))
    assert not {"Currency", "Exchange_Rate", "Data_Processing_Basis"} & set(fields(Settings(PLAIN)))


@pytest.mark.parametrize("module", ["Users", "Quoted_Items", "LeadsXProducts", "Activities"])
def test_fields_are_known_of_more_than_the_listed_modules(module):
    assert "id" in fields(Settings(), module)


def test_a_custom_field_leaves_use_with_its_last_layout():
    assert "Gone" not in fields(Settings())
    assert set(fields(Settings(), type="unused")) == {"Gone"}
    assert fields(Settings(), type="unused")["Gone"]["type"] == "unused"
    assert set(fields(Settings(), type="all")) == set(fields(Settings())) | {"Gone"}


def test_fields_can_be_of_one_data_type_or_one_layout():
    dates = fields(Settings(), data_type="picklist")
    assert {"Lead_Source", "Lead_Status"} <= set(dates)
    assert all(field["data_type"] == "picklist" for field in dates.values())
    layout = FULL.module_by_name["Leads"].layouts[0]
    shown = fields(Settings(), layout_id=str(layout.id))
    assert set(shown) <= layout.field_names()
    assert Settings().get(LIST, {"module": "Leads", "data_type": "odd\0"}).status == 204


def test_permissions_to_update_are_told_when_asked_for():
    key = "allowed_permissions_to_update"
    leads = fields(Settings(), include=f"{key},odd")
    assert leads["Last_Name"][key] == {"read_write": True, "read_only": False, "hidden": False}
    assert leads["Company"][key]["hidden"] is True
    assert key not in fields(Settings())["Company"]


def test_one_field():
    company = FULL.module_by_name["Leads"].by_name["Company"]
    query = {"module": "Leads"}
    [one] = Settings().get(ONE, query, id=str(company.id)).json["fields"]
    assert one == fields(Settings())["Company"]
    assert Settings().get(ONE, {"module": "Deals"}, id=str(company.id)).status == 204
    assert Settings().get(ONE, query, id="123").status == 204


def test_values_of_a_pick_list_name_their_layouts():
    leads = FULL.module_by_name["Leads"]
    query, field = {"module": "Leads"}, leads.by_name["Lead_Source"]
    values = Settings().get(VALUES, query, id=str(field.id)).json["pick_list_values"]
    assert [one["display_value"] for one in values][:2] == ["-None-", "Advertisement"]
    layout = leads.layouts[0]
    assert values[0]["layout_associations"] == [
        {"api_name": layout.api_name, "name": layout.name, "id": str(layout.id)}
    ]
    store = next(one for one in values if one["display_value"] == "Online Store")
    assert store["actual_value"] == "OnlineStore"
    assert Settings().get(VALUES, query, id=str(leads.by_name["Company"].id)).status == 204


@pytest.mark.parametrize(
    ("query", "code", "details"),
    [
        ({}, "REQUIRED_PARAM_MISSING", {"param_name": "module"}),
        ({"module": ""}, "REQUIRED_PARAM_MISSING", {"param_name": "module"}),
        ({"module": "Odd"}, "INVALID_MODULE", {}),
        ({"module": "leads"}, "INVALID_MODULE", {}),
        ({"module": "Participants"}, "INVALID_MODULE", {}),
        ({"module": "Reports"}, "INVALID_MODULE", {}),
        ({"module": "\0"}, "INVALID_MODULE", {}),
        ({"module": "Leads", "type": "odd"}, "PATTERN_NOT_MATCHED", {"param_name": "type"}),
        ({"module": "Leads", "layout_id": "1"}, "INVALID_DATA", {"param_name": "layout_id"}),
        ({"module": "Leads", "layout_id": "x"}, "INVALID_DATA", {"param_name": "layout_id"}),
    ],
)
def test_a_question_that_is_none_is_refused(query, code, details):
    with pytest.raises(ApiError) as refused:
        Settings().get(LIST, query)
    assert (refused.value.cause.code, refused.value.details) == (code, details)
    assert refused.value.cause.status == 400


@pytest.mark.parametrize("number", ["x", "", "-1", "٣", "9" * 40, "9223372036854775808", "1\0"])
@pytest.mark.parametrize("route", [ONE, VALUES])
def test_an_id_that_is_none_is_refused(route, number):
    with pytest.raises(ApiError) as refused:
        Settings().get(route, {"module": "Leads"}, id=number)
    assert refused.value.body() == {
        "code": "INVALID_DATA",
        "details": {"resource_path_index": 2},
        "message": "the id given seems to be invalid",
        "status": "error",
    }


def test_values_of_an_unknown_field_are_refused():
    with pytest.raises(ApiError) as refused:
        Settings().get(VALUES, {"module": "Leads"}, id="123")
    assert refused.value.details == {"resource_path_index": 2}


def test_what_is_kept_does_not_grow_with_strangers():
    settings = Settings()
    for number in range(50):
        settings.get(LIST, {"module": "Leads", "data_type": str(number)})
        settings.get(LIST, {"module": "Leads", "include": str(number), "component": str(number)})
    assert len(settings.compiled["described"].answers) == 1
