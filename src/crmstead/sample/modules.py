"""What the sample org added to the standard modules: `modules.json`, with ids put in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from crmstead.sample.people import number

_FILE = Path(__file__).with_name("modules.json")
#: Only what is new has a data type; a field that names none changes a standard one.
_NEW = "data_type"


def make_modules(maker: int, moment: int) -> list[dict[str, Any]]:
    """Return the definitions of custom and changed modules, made by a user at a moment."""
    modules: list[dict[str, Any]] = json.loads(_FILE.read_text("utf-8"))
    made = [_with_ids(module) for module in modules]
    for module in made:
        own = [module] if "singular_label" in module else []
        layouts = [one for one in module.get("layouts", ()) if "id" in one]
        for thing in (*own, *layouts, *module.get("custom_views", ())):
            thing |= {"created_by": maker, "created_time": moment}
    return made


def _with_ids(module: dict[str, Any]) -> dict[str, Any]:
    name = module["api_name"]
    if "singular_label" in module:
        module["id"] = number("module", name)
    for field in module.get("fields", ()):
        _identify(name, field)
    for view in module.get("custom_views", ()):
        view["id"] = number("view", name, view["name"])
    for layout in module.get("layouts", ()):
        if "pipelines" not in layout:
            layout["id"] = number("layout", name, layout["name"])
    return module


def _identify(module: str, field: dict[str, Any]) -> None:
    if _NEW in field:
        field["id"] = number("field", module, field["api_name"])
    for row in field.get("rows", ()):
        row["id"] = number("field", field["api_name"], row["api_name"])
