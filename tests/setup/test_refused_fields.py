"""What Create Custom Fields refuses, where, and in which words (platform reference 2.3)."""

from __future__ import annotations

import pytest

from tests.live import STANDARD
from tests.setup.asking import FIELDS, create, create_one, described, error_of

LOOKUP = {"module": {"api_name": "Accounts"}, "display_label": "Leads Of It"}
OPTIONS = [{"display_value": "a", "actual_value": "a"}]


@pytest.mark.parametrize(
    ("body", "code", "path"),
    [
        ({"field_label": None}, "MANDATORY_NOT_FOUND", "field_label"),
        ({"data_type": None}, "MANDATORY_NOT_FOUND", "data_type"),
        ({"data_type": "colour"}, "INVALID_DATA", "data_type"),
        ({"field_label": "x" * 51}, "INVALID_DATA", "field_label"),
        ({"field_label": "<b>"}, "INVALID_DATA", "field_label"),
        ({"field_label": 5}, "INVALID_DATA", "field_label"),
        ({"length": 0}, "DEPENDENT_MISMATCH", "length"),
        ({"length": "long"}, "INVALID_DATA", "length"),
        ({"data_type": "email", "length": 101}, "DEPENDENT_MISMATCH", "length"),
        ({"data_type": "phone", "length": 31}, "DEPENDENT_MISMATCH", "length"),
        ({"data_type": "website", "length": 451}, "DEPENDENT_MISMATCH", "length"),
        ({"data_type": "integer", "length": 10}, "DEPENDENT_MISMATCH", "length"),
        ({"data_type": "bigint", "length": 19}, "DEPENDENT_MISMATCH", "length"),
        ({"data_type": "percent", "length": 6}, "DEPENDENT_MISMATCH", "length"),
        ({"data_type": "fileupload", "length": 3}, "DEPENDENT_MISMATCH", "length"),
        ({"data_type": "imageupload", "length": 11}, "DEPENDENT_MISMATCH", "length"),
        ({"data_type": "double", "decimal_place": 10}, "DEPENDENT_MISMATCH", "decimal_place"),
        ({"data_type": "textarea"}, "MANDATORY_NOT_FOUND", "textarea"),
        ({"data_type": "textarea", "textarea": {"type": "huge"}}, "INVALID_DATA", "textarea.type"),
        (
            {"data_type": "textarea", "textarea": {"type": "small"}, "length": 32000},
            "DEPENDENT_MISMATCH",
            "length",
        ),
        (
            {"data_type": "currency", "currency": {"precision": 1}},
            "MANDATORY_NOT_FOUND",
            "currency.rounding_option",
        ),
        (
            {"data_type": "currency", "currency": {"rounding_option": "normal", "precision": 3}},
            "DEPENDENT_MISMATCH",
            "currency.precision",
        ),
        ({"data_type": "autonumber"}, "MANDATORY_NOT_FOUND", "auto_number"),
        (
            {"data_type": "autonumber", "auto_number": {"prefix": "P"}},
            "MANDATORY_NOT_FOUND",
            "auto_number.start_number",
        ),
        (
            {"data_type": "picklist", "pick_list_values": [{"display_value": "a"}]},
            "MANDATORY_NOT_FOUND",
            "pick_list_values[0].actual_value",
        ),
        (
            {"data_type": "picklist", "pick_list_values": [{**OPTIONS[0], "colour_code": "red"}]},
            "INVALID_DATA",
            "pick_list_values[0].colour_code",
        ),
        (
            {"data_type": "picklist", "pick_list_values": OPTIONS, "default_value": "b"},
            "INVALID_DATA",
            "default_value",
        ),
        (
            {"data_type": "picklist", "global_picklist": {"id": "1"}},
            "INVALID_DATA",
            "global_picklist.id",
        ),
        ({"data_type": "formula"}, "MANDATORY_NOT_FOUND", "formula"),
        (
            {"data_type": "formula", "formula": {"return_type": "double"}},
            "MANDATORY_NOT_FOUND",
            "formula.expression",
        ),
        ({"data_type": "lookup"}, "MANDATORY_NOT_FOUND", "lookup"),
        (
            {"data_type": "lookup", "lookup": {"module": {"api_name": "Accounts"}}},
            "MANDATORY_NOT_FOUND",
            "lookup.display_label",
        ),
        (
            {"data_type": "lookup", "lookup": {**LOOKUP, "module": {"api_name": "Nowhere"}}},
            "INVALID_DATA",
            "lookup.module.api_name",
        ),
        (
            {
                "data_type": "userlookup",
                "sharing_properties": {"share_preference_enabled": True, "share_permission": "all"},
            },
            "INVALID_DATA",
            "sharing_properties.share_permission",
        ),
        ({"data_type": "subform"}, "MANDATORY_NOT_FOUND", "fields"),
        (
            {"data_type": "subform", "fields": [{"field_label": "A", "data_type": "subform"}]},
            "INVALID_DATA",
            "fields[0].data_type",
        ),
        (
            {
                "data_type": "rollup_summary",
                "rollup_summary": {"related_list": {"api_name": "Nowhere"}},
            },
            "INVALID_DATA",
            "rollup_summary.related_list.api_name",
        ),
        ({"tooltip": {"name": "static_text"}}, "MANDATORY_NOT_FOUND", "tooltip.value"),
        (
            {"tooltip": {"name": "static_text", "value": "x" * 36}},
            "INVALID_DATA",
            "tooltip.value",
        ),
        (
            {"profiles": [{"id": "1", "permission_type": "hidden"}]},
            "INVALID_DATA",
            "profiles[0].id",
        ),
        ({"private": {"type": "Some"}}, "INVALID_DATA", "private.type"),
        ({"data_type": "boolean", "unique": {"case_sensitive": True}}, "INVALID_DATA", "unique"),
        ({"data_type": "integer", "external": {"type": "org"}}, "INVALID_DATA", "external"),
        ({"data_type": "percent", "crypt": {"mode": "decryption"}}, "INVALID_DATA", "crypt"),
        ({"data_type": "integer", "default_value": "five"}, "INVALID_DATA", "default_value"),
        (
            {"data_type": "textarea", "textarea": {"type": "small"}, "filterable": True},
            "INVALID_DATA",
            "filterable",
        ),
    ],
)
def test_a_field_is_refused(minimal_client, body, code, path):
    given = {"field_label": "A Refused One", "data_type": "text", **body}
    answer = create(
        minimal_client, {key: value for key, value in given.items() if value is not None}
    )
    assert answer.status_code == 400
    assert error_of(answer) == (code, f"$.fields[0].{path}")


def test_the_body_and_the_module(minimal_client):
    client = minimal_client

    def bare(answer):
        content = answer.json()
        return answer.status_code, content["code"], content["details"].get("json_path")

    assert bare(client.post(f"{FIELDS}?module=Leads", {})) == (
        400,
        "MANDATORY_NOT_FOUND",
        "$.fields",
    )
    assert bare(client.post(f"{FIELDS}?module=Leads", {"fields": {}}))[1:] == (
        "INVALID_DATA",
        "$.fields",
    )
    six = create(client, *[{}] * 6)
    assert six.json()["details"]["maximum_length"] == 5
    assert bare(create(client, {}, module="Nowhere"))[1] == "INVALID_MODULE"
    assert bare(create(client, {}, module="Users"))[1] == "INVALID_MODULE"
    assert bare(client.post(FIELDS, {"fields": [{}]}))[1] == "REQUIRED_PARAM_MISSING"
    assert error_of(create(client, 5)) == ("INVALID_DATA", "$.fields[0]")


def test_only_who_may_customize_makes_fields(org):
    answer = create(org.client(STANDARD), {"field_label": "A", "data_type": "text"})
    assert answer.status_code == 403
    assert answer.json()["details"] == {"permissions": ["Crm_Implied_Customize_Zoho_CRM"]}


def test_names_follow_labels_and_are_never_alike(minimal_client):
    client = minimal_client
    labels = {
        "Höhe (m)": "Hhe_m",
        "mark": "mark",
        "Mark?": "Mark1",
        "2nd  name": "nd_name",
        "日本": "Field",
        "Mail Sent": "Mail_Sent",
    }
    for label in labels:
        create_one(client, label, module="Vendors")
    fields = described(client, "Vendors")
    made = {one["field_label"]: name for name, one in fields.items() if one["custom_field"]}
    assert made == labels
    rows = [{"field_label": "A", "data_type": "text"}]
    create_one(client, "Deals", data_type="subform", fields=rows, module="Vendors")
    (subform,) = [
        one for one in described(client, "Vendors").values() if one["data_type"] == "subform"
    ]
    assert subform["api_name"] == subform["subform"]["module"] == "Deals1"


def test_good_and_bad_fields_of_one_request(minimal_client):
    answer = create(
        minimal_client,
        {"field_label": "Good One", "data_type": "text"},
        {"field_label": "Good One", "data_type": "text"},
        {"field_label": "Bad One", "data_type": "colour"},
    )
    assert answer.status_code == 207
    codes = [one["code"] for one in answer.json()["fields"]]
    assert codes == ["SUCCESS", "DUPLICATE_DATA", "INVALID_DATA"]
    assert "Good_One" in described(minimal_client)


def test_a_refused_request_changes_nothing(minimal_org):
    before = minimal_org.org.catalogue.version
    create(minimal_org.client(), {"field_label": "Company", "data_type": "text"})
    assert minimal_org.org.catalogue.version == before
