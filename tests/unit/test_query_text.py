"""The query of a URL is read as the standard library reads it, and once where it is asked again."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from crmstead.http.request import query_of

TEXTS = (
    "", "a=b", "a=", "=b", "a=b=c", "&&a=1&&b=2&", "a=1&a=2", "fields=Last_Name%2CEmail%2cPhone",
    "a=1+2%2B3", "a+b=c+d", "%41=%42", "a=%", "a=%4", "a=%zz", "a=%ff", "a=%C3%BC", "a=ü",
    "a=%252C",
    "criteria=(Email:equals:a%40b.test)and(City:equals:New+York)",
)  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_a_query_is_read_as_usual(text):
    expected = dict(parse_qsl(text, keep_blank_values=True, errors="replace"))
    for _ in range(2):
        assert query_of({"query_string": text.encode("latin-1")}) == expected
