"""The page of coverage says what the surface serves."""

from __future__ import annotations

import json

from tests.docs.coverage import DONE, NOT_YET, PAGE, PARTS, PUBLISHED, page, status


def test_the_page_is_up_to_date():
    assert PAGE.read_text() == page(), "make it anew, as it says"


def test_every_published_operation_is_listed():
    published = [
        one for operations in json.loads(PUBLISHED.read_text()).values() for one in operations
    ]
    assert len(published) == 423
    assert set(PARTS) <= set(published)


def test_a_word_in_place_of_a_module_is_no_operation_of_records():
    assert status("GET {module}") == DONE
    assert status("POST nowhere") == NOT_YET
    assert status("GET settings/nothing/of/this") == NOT_YET
