"""What every module must fulfil; a module file that is added is held to it by itself."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC
from importlib.resources import files

import msgspec
import pytest

from crmstead.fieldtypes.registry import FIELD_TYPES, type_of
from crmstead.metadata import definitions, layout_definitions
from crmstead.metadata.building import build_catalogue
from crmstead.metadata.defaults import ALL_OPERATIONS, FIELD_DEFAULTS
from crmstead.metadata.standard import module_files, read, standard
from crmstead.model.people import Org

ORG = Org(
    id=7,
    zgid="7",
    company_name="Example",
    primary_email="admin@example.com",
    time_zone="UTC",
    created_time=0,
)
FEATURES = frozenset({"multi_currency", "gdpr", "territories", "unused"})
FULL = build_catalogue(replace(ORG, features=FEATURES), 1)
MODULES = [module for module in FULL.modules if module.fields]
RECORDS = [module for module in MODULES if module.layouts and not module.is_subform]

#: The system-mandatory fields: a field too many, and the SDKs refuse a legal create.
MANDATORY = {
    "Leads": "Last_Name",
    "Accounts": "Account_Name",
    "Contacts": "Last_Name",
    "Deals": "Deal_Name Stage",
    "Campaigns": "Campaign_Name",
    "Tasks": "Subject",
    "Events": "Event_Title Start_DateTime End_DateTime",
    "Calls": "Subject Call_Type Call_Start_Time Call_Duration",
    "Cases": "Subject Status Case_Origin",
    "Solutions": "Solution_Title",
    "Products": "Product_Name",
    "Vendors": "Vendor_Name",
    "Price_Books": "Price_Book_Name",
    "Quotes": "Subject Quoted_Items",
    "Sales_Orders": "Subject Ordered_Items",
    "Purchase_Orders": "Subject Vendor_Name Purchase_Items",
    "Invoices": "Subject Invoiced_Items",
    "Quoted_Items": "Product_Name",
    "Ordered_Items": "Product_Name",
    "Purchase_Items": "Product_Name",
    "Invoiced_Items": "Product_Name",
    "Pricing_Details": "from_range to_range discount",
    "Participants": "participant type",
    "Notes": "Parent_Id",
    "Attachments": "",
    "Services__s": "Service_Name Duration Location Members Availability_Type Price",
    "Appointments__s": (
        "Service_Name Location Appointment_Name Appointment_For Appointment_Start_Time"
    ),
    "Appointments_Rescheduled_History__s": (
        "Appointment_Name Rescheduled_Time Rescheduled_By Rescheduled_From Rescheduled_To"
    ),
    "Activities": "",
}


each_module = pytest.mark.parametrize("module", MODULES, ids=lambda one: one.api_name)


@pytest.mark.parametrize("name", module_files())
def test_a_file_is_named_after_its_module(name):
    assert read(name)["api_name"] == name.removesuffix(".json")


def test_twenty_nine_standard_modules_and_the_users():
    assert {name.removesuffix(".json") for name in module_files()} == {*MANDATORY, "Users"}


@pytest.mark.parametrize("name", [*module_files(), "_common.json"])
def test_a_field_takes_one_line_of_its_file(name):
    lines = (files("crmstead.metadata") / "standard" / name).read_text().splitlines()
    written = [line.strip().rstrip(",") for line in lines]
    for field in read(name)["fields"]:
        assert json.dumps(field, ensure_ascii=False) in written


@pytest.mark.parametrize(
    ("title", "structure"),
    [
        ("module", definitions.ModuleDefinition),
        ("field", definitions.FieldDefinition),
        ("layout", layout_definitions.LayoutDefinition),
        ("section", layout_definitions.SectionDefinition),
        ("pipeline", layout_definitions.PipelineDefinition),
        ("custom_view", layout_definitions.ViewDefinition),
        ("shared_to", layout_definitions.SharedToDefinition),
        ("related_list", definitions.RelatedListDefinition),
        ("pick_list_value", definitions.PickListValueDefinition),
        ("auto_number", definitions.AutoNumberDefinition),
        ("linking", definitions.LinkingDefinition),
    ],
)
def test_the_schema_says_what_the_loader_takes(title, structure):
    schema = read("schema.json")["$defs"][title]
    fields = msgspec.structs.fields(structure)
    assert set(schema["properties"]) - {"like"} == {field.name for field in fields}
    assert set(schema.get("required", ())) == (
        {field.name for field in fields if field.required} if title != "field" else set()
    )
    assert schema["additionalProperties"] is False


@each_module
def test_field_names_are_unique(module):
    names = Counter(one.api_name for one in (*module.fields, *module.properties))
    assert [name for name, count in names.items() if count > 1] == []


def test_module_names_are_unique():
    assert len(FULL.module_by_name) == len(FULL.modules)


def ids_of(catalogue):
    for module in catalogue.modules:
        yield module.id
        for field in (*module.fields, *module.properties):
            yield field.id
            yield from (value.id for value in field.pick_list_values)
        for layout in module.layouts:
            yield layout.id
            yield from (section.id for section in layout.sections)
            yield from (pipeline.id for pipeline in layout.pipelines)
        yield from (view.id for view in module.custom_views)
        yield from (one.id for one in module.related_lists)


def test_ids_are_unique_across_everything():
    counts = Counter(ids_of(FULL))
    assert [one for one, count in counts.items() if count > 1] == []


def test_ids_are_the_same_at_every_start_and_others_in_another_org():
    again = build_catalogue(replace(ORG, features=FEATURES), 2)
    other = build_catalogue(replace(ORG, id=8, features=FEATURES), 1)
    assert list(ids_of(again)) == list(ids_of(FULL))
    assert set(ids_of(other)).isdisjoint(ids_of(FULL))


@each_module
def test_kinds_are_registered(module):
    kinds = {one.kind for one in (*module.fields, *module.properties)}
    assert kinds <= set(FIELD_TYPES)


def test_every_data_type_has_a_kind():
    for data_type, defaults in FIELD_DEFAULTS.items():
        assert (defaults.kind or data_type) in FIELD_TYPES


@pytest.mark.parametrize("name", MANDATORY)
def test_mandatory_fields_are_exactly_these(name):
    fields = FULL.module_by_name[name].fields
    assert {field.api_name for field in fields if field.system_mandatory} == set(
        MANDATORY[name].split()
    )


@each_module
def test_references_to_modules_resolve(module):
    for field in module.fields:
        targets = {field.lookup, field.subform, *field.multi_module} - {None, "se_module"}
        assert targets <= set(FULL.module_by_name), field.api_name
        if field.linking:
            rows = FULL.module_by_name[field.linking.module]
            assert rows.is_linking
            assert field.linking.connected_module in FULL.module_by_name
            assert {field.linking.own_lookup, field.linking.connected_lookup} <= set(rows.by_name)


@each_module
def test_rows_point_to_their_parent(module):
    for field in module.fields:
        if field.subform and not FULL.module_by_name[field.subform].pseudo:
            rows = FULL.module_by_name[field.subform]
            assert rows.is_subform
            assert rows.parent_module == module.api_name
            assert rows.by_name["Parent_Id"].lookup == module.api_name


@each_module
def test_pick_list_values_are_told_apart(module):
    for field in module.fields:
        for attribute in ("display_value", "actual_value"):
            values = [getattr(value, attribute) for value in field.pick_list_values]
            assert len(values) == len(set(values)), field.api_name
        if field.pick_list_closed:
            assert field.pick_list_values, field.api_name


@each_module
def test_default_values_are_values_of_their_type(module):
    for field in (*module.fields, *module.properties):
        if field.default_value is not None:
            assert type_of(field.kind).parser(field)(field.default_value, UTC) is not None


@each_module
def test_what_clients_may_only_read_is_ignored_on_input(module):
    for field in module.fields:
        assert field.input_ignored or not field.read_only, field.api_name
        if not field.operation_type:
            assert field.input_ignored, field.api_name
        assert field.operation_type <= ALL_OPERATIONS


def test_the_owner_is_taken_though_its_field_is_read_only():
    owner = FULL.module_by_name["Leads"].by_name["Owner"]
    assert owner.field_read_only
    assert not owner.input_ignored


def test_a_clone_leaves_out_what_the_specification_lists():
    not_cloned = {
        (module.api_name, field.api_name)
        for module in MODULES
        for field in module.fields
        if not field.cloned and not field.api_name.startswith(("Data_Processing", "Record_Image"))
    }
    assert not_cloned == {
        ("Events", "Recurring_Activity"),
        ("Events", "Remind_At"),
        ("Services__s", "Status"),
        ("Services__s", "Unavailable_From"),
        ("Services__s", "Unavailable_Till"),
        ("Appointments__s", "Status"),
        ("Appointments__s", "Reschedule_Count"),
        ("Appointments__s", "Job_Sheet_Created__s"),
        ("Appointments__s", "Job_Sheet_Section__s"),
    }


def test_fields_of_a_feature_exist_only_with_it():
    plain = build_catalogue(ORG, 1).module_by_name["Contacts"]
    full = FULL.module_by_name["Contacts"]
    missing = {field.api_name for field in full.fields} - set(plain.by_name)
    assert missing == {
        "Currency",
        "Exchange_Rate",
        "Territories",
        "Data_Processing_Basis",
        "Data_Processing_Basis_Details",
        "Reports_To",
    }
    assert missing.isdisjoint(plain.layouts[0].field_names())


def property_names(module, version):
    return {
        one.api_name
        for one in FULL.module_by_name[module].properties
        if one.since <= version <= one.until
    }


def test_leads_have_the_properties_of_their_version():
    old, new = property_names("Leads", 2.0), property_names("Leads", 8.0)
    assert old - new == {"$state", "$approved", "$layout_id", "$converted"}
    assert new - old == {
        "$sharing_permission",
        "$pathfinder",
        "$wizard_connection_path",
        "$zia_visions",
    }


def test_rows_have_few_properties():
    assert property_names("Quoted_Items", 7.0) == {"$in_merge", "$field_states", "$zia_visions"}


def test_notes_have_no_approval():
    names = property_names("Notes", 8.0)
    assert names.isdisjoint({"$approval", "$approval_state", "$process_flow", "$review"})
    assert {"$attachments", "$voice_note", "$size", "$is_shared_to_client"} <= names


@each_module
def test_second_names_stand_for_a_column(module):
    for one in module.properties:
        if one.column:
            assert one.column.removesuffix(".module") in module.by_name


@pytest.mark.parametrize("module", RECORDS, ids=lambda one: one.api_name)
def test_the_file_puts_each_shown_field_into_one_section(module):
    written = Counter(
        name
        for section in standard().modules[module.api_name].layouts[0].sections
        for name in section.fields
    )
    shown = {field.api_name for field in module.fields if "view" in field.view_type}
    assert set(written) == shown
    assert set(written.values()) == {1}


@each_module
def test_records_that_name_a_layout_have_one(module):
    assert bool(module.layouts) == any(field.kind == "layout" for field in module.fields)
    for section in (section for layout in module.layouts for section in layout.sections):
        assert section.fields, section.name
        subforms = [name for name in section.fields if module.by_name[name].subform]
        assert bool(subforms) == section.is_subform


def test_a_clone_takes_over_the_section_of_appointment_information():
    module = FULL.module_by_name["Appointments__s"]
    section = next(
        one for one in module.layouts[0].sections if one.api_name == module.clone_section
    )
    assert section.display_label == "Appointment Information"
    assert {"Appointment_Name", "Service_Name", "Appointment_For"} <= set(section.fields)


def test_the_pipeline_has_all_stages():
    deals = FULL.module_by_name["Deals"]
    (pipeline,) = deals.layouts[0].pipelines
    assert pipeline.default
    stages = deals.by_name["Stage"].pick_list_values
    assert pipeline.stages == tuple(value.display_value for value in stages)


def criteria_fields(criteria):
    if criteria is None:
        return
    if "group" in criteria:
        for one in criteria["group"]:
            yield from criteria_fields(one)
    else:
        yield criteria["field"]["api_name"]


@each_module
def test_views_name_fields_of_their_module(module):
    for view in module.custom_views:
        assert view.fields, view.name
        named = {*view.fields, *criteria_fields(view.criteria)} | {view.sort_by} - {None}
        assert named <= set(module.by_name), view.name
        assert view.criteria is None or view.special is None
    defaults = [view for view in module.custom_views if view.default]
    assert len(defaults) == bool(module.custom_views)


@each_module
def test_related_lists_resolve(module):
    names = [one.api_name for one in module.related_lists]
    assert len(names) == len(set(names))
    for one in module.related_lists:
        assert one.module is None or one.module in FULL.module_by_name, one.api_name
        assert set(one.parents) <= set(names)


@each_module
def test_lookups_name_a_list_of_the_other_module(module):
    for field in module.fields:
        if field.lookup == "se_module" or field.related_list is None:
            continue
        lists = {one.api_name for one in FULL.module_by_name[field.lookup].related_lists}
        assert field.related_list in lists | {"Activities"}, field.api_name


@each_module
def test_names_in_a_module_are_its_own(module):
    own = set(module.by_name)
    assert {module.display_field, *module.period} - {None} <= own
    assert {name for _, name in (*module.input_aliases, *module.output_aliases)} <= own
    assert {module.parent_module, *module.view_of} - {None} <= set(FULL.module_by_name)


def test_modules_outside_the_api_are_known_but_have_no_records():
    outside = {one.api_name for one in FULL.modules if not one.api_supported}
    assert {"Home", "Reports", "Documents", "Forecasts", "Emails", "Users"} <= outside
    assert not any(FULL.module_by_name[name].stored for name in outside - {"Pricing_Details"})
