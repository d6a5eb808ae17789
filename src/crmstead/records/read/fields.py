"""Which fields an answer carries, and the renderings compiled for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crmstead.access.caller import Caller
from crmstead.access.fields import visible_fields
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.model.version import Version
from crmstead.records.read.rendering import Rendering, View, compile_rendering
from crmstead.records.write.state import is_locked_for
from crmstead.store.orgs import OpenOrg

#: Most renderings kept per org: a bound on what callers can make the server compile.
_MOST_RENDERINGS = 512
LOCKED_FOR_ME = "$locked_for_me"
_WITH_HAS_MORE = frozenset({"subform", "multiselectlookup", "multiuserlookup"})


def rendering_of(
    org: OpenOrg,
    caller: Caller,
    module: Module,
    names: Sequence[str] | None,
    version: Version,
    view: View,
) -> Rendering:
    """Return the compiled rendering of some fields; all of them where none are named.

    Unknown names, and fields hidden from the caller's profile, are left out without an error.
    """
    # unspecified: stale names in `fields` are dropped, as integrations that send them expect.
    wanted = None if names is None else tuple(dict.fromkeys(names))
    kept: dict[object, Rendering] = org.compiled.setdefault("renderings", {})
    key = (module.api_name, wanted, version.name, view, caller.profile.id)
    found = kept.get(key)
    if found is None:
        everything = _seen(org, caller, module, version)
        fields = everything if wanted is None else _named(module, everything, wanted)
        whole = view is View.SINGLE and wanted is None
        has_more = [one for one in everything if whole and one.kind in _WITH_HAS_MORE]
        found = compile_rendering(org.catalogue, module, fields, version, view, has_more=has_more)
        if len(kept) >= _MOST_RENDERINGS:
            kept.clear()
        kept[key] = found
    return found


def _seen(org: OpenOrg, caller: Caller, module: Module, version: Version) -> tuple[Field, ...]:
    """Return all fields, as locks let the caller see them."""
    everything = shown_fields(caller, module, version)
    if is_locked_for(org.catalogue, caller, module):
        return everything
    return tuple(map(_unlocked, everything))


def _named(module: Module, everything: Sequence[Field], names: Sequence[str]) -> tuple[Field, ...]:
    by_name = {field.api_name: field for field in everything}
    given = (module.aliases.get(name, name) for name in names)
    return tuple(by_name[name] for name in dict.fromkeys(given) if name in by_name)


def _unlocked(field: Field) -> Field:
    """Return a field as those see it for whom no lock of the module holds."""
    if field.api_name != LOCKED_FOR_ME:
        return field
    return replace(field, kind="constant", constant=False, column=None)


def shown_fields(caller: Caller, module: Module, version: Version) -> tuple[Field, ...]:
    """Return the fields and `$` properties that a version shows a caller."""
    return tuple(
        field
        for field in visible_fields(caller, (*module.fields, *module.properties))
        if version.within(field.since, field.until)
    )
