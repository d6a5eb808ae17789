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


def answered(answer):
    assert answer.status_code in {200, 201, 207, 400, 403}, (answer.status_code, answer.text)
    for entry in answer.json().get("fields", [answer.json()]):
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
