"""What the OAuth endpoints answer when they refuse (platform reference 1.4 to 1.6)."""

from __future__ import annotations

_THROTTLED = {
    "error_description": (
        "You have made too many requests continuously. Please try again after some time."
    ),
    "error": "Access Denied",
    "status": "failure",
}


class OauthError(Exception):
    """A refusal in the wire's words; `reason` says which rule fired, for the log alone.

    `reason` never holds a token, code or secret.
    """

    status = 200

    def __init__(self, error: str, reason: str) -> None:
        super().__init__(error)
        self.error = error
        self.reason = reason

    def body(self) -> dict[str, str]:
        """Return the JSON object of the answer."""
        return {"error": self.error}


class ThrottledError(OauthError):
    """Too many access tokens were asked for with one refresh token."""

    status = 400

    def __init__(self, reason: str) -> None:
        super().__init__("Access Denied", reason)

    def body(self) -> dict[str, str]:
        return dict(_THROTTLED)
