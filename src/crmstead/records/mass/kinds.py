"""The kinds of jobs that exist."""

from __future__ import annotations

from collections.abc import Mapping

from crmstead.records.bin.belonging import ensure_belongings
from crmstead.records.conversion.leads import CONVERT
from crmstead.records.mass import pipelines
from crmstead.records.mass.computing import COMPUTE, compute_batch
from crmstead.records.mass.converting import MASS_CONVERT, convert_batch, prepare_conversions
from crmstead.records.mass.deleting import MASS_DELETE, delete_batch
from crmstead.records.mass.jobs import Kind
from crmstead.records.mass.owners import MASS_CHANGE_OWNER, own_batch
from crmstead.records.mass.territorial import FOLLOW_TERRITORIES, territory_batch
from crmstead.records.mass.transferring import TRANSFER_RECORDS, transfer_batch
from crmstead.records.mass.updating import MASS_UPDATE, update_batch
from crmstead.records.write.tables import ensure_written

KINDS: Mapping[str, Kind] = {
    MASS_UPDATE: Kind(update_batch, ensure_written, MASS_UPDATE),
    MASS_DELETE: Kind(delete_batch, ensure_belongings, MASS_DELETE),
    MASS_CHANGE_OWNER: Kind(own_batch, ensure_written, MASS_CHANGE_OWNER),
    TRANSFER_RECORDS: Kind(transfer_batch, ensure_written, TRANSFER_RECORDS, batch=1),
    FOLLOW_TERRITORIES: Kind(territory_batch, ensure_written, FOLLOW_TERRITORIES, batch=1),
    COMPUTE: Kind(compute_batch, ensure_written, COMPUTE),
    pipelines.TRANSFER_PIPELINE: Kind(pipelines.transfer_batch, ensure_written, MASS_UPDATE),
    MASS_CONVERT: Kind(convert_batch, prepare_conversions, CONVERT, batch=1),
}
