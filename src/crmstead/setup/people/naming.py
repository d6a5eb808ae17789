"""Where roles, territories and groups are named: in groups of users and in sharing rules."""

from __future__ import annotations

from dataclasses import replace

from crmstead.model.data_sharing import GroupSource, Shared, SharingRule, UserGroup
from crmstead.setup.redefining import Redefining


def move_named(redefining: Redefining, named: Shared, to: int | None) -> None:
    """Let groups and sharing rules name another role, territory or group instead of one.

    None: groups lose it, and rules that are about nothing else go.
    """
    definitions = redefining.definitions
    definitions.user_groups[:] = [_regrouped(one, named, to) for one in definitions.user_groups]
    rules = (_ruled(one, named, to) for one in definitions.sharing_rules)
    definitions.sharing_rules[:] = [one for one in rules if one is not None]


def is_named(one: Shared | None, named: Shared) -> bool:
    """Tell whether a rule names something, with what is below it or without."""
    return one is not None and (one.type, one.resource) == (named.type, named.resource)


def _regrouped(group: UserGroup, named: Shared, to: int | None) -> UserGroup:
    found: dict[tuple[str, int], GroupSource] = {}
    for source in group.sources:
        meant = (source.type, source.source) == (named.type, named.resource)
        kept = source if not meant or to is None else replace(source, source=to)
        if not meant or to is not None:
            found.setdefault((kept.type, kept.source), kept)
    return replace(group, sources=tuple(found.values()))


def _ruled(rule: SharingRule, named: Shared, to: int | None) -> SharingRule | None:
    sides = {"shared_to": rule.shared_to, "shared_from": rule.shared_from}
    for key, side in sides.items():
        if not is_named(side, named):
            continue
        if to is None:
            return None
        rule = replace(rule, **{key: replace(side, resource=to)})  # type: ignore[arg-type, type-var]
    return rule
