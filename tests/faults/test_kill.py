"""A server that is killed loses nothing that it acknowledged."""

from __future__ import annotations

import random

import pytest

from tests.faults.installed import Installed
from tests.faults.load import Load, check_kept
from tests.faults.process import serving


@pytest.mark.slow
def test_every_acknowledged_write_outlives_kill_9(installed: Installed):
    acknowledged: dict[str, str] = {}
    chance = random.Random(20261121)
    for _ in range(3):
        with serving(installed) as server, Load(server.url, installed.token) as load:
            load.wait_for_answers(chance.randrange(20, 120))
            server.kill()
        assert set(load.answers) == {(201, "SUCCESS")}
        acknowledged |= load.acknowledged
        check_kept(installed, acknowledged)
