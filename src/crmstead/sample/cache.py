"""The sample installation, made once and kept in the user's cache.

An entry is named by the seed and by everything that decides what is in it, so it never has to be
brought up to date; it is made under another name and renamed when it is whole.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from crmstead import __version__

_PACKAGE = Path(__file__).parent.parent
#: Packages that decide what a stored record looks like.
_DECIDING = (
    "access", "databases", "fieldtypes", "formulas", "metadata", "model", "records", "sample",
    "sql", "store",
)  # fmt: skip
_MANIFEST = "manifest.json"
#: Days that an entry is kept after it was last used.
_KEPT_DAYS = 30


def put_sample(target: Path, seed: int, control: str, making: Callable[[], None]) -> None:
    """Put the sample installation of a seed into a directory.

    `control` is the schema of its control database, whose file comes last: a directory that has
    it is whole. `making` is called if the sample has to be made first, which takes seconds.

    Raises:
        SampleError: the rules of the records refuse the sample.
        OSError: the directory cannot be written.
    """
    home = _home()
    files = None if home is None else _read(home / _key(seed))
    if files is None:
        making()
        files = _make(home, seed, control)
    for name in sorted(files, key=lambda name: (name.startswith(control), name)):
        whole = target / name
        whole.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = whole.with_name(f"{whole.name}.partial")
        partial.write_bytes(files[name])
        partial.replace(whole)


def _make(home: Path | None, seed: int, control: str) -> dict[str, bytes]:
    # Imported late: whoever finds the sample in the cache need not load what makes it.
    from crmstead.sample.building import build  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix=".making-", dir=home) as scratch:
        made = Path(scratch) / "sample"
        made.mkdir()
        build(made, seed, control)
        files = {
            path.relative_to(made).as_posix(): path.read_bytes()
            for path in sorted(made.rglob("*"))
            if path.is_file()
        }
        if home is not None:
            with suppress(OSError):  # a cache that is full or gone only costs time
                digests = {name: _digest(content) for name, content in files.items()}
                (made / _MANIFEST).write_text(json.dumps(digests), "utf-8")
                _enter(made, home / _key(seed))
                _forget_old(home)
    return files


def _enter(made: Path, entry: Path) -> None:
    """Make a new entry; one that is there was broken, or another process was quicker."""
    if entry.exists() and _read(entry) is None:
        shutil.rmtree(entry)
    made.rename(entry)


def _read(entry: Path) -> dict[str, bytes] | None:
    """Return the files of an entry by name, None where it is not there or not whole."""
    try:
        digests = json.loads((entry / _MANIFEST).read_text("utf-8"))
        files = {name: (entry / name).read_bytes() for name in digests}
        whole = all(_digest(content) == digests[name] for name, content in files.items())
        os.utime(entry)
    except (OSError, ValueError, TypeError):
        return None
    return files if whole and files else None


def _forget_old(home: Path) -> None:
    oldest = time.time() - _KEPT_DAYS * 86_400
    for entry in home.iterdir():
        if entry.is_dir() and entry.stat().st_mtime < oldest:
            shutil.rmtree(entry, ignore_errors=True)


def _key(seed: int) -> str:
    digest = blake2b(__version__.encode(), digest_size=12)
    for path in _deciding_files():
        digest.update(path.relative_to(_PACKAGE).as_posix().encode())
        digest.update(path.read_bytes())
    return f"sample-{seed}-{digest.hexdigest()}"


def _deciding_files() -> Iterator[Path]:
    for package in _DECIDING:
        for suffix in ("py", "json"):
            yield from sorted((_PACKAGE / package).rglob(f"*.{suffix}"))


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()


def _home() -> Path | None:
    """Return the directory of the cache, None where there is none that is the user's alone."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    places = [Path(tempfile.gettempdir()) / f"crmstead-cache-{os.getuid()}"]
    with suppress(RuntimeError):  # no home directory
        base = Path(named) if named.startswith("/") else Path.home() / ".cache"
        places.insert(0, base / "crmstead")
    return next((place for place in places if _is_private(place)), None)


def _is_private(directory: Path) -> bool:
    """Make a directory; tell whether nobody else could have put something into it."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = directory.lstat()
    except OSError:
        return False
    writable_by_others = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    mine = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not writable_by_others
    return mine and os.access(directory, os.W_OK)
