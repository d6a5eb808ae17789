"""References of one request to the answer of another: `@{sub_request_id:$.data[0].details.id}`.

unspecified: of JSONPath, names and indexes are understood, as all samples use them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import msgspec

from crmstead.errors.composite import COMPOSITE_REFERENCE
from crmstead.errors.raised import ApiError

_encoder = msgspec.json.Encoder(decimal_format="number")
_REFERENCE = re.compile(r"@\{([^{}:]*):([^{}]*)\}")
_PATH = re.compile(r"\$((?:\.[^.\[\]'\"]+|\[[0-9]{1,9}\]|\['[^']+'\]|\[\"[^\"]+\"\])*)")
_STEP = re.compile(r"\.([^.\[\]'\"]+)|\[([0-9]+)\]|\['([^']+)'\]|\[\"([^\"]+)\"\]")


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference; `steps` are None where its path is none."""

    text: str
    name: str
    steps: tuple[str | int, ...] | None
    #: `api_name` and `json_path` of where it stands.
    at: Mapping[str, Any]


References = tuple[Reference, ...]
#: Bodies of answers by the ids of their requests.
Answers = Mapping[str, Any]


def collect(keys: Mapping[str, Any], path: str) -> References:
    """Return the references in the values of some keys, in order."""
    return tuple(
        reference
        for key, value in keys.items()
        for reference in _within(value, {"api_name": key, "json_path": f"{path}.{key}"})
    )


def _within(value: Any, at: Mapping[str, Any]) -> Iterator[Reference]:
    if isinstance(value, str):
        for found in _REFERENCE.finditer(value):
            yield Reference(found[0], found[1], _steps(found[2]), at)
    elif isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        for one in inner:
            yield from _within(one, at)


def _steps(path: str) -> tuple[str | int, ...] | None:
    found = _PATH.fullmatch(path.strip())
    if found is None:
        return None
    return tuple(
        int(step[2]) if step[2] is not None else step[1] or step[3] or step[4]
        for step in _STEP.finditer(found[1])
    )


def resolve(references: References, answers: Answers) -> dict[str, Any]:
    """Return what references stand for, by their texts.

    Raises:
        ApiError: an answer has nothing there, or there is no answer.
    """
    found: dict[str, Any] = {}
    for reference in references:
        value = answers.get(reference.name)
        for step in reference.steps or ():
            value = _inner(value, step)
        if value is None:
            raise ApiError(COMPOSITE_REFERENCE, reference=reference.text, **reference.at)
        found[reference.text] = value
    return found


def _inner(value: Any, step: str | int) -> Any:
    if isinstance(step, int):
        return value[step] if isinstance(value, list) and step < len(value) else None
    return value.get(step) if isinstance(value, dict) else None


def filled(value: Any, values: Mapping[str, Any]) -> Any:
    """Return JSON with the values of its references; one that is a whole text keeps its type."""
    if not values:
        return value
    if isinstance(value, str):
        whole = values.get(value)
        return as_text(value, values) if whole is None else whole
    if isinstance(value, dict):
        return {key: filled(one, values) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one, values) for one in value]
    return value


def as_text(text: str, values: Mapping[str, Any]) -> str:
    """Return a text with the values of the references in it."""
    return _replaced(text, values, str)


def as_uri(text: str, values: Mapping[str, Any]) -> str:
    """Return the text of a URI with the values of the references in it, each one segment."""
    return _replaced(text, values, lambda value: quote(value, safe=""))


def _replaced(text: str, values: Mapping[str, Any], form: Callable[[str], str]) -> str:
    return _REFERENCE.sub(
        lambda found: form(plain(values[found[0]])) if found[0] in values else found[0], text
    )


def plain(value: Any) -> str:
    """Return a value of JSON as it stands in a parameter or a header."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | Decimal | float):
        return str(value)
    return encode(value).decode()


def encode(value: Any) -> bytes:
    """Return JSON as bytes, decimals as the numbers that they came as."""
    return _encoder.encode(value)
