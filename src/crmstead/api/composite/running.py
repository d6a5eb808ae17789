"""Runs the requests of a composite request: at once, one after the other, or all or none."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from crmstead.api.composite.references import as_uri, encode, filled, plain, resolve
from crmstead.api.composite.request import ROOT, Composite, SubRequest
from crmstead.api.composite.services import ALLOWED, admit
from crmstead.api.route import Call, Inner, NotAdmittedError, Reply
from crmstead.errors.composite import (
    COMPOSITE_LOOP,
    COMPOSITE_NOT_SUPPORTED,
    COMPOSITE_REFERENCE,
    ROLLED_BACK,
    STOPPED,
)
from crmstead.errors.raised import ApiError
from crmstead.model.version import BY_NAME
from crmstead.store.orgs import OpenOrg
from crmstead.store.together import write_together

_BAD_REQUEST = 400


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one request: its answer, or why it was not run."""

    reply: Reply | None = None
    refusal: ApiError | None = None

    @property
    def failed(self) -> bool:
        """Whether it was refused, before it was run or by its operation."""
        return self.reply is None or self.reply.status >= _BAD_REQUEST

    def body(self) -> Any:
        """Return the body of its answer, None without one."""
        return msgspec.json.decode(self.reply.body) if self.reply and self.reply.body else None

    def described(self) -> dict[str, Any]:
        """Return the entry of the composite answer."""
        if self.reply is None:
            return self.refusal.body() if self.refusal else {}
        response = {
            "headers": self.reply.headers,
            "status_code": self.reply.status,
            # unspecified: an answer without a body (204, 304) shows an empty object.
            "body": msgspec.Raw(self.reply.body or b"{}"),
        }
        return {
            "code": "SUCCESS",
            "details": {"response": response},
            "message": "composite sub request executed successfully",
            "status": "success",
        }


class _RolledBackError(Exception):
    """One request failed, so that none of what the others wrote is kept."""

    def __init__(self, index: int, outcome: Outcome) -> None:
        super().__init__(index)
        self.index = index
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Runner:
    """One composite request under way."""

    call: Call
    composite: Composite

    async def run(self) -> tuple[Sequence[Outcome], bool]:
        """Run what can be run; return what became of each, and whether all of it is kept as one."""
        if self.composite.rollback:
            return await self._together()
        if self.composite.parallel:
            return await self._at_once(), False
        return await self._in_order(self.call.org, whole=False), False

    async def _together(self) -> tuple[Sequence[Outcome], bool]:
        for index, part in enumerate(self.composite.parts):
            if isinstance(part, ApiError):
                return self._rolled_back(index, Outcome(refusal=part), ran=0), False
        try:
            kept = await write_together(self.call.org, self._or_none)
        except _RolledBackError as failure:
            return self._rolled_back(failure.index, failure.outcome, ran=failure.index), False
        return kept, True

    async def _or_none(self, org: OpenOrg) -> Sequence[Outcome]:
        return await self._in_order(org, whole=True)

    def _rolled_back(self, failed: int, outcome: Outcome, *, ran: int) -> list[Outcome]:
        """Return what became of each where one failed once so many had been run."""
        outcomes = []
        for index, part in enumerate(self.composite.parts):
            cause = ROLLED_BACK if index < ran else STOPPED
            refusal = ApiError(cause, rollbacked_by_sub_request_index=failed)
            outcomes.append(Outcome(refusal=part if isinstance(part, ApiError) else refusal))
        outcomes[failed] = outcome
        return outcomes

    async def _in_order(self, org: OpenOrg, *, whole: bool) -> list[Outcome]:
        """Run one after the other, each with the answers of those before it."""
        outcomes: list[Outcome] = []
        answers: dict[str, Any] = {}
        for index, part in enumerate(self.composite.parts):
            outcome = await self._one(part, answers, org, whole=whole)
            if whole and outcome.failed:
                raise _RolledBackError(index, outcome)
            outcomes.append(outcome)
            if isinstance(part, SubRequest) and part.id is not None:
                answers[part.id] = outcome.body()
        return outcomes

    async def _at_once(self) -> list[Outcome]:
        """Run all at once, each as soon as those are over that it refers to."""
        looping = self._looping()
        tasks: list[asyncio.Task[Outcome]] = []

        async def run(index: int) -> Outcome:
            part = self.composite.parts[index]
            if index in looping:
                return Outcome(refusal=_loop(index, looping[index]))
            answers: dict[str, Any] = {}
            for one in part.references if isinstance(part, SubRequest) else ():
                needed = self.composite.index_of(one.name)
                outcome = Outcome() if needed is None else await tasks[needed]
                if outcome.failed:
                    refusal = ApiError(COMPOSITE_REFERENCE, reference=one.text, **one.at)
                    return Outcome(refusal=refusal)
                answers[one.name] = outcome.body()
            return await self._one(part, answers, self.call.org, whole=False)

        async with asyncio.TaskGroup() as group:
            tasks.extend(
                group.create_task(run(index)) for index in range(len(self.composite.parts))
            )
        return [task.result() for task in tasks]

    def _looping(self) -> Mapping[int, list[int]]:
        """Return, of the requests that wait for themselves, all that wait for each other."""
        needs = {
            index: {self.composite.index_of(one.name) for one in part.references}
            for index, part in enumerate(self.composite.parts)
            if isinstance(part, SubRequest)
        }
        reached = {index: _reached(index, needs) for index in needs}
        return {
            index: sorted(one for one in found if index in reached.get(one, ()))
            for index, found in reached.items()
            if index in found
        }

    async def _one(
        self, part: SubRequest | ApiError, answers: Mapping[str, Any], org: OpenOrg, *, whole: bool
    ) -> Outcome:
        if isinstance(part, ApiError):
            return Outcome(refusal=part)
        inside = self.call.inside
        assert inside is not None  # noqa: S101 - every request over HTTP has it
        try:
            inner = _inner(part, answers)
            return Outcome(await inside(self.call, inner, org, admit, whole=whole))
        except NotAdmittedError:
            refusal = ApiError(COMPOSITE_NOT_SUPPORTED, allowed_services=ALLOWED)
        except ApiError as error:
            refusal = error
        return Outcome(refusal=refusal)


def _loop(index: int, all_of_them: list[int]) -> ApiError:
    return ApiError(
        COMPOSITE_LOOP,
        sub_request_indexes=all_of_them,
        api_name=ROOT,
        json_path=f"$.{ROOT}[{index}]",
    )


def _reached(start: int, needs: Mapping[int, set[int | None]]) -> set[int]:
    found: set[int] = set()
    ahead = [start]
    while ahead:
        new = {one for one in needs.get(ahead.pop(), ()) if one is not None} - found
        found |= new
        ahead.extend(new)
    return found


def _inner(part: SubRequest, answers: Mapping[str, Any]) -> Inner:
    """Return a request with its references filled in.

    Raises:
        ApiError: one stands for nothing.
        NotAdmittedError: it is for another service.
    """
    values = resolve(part.references, answers)
    uri = as_uri(part.uri, values)
    version = BY_NAME.get(uri.split("/")[2])
    if version is None:
        raise NotAdmittedError
    params = {key: plain(one) for key, one in _given(part.params, values).items()}
    headers = {key: plain(one) for key, one in _given(part.headers, values).items()}
    body = b"" if part.body is None else encode(filled(part.body, values))
    return Inner(
        method=part.method, uri=uri, version=version, params=params, headers=headers, body=body
    )


def _given(mapping: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: filled(one, values) for key, one in mapping.items() if one is not None}


def answered(outcomes: Sequence[Outcome], *, rollback: bool, kept: bool) -> Reply:
    """Return the answer of a composite request."""
    ran = sum(outcome.reply is not None for outcome in outcomes)
    status = 207 if ran else _BAD_REQUEST
    if rollback:
        status = 200 if kept else _BAD_REQUEST
    elif ran == len(outcomes):
        status = 200
    body = msgspec.json.encode({ROOT: [outcome.described() for outcome in outcomes]})
    # Two credits where all is kept as one, one where it is taken back.
    return Reply(status, body, credits=int(kept))
