"""Every answer of the settings pages has the documented keys, in the types SDKs enforce."""

from __future__ import annotations

import pytest

from crmstead.api import users
from crmstead.api.settings import (
    assignment_rules,
    cadences,
    currencies,
    custom_views,
    fields,
    layouts,
    modules,
    org,
    pipeline,
    profiles,
    related_lists,
    roles,
    taxes,
    territories,
)
from crmstead.model.version import VERSIONS
from tests.api.sdk_types import CLASSES, keys_of, wrong
from tests.api.settings_org import FULL, PLAIN, Settings, route_of

MODULES = [module.api_name for module in FULL.modules if module.api_supported and not module.pseudo]
#: Operation, its page, the class of its items, the root they stand under.
WITHOUT_PARAMS = [
    ("list_modules", modules, "modules.Modules", "modules"),
    ("list_users", users, "users.Users", "users"),
    ("get_org", org, "org.Org", "org"),
    ("list_roles", roles, "roles.Role", "roles"),
    ("list_profiles", profiles, "profiles.Profile", "profiles"),
    ("list_territories", territories, "territories.Territories", "territories"),
    ("list_currencies", currencies, "currencies.Currency", "currencies"),
    (
        "list_assignment_rules",
        assignment_rules,
        "assignment_rules.AssignmentRules",
        "assignment_rules",
    ),
    ("list_cadences", cadences, "cadences.Cadences", "cadences"),
]
OF_MODULE = [
    ("list_fields", fields, "fields.Fields", "fields"),
    ("list_layouts", layouts, "layouts.Layouts", "layouts"),
    ("list_custom_views", custom_views, "custom_views.CustomViews", "custom_views"),
    ("list_related_lists", related_lists, "related_lists.RelatedList", "related_lists"),
]
PAGES = (
    assignment_rules,
    cadences,
    currencies,
    custom_views,
    fields,
    layouts,
    modules,
    org,
    pipeline,
    profiles,
    related_lists,
    roles,
    taxes,
    territories,
    users,
)
#: Keys that the SDK knows but no documented answer has, or that stand under another name.
NOT_SENT = {
    "fields.Fields": """_update_existing_records sharing_properties refer_from_field subform
        show_type private available_in_user_layout file_upolad_optionlist quick_sequence_number
        multiuserlookup default_value number_separator autonumber sub_module static_field category
        sequence_number allowed_modules textarea blueprint_supported""",
    "modules.Modules": """business_card_fields custom_view default_mapping_fields fields
        layout_associations layouts lookup_field_properties related_list_properties related_lists
        search_layout_fields static_subform_properties territory $field_states
        $on_demand_properties $properties""",
    "layouts.Layouts": "subform_properties display_type mode",
    "custom_views.CustomViews": "criteria fields module shared_to sort_by sort_order",
    "related_lists.RelatedList": "sort_by connectedmodule linkingmodule fields sort_order",
    "users.Users": """Created_Time Created_By Tag imap_status ezuid name name_format__s
        sort_order_preference__s customize_info sort_order_preference personal_account
        ntc_notification_type default_tab_group theme telephony_enabled rtl_enabled category
        ntc_enabled signature""",
    "profiles.Profile": "_delete sections permissions_details",
    "territories.Territories": "account_rule_criteria lead_rule_criteria deal_rule_criteria",
}


def documented(name: str) -> set[str]:
    return set(keys_of(name)) - set(NOT_SENT.get(name, "").split())


@pytest.mark.parametrize("version", [version.name for version in VERSIONS])
@pytest.mark.parametrize(("operation", "page", "name", "root"), WITHOUT_PARAMS)
def test_what_an_org_has_is_typed(version, operation, page, name, root):
    answered = Settings(version=version).get(route_of(page.ROUTES, operation))
    assert answered.status == 200
    assert answered.json[root]
    assert list(wrong(answered.json[root], f"[{name}]")) == []
    for item in answered.json[root]:
        assert documented(name) - set(item) == set()


def asked_of_modules():
    for operation, page, name, root in OF_MODULE:
        for module in (*MODULES, "Users"):
            found = FULL.module_by_name[module]
            if root == "related_lists" and (found.is_subform or found.is_linking):
                continue
            yield pytest.param(operation, page, name, root, module, id=f"{operation}-{module}")


@pytest.mark.parametrize(("operation", "page", "name", "root", "module"), list(asked_of_modules()))
def test_what_a_module_has_is_typed(operation, page, name, root, module):
    for catalogue, user in ((FULL, 31), (PLAIN, 32)):
        settings = Settings(catalogue, user=user)
        answered = settings.get(route_of(page.ROUTES, operation), {"module": module})
        assert answered.status in (200, 204)
        items = [] if answered.json is None else answered.json[root]
        assert list(wrong(items, f"[{name}]")) == []
        for item in items:
            assert documented(name) - set(item) == set()


@pytest.mark.parametrize("module", MODULES)
def test_one_module_is_typed_whole(module):
    answered = Settings().get(route_of(modules.ROUTES, "get_module"), module_name=module)
    assert answered.status == 200
    [one] = answered.json["modules"]
    # Fields of modules are their own class in the SDK, but for its letters the same one.
    assert list(wrong(one, "modules.Modules")) == []
    assert set(keys_of("modules.Modules")) - set(one) == set()


def test_one_of_each_kind_is_typed():
    settings = Settings()
    leads = FULL.module_by_name["Leads"]
    deals = FULL.module_by_name["Deals"]
    module, lead_source = {"module": "Leads"}, leads.by_name["Lead_Source"]
    for page, operation, query, number, root, name in (
        (fields, "get_field", module, lead_source.id, "fields", "[fields.Fields]"),
        (
            fields,
            "list_pick_list_values",
            module,
            lead_source.id,
            "pick_list_values",
            "[pick_list_values.PickListValues]",
        ),
        (layouts, "get_layout", module, leads.layouts[0].id, "layouts", "[layouts.Layouts]"),
        (
            custom_views,
            "get_custom_view",
            module,
            leads.custom_views[0].id,
            "custom_views",
            "[custom_views.CustomViews]",
        ),
        (
            related_lists,
            "get_related_list",
            module,
            leads.related_lists[0].id,
            "related_lists",
            "[related_lists.RelatedList]",
        ),
        (users, "get_user", {}, 31, "users", "[users.Users]"),
        (roles, "get_role", {}, 11, "roles", "[roles.Role]"),
        (profiles, "get_profile", {}, 22, "profiles", "[profiles.Profile]"),
        (territories, "get_territory", {}, 41, "territories", "[territories.Territories]"),
        (taxes, "get_tax", {}, 71, "org_taxes", "taxes.OrgTax"),
        (
            pipeline,
            "list_pipelines",
            {"layout_id": str(deals.layouts[0].id)},
            0,
            "pipeline",
            "[pipeline.Pipeline]",
        ),
        (
            assignment_rules,
            "get_assignment_rule",
            module,
            61,
            "assignment_rules",
            "[assignment_rules.AssignmentRules]",
        ),
    ):
        answered = settings.get(route_of(page.ROUTES, operation), query, id=str(number))
        assert answered.status == 200, operation
        assert list(wrong(answered.json[root], name)) == []
        items = answered.json[root] if name.startswith("[") else [answered.json[root]]
        assert all(set(items[0]) & set(keys_of(name.strip("[]"))) for item in items)


def test_info_is_typed():
    settings = Settings()
    views = settings.get(route_of(custom_views.ROUTES, "list_custom_views"), {"module": "Leads"})
    assert list(wrong(views.json["info"], "custom_views.Info")) == []
    for page, operation in (
        (users, "list_users"),
        (profiles, "list_profiles"),
        (territories, "list_territories"),
        (cadences, "list_cadences"),
    ):
        info = settings.get(route_of(page.ROUTES, operation)).json["info"]
        assert list(wrong(info, "users.Info")) == []
        assert set(CLASSES["users.Info"]) <= set(info)


def test_each_page_ends_in_its_rows():
    operations = [route.operation for page in PAGES for route in page.ROUTES]
    assert len(set(operations)) == len(operations)
    for page in PAGES:
        for route in page.ROUTES:
            reads = route.method == "GET"
            assert all(scope.endswith(".READ") is reads for scope in route.scopes)
