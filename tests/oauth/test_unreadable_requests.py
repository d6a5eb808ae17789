"""Requests of the token endpoint that cannot be read: refused, never a server error."""

from __future__ import annotations

import pytest

UNREADABLE = [
    (b"\xff\xfe\x00grant_type", None),
    (b"%zz=%zz&=&&&==%", "application/x-www-form-urlencoded"),
    (b"&".join(b"a%d=1" % n for n in range(2000)), "application/x-www-form-urlencoded"),
    (b"{}", "application/json"),
    (b"", "multipart/form-data"),
    (b"--x\r\n", "multipart/form-data; boundary=x"),
    (b"no boundary in here", "multipart/form-data; boundary=x"),
    (b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--", "multipart/form-data; boundary=x"),
    (b"--x\r\n\r\n1\r\n--x--", "multipart/form-data; boundary=x"),
    (b"--x--", "multipart/form-data; boundary=" + "y" * 5000),
    (b"--\xff--", "multipart/form-data; boundary=\xff; charset=unheard-of"),
    (b"--x\r\nContent-Disposition: form-data; name=code; filename=f\r\n\r\n1\r\n--x--\r\n",
     "multipart/form-data; boundary=x"),
    (b'--x\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n\xff\r\n--x--\r\n',
     "multipart/form-data; boundary=x; charset=base64"),
    (b"--x\r\nContent-Disposition: form-data; name=code\r\n\r\n1\r\n--x--\r\n",
     "multipart/form-data; boundary=x; charset=undefined"),
    (b"grant_type=refresh_token", "application/x-www-form-urlencoded; charset=\xff"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "kind"), UNREADABLE)
def test_a_body_that_cannot_be_read_is_a_general_error(http, body, kind):
    headers = {"Content-Type": kind.encode("latin-1")} if kind else {}
    answer = http("POST", "/oauth/v2/token", content=body, headers=headers)
    assert (answer.status_code, answer.json()) == (200, {"error": "general_error"})


def test_a_body_that_is_too_large_is_refused(http):
    answer = http("POST", "/oauth/v2/token", data={"filler": "x" * 65_536})
    assert (answer.status_code, answer.json()) == (413, {"error": "general_error"})
