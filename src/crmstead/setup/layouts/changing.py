"""Update Custom Layout: its name, its profiles, its sections and their fields (platform 2.4)."""

from __future__ import annotations

from crmstead.access.permissions import permission_name
from crmstead.errors.raised import At, RecordError
from crmstead.errors.setup.definitions import LAYOUT_FIXED, PROFILES_NEEDED, SETUP_LIMIT
from crmstead.errors.values import DUPLICATE, REFERENCE_INVALID
from crmstead.metadata.definitions import Raw
from crmstead.model.module import Layout, Module
from crmstead.setup.given import Item, deleted, flag_of, id_of, item_of, objects_of, text_of
from crmstead.setup.layouts.sections import Sections
from crmstead.setup.layouts.shape import part_others, shape_of
from crmstead.setup.redefining import Redefining

#: Actions on fields, and new sections, of one request.
MOST_FIELDS = MOST_SECTIONS = 5
_LONGEST_NAME = 50


async def update_layout(
    redefining: Redefining, module: Module, layout: Layout, given: object
) -> int:
    """Change what an item of a body gives of a layout; return the layout's id.

    Raises:
        RecordError: with the path below the item.
    """
    item = item_of(given)
    if item.get("api_name") not in (None, layout.api_name):
        raise RecordError(LAYOUT_FIXED, ("api_name",))
    _check_limits(item)
    raw = redefining.definitions.module(module.api_name)
    shape = shape_of(raw, module, layout)
    sections = objects_of(item, "sections")
    if sections:
        if layout is module.layouts[0]:
            part_others(raw, module)
        await Sections(redefining, module, layout, shape).change(sections)
        shape.keep()
    entry = shape.entry
    entry |= _profiles(redefining, module, layout, item)
    card = flag_of(item, "show_business_card")
    if card is not None:
        entry["show_business_card"] = card
    _rename(module, layout, item, entry)
    entry["modified_time"] = redefining.now
    entry["modified_by"] = redefining.caller.user.id
    return layout.id


def _check_limits(item: Item) -> None:
    fields = new = 0
    for index, section in enumerate(objects_of(item, "sections") or ()):
        path = ("sections", index)
        new += section.get("id") is None
        entries = section.get("fields")
        fields += len(entries) if isinstance(entries, list) else 0
        if new > MOST_SECTIONS:
            raise RecordError(SETUP_LIMIT, limit=MOST_SECTIONS, limit_due_to=[At(("sections",))])
        if fields > MOST_FIELDS:
            due_to = [At((*path, "fields"))]
            raise RecordError(SETUP_LIMIT, limit=MOST_FIELDS, limit_due_to=due_to)


def layout_name(module: Module, item: Item, own: Layout | None = None) -> str | None:
    """Return the name that an item gives a layout, unlike those of the module's others.

    Raises:
        RecordError: it is empty, too long, or another layout's.
    """
    key = "display_label" if item.get("name") is None else "name"
    name = text_of(item, key, _LONGEST_NAME)
    if name is None:
        return None
    taken = {
        text.casefold()
        for one in module.layouts
        if one is not own
        for text in (one.name, one.display_label)
    }
    if name.casefold() in taken:
        raise RecordError(DUPLICATE, (key,))
    return name


def _rename(module: Module, layout: Layout, item: Item, entry: Raw) -> None:
    name = layout_name(module, item, layout)
    if name is None:
        return
    entry["display_label"] = name
    # The system's layouts are known by their names, as are their sections.
    if layout.generated_type == "custom":
        for section, known in zip(entry.get("sections", ()), layout.sections, strict=False):
            section.setdefault("id", known.id)
        for pipeline, kept in zip(entry.get("pipelines", ()), layout.pipelines, strict=False):
            pipeline.setdefault("id", kept.id)
        entry["name"] = name


def _profiles(redefining: Redefining, module: Module, layout: Layout, item: Item) -> Raw:
    given = objects_of(item, "profiles")
    if given is None:
        return {}
    every = {one.id for one in redefining.definitions.profiles}
    kept = set(every if layout.profiles is None else layout.profiles)
    for index, one in enumerate(given):
        number = profile_named(redefining, module, one, index)
        kept = kept - {number} if deleted(one) else kept | {number}
    if not kept:
        raise RecordError(PROFILES_NEEDED, ("profiles",))
    return {"profiles": None if kept >= every else sorted(kept)}


def profile_named(redefining: Redefining, module: Module, item: Item, index: int) -> int:
    """Return the id of the profile that an entry of `profiles` names, which has the module.

    Raises:
        RecordError: with the path below the item of the layout.
    """
    path = ("profiles", index, "id")
    try:
        number = id_of(item)
    except RecordError as error:
        raise error.below("profiles", index) from None
    found = next((one for one in redefining.definitions.profiles if one.id == number), None)
    if found is None:
        raise RecordError(REFERENCE_INVALID, path)
    if not found.allows(permission_name("View", module)):
        message = "Only profiles associated with the module can be assigned for the layout"
        raise RecordError(REFERENCE_INVALID, path, message=message)
    return found.id
