"""The standard modules and the templates of generated ones, read once from `standard/*.json`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from crmstead.metadata.definitions import ModuleDefinition, Raw, module_definition
from crmstead.metadata.overlaying import expand_fields

_FOLDER = files("crmstead.metadata") / "standard"
#: Files of the folder that describe no module.
_SCHEMA = "schema.json"


@dataclass(frozen=True, slots=True)
class Standard:
    """What every org starts with; nobody may change these mappings."""

    #: Fields that many modules share, by name.
    common: Mapping[str, Raw]
    #: Modules by api name, common fields written out.
    raw: Mapping[str, Raw]
    modules: Mapping[str, ModuleDefinition]
    #: Definitions with `<placeholders>`: of a custom, a subform and a linking module.
    templates: Mapping[str, Raw]


@cache
def standard() -> Standard:
    """Return the standard modules."""
    common = {entry["api_name"]: entry for entry in read("_common.json")["fields"]}
    raw = {entry["api_name"]: _expand(entry, common) for entry in _modules()}
    return Standard(
        common=common,
        raw=raw,
        modules={name: module_definition(entry) for name, entry in raw.items()},
        templates={name: _expand(entry, common) for name, entry in read("_templates.json").items()},
    )


def read(name: str) -> Any:
    """Return the content of a file of the folder."""
    return msgspec.json.decode((_FOLDER / name).read_bytes())


def module_files() -> tuple[str, ...]:
    """Return the names of the files that hold one standard module each."""
    names = (entry.name for entry in _FOLDER.iterdir())
    return tuple(
        sorted(
            name
            for name in names
            if name.endswith(".json") and not name.startswith("_") and name != _SCHEMA
        )
    )


def _modules() -> Iterator[Raw]:
    whole = [read(name) for name in module_files()]
    yield from sorted(whole, key=lambda entry: (entry["sequence_number"], entry["api_name"]))
    yield from read("_not_in_api.json")["modules"]
    yield from _links()


def _links() -> Iterator[Raw]:
    """Yield the linking modules that relate records of two standard modules."""
    template = read("_templates.json")["link"]
    for link in read("_links.json")["links"]:
        made = filled(template, {"left": link["left"], "right": link["right"]})
        yield {**made, "fields": [*made["fields"], *link["fields"]]}


def _expand(raw: Raw, common: Mapping[str, Raw]) -> Raw:
    return {**raw, "fields": expand_fields(raw.get("fields", ()), common)}


def filled(template: Any, values: Mapping[str, str]) -> Any:
    """Return a template with its `<placeholders>` replaced."""
    match template:
        case str():
            for name, value in values.items():
                template = template.replace(f"<{name}>", value)
            return template
        case list():
            return [filled(entry, values) for entry in template]
        case dict():
            return {key: filled(value, values) for key, value in template.items()}
        case _:
            return template
