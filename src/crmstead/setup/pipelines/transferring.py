"""Transfer and Delete Pipeline: its deals get another one, by a job (platform reference 2.8)."""

from __future__ import annotations

from crmstead.errors.raised import RecordError
from crmstead.errors.values import MANDATORY_MISSING, VALUE_INVALID
from crmstead.metadata.definitions import Raw
from crmstead.metadata.stages import stage_field, stages_of
from crmstead.records.mass.jobs import order
from crmstead.records.mass.pipelines import TRANSFER_PIPELINE
from crmstead.setup.given import Item, id_of, item_of, object_of, objects_of
from crmstead.setup.pipelines.deals import MOST, deals_in
from crmstead.setup.pipelines.entries import FIELD, Pipelines


async def transfer_pipeline(pipelines: Pipelines, given: object) -> int:
    """Remove a pipeline, and order a job that moves its deals; return the id of the job.

    Raises:
        RecordError: with the path below the item.
    """
    item = item_of(given)
    named = object_of(item, "pipeline")
    if named is None:
        raise RecordError(MANDATORY_MISSING, ("pipeline",))
    of, to = (_pipeline(pipelines, named, key) for key in ("from", "to"))
    if of is to:
        raise RecordError(VALUE_INVALID, ("pipeline", "to"))
    stages = _stages(pipelines, item, of, to)
    found = await deals_in(pipelines, of, most=MOST)
    if any(stages.get(stage, stage) not in to["stages"] for _, stage in found):
        # Deals are in a stage that has none in the other pipeline.
        raise RecordError(MANDATORY_MISSING, ("stages",))
    if of["default"]:
        pipelines.make_default(to)
    pipelines.all.remove(of)
    field = stage_field(pipelines.module)
    assert field is not None  # noqa: S101 - a pipeline has stages
    body = {"fields": [FIELD, field.api_name], "to": to["display_value"], "stages": stages}
    writing = pipelines.redefining.writing()
    ids = [deal for deal, _ in found]
    return await order(writing, TRANSFER_PIPELINE, pipelines.module, body, ids)


def _pipeline(pipelines: Pipelines, named: Item, key: str) -> Raw:
    try:
        number = id_of(named, key)
    except RecordError as error:
        raise error.below("pipeline") from None
    if number is None:
        raise RecordError(MANDATORY_MISSING, ("pipeline", key))
    found = pipelines.find(number)
    if found is None:
        raise RecordError(VALUE_INVALID, ("pipeline", key))
    return found


def _stages(pipelines: Pipelines, item: Item, of: Raw, to: Raw) -> dict[str, str]:
    """Return which stage becomes which."""
    given = objects_of(item, "stages")
    if given is None:
        raise RecordError(MANDATORY_MISSING, ("stages",))
    known = {one.id: name for name, one in stages_of(pipelines.module).items()}
    found: dict[str, str] = {}
    for index, one in enumerate(given):
        for key, within in (("from", of), ("to", to)):
            try:
                number = id_of(one, key)
            except RecordError as error:
                raise error.below("stages", index) from None
            if number is None:
                raise RecordError(MANDATORY_MISSING, ("stages", index, key))
            if known.get(number) not in within["stages"]:
                raise RecordError(VALUE_INVALID, ("stages", index, key))
        start, end = id_of(one, "from"), id_of(one, "to")
        found[known[start or 0]] = known[end or 0]
    return found
