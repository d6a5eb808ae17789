"""Web addresses."""

from __future__ import annotations

import re

from crmstead.fieldtypes.formed import FormedText

# Insert Records, "website": scheme and www. are optional, then a dotted host, then anything.
_SCHEME = re.compile(r"(?:https?|ftp)://", re.IGNORECASE)
_HOST = re.compile(r"[\w\-]+(?:\.[\w\-]+)+(?::\d{1,5})?")
#: What nearly every address is like; the rules here decide on the others.
#: Its repetitions are possessive, as no text can be divided in two ways.
_PLAIN = re.compile(r"(?:https?://)?(?:[a-z0-9]++[.\-])++(?<=\.)[a-z0-9]++")
_REST = re.compile(r"[/?#]")


def is_website(text: str) -> bool:
    """Tell whether a text has the documented form of a web address."""
    if _PLAIN.fullmatch(text):
        return True
    if any(character.isspace() for character in text):
        return False
    host = _REST.split(_SCHEME.sub("", text, count=1), maxsplit=1)[0]
    return _HOST.fullmatch(host.rpartition("@")[2]) is not None


class Website(FormedText):
    """An address within the field's length."""

    kind = "website"
    expects = "website"
    plain = _PLAIN
    has_form = staticmethod(is_website)
