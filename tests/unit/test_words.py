"""What a word is."""

from __future__ import annotations

import pytest

from crmstead.query.words import LONGEST_WORD, MOST_CHARACTERS, kept_words, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        (" _-'\"*\x00 ", ()),
        ("Salt & Pepper", ("salt", "pepper")),
        ("of_boats of-boats", ("of", "boats")),
        ("a.b@c-d.example", ("a", "b", "c", "d", "example")),
        ("ÜBER 王国 Ⅷ", ("über", "王国", "ⅷ")),
        ("x" * 100, ("x" * LONGEST_WORD,)),
    ],
)
def test_words_are_runs_of_letters_and_digits(text, words):
    assert words_of(text) == words


def test_words_beyond_what_is_kept_of_a_record_are_left_out_whole():
    words = [f"w{number}" for number in range(60_000)]
    kept = kept_words(" ".join(words)).split(" ")
    assert kept == words[: len(kept)]
    assert MOST_CHARACTERS - 10 < len(" ".join(kept)) <= MOST_CHARACTERS
