"""The row of the blueprint of a record (records reference 11.21)."""

from __future__ import annotations

from crmstead.errors.cause import row

NOT_IN_PROCESS = row("NOT_IN_PROCESS", "RECORD_NOT_IN_PROCESS", 400, "Record not in process")
