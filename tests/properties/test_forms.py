"""Forms are read alike however the network cuts them, and broken ones are refused in words."""

from __future__ import annotations

import asyncio
import tempfile
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from crmstead.api.route import Upload
from crmstead.errors.raised import ApiError
from crmstead.http.forms import FormReader, clean_name
from crmstead.records.write.forms import Form
from crmstead.store.files.folder import FolderStore

BOUNDARY = b"x-boundary-x"
TYPE = f"multipart/form-data; boundary={BOUNDARY.decode()}"
UPLOAD = Upload(10, 1 << 20, "FILE_TOO_LARGE")
#: Pieces that look like the end of a part, or nearly.
_PIECES = st.sampled_from(
    [b"\r\n", b"\r", b"-", b"--", b"\r\n--", b"\r\n--x-bound", BOUNDARY[:-1], b"\0", b"content"]
)
CONTENTS = st.lists(st.one_of(_PIECES, st.binary(max_size=50)), max_size=20).map(b"".join)
CUTS = st.lists(st.integers(1, 200), max_size=30)


def body_of(contents: list[bytes], values: list[bytes]) -> bytes:
    parts = [
        b'content-disposition: form-data; name="file"; filename="f%d"\r\n\r\n' % number + content
        for number, content in enumerate(contents)
    ]
    parts += [
        b'content-disposition: form-data; name="v%d"\r\n\r\n' % number + value
        for number, value in enumerate(values)
    ]
    written = b"".join(b"--" + BOUNDARY + b"\r\n" + part + b"\r\n" for part in parts)
    return written + b"--" + BOUNDARY + b"--\r\n"


def read(body: bytes, cuts: list[int], content_type: str = TYPE) -> Form:
    """Read a body that comes in pieces, whose lengths repeat."""
    places = [0]
    for cut in (cuts or [len(body) or 1]) * (len(body) + 1):
        places.append(min(places[-1] + cut, len(body)))
        if places[-1] == len(body):
            break
    coming = [body[start:end] for start, end in pairwise(places)] or [b""]

    async def receive() -> dict[str, object]:
        part = coming.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(coming)}

    async def work() -> Form:
        form = Form()
        with tempfile.TemporaryDirectory() as folder:
            await FormReader(FolderStore(Path(folder)), form, UPLOAD).read(receive, content_type)
            form.values |= {
                sent.name: (await sent.content.inspect(lambda file: file.read())).hex()
                for sent in form.files
            }
            for sent in form.files:
                await sent.content.discard()
        return form

    return asyncio.run(work())


@settings(max_examples=150, deadline=None)
@given(
    st.lists(CONTENTS.filter(lambda one: b"\r\n--" + BOUNDARY not in one), max_size=4),
    st.lists(st.binary(max_size=30).map(lambda one: one.hex().encode()), max_size=3),
    CUTS,
)
def test_a_form_is_read_alike_however_it_is_cut(contents, values, cuts):
    expected = {f"f{number}": content.hex() for number, content in enumerate(contents)}
    expected |= {f"v{number}": value.decode() for number, value in enumerate(values)}
    if not expected:
        return
    assert read(body_of(contents, values), cuts).values == expected


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_broken_form_is_refused_or_read_and_nothing_else(data):
    body = bytearray(body_of([b"content", b"more"], [b"value"]))
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(body) - 1))
        if data.draw(st.booleans()):
            body[place] = data.draw(st.integers(0, 255))
        else:
            del body[place:]
            body += data.draw(st.binary(max_size=5)) or b"-"
    files, refused = 0, None
    try:
        files = len(read(bytes(body), data.draw(CUTS)).files)
    except ApiError as error:
        refused = error.cause.code
    assert refused in {None, "failure_in_attachment_handling", "INVALID_REQUEST"}
    assert files <= 3


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_a_name_is_never_a_path_nor_empty_nor_too_long(name):
    kept = clean_name(name)
    assert 1 <= len(kept) <= 255
    assert kept not in {".", ".."}
    assert not set(kept).intersection("/\\\0\r\n")
    assert clean_name(kept) == kept
