"""The tests. What they write goes to memory where there is room: most of their time was fsync's.

A full run writes some 2 GB. TMPDIR, where it is set, is obeyed.
"""

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ROOM = 6 << 30

if (
    "TMPDIR" not in os.environ
    and os.access(_MEMORY, os.W_OK)
    and shutil.disk_usage(_MEMORY).free > _ROOM
):
    # For what the tests start, and for what asked already.
    os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)
