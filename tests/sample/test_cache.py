"""The cache of the sample: whole or not there, and nobody's but the user's."""

from __future__ import annotations

import os
import stat
import tempfile
import time

import pytest

from crmstead.sample import building, cache


@pytest.fixture
def builds(monkeypatch):
    """Makes a small sample instead of the whole one; says how often it was made."""
    made = []

    def build(directory, seed, control):
        made.append(seed)
        (directory / f"{control}.sqlite").write_bytes(b"control")
        (directory / "org_sample.sqlite").write_bytes(b"org %d" % seed)

    monkeypatch.setattr(building, "build", build)
    return made


@pytest.fixture
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "crmstead"


@pytest.fixture
def put(tmp_path):
    def put(seed=1, name="target"):
        target = tmp_path / name
        target.mkdir(exist_ok=True)
        cache.put_sample(target, seed, "control", lambda: None)
        return {path.name: path.read_bytes() for path in target.iterdir()}

    return put


def test_it_is_made_once_per_seed(builds, home, put):
    assert put() == put() == {"control.sqlite": b"control", "org_sample.sqlite": b"org 1"}
    assert put(2)["org_sample.sqlite"] == b"org 2"
    assert builds == [1, 2]
    assert len(list(home.iterdir())) == 2


@pytest.mark.parametrize("file", ["org_sample.sqlite", "manifest.json"])
@pytest.mark.parametrize("content", [b"", b"{}", b"broken", None])
def test_a_broken_entry_is_made_anew(builds, home, put, file, content):
    put()
    (entry,) = home.iterdir()
    if content is None:
        (entry / file).unlink()
    else:
        (entry / file).write_bytes(content)
    assert put()["org_sample.sqlite"] == b"org 1"
    assert put()["org_sample.sqlite"] == b"org 1"
    assert builds == [1, 1]


def test_a_sample_of_other_code_is_another_one(builds, home, put, monkeypatch):
    put()
    monkeypatch.setattr(cache, "__version__", "0.2.0")
    put()
    assert builds == [1, 1]


def test_entries_that_nobody_used_for_long_are_forgotten(builds, home, put):
    put()
    (old,) = home.iterdir()
    long_ago = time.time() - 40 * 86_400
    os.utime(old, (long_ago, long_ago))
    put(2)
    assert old not in list(home.iterdir())


def test_a_cache_that_others_may_write_to_is_not_trusted(builds, home, put, monkeypatch, tmp_path):
    home.mkdir(parents=True)
    home.chmod(0o777)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path / "temporary"))
    put()
    put()
    assert builds == [1]
    assert not list(home.iterdir())
    (own,) = (tmp_path / "temporary").iterdir()
    assert stat.S_IMODE(own.stat().st_mode) == 0o700
    own.chmod(0o777)
    put()
    assert builds == [1, 1]


def test_a_failed_making_leaves_nothing(home, put, monkeypatch):
    def fail(directory, seed, control):
        (directory / "half.sqlite").write_bytes(b"half")
        raise RuntimeError("no")

    monkeypatch.setattr(building, "build", fail)
    with pytest.raises(RuntimeError):
        put()
    assert not list(home.iterdir())
