"""The fields of one module while they are changed: what is there, and where it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from crmstead.metadata.definitions import FieldDefinition, Raw, field_definition
from crmstead.metadata.generating import row_module
from crmstead.metadata.standard import standard
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.setup.modules.naming import taken_names
from crmstead.setup.redefining import Redefining


def customizable(module: Module) -> bool:
    """Tell whether a module takes fields of an org: one with layouts, or with rows of records."""
    return module.stored and not module.pseudo and (module.is_subform or bool(module.layouts))


@dataclass
class Place:
    """The fields of a module: those of the catalogue, and those that the request made so far."""

    redefining: Redefining
    module: Module
    #: The definitions of fields, where those of the module are kept nowhere yet.
    own: list[Raw] | None = None
    made: list[FieldDefinition] = field(default_factory=list)

    @property
    def raws(self) -> list[Raw]:
        """Definitions of the org's fields, and of what it changed in others, to be changed."""
        return _raws(self.redefining, self.module) if self.own is None else self.own

    @cached_property
    def tables(self) -> set[str]:
        """Names of tables and indexes in lower case, those that the request called for too."""
        return taken_names(self.redefining.catalogue)

    @property
    def names(self) -> set[str]:
        """Api names in lower case: databases do not tell columns apart by it."""
        known = {name.lower() for name in self.module.by_name}
        return known | {one.api_name.lower() for one in self.made}

    @property
    def labels(self) -> set[str]:
        """Labels in lower case."""
        known = {one.field_label.lower() for one in self._shown()}
        return known | {one.label.lower() for one in self.made}

    def _shown(self) -> Iterable[Field]:
        catalogue = self.redefining.catalogue
        return (one for one in self.module.fields if catalogue.has(one))

    @property
    def custom(self) -> list[FieldDefinition | Field]:
        """The fields that the org made, those of this request included."""
        return [*(one for one in self.module.fields if one.custom), *self.made]

    def add(self, raw: Raw) -> FieldDefinition:
        """Add a field behind all."""
        made = field_definition(raw)
        self.raws.append(raw)
        self.made.append(made)
        return made

    def entry(self, api_name: str) -> Raw:
        """Return what the org says of a field, nothing but its name where that is nothing yet."""
        for one in self.raws:
            if one["api_name"] == api_name:
                return one
        self.raws.append({"api_name": api_name})
        return self.raws[-1]

    def remove(self, api_name: str) -> None:
        """Remove what the org says of a field."""
        self.raws[:] = [one for one in self.raws if one["api_name"] != api_name]


def _raws(redefining: Redefining, module: Module) -> list[Raw]:
    """Return where fields are kept: those of a custom subform's rows with the field that has them.

    What is returned is part of the definitions from then on.
    """
    definitions = redefining.definitions
    own = any(one["api_name"] == module.api_name for one in definitions.modules)
    if own or module.api_name in standard().raw or module.parent_module is None:
        raws: list[Raw] = definitions.module(module.api_name).setdefault("fields", [])
        return raws
    parent = definitions.module(module.parent_module)
    for one in parent.get("fields", ()):
        if "data_type" in one and row_module(field_definition(one)) == module.api_name:
            rows: list[Raw] = one.setdefault("rows", [])
            return rows
    raise LookupError(module.api_name)
