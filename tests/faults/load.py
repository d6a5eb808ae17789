"""Clients that write at once, and remember what was acknowledged to them."""

from __future__ import annotations

import itertools
import json
import socket
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from typing import Any, Self
from urllib.parse import urlsplit

from tests.faults.installed import Installed

#: Records of one insert: all of them are there, or none.
TOGETHER = 3
_names = itertools.count(1)


class Connection:
    """A connection that is kept; a request goes out in one piece, as that of a fast client does."""

    def __init__(self, url: str, token: str) -> None:
        self._place = urlsplit(url)
        self._token = token
        self._socket: socket.socket | None = None

    def post(self, path: str, content: Any) -> tuple[int, Any]:
        """Return status and body.

        Raises:
            OSError: there is no connection, or it broke.
            HTTPException: what was answered is not whole.
        """
        body = json.dumps(content).encode()
        head = (
            f"POST /crm/v8{path} HTTP/1.1\r\nhost: {self._place.netloc}\r\n"
            f"authorization: Zoho-oauthtoken {self._token}\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        if self._socket is None:
            self._socket = socket.create_connection((self._place.hostname, self._place.port), 60)
        try:
            self._socket.sendall(head.encode() + body)
            answer = HTTPResponse(self._socket, method="POST")
            answer.begin()
            return answer.status, json.loads(answer.read())
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


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
        with closing(Connection(self.url, self.token)) as http:
            last: str | None = None
            while not self._stopped.is_set():
                try:
                    if last is None:
                        last = self._insert(http)
                    else:
                        self._clone(http, last)
                        last = None
                except (OSError, HTTPException) as error:
                    self.broken[f"{type(error).__name__}: {error}"] += 1
                    if not self.stubborn:
                        return
                    self._stopped.wait(0.02)

    def _insert(self, http: Connection) -> str | None:
        batch = f"insert {next(_names)}"
        names = [f"{batch}.{number}" for number in range(TOGETHER)]
        data = [{"Last_Name": name, "Company": batch, "Tag": [batch]} for name in names]
        ids = self._note(http.post("/Leads", {"data": data}), names)
        return ids[0] if ids else None

    def _clone(self, http: Connection, source: str) -> None:
        name = f"clone {next(_names)}"
        data = [{"Last_Name": name, "Company": name}]
        self._note(http.post(f"/Leads/{source}/actions/clone", {"data": data}), [name])

    def _note(self, answer: tuple[int, Any], names: list[str]) -> list[str]:
        status, content = answer
        if status != 201:
            self.answers[status, content.get("code")] += 1
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
