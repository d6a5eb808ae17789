"""A call that was checked, from its operation to the reply, whatever metadata does meanwhile."""

from __future__ import annotations

from dataclasses import replace

from crmstead.api.route import Call, Reply
from crmstead.http.calls import caller_in, check_call, module_of
from crmstead.http.external import EXTERNAL, answer_external
from crmstead.store.following import repeated
from crmstead.store.orgs import OpenOrg


async def answer(call: Call) -> Reply:
    """Return the reply of a call's operation.

    Where the metadata changes under it, the call is checked and made again, by those of now: what
    it was going to write by the old ones is not written.

    Raises:
        ApiError: what the operation raises, or the checks do.
    """

    async def work(org: OpenOrg) -> Reply:
        return await once(call if org is call.org else _renewed(call, org))

    return await repeated(call.org, work)


async def once(call: Call) -> Reply:
    """Return the reply of a call's operation, by the metadata that the call has.

    Raises:
        ApiError: what the operation raises.
        StaleError: it was to write, and the metadata has changed.
    """
    external = call.headers.get(EXTERNAL, "")
    work = call.route.call
    return await (answer_external(call, external, work) if external else work(call))


def _renewed(call: Call, org: OpenOrg) -> Call:
    known = call.caller
    renewed = replace(
        call,
        org=org,
        caller=caller_in(org, known.user.id, known.scopes, known.token_ends),
        module=module_of(org.catalogue, call.path, call.version),
    )
    check_call(renewed)
    return renewed
