"""settings/modules."""

from __future__ import annotations

from typing import Any

import pytest

from crmstead.api.settings.modules import ROUTES
from crmstead.errors.raised import ApiError
from crmstead.metadata.describing import kept
from crmstead.model.version import BY_NAME
from tests.api.settings_org import FULL, PLAIN, Settings, route_of, words

LIST, ONE = route_of(ROUTES, "list_modules"), route_of(ROUTES, "get_module")
#: Platform reference 2.1.1: the keys of the list, and the scalars of a single module.
IN_LIST = words("""has_more_profiles access_type private_profile deletable description creatable
    recycle_bin_on_delete modified_time plural_label presence_sub_menu actual_plural_label id
    visibility convertable sub_menu_available editable actual_singular_label profiles show_as_tab
    web_link sequence_number singular_label viewable api_supported api_name quick_create
    modified_by generated_type feeds_required arguments module_name profile_count
    business_card_field_limit track_current_data parent_module status global_search_supported
    lookupable isBlueprintSupported public_fields_configured chart_view chart_view_supported
    kanban_view kanban_view_supported filter_status filter_supported emailTemplate_support
    email_parser_supported inventory_template_supported triggers_supported scoring_supported
    webform_supported zia_view per_page activity_badge display_field""")
WHOLE = words("""$field_states business_card_fields $properties $on_demand_properties
    search_layout_fields lookup_field_properties related_list_properties related_lists layouts
    fields custom_view default_mapping_fields static_subform_properties layout_associations
    territory""")


def modules(settings: Settings, **query: str) -> dict[str, Any]:
    answered = settings.get(LIST, query)
    return {module["api_name"]: module for module in answered.json["modules"]}


def test_the_list_names_modules_rows_links_and_what_the_api_does_not_serve():
    found = modules(Settings())
    assert {"Leads", "Quoted_Items", "LeadsXProducts", "Home"} <= set(found)
    assert not {"Users", "Participants", "Pricing_Details", "Activities"} & set(found)
    assert found["Home"]["api_supported"] is False
    assert found["Events"]["module_name"] == "Meetings"
    assert found["Quoted_Items"]["parent_module"]["api_name"] == "Quotes"
    assert found["Leads"]["parent_module"] == {}
    assert found["Quotes"]["inventory_template_supported"] is True
    assert found["Leads"]["inventory_template_supported"] is False


def test_every_module_has_the_documented_keys_and_only_one_alone_the_heavy_ones():
    for module in modules(Settings()).values():
        assert set(IN_LIST) <= set(module)
        assert not set(WHOLE) & set(module)
        assert module["generated_type"]
    [leads] = Settings().get(ONE, module_name="Leads").json["modules"]
    assert set(IN_LIST) | set(WHOLE) <= set(leads)


def test_a_module_is_found_by_name_and_by_id():
    settings = Settings()
    by_name = settings.get(ONE, module_name="Deals").json
    assert by_name == settings.get(ONE, module_name=by_name["modules"][0]["id"]).json


def test_one_module_shows_its_view_columns_and_properties():
    [leads] = Settings().get(ONE, module_name="Leads").json["modules"]
    assert leads["display_field"] == "Full_Name"
    assert leads["custom_view"]["system_name"] == "ALLVIEWS"
    assert leads["custom_view"]["criteria"]["field"]["api_name"] == "Converted__s"
    assert leads["search_layout_fields"][0] == "Full_Name"
    assert len(leads["business_card_fields"]) <= leads["business_card_field_limit"]
    assert "$approval" in leads["$properties"]
    assert leads["$field_states"] == ["convert_scheduler"]
    assert leads["territory"] == {"name": "All Territories", "id": "0", "subordinates": False}
    [without] = Settings(PLAIN).get(ONE, module_name="Leads").json["modules"]
    assert without["territory"] is None
    [deals] = Settings().get(ONE, module_name="Deals").json["modules"]
    assert deals["$field_states"] == []


def test_rights_are_the_callers():
    assert modules(Settings(user=31))["Sales_Orders"]["deletable"] is True
    assert modules(Settings(user=32))["Sales_Orders"]["deletable"] is False
    # One cache serves both.
    shared: dict[Any, Any] = {}
    assert modules(Settings(user=31, compiled=shared))["Sales_Orders"]["deletable"] is True
    assert modules(Settings(user=32, compiled=shared))["Sales_Orders"]["deletable"] is False


def test_the_list_can_be_of_some_statuses():
    hidden = modules(Settings(), status="system_hidden")
    assert {"Notes", "Attachments"} <= set(hidden)
    assert all(module["status"] == "system_hidden" for module in hidden.values())
    both = modules(Settings(), status="visible, system_hidden")
    assert {"Leads", "Notes"} <= set(both)
    assert Settings().get(LIST, {"status": "scheduled_for_deletion"}).status == 204


def test_an_unknown_status_names_the_known_ones():
    with pytest.raises(ApiError) as refused:
        Settings().get(LIST, {"status": "visible,odd"})
    assert refused.value.body() == {
        "code": "INVALID_DATA",
        "details": {
            "param_name": "status",
            "supported_values": [
                "visible",
                "user_hidden",
                "system_hidden",
                "scheduled_for_deletion",
            ],
        },
        "message": "The status given is invalid.",
        "status": "error",
    }


@pytest.mark.parametrize("name", ["Leed", "leads", "Participants", "Users", "\0", "٣", "1 2"])
def test_an_unknown_module_is_told_by_its_place_in_the_path(name):
    with pytest.raises(ApiError) as refused:
        Settings().get(ONE, module_name=name)
    assert refused.value.body() == {
        "code": "INVALID_MODULE",
        "details": {"resource_path_index": 2},
        "message": "the module name given seems to be invalid",
        "status": "error",
    }


def test_an_unknown_id_is_no_content():
    assert Settings().get(ONE, module_name="123").status == 204
    participants = FULL.module_by_name["Participants"]
    assert Settings().get(ONE, module_name=str(participants.id)).status == 204


def test_a_module_outside_the_api_is_not_supported():
    with pytest.raises(ApiError) as refused:
        Settings().get(ONE, module_name="Reports")
    assert refused.value.cause.code == "NOT_SUPPORTED"
    assert refused.value.message == "the given module is not supported in api"


@pytest.mark.parametrize(("route", "path"), [(LIST, {}), (ONE, {"module_name": "Leads"})])
def test_what_did_not_change_is_not_sent_again(route, path):
    settings = Settings()
    at_first = {"if-modified-since": "2023-05-10T08:10:47+00:00"}
    assert settings.get(route, headers=at_first, **path).status == 200
    later = {"if-modified-since": "2023-05-10T13:40:48+05:30"}
    assert settings.get(route, headers=later, **path).status == 304
    assert settings.get(route, headers=later, **path).json is None
    assert settings.get(route, headers=at_first, **path).status == 200
    as_mail = {"if-modified-since": "Wed, 10 May 2023 09:00:00 GMT"}
    assert settings.get(route, headers=as_mail, **path).status == 304


def test_metadata_that_changed_since_is_sent_again():
    settings = Settings()
    settings.get(LIST)
    settings.clock.advance(100)
    settings.compiled.clear()
    settings.catalogue = PLAIN
    between = {"if-modified-since": "2023-05-10T08:11:47+00:00"}
    assert settings.get(LIST, headers=between).status == 200


@pytest.mark.parametrize("text", ["yesterday", "2023-99-99T00:00:00Z", "Mon, 99 May", "\0", "1"])
def test_a_moment_that_is_none_is_refused(text):
    with pytest.raises(ApiError) as refused:
        Settings().get(LIST, headers={"if-modified-since": text})
    assert refused.value.details == {
        "expected_data_type": "datetime",
        "param_name": "If-Modified-Since",
    }


def test_the_same_question_is_rendered_once():
    settings = Settings()
    settings.get(LIST)
    settings.get(ONE, module_name="Leads")
    first = dict(settings.compiled["described"].answers)
    settings.get(LIST)
    settings.get(ONE, module_name="Leads")
    again = settings.compiled["described"].answers
    assert {key: id(value) for key, value in first.items()} == {
        key: id(value) for key, value in again.items()
    }
    assert len(again) == 2


def test_fields_of_a_module_are_those_of_the_version():
    names = {}
    for version in BY_NAME:
        [leads] = Settings(version=version).get(ONE, module_name="Leads").json["modules"]
        names[version] = {field["api_name"] for field in leads["fields"]}
    assert "Converted_Account" not in names["v2"]
    assert "Converted_Account" in names["v3"]


def test_what_is_kept_of_an_org_is_bounded(monkeypatch):
    monkeypatch.setattr(kept, "_MOST", 400_000)
    settings = Settings()
    for module in FULL.modules:
        if not module.pseudo and module.api_supported:
            settings.get(ONE, module_name=module.api_name)
            bodies = settings.compiled["described"].answers.values()
            assert sum(len(body) for _status, body in bodies) <= 400_000 + 200_000
