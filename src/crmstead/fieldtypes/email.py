"""E-mail addresses."""

from __future__ import annotations

import re

from crmstead.fieldtypes.formed import FormedText

# Insert Records, "email": each part matches one class of characters, so no input backtracks.
_LOCAL = re.compile(r"[\w+\-][\w!#$%&'*+\-/=?^`{|}~.]*")
_LABEL = re.compile(r"[^\W_](?:[\w\-]*[^\W_])?")
_TOP_LABEL = re.compile(r"[^\W\d_]{2,22}")
_LONGEST = 256
#: What nearly every address is like; the rules above decide on the others.
#: Its repetitions are possessive, as no text can be divided in two ways.
_PLAIN = re.compile(r"[a-z0-9][a-z0-9.+_]*+@(?:[a-z0-9]++[.\-])++(?<=\.)[a-z]{2,22}", re.ASCII)


def is_email(text: str) -> bool:
    """Tell whether a text has the documented form of an address."""
    if len(text) <= _LONGEST and _PLAIN.fullmatch(text):
        return True
    local, at, domain = text.rpartition("@")
    *labels, top = domain.split(".")
    return (
        bool(at and labels)
        and len(text) <= _LONGEST
        and _LOCAL.fullmatch(local) is not None
        and _TOP_LABEL.fullmatch(top) is not None
        and all(_LABEL.fullmatch(label) for label in labels)
    )


class Email(FormedText):
    """An address of at most 100 characters."""

    kind = "email"
    expects = "email"
    plain = _PLAIN
    has_form = staticmethod(is_email)
