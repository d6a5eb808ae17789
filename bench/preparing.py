"""What a run needs to know of its org: tokens, ids, the cases, and what they ask the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from bench.cases import (
    DEEP,
    DEEPEST,
    Access,
    Case,
    insert_case,
    list_cases,
    page_tokens,
    record_cases,
)
from bench.client import Request
from bench.homes import Home
from bench.inside import call
from bench.org import ADMINISTRATOR, MIDDLE, ORG
from bench.org import DEEP as DEEP_USER
from bench.recording import Operation, Recorder, recorder
from bench.repeats import repeated_cases
from bench.searches import count_case, query_cases, search_cases
from bench.updates import UPDATED, update_case
from crmstead.app import Server, open_server
from crmstead.asgi import application_of
from crmstead.http.application import Application
from crmstead.oauth.fixed import generate
from crmstead.oauth.grants import Bearer
from crmstead.oauth.scopes import EVERY_SCOPE
from crmstead.store.orgs import OpenOrg

_SOURCES = 400
_RECORDED = 20


@dataclass(frozen=True, slots=True)
class Prepared:
    """The cases, and the statements of each by its key."""

    cases: list[Case]
    operations: dict[str, list[Operation]]


async def prepare(home: Home) -> Prepared:
    """Open the installation once in this process, before its server starts."""
    with recorder() as listening:
        async with open_server(home.settings) as server:
            cases = await _cases(server)
            if not server.control.database.shared:
                cases += repeated_cases(cases)
            application = application_of(server)
            operations = {
                case.key: await _record(listening, application, case)
                for case in cases
                if case.raw_of is None
            }
    return Prepared(cases, operations)


async def _record(listening: Recorder, application: Application, case: Case) -> list[Operation]:
    found = []
    for place, request in enumerate(case.requests[:_RECORDED]):
        warm = case.requests[(place + case.other) % len(case.requests)]
        found.append(await listening.record(application, request, warm))
    return found


async def _cases(server: Server) -> list[Case]:
    access = await access_to(server)
    application = application_of(server)

    async def ask(request: Request) -> object:
        return msgspec.json.decode(await call(application, request))

    org = await server.orgs.open(ORG)
    token = access.administrator
    tokens = await page_tokens(ask, token, (DEEP, DEEPEST))
    contacts = await _values(org, "Contacts", "id")
    sources = await _values(org, "Site_Visits", "Parent_Id")
    owners = [user.id for user in org.catalogue.users]
    return [
        *list_cases(access, tokens),
        *search_cases(
            token,
            await _values(org, "Leads", "Referred_By"),
            await _values(org, "Leads", "Email"),
        ),
        count_case(token),
        *query_cases(token),
        *record_cases(token, sources),
        insert_case(token, contacts, owners),
        update_case(token, await _values(org, "Leads", "id", UPDATED)),
    ]


async def access_to(server: Server) -> Access:
    """Return fresh access tokens of the users that measurements speak for."""
    org = await server.orgs.open(ORG)
    users = org.catalogue.user_by_email
    credentials = await generate(server.authorization, ORG, users[ADMINISTRATOR].id)

    async def token(email: str) -> str:
        bearer = Bearer(credentials.client_id, ORG, users[email].id, EVERY_SCOPE)
        given = await server.authorization.give_tokens(bearer, server.public_url, offline=False)
        return str(given["access_token"])

    return Access(await token(ADMINISTRATOR), await token(MIDDLE), await token(DEEP_USER))


async def _values(org: OpenOrg, table: str, column: str, most: int = _SOURCES) -> list[Any]:
    """Return some values of a column, spread over the table."""
    place = f'{org.database.table(table)} WHERE "{column}" IS NOT NULL'
    query = f'SELECT DISTINCT "{column}" FROM {place} ORDER BY 1'
    async with org.database.reading() as reader:
        found = [row[0] for row in await reader.fetch(query)]
    return found[:: max(1, len(found) // most)][:most]
