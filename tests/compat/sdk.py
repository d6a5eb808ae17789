"""Runs the official SDKs, each in a Python of its own: the two unpack into the same folders."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.live import LiveOrg

ROOT = Path(__file__).parents[2]
VERSIONS = ("7", "8")
_SECONDS = 240


def drive(driver: str, version: str, org: LiveOrg, **given: Any) -> Any:
    """Return what a driver found with one SDK; whatever the SDK raises fails the test."""
    packages = ROOT / ".sdk" / version
    assert (packages / ".installed").exists(), f"no SDK in {packages}: run `make sdk`"
    server = {
        "url": org.live.url,
        "client_id": org.credentials.client_id,
        "client_secret": org.credentials.client_secret,
        "refresh_token": org.credentials.refresh_token,
    }
    done = subprocess.run(
        [sys.executable, "-m", f"tests.compat.drivers.{driver}", version],
        input=json.dumps({"server": server, "version": version, **given}),
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(packages)},
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
