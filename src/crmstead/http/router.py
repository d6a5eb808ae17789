"""Finds the row of the surface for a method and a path; the paths are data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crmstead.api.route import Route
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import METHOD_UNKNOWN, URL_UNKNOWN
from crmstead.model.version import BY_NAME, Version

_LONGEST_ID = 19
_IDS = frozenset({"record_id", "related_id"})
_LIST = "related_list"


@dataclass(slots=True)
class _Node:
    fixed: dict[str, _Node] = field(default_factory=dict)
    #: Name of the placeholder -> what follows it.
    open: dict[str, _Node] = field(default_factory=dict)
    #: By method.
    routes: dict[str, Route] = field(default_factory=dict)

    def add(self, route: Route) -> None:
        """Put a route where its path ends, seen from the root."""
        node = self
        for segment in route.path.split("/"):
            if segment.startswith("{"):
                node = node.open.setdefault(segment[1:-1], _Node())
            else:
                node = node.fixed.setdefault(segment, _Node())
        node.routes.setdefault(route.method, route)


class Router:
    """A tree of path segments for each version; fixed words win over placeholders."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._roots = {name: _Node() for name in BY_NAME}
        for name, version in BY_NAME.items():
            for route in routes:
                if version.within(route.since, route.until):
                    self._roots[name].add(route)

    def find(
        self, method: str, segments: list[str], version: Version, *, any_id: bool = False
    ) -> tuple[Route, Mapping[str, str]]:
        """Return the route and the values of its placeholders.

        `any_id` lets any text stand where the id of a record belongs.

        Raises:
            ApiError: no such path, or not with this method.
        """
        for node, values in _walk(self._roots[version.name], segments, {}, any_id=any_id):
            route = node.routes.get(method)
            if route is None:
                # `POST org` is no insert into a module of that name.
                raise ApiError(METHOD_UNKNOWN)
            return route, values
        raise ApiError(URL_UNKNOWN)


def _walk(
    node: _Node, segments: list[str], values: dict[str, str], *, any_id: bool
) -> Iterable[tuple[_Node, dict[str, str]]]:
    if not segments:
        if node.routes:
            yield node, values
        return
    first, rest = segments[0], segments[1:]
    if first in node.fixed:
        yield from _walk(node.fixed[first], rest, values, any_id=any_id)
    for name, following in node.open.items():
        # A fixed word is never the name of a related list.
        fits = _fits(name, first, any_id=any_id)
        if fits and not (name == _LIST and first in node.fixed):
            yield from _walk(following, rest, {**values, name: first}, any_id=any_id)


def _fits(name: str, segment: str, *, any_id: bool) -> bool:
    """Tell whether a segment may stand for a placeholder: a record id has digits only."""
    if any_id or name not in _IDS:
        return bool(segment)
    return segment.isascii() and segment.isdigit() and len(segment) <= _LONGEST_ID
