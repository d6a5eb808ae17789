"""Bodies of uploads: `multipart/form-data` that goes to the place of files as it comes in."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qsl, unquote

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from crmstead.api.route import Upload
from crmstead.errors.catalogue import CATALOGUE
from crmstead.errors.files import UPLOAD_FAILED, UPLOAD_REQUEST_INVALID
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import BODY_TOO_LARGE
from crmstead.http.request import GoneError, Receive, body_of
from crmstead.records.write.forms import Form, SentFile, require_store
from crmstead.store.files.contents import FileStore

#: Bytes of a form beside its files: values, boundaries, headers of parts.
_AROUND = 64 * 1024
#: Parts of a form that are no files.
_MOST_VALUES = 20
_LONGEST_NAME = 255
#: Signs that turn the direction of text, and so can hide what a name ends with.
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: The part that is a file, whether it has a file name or not.
_FILE = b"file"
#: A name as RFC 5987 writes it, which older clients send.
_EXTENDED = re.compile(r"""filename\*\s*=\s*"?([\w-]*)'[^']*'([^";]*)""", re.IGNORECASE)


class FormReader:
    """Reads one form; what is in it when reading fails is for the caller to discard."""

    def __init__(self, store: FileStore | None, form: Form, upload: Upload) -> None:
        self._store = store
        self._form = form
        self._upload = upload
        self._ended = False
        self._name = ""
        self._header = bytearray()
        self._header_value = bytearray()
        self._disposition = b""
        self._file: SentFile | None = None
        self._file_size = 0
        self._value = bytearray()
        self._values_left = _AROUND
        #: What the parser found in the bytes that it was given last.
        self._found: list[tuple[SentFile, bytes]] = []

    async def read(self, receive: Receive, content_type: str) -> None:
        """Read the body.

        Raises:
            ApiError: it is no form, or more or larger than the operation takes.
            GoneError: the client went away.
        """
        kind, options = parse_options_header(content_type)
        if kind == b"multipart/form-data":
            await self._read_parts(receive, options.get(b"boundary", b""))
            return
        body = await body_of(receive, _AROUND)
        if kind == b"application/x-www-form-urlencoded":
            text = body.decode("utf-8", "replace")
            self._form.values |= dict(parse_qsl(text, keep_blank_values=True, errors="replace"))

    async def _read_parts(self, receive: Receive, boundary: bytes) -> None:
        left = self._upload.most * self._upload.size + _AROUND
        try:
            parser = MultipartParser(boundary, self._callbacks())  # type: ignore[arg-type]
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise GoneError
                part: bytes = message.get("body", b"")
                left -= len(part)
                # First: which file is too large says more than that all of it is.
                parser.write(part)
                await self._take()
                if left < 0:
                    raise ApiError(BODY_TOO_LARGE)
                if not message.get("more_body", False):
                    break
            parser.finalize()
        except FormParserError:
            raise ApiError(UPLOAD_FAILED) from None
        if not self._ended:
            raise ApiError(UPLOAD_FAILED)

    async def _take(self) -> None:
        for sent, data in self._found:
            await sent.content.write(data)
        self._found.clear()

    def _callbacks(self) -> dict[str, object]:
        return {
            "on_part_begin": self._part_begin,
            "on_header_field": self._header_field,
            "on_header_value": self._header_text,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._part_data,
            "on_part_end": self._part_end,
            "on_end": self._end,
        }

    def _part_begin(self) -> None:
        self._disposition = b""
        self._file = None
        self._value.clear()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_text(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _header_end(self) -> None:
        if bytes(self._header).lower() == b"content-disposition":
            self._disposition = bytes(self._header_value)
        self._header.clear()
        self._header_value.clear()

    def _headers_finished(self) -> None:
        text = self._disposition.decode("latin-1")
        _, options = parse_options_header(text)
        name = options.get(b"name", b"")
        file_name = _file_name(text, options)
        if file_name is None and name != _FILE:
            self._name = name.decode("utf-8", "replace")
            if len(self._form.values) >= _MOST_VALUES:
                raise ApiError(UPLOAD_REQUEST_INVALID)
            return
        if len(self._form.files) >= self._upload.most:
            raise ApiError(UPLOAD_REQUEST_INVALID)
        content = require_store(self._store).receive()
        self._file = SentFile(clean_name(file_name or ""), content)
        self._file_size = 0
        self._form.files.append(self._file)

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._file is None:
            self._values_left -= end - start
            if self._values_left < 0:
                raise ApiError(BODY_TOO_LARGE)
            self._value += data[start:end]
            return
        self._file_size += end - start
        if self._file_size > self._upload.size:
            raise ApiError(CATALOGUE[self._upload.too_large])
        self._found.append((self._file, data[start:end]))

    def _part_end(self) -> None:
        if self._file is None:
            self._form.values[self._name] = self._value.decode("utf-8", "replace")

    def _end(self) -> None:
        self._ended = True


def _file_name(header: str, options: dict[bytes, bytes]) -> str | None:
    if b"filename" in options:
        return options[b"filename"].decode("utf-8", "replace")
    extended = _EXTENDED.search(header)
    if extended is None:
        return None
    try:
        return unquote(extended[2], extended[1] or "utf-8", "replace")
    except LookupError:
        return unquote(extended[2])


def clean_name(name: str) -> str:
    """Return a file's name without folders and without what no name should have in it."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(one for one in last if one not in _TURNING and unicodedata.category(one) != "Cc")
    kept = kept.strip()
    if len(kept) > _LONGEST_NAME:
        stem, dot, ending = kept.rpartition(".")
        whole = dot and len(ending) < _LONGEST_NAME // 2
        kept = stem[: _LONGEST_NAME - len(ending) - 1] + dot + ending if whole else kept
    return "file" if kept in {"", ".", ".."} else kept[:_LONGEST_NAME]
