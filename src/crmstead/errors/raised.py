"""The two exceptions that carry a row of the catalogue to the answer."""

from __future__ import annotations

from typing import Any

from crmstead.errors.catalogue import Cause


class ApiError(Exception):
    """Refuses the whole request; answered bare (`in_data` wraps it as the one item of `data`)."""

    def __init__(
        self,
        cause: Cause,
        *,
        message: str | None = None,
        in_data: bool = False,
        **details: Any,
    ) -> None:
        super().__init__(cause.name)
        self.cause = cause
        self.details = details
        self.message = message or cause.message
        self.in_data = in_data

    def body(self) -> dict[str, Any]:
        """Return the four keys of the wire."""
        return {
            "code": self.cause.code,
            "details": self.details,
            "message": self.message,
            "status": "error",
        }


class RecordError(Exception):
    """Refuses one record of a request; the others go on.

    Raised with the path below the record (`("Quoted_Items", 0, "Quantity")`), which the writer
    turns into `api_name` and `json_path`; `path=()` = the details say nothing of where.
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
        return RecordError(
            self.cause, (*parents, *self.path), message=self.message, **self.details
        )
