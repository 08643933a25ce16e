"""Numbers of telephones, which are typed in groups as their writer has them: no line ends within one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from letterpack.manners.language import Manners
from letterpack.manners.texts import RunText
from letterpack.manners.words import any_of
from letterpack.patterns import late

_GROUPS: Final = r"\(?\d[\d()/-]*(?: \(?\d[\d()/-]*){1,6}(?!\w)"
_LEAST: Final = 6
_MOST: Final = 15
"""Figures of a number (ITU-T E.164)."""
_SPACES: Final = late(" ")


def phone_spaces(text: RunText, manners: Manners) -> Iterator[int]:
    """Yield the places of spaces within numbers of telephones: those with a prefix, `+` or 0, or a word such as `tel.` before
    them, which they stay with, too.
    """
    if "phone" not in manners.patterns:
        words = any_of(sorted({form for word in manners.file.phones for form in (word, word.capitalize())}))
        named = rf"(?<!\w)(?:{words})[.:]* |" if words else ""
        manners.patterns["phone"] = re.compile(
            rf"(?:{named}(?<![\w.,/–-])(?<!\d[ \u00a0\u202f])(?=\+|\(?0))(?P<number>\+?{_GROUPS})"
        )
    pattern = manners.patterns["phone"]
    for found in text.found(pattern, manners) if pattern else ():
        if _LEAST <= sum(map(str.isdigit, found["number"])) <= _MOST:
            yield from (found.start() + space.start() for space in _SPACES.finditer(found[0]))
