"""The SDKs make and change modules, layouts and pipelines, and sort views."""

from __future__ import annotations

import pytest

from tests.compat.sdk import drive
from tests.live import definitions, make_org

pytestmark = pytest.mark.slow
#: What answers an array of entries, and the one message of each.
MESSAGES = {
    "create_module": ("modules", 201, "module created successfully"),
    "update_module": ("modules", 200, "module updated successfully"),
    "update_layout": ("layouts", 200, "layout updated"),
    "deactivate": ("layouts", 200, "layout deactivated"),
    "activate": ("layouts", 200, "layout activated"),
    "delete_layout": ("layouts", 200, "layout deleted"),
    "create_pipeline": ("pipeline", 201, "Pipeline created"),
    "update_pipeline": ("pipeline", 200, "Pipeline updated"),
    "delete_pipeline": ("pipeline", 200, "Pipeline deleted"),
    "transfer": ("transfer_pipeline", 200, "transfer pipeline scheduled successfully"),
    "sort_view": ("custom_views", 200, "custom view updated"),
    "sort_views": ("custom_views", 200, "custom view updated"),
}


@pytest.fixture(scope="module")
def done(sqlite_live, sdk):
    made = definitions()
    made.modules.append({"api_name": "Leads", "layouts": [{"name": "Partner", "id": 981}]})
    org = make_org(sqlite_live, made)
    known = org.org.catalogue.module_by_name
    leads, deals = known["Leads"], known["Deals"]
    stages = [one.id for one in deals.by_name["Stage"].pick_list_values[:2]]
    return drive(
        "arrange",
        sdk,
        org,
        profile=made.profiles[1].id,
        standard=leads.layouts[0].id,
        layout=981,
        deals=deals.layouts[0].id,
        stages=stages,
        view=leads.custom_views[0].id,
    )


@pytest.mark.parametrize("name", MESSAGES)
def test_what_is_done_is_told(done, name):
    root, status, message = MESSAGES[name]
    answer = done[name]
    (entry,) = answer["content"][root]
    assert (answer["status"], entry["code"], entry["message"]) == (status, "SUCCESS", message)


@pytest.mark.parametrize(
    ("name", "root", "code"),
    [
        ("create_again", "modules", "DUPLICATE_DATA"),
        ("create_pipeline_again", "pipeline", "DUPLICATE_DATA"),
    ],
)
def test_a_refusal_is_told(done, name, root, code):
    content = done[name]["content"]
    entry = content[root][0] if root in content else content
    assert (done[name]["status"], entry["code"]) == (400, code)


def test_what_was_made_is_read(done):
    (module,) = done["read_module"]["content"]["modules"]
    assert (module["api_name"], module["plural_label"]) == ("Stocks", "Shares")
    assert module["generated_type"] == "custom"
    found = {one["display_value"] for one in done["read_pipelines"]["content"]["pipeline"]}
    assert found == {"Standard (Standard)"}
    (view,) = done["read_view"]["content"]["custom_views"]
    assert (view["sort_by"]["api_name"], view["sort_order"]) == ("Company", "desc")
