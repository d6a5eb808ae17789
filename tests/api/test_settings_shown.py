"""settings/layouts, settings/custom_views, settings/related_lists, settings/pipeline."""

from __future__ import annotations

from typing import Any

import pytest

from crmstead.api.settings import custom_views, layouts, pipeline, related_lists
from crmstead.errors.raised import ApiError
from crmstead.model.version import BY_NAME
from tests.api.settings_org import FULL, PLAIN, Settings, route_of, words

LAYOUTS = route_of(layouts.ROUTES, "list_layouts")
LAYOUT = route_of(layouts.ROUTES, "get_layout")
VIEWS = route_of(custom_views.ROUTES, "list_custom_views")
VIEW = route_of(custom_views.ROUTES, "get_custom_view")
RELATED = route_of(related_lists.ROUTES, "list_related_lists")
ONE_RELATED = route_of(related_lists.ROUTES, "get_related_list")
PIPELINES = route_of(pipeline.ROUTES, "list_pipelines")
PIPELINE = route_of(pipeline.ROUTES, "get_pipeline")
LEADS = FULL.module_by_name["Leads"]
DEALS = FULL.module_by_name["Deals"]
OF_LEADS = {"module": "Leads"}
OF_DEALS = {"layout_id": str(DEALS.layouts[0].id)}

LAYOUT_KEYS = words("""has_more_profiles created_time convert_mapping visible created_for profiles
    source created_by sections display_label show_business_card actions_allowed modified_time
    api_name name modified_by generated_type id status""")
SECTION_KEYS = words("""isSubformSection type display_label mode sequence_number tab_traversal
    api_name column_count name generated_type id fields properties""")
VIEW_KEYS = words("""display_value created_time system_name created_by default modified_time name
    system_defined modified_by id category last_accessed_time locked favorite access_type
    offline""")
WHOLE_VIEW_KEYS = words("criteria fields sort_by sort_order shared_to module")
RELATED_KEYS = words("""module type sequence_number display_label customize_sort customize_fields
    api_name customize_display_label name action href id status""")


def test_a_layout_has_the_documented_keys():
    [layout] = Settings().get(LAYOUTS, OF_LEADS).json["layouts"]
    assert set(LAYOUT_KEYS) <= set(layout)
    assert layout["api_name"] == "Standard__s"
    assert set(layout["actions_allowed"]) == set(
        words("edit rename clone downgrade delete deactivate set_layout_permissions")
    )
    assert [profile["name"] for profile in layout["profiles"]] == ["Administrator", "Standard"]
    assert layout["profiles"][0]["_default_view"]["type"] == "layout"
    for section in layout["sections"]:
        assert set(SECTION_KEYS) <= set(section)
        for field in section["fields"]:
            assert "layout_associations" not in field
            assert type(field["section_id"]) is int
            assert {"required", "validation_rule", "default_value"} <= set(field)


@pytest.mark.parametrize("version", BY_NAME)
def test_tab_traversal_is_text_or_a_number(version):
    answered = Settings(version=version).get(LAYOUTS, OF_LEADS)
    said = {section["tab_traversal"] for section in answered.json["layouts"][0]["sections"]}
    text = BY_NAME[version].tab_traversal_text
    assert said == ({"left_to_right"} if text else {2})


def test_a_layout_names_the_layouts_of_conversion():
    [layout] = Settings().get(LAYOUTS, OF_LEADS).json["layouts"]
    mapping = layout["convert_mapping"]
    assert set(mapping) == {"Contacts", "Deals", "Accounts"}
    assert mapping["Deals"]["id"] == str(DEALS.layouts[0].id)
    assert {"Deal_Name", "Stage"} <= {one["api_name"] for one in mapping["Deals"]["fields"]}
    assert set(mapping["Contacts"]) == {"name", "id"}
    [other] = Settings().get(LAYOUTS, {"module": "Deals"}).json["layouts"]
    assert other["convert_mapping"] is None


def test_a_layout_requires_what_the_system_does():
    [layout] = Settings().get(LAYOUTS, OF_LEADS).json["layouts"]
    fields = {
        field["api_name"]: field for section in layout["sections"] for field in section["fields"]
    }
    assert fields["Last_Name"]["required"] is True
    assert fields["Phone"]["required"] is False
    assert "Gone" not in fields


def test_one_layout():
    number = str(LEADS.layouts[0].id)
    whole = Settings().get(LAYOUTS, OF_LEADS).json
    assert Settings().get(LAYOUT, OF_LEADS, id=number).json == whole
    assert Settings().get(LAYOUT, {"module": "Deals"}, id=number).status == 204
    assert Settings().get(LAYOUT, OF_LEADS, id="1").status == 204
    assert Settings().get(LAYOUTS, {"module": "Users"}).status == 204


def test_a_list_of_views_says_which_is_the_default_and_what_categories_are_called():
    answered = Settings().get(VIEWS, OF_LEADS).json
    views = answered["custom_views"]
    assert all(set(VIEW_KEYS) <= set(view) for view in views)
    assert all(not set(WHOLE_VIEW_KEYS) & set(view) for view in views)
    default = next(view for view in views if view["default"])
    assert answered["info"] == {
        "per_page": 200,
        "default": default["id"],
        "count": len(LEADS.custom_views),
        "page": 1,
        "more_records": False,
        "translation": {
            "public_views": "Public Views",
            "other_users_views": "Other Users Views",
            "shared_with_me": "Shared With Me",
            "created_by_me": "Created By Me",
        },
    }


def test_views_come_in_pages():
    first = Settings().get(VIEWS, {**OF_LEADS, "per_page": "2"}).json
    second = Settings().get(VIEWS, {**OF_LEADS, "per_page": "2", "page": "2"}).json
    assert first["info"]["more_records"] is True
    assert first["info"]["count"] == 2
    assert [view["id"] for view in first["custom_views"] + second["custom_views"]] == [
        str(view.id) for view in LEADS.custom_views[:4]
    ]
    assert Settings().get(VIEWS, {**OF_LEADS, "page": "9"}).status == 204
    assert Settings().get(VIEWS, {**OF_LEADS, "page": "9" * 90}).status == 204
    assert Settings().get(VIEWS, {**OF_LEADS, "per_page": "9000"}).json["info"]["per_page"] == 200
    assert Settings().get(VIEWS, {"module": "Quoted_Items"}).status == 204


def one_view(system_name: str, settings: Settings | None = None) -> dict[str, Any]:
    number = next(view.id for view in LEADS.custom_views if view.system_name == system_name)
    answered = (settings or Settings()).get(VIEW, OF_LEADS, id=str(number)).json
    assert set(answered["info"]) == {"translation"}
    view: dict[str, Any] = answered["custom_views"][0]
    assert set(VIEW_KEYS) | set(WHOLE_VIEW_KEYS) <= set(view)
    return view


def test_one_view_has_criteria_and_columns_with_ids():
    view = one_view("CONVERTEDVIEWS")
    field = LEADS.by_name["Converted__s"]
    assert view["criteria"] == {
        "comparator": "equal",
        "field": {"api_name": "Converted__s", "id": str(field.id)},
        "type": "value",
        "value": True,
    }
    assert view["module"] == {"api_name": "Leads", "id": str(LEADS.id)}
    assert all(column["id"] and column["_pin"] is False for column in view["fields"])


def test_groups_and_special_values_of_criteria_stand_as_they_are():
    for module in FULL.modules:
        for view in module.custom_views:
            query = {"module": module.api_name}
            answered = Settings().get(VIEW, query, id=str(view.id)).json
            assert bare(answered["custom_views"][0]["criteria"]) == bare(view.criteria)


def bare(criteria):
    """Criteria without what an answer adds: ids and types."""
    if criteria is None:
        return None
    if "group" in criteria:
        return criteria["group_operator"], [bare(one) for one in criteria["group"]]
    return criteria["comparator"], criteria["field"]["api_name"], criteria["value"]


def test_a_view_with_a_rule_in_code_has_no_criteria():
    assert one_view("UNREADVIEWS")["criteria"] is None
    assert "special" not in one_view("UNREADVIEWS")


def test_a_sorted_view_names_the_field():
    field = LEADS.by_name["Created_Time"]
    view = one_view("RECENTLYCREATED")
    assert view["sort_by"] == {"api_name": "Created_Time", "id": str(field.id)}
    assert view["sort_order"] == "desc"


def test_a_view_of_another_module_is_no_content():
    number = str(LEADS.custom_views[0].id)
    assert Settings().get(VIEW, {"module": "Deals"}, id=number).status == 204
    assert Settings().get(VIEW, OF_LEADS, id="1").status == 204


def test_related_lists_keep_the_literal_of_the_record():
    lists = Settings().get(RELATED, OF_LEADS).json["related_lists"]
    assert all(set(RELATED_KEYS) <= set(one) for one in lists)
    found = {one["api_name"]: one for one in lists}
    assert found["Notes"]["href"] == "Leads/{ENTITYID}/Notes"
    notes = FULL.module_by_name["Notes"]
    assert found["Notes"]["module"] == {"api_name": "Notes", "id": str(notes.id)}
    assert all(isinstance(one["sequence_number"], str) for one in lists)


def test_grouped_and_linked_lists_say_more():
    lists = Settings().get(RELATED, OF_LEADS).json["related_lists"]
    grouped = next(one for one in lists if one["type"] == "grouped")
    numbers = {one["api_name"]: one["id"] for one in lists}
    assert grouped["href"] is None
    assert grouped["parent_related_lists"] == [
        {"api_name": name, "id": numbers[name]} for name in ("Calls", "Events", "Tasks")
    ]
    of_products = Settings().get(RELATED, {"module": "Products"}).json["related_lists"]
    linked = next(one for one in of_products if one["type"] == "multiselectlookup")
    assert (linked["connectedmodule"], linked["linkingmodule"]) == ("Products", "LeadsXProducts")
    assert "linkingmodule" not in next(one for one in lists if one["type"] == "default")


def test_one_related_list():
    first = Settings().get(RELATED, OF_LEADS).json["related_lists"][0]
    query = {**OF_LEADS, "layout_id": str(LEADS.layouts[0].id)}
    assert Settings().get(ONE_RELATED, query, id=first["id"]).json == {"related_lists": [first]}
    assert Settings().get(ONE_RELATED, OF_LEADS, id="1").status == 204


def test_related_lists_of_some_statuses():
    shown = Settings().get(RELATED, {**OF_LEADS, "status": "visible"}).json["related_lists"]
    assert {one["status"] for one in shown} == {"visible"}
    removed = {**OF_LEADS, "status": "scheduled_for_deletion"}
    assert Settings().get(RELATED, removed).status == 204


@pytest.mark.parametrize("route", [LAYOUTS, LAYOUT])
def test_layouts_name_a_missing_param_in_their_own_way(route):
    with pytest.raises(ApiError) as refused:
        Settings().get(route, {}, id="1")
    assert refused.value.body() == {
        "code": "REQUIRED_PARAM_MISSING",
        "details": {"param": "module"},
        "message": "One of the expected parameter is missing",
        "status": "error",
    }


@pytest.mark.parametrize(
    ("route", "query", "code", "details"),
    [
        (LAYOUTS, {"module": "Odd"}, "INVALID_MODULE", {}),
        (LAYOUT, {"module": "Leads"}, "INVALID_DATA", {"resource_path_index": 2}),
        (VIEWS, {}, "REQUIRED_PARAM_MISSING", {"param_name": "module"}),
        (VIEWS, {"module": "Odd"}, "INVALID_MODULE", {}),
        (
            VIEWS,
            {"module": "Leads", "page": "0"},
            "INVALID_DATA",
            {"expected_data_type": "integer", "param_name": "page"},
        ),
        (
            VIEWS,
            {"module": "Leads", "per_page": "٣"},
            "INVALID_DATA",
            {"expected_data_type": "integer", "param_name": "per_page"},
        ),
        (VIEW, {"module": "Leads"}, "INVALID_DATA", {"resource_path_index": 2}),
        (RELATED, {}, "REQUIRED_PARAM_MISSING", {"param_name": "module"}),
        (RELATED, {"module": "Odd"}, "INVALID_MODULE", {"param_name": "module"}),
        (RELATED, {"module": "Quoted_Items"}, "NOT_SUPPORTED", {"param_name": "module"}),
        (RELATED, {"module": "LeadsXProducts"}, "NOT_SUPPORTED", {"param_name": "module"}),
        (RELATED, {"module": "Reports"}, "INVALID_MODULE", {"param_name": "module"}),
        (
            RELATED,
            {"module": "Leads", "layout_id": "5"},
            "INVALID_DATA",
            {"param_name": "layout_id"},
        ),
        (
            RELATED,
            {"module": "Leads", "status": "odd"},
            "INVALID_DATA",
            {
                "param_name": "status",
                "supported_values": ["visible", "user_hidden", "scheduled_for_deletion"],
            },
        ),
        (ONE_RELATED, {"module": "Leads"}, "INVALID_DATA", {"resource_path_index": 2}),
        (PIPELINES, {}, "REQUIRED_PARAM_MISSING", {"param": "layout_id"}),
        (PIPELINES, {"layout_id": "x\0"}, "INVALID_DATA", {"param_name": "layout_id"}),
        (PIPELINES, {"layout_id": "5"}, "INVALID_DATA", {"param_name": "layout_id"}),
        (PIPELINE, OF_DEALS, "INVALID_DATA", {"resource_path_index": 2}),
    ],
)
def test_a_question_that_is_none_is_refused(route, query, code, details):
    with pytest.raises(ApiError) as refused:
        Settings().get(route, query, id="no id")
    assert (refused.value.cause.code, refused.value.details) == (code, details)
    assert refused.value.cause.status == 400


def test_pipelines_list_their_stages_in_order():
    [one] = Settings().get(PIPELINES, OF_DEALS).json["pipeline"]
    assert (one["display_value"], one["default"]) == ("Standard (Standard)", True)
    stages = one["maps"]
    assert [stage["sequence_number"] for stage in stages] == list(range(1, 10))
    assert stages[0]["display_value"] == "Qualification"
    assert stages[3]["actual_value"] == "Id. Decision Makers"
    assert stages[6]["forecast_type"] == "Closed Won"
    assert stages[6]["forecast_category"]["name"] == "Closed"
    values = DEALS.by_name["Stage"].pick_list_values
    assert stages[0]["id"] == str(values[0].id)


def test_one_pipeline():
    whole = Settings().get(PIPELINES, OF_DEALS).json
    number = whole["pipeline"][0]["id"]
    assert Settings().get(PIPELINE, OF_DEALS, id=number).json == whole
    assert Settings().get(PIPELINE, OF_DEALS, id="1").status == 204
    of_leads = {"layout_id": str(LEADS.layouts[0].id)}
    assert Settings().get(PIPELINES, of_leads).status == 204


def test_columns_of_features_leave_with_them():
    for module in PLAIN.modules:
        for view in module.custom_views:
            query = {"module": module.api_name}
            answered = Settings(PLAIN).get(VIEW, query, id=str(view.id))
            for column in answered.json["custom_views"][0]["fields"]:
                assert PLAIN.has(module.by_name[column["api_name"]])
