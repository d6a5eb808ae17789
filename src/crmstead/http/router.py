"""Finds the row of the surface for a method and a path; the paths are data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from crmstead.api.route import Route
from crmstead.errors.catalogue import METHOD_UNKNOWN, URL_UNKNOWN
from crmstead.errors.raised import ApiError
from crmstead.model.version import Version

_LONGEST_ID = 19


@dataclass(slots=True)
class _Node:
    fixed: dict[str, _Node] = field(default_factory=dict)
    #: Name of the placeholder -> what follows it.
    open: dict[str, _Node] = field(default_factory=dict)
    routes: list[Route] = field(default_factory=list)


class Router:
    """A tree of path segments; fixed words win over placeholders."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = _Node()
        for route in routes:
            node = self._root
            for segment in route.path.split("/"):
                if segment.startswith("{"):
                    node = node.open.setdefault(segment[1:-1], _Node())
                else:
                    node = node.fixed.setdefault(segment, _Node())
            node.routes.append(route)

    def find(
        self, method: str, segments: list[str], version: Version
    ) -> tuple[Route, Mapping[str, str]]:
        """Return the route and the values of its placeholders.

        Raises:
            ApiError: no such path, or not with this method.
        """
        for node, values in _walk(self._root, segments, {}):
            routes = [one for one in node.routes if version.within(one.since, one.until)]
            for route in routes:
                if route.method == method:
                    return route, values
            # `POST org` is no insert into a module of that name.
            if routes:
                raise ApiError(METHOD_UNKNOWN)
        raise ApiError(URL_UNKNOWN)


def _walk(
    node: _Node, segments: list[str], values: dict[str, str]
) -> Iterable[tuple[_Node, dict[str, str]]]:
    if not segments:
        if node.routes:
            yield node, values
        return
    first, rest = segments[0], segments[1:]
    if first in node.fixed:
        yield from _walk(node.fixed[first], rest, values)
    for name, following in node.open.items():
        if _fits(name, first):
            yield from _walk(following, rest, {**values, name: first})


def _fits(name: str, segment: str) -> bool:
    """Tell whether a segment may stand for a placeholder: a record id has digits only."""
    if name != "record_id":
        return bool(segment)
    return segment.isascii() and segment.isdigit() and len(segment) <= _LONGEST_ID
