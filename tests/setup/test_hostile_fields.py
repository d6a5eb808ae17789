"""Whatever a body of settings holds, it is answered in the documented form, not with a failure."""

from __future__ import annotations

import copy
import random
from typing import Any

from tests.setup.asking import FIELDS, create_one, described
from tests.setup.every_type import EVERY

#: What stands in the place of what belongs there.
STRANGE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**30, "", " ", "x" * 300, "\x00", "-None-", [], [None], [[]],
    {}, {"id": None}, {"id": "1"}, {"id": 1.5}, {"api_name": "Nowhere"}, [{}], [5], ["a"],
    {"api_name": ["x"]}, {"type": 5}, {"module": 5}, {"_delete": None}, {"_disable": None},
)  # fmt: skip
KEYS = (
    "field_label", "data_type", "length", "decimal_place", "api_name", "tooltip", "profiles",
    "filterable", "unique", "external", "crypt", "private", "hipaa_compliance_enabled",
    "default_value", "textarea", "currency", "auto_number", "pick_list_values", "global_picklist",
    "pick_list_values_sorted_lexically", "enable_colour_code", "formula", "rollup_summary",
    "lookup", "sharing_properties", "multiselectlookup", "multiuserlookup", "fields", "separator",
    "association_details", "history_tracking", "id",
)  # fmt: skip


def mangled(body, rng):
    """Return a body with strange things in a few of its places."""
    made = copy.deepcopy(body)
    for _ in range(rng.randint(1, 3)):
        holder, key = made, rng.choice([*made, rng.choice(KEYS)])
        while isinstance(holder.get(key), dict) and holder[key] and rng.random() < 0.7:
            holder = holder[key]
            key = rng.choice([*holder])
        inner = holder.get(key)
        if isinstance(inner, list) and inner and isinstance(inner[0], dict) and rng.random() < 0.7:
            holder, key = inner[0], rng.choice([*inner[0], "id"])
        holder[key] = copy.deepcopy(rng.choice(STRANGE))
    return made


def answered(answer, root="fields"):
    assert answer.status_code in {200, 201, 207, 400, 403}, (answer.status_code, answer.text)
    for entry in answer.json().get(root, [answer.json()]):
        assert set(entry) == {"code", "details", "message", "status"}
        assert isinstance(entry["details"], dict)
    return answer


def test_strange_fields_are_refused_or_made(minimal_client):
    rng = random.Random(5)
    for number in range(250):
        body = {**rng.choice(EVERY).body, "field_label": f"Strange {number}"}
        items = [mangled(body, rng)]
        answered(minimal_client.post(f"{FIELDS}?module=Cases", {"fields": items}))
    minimal_client.insert("Cases", {"Case_Origin": "Web", "Status": "New", "Subject": "Still here"})


def test_strange_changes_are_refused_or_made(minimal_client):
    rng = random.Random(6)
    for number, one in enumerate(EVERY):
        create_one(minimal_client, f"Odd {number}", module="Solutions", **rest(one.body))
    fields = described(minimal_client, "Solutions")
    for _ in range(250):
        place = rng.randrange(len(EVERY))
        body = {"id": fields[f"Odd_{place}"]["id"], **rest(EVERY[place].body)}
        path = f"{FIELDS}?module=Solutions"
        items = [mangled(body, rng)]
        answered(minimal_client.request("PATCH", path, json={"fields": items}))
    for field in described(minimal_client, "Solutions").values():
        if field["custom_field"]:
            path = f"{FIELDS}/{field['id']}?module=Solutions"
            assert minimal_client.request("DELETE", path).status_code == 200
    minimal_client.insert("Solutions", {"Solution_Title": "Still here"})


def rest(body):
    # Only two fields of a module are unique.
    return {key: value for key, value in body.items() if key not in {"field_label", "unique"}}


def test_strange_changes_of_system_fields_are_refused_or_made(minimal_client):
    rng = random.Random(7)
    fields = list(described(minimal_client, "Campaigns").values())
    for _ in range(150):
        field = rng.choice(fields)
        body = {
            "id": field["id"],
            "profiles": field["profiles"][:1],
            "pick_list_values": field["pick_list_values"][:2],
            **rng.choice(EVERY).body,
        }
        items = [
            mangled({key: body[key] for key in rng.sample([*body], 2)} | {"id": body["id"]}, rng)
        ]
        path = f"{FIELDS}?module=Campaigns"
        answered(minimal_client.request("PATCH", path, json={"fields": items}))
    assert minimal_client.get("/Campaigns?fields=Campaign_Name").status_code in {200, 204}


def test_strange_pick_lists_are_refused_or_made(minimal_client, minimal_org):
    rng = random.Random(8)
    layout = minimal_org.org.catalogue.module_by_name["Cases"].layouts[0].id
    mapping = {
        "parent": {"api_name": "Status"},
        "child": {"api_name": "Priority"},
        "pick_list_values": [{"actual_value": "New", "maps": [{"actual_value": "High"}]}],
    }
    lists = {
        "display_label": "Strange",
        "api_name": "Strange",
        "description": "x",
        "pick_list_values": [{"display_value": "a", "reference_value": "b", "type": "used"}],
    }
    replacing = {"old_value": {"id": "1", "display_value": "a"}, "new_value": {"id": "2"}}
    made = minimal_client.post("/settings/global_picklists", {"global_picklists": [lists]})
    number = made.json()["global_picklists"][0]["details"]["id"]
    one = f"/settings/global_picklists/{number}"
    targets = (
        (
            "POST",
            f"/settings/layouts/{layout}/map_dependency?module=Cases",
            "map_dependency",
            mapping,
        ),
        ("POST", "/settings/global_picklists", "global_picklists", lists),
        ("PATCH", one, "global_picklists", lists),
        ("PATCH", "/settings/global_picklists", "global_picklists", {**lists, "id": number}),
        ("POST", f"{one}/actions/replace_picklist_values", "replace_picklist_values", replacing),
    )
    for _ in range(300):
        method, path, root, body = rng.choice(targets)
        item = mangled({**body, "id": number} if rng.random() < 0.2 else body, rng)
        answered(minimal_client.request(method, path, json={root: [item]}), root)
