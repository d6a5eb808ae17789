"""Whatever a stranger sends to a settings page, the answer is one that is documented."""

from __future__ import annotations

import json
import re

from hypothesis import given, settings, strategies

from crmstead.api.surface import SURFACE
from crmstead.errors.raised import ApiError
from crmstead.model.version import BY_NAME
from tests.api.settings_org import FULL, PLAIN, Settings

#: Pages that read more than the metadata; the fuzz over a live server asks them.
KEPT_ELSEWHERE = ("settings/recycle_bin", "settings/tags")
PAGES = [
    route
    for route in SURFACE
    if route.method == "GET"
    and route.path.startswith(("settings/", "users", "org"))
    and not route.path.startswith(KEPT_ELSEWHERE)
]
NAMES = [module.api_name for module in FULL.modules]
NUMBERS = [str(FULL.modules[0].id), str(FULL.modules[0].layouts[0].id), "31", "0", "9" * 30]
VALUES = strategies.one_of(
    strategies.text(),
    strategies.sampled_from([*NAMES, *NUMBERS, "all", "visible", "AllUsers", "2", "\ud800", "²"]),
    strategies.integers().map(str),
    strategies.recursive(
        strategies.none() | strategies.integers() | strategies.text(),
        lambda inner: strategies.lists(inner) | strategies.dictionaries(strategies.text(), inner),
        max_leaves=5,
    ).map(json.dumps),
)
MOMENTS = VALUES | strategies.datetimes().map(lambda moment: f"{moment.isoformat()}Z")


@settings(max_examples=300, deadline=None)
@given(strategies.data())
def test_an_answer_is_given_or_a_reason(data):
    route = data.draw(strategies.sampled_from(PAGES))
    query = {
        param.name: data.draw(strategies.sampled_from(NAMES) if param.name == "module" else VALUES)
        for param in route.params
        if param.required or data.draw(strategies.booleans())
    }
    known = strategies.sampled_from([*NAMES, *NUMBERS])
    path = {name: data.draw(known | VALUES) for name in re.findall("{(.*?)}", route.path)}
    headers = {"if-modified-since": data.draw(MOMENTS)} if data.draw(strategies.booleans()) else {}
    caller = Settings(
        data.draw(strategies.sampled_from([FULL, PLAIN])),
        user=data.draw(strategies.sampled_from([31, 32])),
        version=data.draw(strategies.sampled_from(sorted(BY_NAME))),
    )
    refused, answered = None, None
    try:
        answered = caller.get(route, query, headers, **path)
    except ApiError as error:
        refused = error
    if refused is not None:
        assert refused.cause.status in (400, 403)
        assert set(refused.details) <= set(refused.cause.details)
    if answered is not None:
        assert answered.status in (200, 204, 304)
        assert (answered.json is None) == (answered.status != 200)
