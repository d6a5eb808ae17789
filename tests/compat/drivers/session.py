"""What the drivers share: starting the SDK that is on the path, and its objects as JSON.

Run one with `python -m tests.compat.drivers.<name> <7 or 8>`, its input as JSON on standard input.
It knows nothing of the server but its address.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib.metadata import distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from zohocrmsdk.src.com.zoho.api.authenticator.oauth_token import OAuthToken
from zohocrmsdk.src.com.zoho.api.authenticator.store.file_store import FileStore
from zohocrmsdk.src.com.zoho.crm.api.dc.data_center import DataCenter
from zohocrmsdk.src.com.zoho.crm.api.initializer import Initializer
from zohocrmsdk.src.com.zoho.crm.api.parameter_map import ParameterMap
from zohocrmsdk.src.com.zoho.crm.api.record import BodyWrapper, Record
from zohocrmsdk.src.com.zoho.crm.api.sdk_config import SDKConfig
from zohocrmsdk.src.com.zoho.crm.api.util import Choice

Given = dict[str, Any]


def main(run: Callable[[Given], Any]) -> None:
    """Start the SDK for the server of the input, and print what a driver finds."""
    # Fails where the other SDK, or none, is on the path.
    distribution(f"zohocrmsdk{sys.argv[1]}_0")
    given: Given = json.load(sys.stdin)
    with TemporaryDirectory() as folder:
        start(given["server"], Path(folder))
        found = plain(run(given))
    json.dump(found, sys.stdout)


def start(server: dict[str, str], folder: Path) -> None:
    """Initialise the SDK with a refresh token, as its documentation shows."""
    url = server["url"]
    Initializer.initialize(
        environment=DataCenter.Environment(url, f"{url}/oauth/v2/token", url),
        token=OAuthToken(
            client_id=server["client_id"],
            client_secret=server["client_secret"],
            refresh_token=server["refresh_token"],
        ),
        store=FileStore(str(folder / "tokens.csv")),
        sdk_config=SDKConfig(),
        resource_path=str(folder),
    )


def access_token() -> str:
    """Return the access token that the SDK got for itself."""
    token = Initializer.get_initializer().token
    return str(token.get_access_token())


def params(*pairs: tuple[Any, Any]) -> ParameterMap:
    """Return parameters of an operation, (the SDK's Param, value)."""
    made = ParameterMap()
    for param, value in pairs:
        made.add(param, value)
    return made


def answered(response: Any) -> dict[str, Any]:
    """Return what an operation brought: its status, the class of its answer, its content."""
    content = response.get_object()
    return {
        "status": response.get_status_code(),
        "is": type(content).__name__,
        "content": plain(content),
    }


def plain(value: Any) -> Any:
    """Return an object of the SDK as JSON has it; moments in UTC."""
    if isinstance(value, Choice):
        return plain(value.get_value())
    if isinstance(value, Record):
        return plain(value.get_key_values())
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "__dict__"):
        return _members(value)
    return value


def _members(value: Any) -> dict[str, Any]:
    """Return the private members of one of the SDK's classes by their own names."""
    named = {name.partition("__")[2]: inner for name, inner in vars(value).items()}
    return {name: plain(inner) for name, inner in named.items() if name != "key_modified"}


def record(number: int | None = None, **values: Any) -> Record:
    """Return a record of the SDK with values."""
    made = Record()
    if number is not None:
        made.set_id(number)
    for name, value in values.items():
        made.add_key_value(name, value)
    return made


def body(*records: Record) -> BodyWrapper:
    """Return the body that carries records."""
    made = BodyWrapper()
    made.set_data(list(records))
    return made
