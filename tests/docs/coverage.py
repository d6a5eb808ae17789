"""Which operations of the vendor's public OpenAPI for v8 are served, told by the surface table.

`python -m tests.docs.coverage` writes the page; a test holds it against the surface.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from crmstead.api.surface import SURFACE
from crmstead.errors.raised import ApiError
from crmstead.http.router import Router
from crmstead.metadata.standard import standard
from crmstead.model.version import LATEST

ROOT = Path(__file__).parents[2]
#: Operations by the file that describes them, each `METHOD path` below `/crm/v8/`.
PUBLISHED = ROOT / "docs/reference/coverage.json"
PAGE = ROOT / "docs/reference/coverage.md"
DONE, PARTIAL, NOT_YET = "done", "partial", "not yet"
#: What is served in part, and what is missing of it.
PARTS = {
    "GET __features": "features of fields, licences of users and data enrichment",
    "POST __composite_requests": (
        "no `REQUEST_TIMEOUT` after five minutes, no restricted parameters, and heavy requests "
        "inside of it are not counted as such"
    ),
    "GET {module_api_name}/{record_id}/actions/blueprint": "no process can be defined",
    "PUT {module_api_name}/{record_id}/actions/blueprint": "no process can be defined",
}
#: What placeholders may stand for: a module, an id, a related list.
_STANDING = {"module": ("Leads", "Deals", "Quotes"), "related": ("Notes", "Deals", "1")}
_router = Router(SURFACE)
_modules = set(standard().raw)


def status(operation: str) -> str:
    """Return how far an operation is served."""
    method, path = operation.split(" ", 1)
    template = path.strip("/").split("/")
    if not any(_served(method, template, one) for one in _concrete(template)):
        return NOT_YET
    return PARTIAL if operation in PARTS else DONE


def _concrete(template: list[str]) -> Iterator[list[str]]:
    """Yield paths that a template stands for."""
    yield from map(list, product(*map(_choices, template)))


def _choices(segment: str) -> tuple[str, ...]:
    if not segment.startswith("{"):
        return (segment,)
    name = segment[1:-1].lower()
    for part, found in _STANDING.items():
        if part in name:
            return found
    return ("1",)


def _served(method: str, template: list[str], segments: list[str]) -> bool:
    try:
        route, values = _router.find(method, segments, LATEST)
    except ApiError:
        return False
    # Where a row of the surface takes any word, a fixed word may mean something else.
    taken = zip(route.path.split("/"), template, strict=True)
    others = [said for row, said in taken if row.startswith("{") and row != "{module}"]
    return all(said.startswith("{") for said in others) and (
        "module" not in values or values["module"] in _modules
    )


def page() -> str:
    """Return the page as it is to be."""
    published: dict[str, list[str]] = json.loads(PUBLISHED.read_text())
    found = {
        file: [(one, status(one)) for one in operations] for file, operations in published.items()
    }
    totals = Counter(state for operations in found.values() for _, state in operations)
    lines = [
        "# Coverage",
        "",
        "The operations of the vendor's public OpenAPI for v8, by the file that describes them,",
        "and whether they are served. Made from the surface table by",
        "`python -m tests.docs.coverage`.",
        "",
        f"Of {sum(totals.values())} operations",
        f"{totals[DONE]} are done, {totals[PARTIAL]} partial, {totals[NOT_YET]} not yet.",
        "",
        "| file | done | partial | not yet |",
        "| --- | ---: | ---: | ---: |",
    ]
    for file, operations in found.items():
        count = Counter(state for _, state in operations)
        lines.append(f"| {file} | {count[DONE]} | {count[PARTIAL]} | {count[NOT_YET]} |")
    for file, operations in found.items():
        lines += ["", f"## {file}", "", "| operation | |", "| --- | --- |"]
        lines += [f"| `{one}` | {_told(one, state)} |" for one, state in operations]
    return "\n".join(lines) + "\n"


def _told(operation: str, state: str) -> str:
    return f"{state}: {PARTS[operation]}" if state == PARTIAL else state


if __name__ == "__main__":
    PAGE.write_text(page())
