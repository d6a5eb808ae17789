"""Deals: the stage belongs to the pipeline, and says how likely the deal is (Insert Records)."""

from __future__ import annotations

from typing import ClassVar

from crmstead.errors.raised import RecordError
from crmstead.errors.values import (
    PIPELINE_NOT_IN_LAYOUT,
    PROBABILITY_INVALID,
    STAGE_NOT_IN_PIPELINE,
)
from crmstead.model.module import Pipeline
from crmstead.records.behaviours.amounts import HUNDRED, Amounts, exactly
from crmstead.records.behaviours.base import Behaviour
from crmstead.records.write.draft import Draft
from crmstead.records.write.writing import Writing

_CERTAIN = 100


class Deal(Behaviour):
    """Checks Stage, Pipeline and Probability; keeps `Expected_Revenue`."""

    name: ClassVar[str] = "deal"

    def check(self, writing: Writing, draft: Draft) -> None:
        pipeline = _pipeline(draft)
        if pipeline is not None:
            draft.values["Pipeline"] = pipeline.display_value
            mapped = draft.touches("Stage", "Pipeline", "Layout")
            if mapped and draft.values.get("Stage") not in pipeline.stages:
                raise RecordError(STAGE_NOT_IN_PIPELINE, ("Stage",), mapped_field="Pipeline")
        _set_probability(draft)
        _set_expected_revenue(draft)


def _pipeline(draft: Draft) -> Pipeline | None:
    """Return the pipeline of a deal; None where its layout has none at all."""
    pipelines = () if draft.layout is None else draft.layout.pipelines
    if not pipelines:
        return None
    given = draft.values.get("Pipeline")
    fresh = draft.before is None and not draft.gives("Pipeline")
    # What a new deal has without naming it is what all have by default, but for copies.
    if not fresh or draft.cloned:
        for one in pipelines:
            if given in (one.display_value, one.actual_value):
                return one
    if given is None or fresh:
        return next((one for one in pipelines if one.default), pipelines[0])
    if draft.before is not None and not draft.touches("Stage", "Pipeline", "Layout"):
        # It was transferred to another pipeline, and its own turn to move has not come yet.
        return None
    raise RecordError(PIPELINE_NOT_IN_LAYOUT, ("Pipeline",), mapped_field="Layout")


def _set_probability(draft: Draft) -> None:
    # The probability that was there belongs to the stage that was there.
    stage_changed = draft.inherits and draft.gives("Stage") and not draft.gives("Probability")
    probability = draft.values.get("Probability")
    if probability is None or stage_changed:
        draft.values["Probability"] = _probability_of_stage(draft)
    elif not 0 <= probability <= _CERTAIN:
        raise RecordError(PROBABILITY_INVALID, ("Probability",))


def _probability_of_stage(draft: Draft) -> int | None:
    stage = draft.values.get("Stage")
    for value in draft.module.by_name["Stage"].pick_list_values:
        if value.display_value == stage:
            return value.probability
    return None


def _set_expected_revenue(draft: Draft) -> None:
    amounts = Amounts(draft)
    amount, probability = amounts.get("Amount"), draft.values.get("Probability")
    if amount is None or probability is None:
        draft.values["Expected_Revenue"] = None
        return
    with exactly():
        amounts.put("Expected_Revenue", amount * probability / HUNDRED)
