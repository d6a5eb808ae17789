"""The two exceptions that carry a row of the catalogue to the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crmstead.errors.cause import Cause


class ApiError(Exception):
    """Refuses the whole request; answered bare.

    `in_data` wraps it as the one item of `data`, `in_root` as that of another key.
    """

    def __init__(
        self,
        cause: Cause,
        *,
        message: str | None = None,
        in_data: bool = False,
        in_root: str | None = None,
        **details: Any,
    ) -> None:
        super().__init__(cause.name)
        self.cause = cause
        self.details = details
        self.message = message or cause.message
        self.root = "data" if in_data else in_root

    def body(self) -> dict[str, Any]:
        """Return the four keys of the wire."""
        return {
            "code": self.cause.code,
            "details": self.details,
            "message": self.message,
            "status": "error",
        }


@dataclass(frozen=True, slots=True)
class At:
    """A place in the record inside `details`; the answer shows `{"api_name", "json_path"}`."""

    path: tuple[str | int, ...]


class RecordError(Exception):
    """Refuses one record of a request; the others go on.

    Raised with the path below whatever is being checked; each caller that knows more puts its own
    steps before it (`("Quoted_Items", 0, "Quantity")`), and the answer turns the path into
    `api_name` and `json_path`. Details may hold `At` for further places.
    """

    def __init__(
        self,
        cause: Cause,
        path: tuple[str | int, ...] = (),
        *,
        message: str | None = None,
        **details: Any,
    ) -> None:
        super().__init__(cause.name)
        self.cause = cause
        self.path = path
        self.details = details
        self.message = message or cause.message

    def below(self, *parents: str | int) -> RecordError:
        """Return the same error seen from a parent."""
        moved = {key: _moved(value, parents) for key, value in self.details.items()}
        return RecordError(self.cause, (*parents, *self.path), message=self.message, **moved)


def _moved(value: Any, parents: tuple[str | int, ...]) -> Any:
    if isinstance(value, At):
        return At((*parents, *value.path))
    if isinstance(value, list):
        return [_moved(one, parents) for one in value]
    return value
