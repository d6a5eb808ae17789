"""Global pick lists and dependencies between pick lists through the SDKs."""

from __future__ import annotations

import pytest

from tests.compat.sdk import drive
from tests.setup.asking import create_one, described

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def found(rich_org, sdk):
    client = rich_org.client()
    label = f"Shared {sdk}"
    values = [{"display_value": one} for one in ("a", "b")]
    body = {"global_picklists": [{"display_label": label, "pick_list_values": values}]}
    made = client.post("/settings/global_picklists", body).json()
    number = made["global_picklists"][0]["details"]["id"]
    create_one(client, label, data_type="picklist", global_picklist={"id": number})
    fields = described(client)
    sides = {
        key: (int(fields[name]["id"]), int(fields[name]["pick_list_values"][1]["id"]))
        for key, name in (("parent", "Lead_Source"), ("child", "Industry"))
    }
    layout = rich_org.org.catalogue.module_by_name["Leads"].layouts[0].id
    return drive("listing", sdk, rich_org, list=int(number), layout=layout, **sides)


@pytest.mark.parametrize(
    ("name", "root", "code", "message"),
    [
        ("made", "global_picklists", "SUCCESS", "global picklist added successfully"),
        ("changed", "global_picklists", "SUCCESS", "global picklist updated successfully"),
        ("replaced", "replace_picklist_values", "SCHEDULED", "success"),
        (
            "deleted",
            "global_picklists",
            "SCHEDULED",
            "global picklist delete scheduled successfully",
        ),
        ("mapped", "map_dependency", "SUCCESS", "map dependency created"),
        ("mapping_changed", "map_dependency", "SUCCESS", "map dependency updated"),
        ("mapping_deleted", "map_dependency", "SUCCESS", "map dependency deleted"),
    ],
)
def test_what_is_done_is_told(found, name, root, code, message):
    (entry,) = found[name]["content"][root]
    assert (entry["code"], entry["message"]) == (code, message)


def test_what_is_read_is_of_the_class_that_the_sdk_expects(found):
    expected = {
        "read": "ResponseWrapper",
        "listed": "ResponseWrapper",
        "replaced_values": "ReplacedResponseWrapper",
        "associations": "AssociationsResponseWrapper",
        "mappings": "ResponseWrapper",
        "mapping": "ResponseWrapper",
    }
    assert {name: found[name]["is"] for name in expected} == expected
    values = found["read"]["content"]["global_picklists"][0]["pick_list_values"]
    assert [one["display_value"] for one in values] == ["high", "low", "none"]
    (replaced,) = found["replaced_values"]["content"]["replaced_values"]
    assert (replaced["display_value"], replaced["actual_value"]) == ("none", "low")
    (used,) = found["associations"]["content"]["associations"]
    assert used["module"]["api_name"] == "Leads"
    (mapping,) = found["mapping"]["content"]["map_dependency"]
    assert len(mapping["pick_list_values"][0]["maps"]) == 1
