"""The log: a line a request, and never what a request carries."""

from __future__ import annotations

import re

import httpx

_KEYS = {
    "time", "level", "logger", "message", "request", "org", "user", "module", "operation",
    "method", "path", "version", "status", "code", "ms", "bytes",
}  # fmt: skip


def test_a_request_is_one_json_line_with_its_id(start, installation):
    server = start("--log-level", "info")
    answer = server.get("/Leads?fields=Last_Name", headers={"Accept-Encoding": "identity"})
    server.stop()
    (line,) = server.requests
    assert set(line) == _KEYS
    assert line["request"] == answer.headers["x-request-id"]
    assert line["bytes"] == len(answer.content)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
    assert line["ms"] > 0
    assert int(line["user"]) > 0
    assert {
        name: line[name]
        for name in ("org", "module", "operation", "method", "path", "version", "status", "code")
    } == {
        "org": installation.org,
        "module": "Leads",
        "operation": "getRecords",
        "method": "GET",
        "path": "/crm/v8/Leads",
        "version": "v8",
        "status": 200,
        "code": None,
    }


def test_a_refused_request_tells_its_code_and_who_was_refused(start):
    server = start("--log-level", "info")
    server.get("/Leads")
    server.http.get("/crm/v8/Leads?fields=id", headers={"Authorization": "Zoho-oauthtoken x"})
    server.http.get("/crm/v9/Leads")
    server.stop()
    shown = [(one["code"], one["status"], one["user"] is None) for one in server.requests]
    assert shown == [
        ("REQUIRED_PARAM_MISSING", 400, False),
        ("INVALID_TOKEN", 401, True),
        ("INVALID_URL_PATTERN", 404, True),
    ]


def test_every_answer_has_an_id_of_its_own(start):
    server = start()
    paths = ("/crm/v8/Leads?fields=id", "/crm/v8/nothing", "/oauth/v2/token", "/elsewhere")
    ids = [server.http.get(path).headers["x-request-id"] for path in paths]
    assert len(set(ids)) == len(paths)


def test_no_secret_query_value_or_body_is_logged(start, installation):
    server = start("--log-level", "debug")
    token = installation.token
    server.get("/Leads", params={"fields": "id", "made_up": "query-value"})
    server.http.post("/crm/v8/Leads", content=b'{"data":[{"Last_Name":"body-value"}]}')
    server.http.get(f"/crm/v8/{token}/1")
    server.http.post(f"/oauth/v2/token?refresh_token={token}", data={"client_secret": "form-value"})
    server.stop()
    assert len(server.requests) == 4
    assert [one["operation"] for one in server.requests][-1] == "oauthToken"
    for secret in (token, token.rpartition(".")[2], "query-value", "body-value", "form-value"):
        assert secret not in server.errors


def test_a_coded_line_break_begins_no_line(start):
    server = start("--log-level", "info", "--log-format", "text")
    server.http.get("/crm/v8/%0AFORGED%22")
    server.stop()
    (line,) = [line for line in server.errors.splitlines() if "FORGED" in line]
    assert "/crm/v8/%0AFORGED%22 400 INVALID_MODULE" in line


def test_a_path_with_quotes_is_still_one_json_object(start):
    server = start("--log-level", "info")
    with server.socket() as raw:
        raw.sendall(b'GET /crm/v8/a"b\\c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
        assert raw.recv(100).startswith(b"HTTP/1.1 4")
    server.stop()
    assert [one["path"] for one in server.requests] == ['/crm/v8/a"b\\c']


def test_at_level_warning_good_requests_are_not_told(start):
    server = start("--log-level", "warning")
    assert server.get("/Leads?fields=id").status_code == 200
    server.stop()
    assert server.errors == ""


def test_what_fails_here_is_told_at_level_error(start, installation):
    server = start("--log-level", "error")
    assert server.get("/Leads?fields=id").status_code == 200
    (database,) = installation.data.glob("org_*.sqlite")
    for suffix in ("-wal", "-shm", ""):
        database.with_name(database.name + suffix).write_bytes(b"broken" * 4096)
    answer = server.get("/Leads?fields=id,Last_Name")
    server.stop()
    assert answer.status_code in {500, 503}
    failed = [one for one in server.requests if one["request"] == answer.headers["x-request-id"]]
    assert [(one["level"], one["status"]) for one in failed] == [("ERROR", answer.status_code)]


def test_pages_for_operators_are_not_told(start):
    server = start("--log-level", "info")
    for path in ("/_health", "/_ready", "/_metrics"):
        assert httpx.get(server.url + path).status_code == 200
    server.stop()
    assert server.requests == []
