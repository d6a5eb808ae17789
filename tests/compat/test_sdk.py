"""The harness itself: what goes wrong in an SDK, or is missing, fails a test."""

from __future__ import annotations

import pytest

from tests.compat.sdk import drive


def test_an_sdk_that_is_not_there_is_a_failure(rich_org):
    with pytest.raises(AssertionError, match="run `make sdk`"):
        drive("describe", "0", rich_org, module="Leads")


@pytest.mark.slow
def test_what_an_sdk_raises_is_a_failure(rich_org, sdk):
    asked = {"Unknown": {"fields": "id", "record": 1}}
    with pytest.raises(AssertionError, match="SDKException"):
        drive("read", sdk, rich_org, modules=asked)
