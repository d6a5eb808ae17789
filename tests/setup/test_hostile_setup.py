"""Strange modules, views, layouts and pipelines are answered in the documented form, too."""

from __future__ import annotations

import random

import pytest

from tests.live import make_org
from tests.setup.test_hostile_fields import mangled

_ROUNDS = 60


@pytest.fixture(scope="module")
def place(sqlite_live):
    """An org, and bodies that are good, by method, path and root; ids stand in place."""
    org = make_org(sqlite_live)
    client = org.client()
    known = org.org.catalogue.module_by_name
    leads, deals = known["Leads"], known["Deals"]
    profile = str(org.org.catalogue.profiles[0].id)
    view, layout, pipeline = leads.custom_views[0], leads.layouts[0], deals.layouts[0].pipelines[0]
    stages = [str(one.id) for one in deals.by_name["Stage"].pick_list_values]
    section = layout.sections[0]
    leaf = {"comparator": "equal", "field": {"api_name": "City"}, "value": "Rome"}
    form = {"prefix": "A", "start_number": 1, "suffix": "B"}
    module = {
        "plural_label": "Things",
        "singular_label": "Thing",
        "profiles": [{"id": profile}],
        "api_name": "things",
        "display_field": {"field_label": "N", "data_type": "autonumber", "auto_number": form},
    }
    made_view = {
        "name": "V",
        "criteria": {"group_operator": "AND", "group": [leaf, leaf]},
        "fields": [{"api_name": "City"}],
        "sort_by": {"api_name": "City"},
        "sort_order": "asc",
        "access_type": "shared",
        "shared_to": [{"type": "users", "id": str(org.org.catalogue.users[0].id)}],
    }
    city = str(leads.by_name["City"].id)
    entries = [{"id": city, "required": True, "sequence_number": 1}]
    removal = {"id": city, "_delete": {"permanent": False}}
    sections = [{"id": str(section.id), "display_label": "S", "fields": entries}]
    gone = {"_delete": {"permanent": True}}
    maps = [{"id": stages[0], "sequence_number": 1}]
    move = {"pipeline": {"from": str(pipeline.id), "to": "1"}, "stages": [{"from": "1", "to": "1"}]}
    layouts, views = "/settings/layouts?module=Leads", "/settings/custom_views?module=Leads"
    pipelines = f"/settings/pipeline?layout_id={deals.layouts[0].id}"
    return client, [
        ("POST", "/settings/modules", "modules", module),
        ("PUT", "/settings/modules/Leads", "modules", {"related_list_properties": made_view}),
        ("POST", views, "custom_views", made_view),
        ("PUT", views.replace("?", f"/{view.id}?"), "custom_views", made_view),
        ("PUT", views.replace("?", "/actions/change_sort?"), "custom_views", made_view),
        ("POST", layouts, "layouts", {"name": "L", "clone_of": {"id": str(layout.id)}}),
        (
            "PATCH",
            layouts.replace("?", f"/{layout.id}?"),
            "layouts",
            {"name": "L", "profiles": [{"id": profile}], "sections": sections},
        ),
        (
            "PATCH",
            layouts.replace("?", f"/{layout.id}?"),
            "layouts",
            {"sections": [{"id": str(section.id), "fields": [removal]}]},
        ),
        ("POST", pipelines, "pipeline", {"display_value": "P", "default": True, "maps": maps}),
        ("PUT", pipelines.replace("?", f"/{pipeline.id}?"), "pipeline", {"maps": maps}),
        ("PATCH", pipelines.replace("?", f"/{pipeline.id}?"), "pipeline", gone),
        ("POST", pipelines.replace("?", "/actions/transfer?"), "transfer_pipeline", move),
    ]  # fmt: skip


def test_strange_bodies_are_refused_or_obeyed(place):
    client, bodies = place
    rng = random.Random(7)
    for _ in range(_ROUNDS):
        for method, path, root, body in bodies:
            item = mangled(body, rng)
            answer = client.request(method, path, json={root: [item]})
            assert answer.status_code in {200, 201, 207, 400, 403}, (path, item, answer.text)
            for entry in answer.json().get(root, [answer.json()]):
                assert set(entry) == {"code", "details", "message", "status"}
                assert isinstance(entry["details"], dict)
    for module in ("Leads", "Deals"):
        for root in ("layouts", "custom_views", "fields"):
            listed = client.get(f"/settings/{root}?module={module}")
            assert listed.status_code == 200, (module, root, listed.text)
        assert client.get(f"/settings/modules/{module}").status_code == 200
        for view in client.get(f"/settings/custom_views?module={module}").json()["custom_views"]:
            path = f"/{module}?fields=id&cvid={view['id']}"
            assert client.get(path).status_code in {200, 204, 400}
    client.insert("Leads", {"Last_Name": "Still here"})
