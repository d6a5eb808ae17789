"""The tables that every org has beside those of its modules."""

from __future__ import annotations

from crmstead.fieldtypes.columns import ColumnKind
from crmstead.sql.ddl import Column, Index, Table

_ID = Column("id", ColumnKind.INTEGER, not_null=True)

RECORD_TAGS = Table(
    "_record_tags",
    (
        Column("record", ColumnKind.INTEGER),
        Column("position", ColumnKind.INTEGER),
        Column("tag", ColumnKind.INTEGER),
    ),
    key=("record", "position"),
    indexes=(Index("_record_tags_tag", ("tag", "record"), unique=True),),
)
TAGS = Table(
    "_tags",
    (
        _ID,
        Column("module", ColumnKind.TEXT, not_null=True),
        Column("name", ColumnKind.TEXT, not_null=True),
        Column("folded", ColumnKind.TEXT, not_null=True),
        Column("color_code", ColumnKind.TEXT),
        # Unknown of tags that are older than these columns.
        Column("created_time", ColumnKind.INTEGER),
        Column("created_by", ColumnKind.INTEGER),
        Column("modified_time", ColumnKind.INTEGER),
        Column("modified_by", ColumnKind.INTEGER),
    ),
    indexes=(Index("_tags_name", ("module", "folded"), unique=True),),
)
RECORD_TERRITORIES = Table(
    "_record_territories",
    (
        Column("record", ColumnKind.INTEGER),
        Column("territory", ColumnKind.INTEGER),
        Column("assigned_time", ColumnKind.INTEGER, not_null=True),
        Column("assigned_by", ColumnKind.INTEGER),
    ),
    key=("record", "territory"),
    indexes=(Index("_record_territories_by", ("territory", "record")),),
)
COUNTERS = Table(
    "_counters",
    (
        Column("name", ColumnKind.TEXT),
        Column("value", ColumnKind.INTEGER, not_null=True),
    ),
    key=("name",),
)
FILES = Table(
    "_files",
    (
        Column("id", ColumnKind.TEXT),
        Column("name", ColumnKind.TEXT, not_null=True),
        Column("size", ColumnKind.INTEGER, not_null=True),
        Column("created_by", ColumnKind.INTEGER, not_null=True),
        Column("created_time", ColumnKind.INTEGER, not_null=True),
        Column("media", ColumnKind.TEXT),
    ),
)
#: Which records use which files; a file that none uses for long is swept.
FILE_USES = Table(
    "_file_uses",
    (
        Column("record", ColumnKind.INTEGER),
        Column("field", ColumnKind.TEXT),
        Column("file", ColumnKind.TEXT),
    ),
    key=("record", "field", "file"),
    indexes=(Index("_file_uses_file", ("file",)),),
)
ENROLMENTS = Table(
    "_cadence_enrolments",
    (
        _ID,
        Column("cadence", ColumnKind.INTEGER, not_null=True),
        Column("module", ColumnKind.TEXT, not_null=True),
        Column("record", ColumnKind.INTEGER, not_null=True),
        Column("enrolled_time", ColumnKind.INTEGER, not_null=True),
        Column("enrolled_by", ColumnKind.INTEGER, not_null=True),
    ),
    indexes=(Index("_cadence_enrolments_record", ("record", "cadence"), unique=True),),
)
#: What happened to records after they were made: the timeline (records.write.history).
HISTORY = Table(
    "_history",
    (
        _ID,
        Column("module", ColumnKind.INTEGER, not_null=True),
        Column("record", ColumnKind.INTEGER, not_null=True),
        Column("time", ColumnKind.INTEGER, not_null=True),
        Column("action", ColumnKind.TEXT, not_null=True),
        Column("source", ColumnKind.TEXT, not_null=True),
        Column("done_by", ColumnKind.INTEGER, not_null=True),
        Column("body", ColumnKind.JSON),
    ),
    indexes=(Index("_history_record", ("record", "time", "id")),),
)
#: Locks of records, one a record at most; `Locked__s` of the record says that there is one.
RECORD_LOCKS = Table(
    "_record_locks",
    (
        _ID,
        Column("module", ColumnKind.INTEGER, not_null=True),
        Column("record", ColumnKind.INTEGER, not_null=True),
        Column("configuration", ColumnKind.INTEGER, not_null=True),
        Column("rule", ColumnKind.INTEGER),
        Column("reason", ColumnKind.TEXT),
        Column("locked_time", ColumnKind.INTEGER, not_null=True),
        Column("locked_by", ColumnKind.INTEGER),
    ),
    indexes=(
        Index("_record_locks_record", ("record",), unique=True),
        Index("_record_locks_module", ("module", "id")),
    ),
)
#: With whom records are shared: a user, a role, or everybody (`target` 0).
RECORD_SHARES = Table(
    "_record_shares",
    (
        _ID,
        Column("module", ColumnKind.INTEGER, not_null=True),
        Column("record", ColumnKind.INTEGER, not_null=True),
        Column("target", ColumnKind.INTEGER, not_null=True),
        #: The same where what is related to the record is shared with it.
        Column("related_target", ColumnKind.INTEGER),
        Column("target_type", ColumnKind.TEXT),
        Column("permission", ColumnKind.TEXT, not_null=True),
        Column("shared_time", ColumnKind.INTEGER, not_null=True),
        Column("shared_by", ColumnKind.INTEGER, not_null=True),
    ),
    indexes=(
        Index("_record_shares_record", ("record", "target"), unique=True),
        Index("_record_shares_module", ("module", "id")),
    ),
)
#: Every deleted record, whatever its module, while anybody is told of it (store.bin_entries).
DELETED = Table(
    "_deleted",
    (
        _ID,
        Column("module", ColumnKind.INTEGER, not_null=True),
        Column("state", ColumnKind.INTEGER, not_null=True),
        Column("display_name", ColumnKind.TEXT),
        Column("owner", ColumnKind.INTEGER),
        Column("created_by", ColumnKind.INTEGER),
        Column("deleted_by", ColumnKind.INTEGER, not_null=True),
        Column("deleted_time", ColumnKind.INTEGER, not_null=True),
        Column("restored_by", ColumnKind.INTEGER),
    ),
    indexes=(
        Index("_deleted_state", ("state", "deleted_time", "id")),
        Index("_deleted_module", ("module", "deleted_time", "id")),
    ),
)
#: What was ordered to be done to many records, and how far it is (store.jobs).
JOBS = Table(
    "_jobs",
    (
        _ID,
        Column("kind", ColumnKind.TEXT, not_null=True),
        Column("module", ColumnKind.INTEGER, not_null=True),
        Column("view", ColumnKind.INTEGER),
        Column("ordered_by", ColumnKind.INTEGER, not_null=True),
        Column("ordered_time", ColumnKind.INTEGER, not_null=True),
        Column("ended_time", ColumnKind.INTEGER),
        Column("status", ColumnKind.TEXT, not_null=True),
        Column("body", ColumnKind.JSON, not_null=True),
        Column("total", ColumnKind.INTEGER, not_null=True),
        Column("succeeded", ColumnKind.INTEGER, not_null=True),
        Column("passed_over", ColumnKind.INTEGER, not_null=True),
        Column("failed", ColumnKind.INTEGER, not_null=True),
    ),
    indexes=(Index("_jobs_status", ("status", "id")),),
)
#: Records that a job has still to do.
JOB_ITEMS = Table(
    "_job_items",
    (
        Column("job", ColumnKind.INTEGER),
        Column("position", ColumnKind.INTEGER),
        Column("record", ColumnKind.INTEGER, not_null=True),
    ),
    key=("job", "position"),
)
DEFINITIONS = Table(
    "_definitions",
    (
        Column("kind", ColumnKind.TEXT),
        Column("id", ColumnKind.INTEGER),
        Column("body", ColumnKind.JSON, not_null=True),
    ),
    key=("kind", "id"),
)
META = Table(
    "_meta",
    (Column("name", ColumnKind.TEXT), Column("value", ColumnKind.INTEGER, not_null=True)),
    key=("name",),
)
#: Records whose words are not kept as they are by now (store.full_text).
SEARCH_PENDING = Table(
    "_search_pending",
    (Column("module", ColumnKind.INTEGER), Column("record", ColumnKind.INTEGER)),
    key=("module", "record"),
)
#: Tables of every org, made with it.
SYSTEM_TABLES = (
    META, DEFINITIONS, TAGS, RECORD_TAGS, RECORD_TERRITORIES, COUNTERS, FILES, FILE_USES,
    ENROLMENTS, SEARCH_PENDING, HISTORY, RECORD_LOCKS, RECORD_SHARES, DELETED, JOBS, JOB_ITEMS,
)  # fmt: skip
#: Those whose rows belong to a record of any module, by the column `record`.
OF_RECORDS = (
    RECORD_TAGS, RECORD_TERRITORIES, ENROLMENTS, HISTORY, RECORD_LOCKS, RECORD_SHARES,
)  # fmt: skip
