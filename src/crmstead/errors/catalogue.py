"""The error catalogue: one row a cause; the wire's code is a column, so it may repeat.

A row tells the code, the HTTP status, the message verbatim and the keys its `details` may carry.
Each topic keeps its own in a file beside this one, or in `errors/setup`; the `__init__` of each
room names its files.
"""

from __future__ import annotations

from crmstead.errors.cause import ROWS, Cause

#: All rows by name, of all topics; tests check that each is raised.
CATALOGUE: dict[str, Cause] = ROWS
