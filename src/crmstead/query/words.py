"""What a word is to the search by word: a run of letters and digits, in lower case."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+")
#: Characters of a word that count. unspecified: the vendor names no limit.
LONGEST_WORD = 64
#: Characters of the different words of one record that are kept: a database's own bound is near.
MOST_CHARACTERS = 200_000


def words_of(text: str) -> tuple[str, ...]:
    """Return the different words of a text, in the order in which they first stand there."""
    return tuple(dict.fromkeys(word[:LONGEST_WORD] for word in _WORD.findall(text.lower())))


def kept_words(text: str) -> str:
    """Return the different words of a record's texts, joined by blanks."""
    joined = " ".join(words_of(text))
    if len(joined) <= MOST_CHARACTERS:
        return joined
    return joined[:MOST_CHARACTERS].rpartition(" ")[0]
