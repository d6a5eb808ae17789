"""Clients that write at once, and remember what was acknowledged to them."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

import httpx

from tests.faults.installed import Installed

#: Records of one insert: all of them are there, or none.
TOGETHER = 3
_names = itertools.count(1)


@dataclass
class Load:
    """Threads that insert leads and clone them until they are told to stop.

    A lead's `Company` names the request that made it. Every second request clones.
    """

    url: str
    token: str
    clients: int = 4
    #: Id -> name of every lead whose making was acknowledged.
    acknowledged: dict[str, str] = field(default_factory=dict)
    answers: Counter[tuple[int, str]] = field(default_factory=Counter)
    #: Requests that got no answer at all.
    broken: Counter[str] = field(default_factory=Counter)
    #: Go on when a connection breaks.
    stubborn: bool = False

    def __post_init__(self) -> None:
        self._stopped = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, daemon=True) for _ in range(self.clients)
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive(), "a request is left hanging"

    def wait(self, enough: Callable[[], bool], seconds: float = 30) -> None:
        """Wait until something has happened."""
        pause = threading.Event()
        for _ in range(int(seconds / 0.01)):
            if enough():
                return
            pause.wait(0.01)
        raise AssertionError(f"not within {seconds} s: {self.answers} {self.broken}")

    def wait_for_answers(self, count: int) -> None:
        """Wait until some more requests were answered with 201."""
        wanted = self.answers[201, "SUCCESS"] + count
        self.wait(lambda: self.answers[201, "SUCCESS"] >= wanted)

    def _work(self) -> None:
        headers = {"Authorization": f"Zoho-oauthtoken {self.token}"}
        with httpx.Client(base_url=f"{self.url}/crm/v8", headers=headers, timeout=60) as http:
            last: str | None = None
            while not self._stopped.is_set():
                try:
                    if last is None:
                        last = self._insert(http)
                    else:
                        self._clone(http, last)
                        last = None
                except httpx.TransportError as error:
                    self.broken[f"{type(error).__name__}: {error}"] += 1
                    if not self.stubborn:
                        return
                    self._stopped.wait(0.02)

    def _insert(self, http: httpx.Client) -> str | None:
        batch = f"insert {next(_names)}"
        names = [f"{batch}.{number}" for number in range(TOGETHER)]
        data = [{"Last_Name": name, "Company": batch, "Tag": [batch]} for name in names]
        ids = self._note(http.post("/Leads", json={"data": data}), names)
        return ids[0] if ids else None

    def _clone(self, http: httpx.Client, source: str) -> None:
        name = f"clone {next(_names)}"
        data = [{"Last_Name": name, "Company": name}]
        self._note(http.post(f"/Leads/{source}/actions/clone", json={"data": data}), [name])

    def _note(self, answer: httpx.Response, names: list[str]) -> list[str]:
        content = answer.json()
        if answer.status_code != 201:
            self.answers[answer.status_code, content.get("code")] += 1
            return []
        ids = [one["details"]["id"] for one in content["data"]]
        self.acknowledged.update(zip(ids, names, strict=True))
        self.answers[201, "SUCCESS"] += 1
        return ids


def check_kept(installed: Installed, acknowledged: dict[str, str]) -> None:
    """Check, by opening anew, that what was acknowledged is there and nothing is half there."""
    rows: list[Any] = installed.fetch(
        'SELECT l.id, l."Last_Name", l."Company", COUNT(t.tag) FROM {Leads} AS l '
        "LEFT JOIN {_record_tags} AS t ON t.record = l.id "
        'GROUP BY l.id, l."Last_Name", l."Company"'
    )
    kept = {str(row[0]): row[1] for row in rows}
    lost = {record: name for record, name in acknowledged.items() if kept.get(record) != name}
    assert lost == {}
    assert {row[1] for row in rows if row[3] != 1} == set()
    made = Counter(row[2] for row in rows)
    halves = {
        batch: count
        for batch, count in made.items()
        if count != (TOGETHER if batch.startswith("insert") else 1)
    }
    assert halves == {}
