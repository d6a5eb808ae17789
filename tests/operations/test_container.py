"""What can be said of the container's files without an engine to build them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.operations.conftest import command

ROOT = Path(__file__).parents[2]
_DOCKERFILE = (ROOT / "Dockerfile").read_text()
_COMPOSE = (ROOT / "compose.yaml").read_text()
#: Of compose.yaml itself.
_OWN = {"CRMSTEAD_DB_PASSWORD"}


def _instruction(name: str) -> list[str]:
    found: list[str] = json.loads(
        re.findall(rf"^ *{name} (\[.*\])$", _DOCKERFILE, re.MULTILINE)[-1]
    )
    return found


@pytest.mark.parametrize("text", [_DOCKERFILE, _COMPOSE], ids=["Dockerfile", "compose.yaml"])
def test_variables_are_those_of_the_server(text):
    known = set(re.findall(r"CRMSTEAD_\w+", command("serve", "--help").stdout))
    named = set(re.findall(r"CRMSTEAD_\w+", text))
    assert named
    assert named - known - _OWN == set()


def test_what_is_copied_is_there_and_not_ignored():
    copied = re.findall(r"^COPY (?!--from)(\S+) ", _DOCKERFILE, re.MULTILINE)
    ignored = (ROOT / ".dockerignore").read_text()
    assert copied
    for path in copied:
        assert (ROOT / path).exists()
        assert f"!{path}\n" in ignored


def test_the_image_does_not_run_as_root_and_checks_hashes():
    assert _DOCKERFILE.index("\nUSER crmstead") < _DOCKERFILE.index("\nENTRYPOINT")
    assert "--require-hashes" in _DOCKERFILE
    assert "\nVOLUME /data" in _DOCKERFILE


def test_the_command_of_the_image_is_one_of_the_program():
    assert _instruction("ENTRYPOINT") == ["python", "-m", "crmstead"]
    verb, *flags = _instruction("CMD")
    shown = command(verb, "--help").stdout
    assert all(flag in shown for flag in flags if flag.startswith("--"))


def test_the_health_check_tells_a_server_that_answers_from_one_that_does_not(start):
    healthcheck = re.findall(r"^  CMD (\[.*\])$", _DOCKERFILE, re.MULTILINE)[0]
    program, *arguments = json.loads(healthcheck)
    assert program == "python"

    def check() -> int:
        environment = {**os.environ, "CRMSTEAD_PORT": str(server.port)}
        return subprocess.run(
            [sys.executable, *arguments], env=environment, check=False, capture_output=True
        ).returncode

    server = start()
    assert check() == 0
    server.stop()
    assert check() != 0
