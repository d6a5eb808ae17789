"""The scope grammar, and what a scope covers.

    scopes    = scope *( ("," / blank) scope )
    scope     = service "." group [ "." entity ] "." operation
              / service "." group "." entity                  ; = entity.ALL
    operation = ALL / READ / CREATE / UPDATE / DELETE / WRITE / CUSTOM

Letter case never matters, underscores of an entity neither. WRITE is CREATE and UPDATE, never
DELETE. A scope without an entity covers every entity of its group. A group that does not exist is
refused; an entity that does not exist is taken and covers nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple, Self

from crmstead.model.module import Module

_SEPARATORS = re.compile(r"[,\s]+")
_WRITTEN = re.compile(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)+")
_SERVICE = "zohocrm"
_EVERYDAY = frozenset({"READ", "CREATE", "UPDATE", "DELETE"})
_OPERATIONS = {
    "ALL": _EVERYDAY | {"CUSTOM"},
    "WRITE": frozenset({"CREATE", "UPDATE"}),
    **{name: frozenset({name}) for name in (*_EVERYDAY, "CUSTOM")},
}
_GROUPS = frozenset(
    {
        "apis",
        "bulk",
        "change_owner",
        "composite_requests",
        "coql",
        "features",
        "files",
        "functions",
        "mass_convert",
        "mass_delete",
        "mass_update",
        "modules",
        "notifications",
        "org",
        "send_mail",
        "settings",
        "share",
        "signals",
        "templates",
        "users",
        "zia",
    }
)
#: The one group of each other service; its scopes keep the service's name in front.
_OTHER_SERVICES = {"zohofiles": "files", "zohosearch": "securesearch", "aaaserver": "profile"}
_STANDARD_ENTITIES = frozenset({
    "accounts", "activities", "appointments", "appointmentss", "appointmentsrescheduledhistory",
    "appointmentsrescheduledhistorys", "attachments", "calls", "campaigns", "cases", "contacts",
    "deals", "emails", "events", "invoices", "leads", "lockinginformation", "lockinginformations",
    "notes", "pricebooks", "products", "purchaseorders", "quotes", "salesorders", "services",
    "servicess", "solutions", "tasks", "vendors",
})  # fmt: skip
_LONGEST = 200
_MOST_ANSWERS = 10_000

#: Scopes that together cover every operation of the server.
EVERY_SCOPE = " ".join(
    [
        *(f"ZohoCRM.{group}.ALL" for group in sorted(_GROUPS)),
        "ZohoFiles.files.ALL",
        "ZohoSearch.securesearch.READ",
    ]
)


class UnknownScopeError(ValueError):
    """A scope of an unknown service, group or operation; `scope` is its text."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"unknown scope: {scope[:_LONGEST]}")
        self.scope = scope


class _Right(NamedTuple):
    """What one scope says: the entity is "" where all are meant."""

    group: str
    entity: str
    operation: str


class ScopeSet(frozenset[str]):
    """The scopes of a token, worked out once; asking it again is one look-up."""

    __slots__ = ("_answers", "_rights")

    _rights: dict[tuple[str, str], frozenset[str]]
    _answers: dict[tuple[tuple[str, ...], str, str], bool]

    def __new__(cls, scopes: Iterable[str]) -> Self:
        made = super().__new__(cls, scopes)
        made._rights = {}
        made._answers = {}
        for scope in made:
            group, entity, operation = _parse(scope)
            held = made._rights.get((group, entity), frozenset())
            made._rights[group, entity] = held | _OPERATIONS[operation]
        return made

    def allows(self, required: tuple[str, ...], module: Module | None = None) -> bool:
        """Tell whether any of the scopes of a route is covered; `{module}` is the route's module.

        A requirement may join several with `&`: then all of them must be covered.
        """
        key = (required, module.api_name, module.scope) if module else (required, "", "")
        answer = self._answers.get(key)
        if answer is None:
            if len(self._answers) >= _MOST_ANSWERS:
                self._answers.clear()
            answer = any(self._covers_joined(one, module) for one in required)
            self._answers[key] = answer
        return answer

    def covers(self, required: str) -> bool:
        """Tell whether one scope without placeholder is covered, `ZohoCRM.` in front or not."""
        group, entity, operation = _parse(required)
        held = self._rights.get((group, ""), frozenset())
        if entity:
            held |= self._rights.get((group, entity), frozenset())
        needed = _EVERYDAY if operation == "ALL" else _OPERATIONS[operation]
        return needed <= held

    def _covers_joined(self, required: str, module: Module | None) -> bool:
        return all(self._covers_of(part.strip(), module) for part in required.split("&"))

    def _covers_of(self, required: str, module: Module | None) -> bool:
        if "{module}" not in required:
            return self.covers(required)
        words = scope_words(module) if module else ()
        return any(self.covers(required.replace("{module}", word)) for word in words)


def covers(granted: frozenset[str], required: str) -> bool:
    """Tell whether scopes cover a required one, such as `modules.leads.READ`.

    Raises:
        UnknownScopeError: one of the granted scopes, or the required one, is none.
    """
    return _scope_set(granted).covers(required)


def allows(
    granted: frozenset[str], required: tuple[str, ...], module: Module | None = None
) -> bool:
    """Tell whether scopes open a route: `ScopeSet.allows` for a token's `ScopeSet`."""
    return _scope_set(granted).allows(required, module)


def parse_scopes(text: str) -> tuple[str, ...]:
    """Return the scopes that a text names, as it spells them, each once.

    Raises:
        UnknownScopeError: one of them is of an unknown service, group or operation.
    """
    named: dict[_Right, str] = {}
    for scope in filter(None, _SEPARATORS.split(text)):
        service = scope.partition(".")[0].lower()
        if service != _SERVICE and service not in _OTHER_SERVICES:
            raise UnknownScopeError(scope)
        named.setdefault(_parse(scope), scope)
    return tuple(named.values())


@lru_cache(maxsize=512)
def scope_set(text: str) -> ScopeSet:
    """Return the scopes of a kept text; equal texts share one set and its answers."""
    return ScopeSet(parse_scopes(text))


def scope_words(module: Module) -> tuple[str, ...]:
    """Return the entity words under which a module is granted, any of which suffices.

    Activities is a view: any one of the modules that it unites opens it.
    """
    words = [module.scope, module.api_name]
    if module.custom or module.is_linking:
        # An api name like `Price_Books_` must not borrow the scopes of a standard module.
        own_name = [] if _entity(module.api_name) in _STANDARD_ENTITIES else [module.api_name]
        words = ["custom", module.scope, *own_name]
    return tuple(dict.fromkeys(word.lower() for word in (*words, *module.view_of)))


def _scope_set(granted: frozenset[str]) -> ScopeSet:
    if isinstance(granted, ScopeSet):
        return granted
    return scope_set(" ".join(sorted(granted)))


@lru_cache(maxsize=4096)
def _parse(scope: str) -> _Right:
    """Return what a scope says; the service may be left out where it is ZohoCRM."""
    if len(scope) > _LONGEST or not _WRITTEN.fullmatch(scope):
        raise UnknownScopeError(scope)
    group, rest = _group_and_rest(scope.lower().split("."))
    if not group or not 1 <= len(rest) <= 2:  # noqa: PLR2004 - entity and operation
        raise UnknownScopeError(scope)
    last = rest[-1].upper()
    if last in _OPERATIONS:
        return _Right(group, _entity(rest[0]) if len(rest) > 1 else "", last)
    if len(rest) == 1:
        return _Right(group, _entity(rest[0]), "ALL")
    raise UnknownScopeError(scope)


def _group_and_rest(parts: list[str]) -> tuple[str, list[str]]:
    """Return the group, qualified where the service is another one; "" = there is none."""
    if len(parts) > 1 and _OTHER_SERVICES.get(parts[0]) == parts[1]:
        return f"{parts[0]}.{parts[1]}", parts[2:]
    own = parts[1:] if parts[0] == _SERVICE else parts
    return (own[0], own[1:]) if own[0] in _GROUPS else ("", [])


def _entity(word: str) -> str:
    return word.replace("_", "").lower()
