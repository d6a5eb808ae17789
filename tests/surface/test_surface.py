"""Every route of the surface: who is refused, and which methods its path has."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest

from crmstead.api.surface import SURFACE
from crmstead.model.version import VERSIONS
from crmstead.oauth.scopes import EVERY_SCOPE
from tests.live import Client, close_clients, definitions, make_org

FILLED = {
    "module": "Leads", "module_name": "Leads", "record_id": "4150868000000225013", "id": "1",
    "related_list": "Products", "related_id": "4150868000000225014",
    "feature_api_name": "custom_field", "dependency_id": "1", "user": "1", "territory": "1",
}  # fmt: skip
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
#: A scope for each group; a route gets the first that has nothing to do with it.
UNRELATED = ("ZohoCRM.notifications.ALL", "ZohoCRM.signals.ALL")
VERBS = {"READ", "CREATE", "UPDATE", "DELETE"}


def path_of(route):
    return "/" + route.path.format_map(FILLED)


def name_of(route):
    return f"{route.method} {route.path}"


def methods_by_path():
    found = defaultdict(set)
    for route in SURFACE:
        if route.until >= VERSIONS[-1].number:
            found[path_of(route)].add(route.method)
    return found


PATHS = methods_by_path()
NOT_LISTED = [
    (method, path) for path, known in PATHS.items() for method in METHODS if method not in known
]
each_route = pytest.mark.parametrize("route", SURFACE, ids=name_of)


@pytest.fixture(scope="module")
def org(sqlite_live):
    yield make_org(sqlite_live, definitions())
    close_clients()


@pytest.fixture(scope="module")
def client(org):
    """Returns the client of a scope, one and the same for all tests."""
    return cache(lambda scope=EVERY_SCOPE: org.client(scope=scope))


def refused(answer):
    return (answer.status_code, answer.json()["code"])


@each_route
def test_a_route_is_closed_without_a_token(org, route):
    client = Client(org.live.url, None)
    assert refused(client.request(route.method, path_of(route))) == (401, "AUTHENTICATION_FAILURE")


@each_route
@pytest.mark.parametrize("scope", UNRELATED)
def test_a_route_is_closed_to_scopes_of_other_groups(client, route, scope):
    answer = client(scope).request(route.method, path_of(route))
    assert refused(answer) == (401, "OAUTH_SCOPE_MISMATCH")


def scopes_of(route, verbs):
    """The route's own scopes with other operations, `ZohoCRM.` in front."""
    parts = [part for scope in route.scopes for part in scope.split("&")]
    stems = {part.strip().rpartition(".")[0].format_map({"module": "leads"}) for part in parts}
    named = [stem if stem.startswith("Zoho") else f"ZohoCRM.{stem}" for stem in sorted(stems)]
    return " ".join(f"{stem}.{verb}" for stem in named for verb in sorted(verbs))


def operations_of(route):
    return {scope.rpartition(".")[2] for scope in route.scopes}


@each_route
def test_a_route_is_closed_to_other_operations_of_its_group(client, route):
    scope = scopes_of(route, VERBS - operations_of(route))
    answer = client(scope).request(route.method, path_of(route))
    assert refused(answer) == (401, "OAUTH_SCOPE_MISMATCH")


@each_route
def test_a_route_is_open_to_its_own_scope(client, route):
    scope = scopes_of(route, operations_of(route))
    answer = client(scope).request(route.method, path_of(route))
    assert answer.status_code not in {401, 404, 500, 503}
    assert "OAUTH_SCOPE_MISMATCH" not in answer.text


@pytest.mark.parametrize(("method", "path"), NOT_LISTED)
def test_a_method_that_a_path_does_not_have_is_refused(client, method, path):
    answer = client().request(method, path)
    assert refused(answer) == (400, "INVALID_REQUEST_METHOD")
    assert answer.json()["message"] == "The http request method type is not a valid one"


@pytest.mark.parametrize(
    "path",
    [
        "/", "", "/Leads/x", "/Leads/1/actions", "/Leads/1/actions/clone/x", "/settings",
        "/settings/nowhere", "/Leads/-1", "/Leads/1.0", f"/Leads/{'1' * 20}", "/Leads//1",
        "/org/nowhere", "/%00", "/Leads/%2e%2e/org",
    ],
)  # fmt: skip
def test_a_path_that_is_none_is_refused(client, path):
    answer = client().get(path)
    assert answer.status_code in {400, 404}
    assert answer.json()["code"] in {"INVALID_URL_PATTERN", "INVALID_MODULE"}


@pytest.mark.parametrize("version", ["v1", "v9", "V8", "v2.2", "8", "v", ""])
def test_a_version_that_is_none_is_refused(client, version):
    answer = client().at(version).get("/org")
    assert refused(answer) == (404, "INVALID_URL_PATTERN")


@pytest.mark.parametrize("version", [one.name for one in VERSIONS])
def test_every_version_is_answered(client, version):
    assert client().at(version).get("/org").status_code == 200
