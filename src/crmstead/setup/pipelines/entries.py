"""The pipelines of a layout while they are changed, and the pick list that names all of them."""

from __future__ import annotations

from crmstead.metadata.definitions import Raw
from crmstead.model.module import Layout, Module
from crmstead.setup.fields.place import Place
from crmstead.setup.layouts.shape import entry_of, pipeline_raw
from crmstead.setup.redefining import Redefining

FIELD = "Pipeline"


class Pipelines:
    """The pipelines of one layout, as definitions in their order."""

    def __init__(self, redefining: Redefining, module: Module, layout: Layout) -> None:
        self.redefining = redefining
        self.module = module
        self.layout = layout
        raw = redefining.definitions.module(module.api_name)
        self._entry = entry_of(raw, layout)
        #: To be changed in place.
        self.all: list[Raw] = [pipeline_raw(one) for one in layout.pipelines]

    def find(self, number: int | None) -> Raw | None:
        """Return the pipeline with an id."""
        return next((one for one in self.all if one["id"] == number), None)

    def make_default(self, wanted: Raw) -> None:
        """Let deals of the layout have a pipeline that name none."""
        for one in self.all:
            one["default"] = one is wanted

    def keep(self) -> None:
        """Write the pipelines into the layout, and the names of all into the pick list."""
        self._entry["pipelines"] = self.all
        self._entry["modified_time"] = self.redefining.now
        self._entry["modified_by"] = self.redefining.caller.user.id
        field = self.module.by_name[FIELD]
        known = {value.actual_value: value.id for value in field.pick_list_values}
        values: dict[str, Raw] = {}
        for layout in self.module.layouts:
            mine = layout is self.layout
            for one in self.all if mine else map(pipeline_raw, layout.pipelines):
                actual = one["actual_value"]
                values[actual] = {
                    "display_value": one["display_value"],
                    "actual_value": actual,
                    "id": known.get(actual, one["id"]),
                }
        entry = Place(self.redefining, self.module).entry(FIELD)
        entry["pick_list_values"] = list(values.values())
        if self.layout is self.module.layouts[0]:
            names = [one["display_value"] for one in self.all if one["default"]]
            entry["default_value"] = names[0] if names else None
