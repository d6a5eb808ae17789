"""What an org makes of its own, in the form of the module files."""

from __future__ import annotations

import json

import msgspec
import pytest

from crmstead.metadata.building import build_catalogue
from crmstead.metadata.definitions import CustomDefinitions
from crmstead.model.people import Org

ORG = Org(
    id=7,
    zgid="7",
    company_name="Example",
    primary_email="admin@example.com",
    time_zone="UTC",
    created_time=0,
)
SITE_VISITS = {
    "api_name": "Site_Visits",
    "module_name": "CustomModule1",
    "singular_label": "Site Visit",
    "plural_label": "Site Visits",
    "fields": [
        {"id": 101, "api_name": "Visited_On", "data_type": "date"},
        {
            "id": 102,
            "api_name": "Customer",
            "data_type": "lookup",
            "lookup": "Accounts",
            "related_list": "Site_Visits",
            "related_label": "Visits",
        },
        {
            "id": 103,
            "api_name": "Findings",
            "data_type": "subform",
            "rows": [
                {"id": 104, "api_name": "Room", "data_type": "text", "length": 80},
                {"id": 105, "api_name": "Cost", "data_type": "currency"},
            ],
        },
        {
            "id": 106,
            "api_name": "Products_Used",
            "data_type": "multiselectlookup",
            "linking": {"connected_module": "Products"},
        },
        {"id": 107, "api_name": "Crew", "data_type": "multiuserlookup"},
    ],
    "custom_views": [
        {
            "id": 108,
            "name": "Visits of This Week",
            "criteria": {
                "comparator": "equal",
                "field": {"api_name": "Visited_On"},
                "type": "value",
                "value": "${THISWEEK}",
            },
            "fields": ["Name", "Visited_On", "Customer"],
            "category": "created_by_me",
        }
    ],
}
LEADS = {
    "api_name": "Leads",
    "plural_label": "Prospects",
    "fields": [
        {"api_name": "Phone", "unique_case_sensitive": False, "hidden_from": [5]},
        {"api_name": "Rating", "pick_list_values": ["-None-", {"display_value": "Hot", "id": 109}]},
        {"id": 110, "api_name": "Nickname", "data_type": "text", "length": 50},
    ],
    "layouts": [
        {"name": "Standard", "removed": ["Fax"], "mandatory": ["Company"]},
        {"id": 111, "name": "Short", "sections": [{"name": "All", "fields": ["Last_Name"]}]},
    ],
    "custom_views": [{"name": "My Leads", "system_name": "MYVIEWS", "sort_by": "Company"}],
}


@pytest.fixture(scope="module")
def catalogue():
    rows: list[str | bytes] = [json.dumps(SITE_VISITS), json.dumps(LEADS).encode()]
    return build_catalogue(ORG, 1, custom=CustomDefinitions.from_rows(rows))


def test_a_custom_module_has_the_system_fields_and_its_own(catalogue):
    module = catalogue.module_by_name["Site_Visits"]
    assert module.custom
    assert module.generated_type == module.scope == "custom"
    assert module.module_name == "CustomModule1"
    assert module.display_field == "Name"
    assert set(module.by_name) >= {
        "Name",
        "Owner",
        "Email",
        "Tag",
        "Record_Image",
        "Locked__s",
        "Unsubscribed_Time",
        "id",
        "Visited_On",
        "Findings",
        "$approval",
    }
    assert module.by_name["Name"].field_label == "Site Visit Name"
    assert module.by_name["Name"].system_mandatory
    assert not module.by_name["Name"].custom
    assert "$locked_for_me" not in module.by_name


def test_a_custom_field_keeps_the_id_of_its_definition(catalogue):
    field = catalogue.module_by_name["Site_Visits"].by_name["Visited_On"]
    assert (field.id, field.custom, field.json_type, field.ui_type) == (101, True, "string", 24)


def test_new_fields_stand_in_the_standard_layout(catalogue):
    layout = catalogue.module_by_name["Site_Visits"].layouts[0]
    assert "Visited_On" in layout.sections[0].fields
    assert [section.fields for section in layout.sections if section.is_subform] == [("Findings",)]
    assert catalogue.module_by_name["Leads"].by_name["Nickname"].section == "Lead_Information"


def test_a_subform_has_a_module_of_rows(catalogue):
    rows = catalogue.module_by_name["Findings"]
    assert rows.is_subform
    assert rows.scope == "custom"
    assert rows.parent_module == rows.by_name["Parent_Id"].lookup == "Site_Visits"
    assert {"Room", "Cost", "Created_Time", "Modified_Time", "Layout", "id"} <= set(rows.by_name)
    assert rows.layouts[0].name == "Standard"
    assert catalogue.module_by_name["Site_Visits"].by_name["Findings"].subform == "Findings"


def test_a_multi_select_lookup_has_a_linking_module(catalogue):
    linking = catalogue.module_by_name["Site_Visits"].by_name["Products_Used"].linking
    rows = catalogue.module_by_name["Site_VisitsXProducts"]
    assert linking.module == rows.api_name
    assert rows.is_linking
    own, connected = rows.by_name[linking.own_lookup], rows.by_name[linking.connected_lookup]
    assert (own.lookup, connected.lookup) == ("Site_Visits", "Products")
    assert own.system_mandatory
    assert connected.system_mandatory
    assert "Owner" not in rows.by_name


def test_a_multi_user_lookup_links_users(catalogue):
    linking = catalogue.module_by_name["Site_Visits"].by_name["Crew"].linking
    assert linking.connected_module == "Users"
    rows = catalogue.module_by_name[linking.module]
    assert rows.by_name[linking.connected_lookup].kind == "user"


def test_lookups_make_related_lists_in_the_other_module(catalogue):
    of_accounts = catalogue.module_by_name["Accounts"].related_lists[-1]
    assert (of_accounts.api_name, of_accounts.display_label) == ("Site_Visits", "Visits")
    assert (of_accounts.module, of_accounts.type) == ("Site_Visits", "custom")
    assert of_accounts.href == "Accounts/{ENTITYID}/Site_Visits"
    of_products = catalogue.module_by_name["Products"].related_lists[-1]
    assert of_products.api_name == "Site_Visits_Products_Used"
    assert of_products.linking_module == "Site_VisitsXProducts"


def test_a_custom_view_stands_beside_those_of_every_custom_module(catalogue):
    views = catalogue.module_by_name["Site_Visits"].custom_views
    assert [view.display_value for view in views] == [
        "All Site Visits",
        "My Site Visits",
        "Recently Created Site Visits",
        "Recently Modified Site Visits",
        "Visits of This Week",
    ]
    assert views[-1].id == 108
    assert not views[-1].system_defined
    assert views[-1].category == "created_by_me"


def test_a_change_to_a_standard_module_leaves_the_rest_as_it_is(catalogue):
    module = catalogue.module_by_name["Leads"]
    plain = build_catalogue(ORG, 1).module_by_name["Leads"]
    assert (module.plural_label, module.singular_label) == ("Prospects", "Lead")
    assert module.id == plain.id
    assert len(module.fields) == len(plain.fields) + 1
    phone = module.by_name["Phone"]
    assert phone.unique
    assert phone.hidden_from == {5}
    assert (phone.id, phone.ui_type) == (plain.by_name["Phone"].id, 33)
    assert [value.id for value in module.by_name["Rating"].pick_list_values][1] == 109


def test_layouts_are_changed_and_added(catalogue):
    standard, short = catalogue.module_by_name["Leads"].layouts
    assert "Fax" not in standard.field_names()
    assert "Last_Name" in standard.field_names()
    assert standard.mandatory == {"Company"}
    assert (short.id, short.generated_type) == (111, "custom")
    assert short.field_names() == {"Last_Name"}


def test_a_system_view_takes_another_sort(catalogue):
    view = next(
        one
        for one in catalogue.module_by_name["Leads"].custom_views
        if one.system_name == "MYVIEWS"
    )
    assert view.sort_by == "Company"
    assert view.criteria is not None
    assert view.system_defined


def test_the_standard_modules_of_other_orgs_stay_as_they_are(catalogue):
    assert "Nickname" in catalogue.module_by_name["Leads"].by_name
    assert "Nickname" not in build_catalogue(ORG, 1).module_by_name["Leads"].by_name


def test_a_misspelt_key_is_refused_with_its_place():
    custom = CustomDefinitions(({"api_name": "Leads", "fields": [{"like": "Tag", "lenght": 3}]},))
    with pytest.raises(msgspec.ValidationError, match=r"lenght.*\$\.fields"):
        build_catalogue(ORG, 1, custom=custom)
