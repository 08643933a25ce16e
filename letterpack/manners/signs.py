"""Points and hyphens that stand for an ellipsis or a dash become one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from letterpack.manners.language import Manners
from letterpack.manners.texts import Mending, RunText
from letterpack.patterns import late

ELLIPSES: Final = "ellipses"
DASHES: Final = "dashes"
_POINTS: Final = late(r"(?<![.…])\.{3}(?![.…])")
_HYPHENS: Final = late(r"(?<![-–—])-{2,3}(?![-–—])")
_ALONE: Final = late(r"(?<=[^\s][ \u00a0])-{1,2}(?=[ \u00a0][^\s]|[,;:.!?)]|$)(?!\.\S)")
_TOUCHING: Final = late(
    r"(?<=[\s(«“])(?P<first>-{1,2})[^\W\d]+(?P<rest>,? (?:(?![.!?…]\s|\s-|;).)*)(?<=[^\W\d])[)»”]?(?P<last>-{1,2})"
    r"(?=[\s.,;:!?)»”]|$)"
)
"""Two hyphens in a sentence that touch what they enclose: `dijo -ayer mismo- que`."""
_BROKEN_OFF: Final = late(r"""[’'”"»«“‘)\]]*(?:\n|$)|[’'”"»)\]]+(?=[\s,;:.!?])""")
"""Behind hyphens that end a text or what somebody says: "I was --"."""
_ENDS: Final = late(r"[.!?…]\s")
"""Ends a sentence."""
_EM: Final = 3
"""Hyphens that stand for an em dash, whatever the language's own is."""


def sign_edits(text: RunText) -> Iterator[Mending]:
    """Yield what points and hyphens in ``text`` become."""
    for manners in dict.fromkeys(text.manners):
        file = manners.file
        if file.ellipsis and "..." in text.text:
            for found in text.found(_POINTS, manners):
                yield Mending(*found.span(), file.ellipsis, ELLIPSES)
        if file.dash and "-" in text.text:
            yield from _dashes(text, manners)


def _dashes(text: RunText, manners: Manners) -> Iterator[Mending]:
    file = manners.file
    alone = []
    for found in text.found(_ALONE, manners):
        before, behind = text.text[found.start() - 2], text.text[found.end() + 1 : found.end() + 2]
        if before.isdigit() and (behind.isdigit() or not behind):
            # `5 -` may be a sum of money.
            if behind:
                yield Mending(*found.span(), file.ranges or file.dash, DASHES)
        elif before != "-" and behind != "-":
            alone.append(found.span())
    taken = {start for start, _ in alone}
    for found in text.found(_HYPHENS, manners):
        if found.start() not in taken:
            yield from _hyphens(text.text, found, manners)
    yield from _within_sentences(text.text, alone, manners)
    if file.dash_pairs:
        yield from _touching(text, manners)


def _touching(text: RunText, manners: Manners) -> Iterator[Mending]:
    """Yield what hyphens around words become that touch them; the first word looks like an option of a command, and is none."""
    for found in _TOUCHING.finditer(text.text):
        if text.manners_at(found.start()) is manners and not any(text.guarded[found.start("rest") : found.start("last")]):
            for sign in ("first", "last"):
                yield Mending(*found.span(sign), manners.file.dash, DASHES)


def _within_sentences(text: str, hyphens: list[tuple[int, int]], manners: Manners) -> Iterator[Mending]:
    """Yield what hyphens between spaces become; two in a sentence enclose something, and touch it where the language has that."""
    file, index = manners.file, 0
    while index < len(hyphens):
        start, end = hyphens[index]
        other = hyphens[index + 1] if index + 1 < len(hyphens) else (0, 0)
        if file.dash_pairs and other[1] and not _ENDS.search(text, end, other[0]):
            yield Mending(start, end + 1, file.dash, DASHES)
            yield Mending(other[0] - 1, other[1], file.dash, DASHES)
            index += 2
        else:
            yield from _dash(text, start, end, file.dash, is_spaced=file.dash_spaced)
            index += 1


def _hyphens(text: str, found: re.Match[str], manners: Manners) -> Iterator[Mending]:
    """Yield what two or three hyphens become: nothing where they begin a line or a word."""
    start, end = found.span()
    before, behind = text[start - 1 : start], text[end : end + 1]
    if before in ("", "\n"):
        return
    file = manners.file
    if _BROKEN_OFF.match(text, end):
        yield Mending(start, end, "—" if end - start == _EM else file.dash, DASHES)
        return
    if before.isspace() is not behind.isspace():
        return
    if end - start == _EM:
        yield Mending(start, end, "—", DASHES)
    elif before.isdigit() and behind.isdigit():
        yield Mending(start, end, file.ranges or file.dash, DASHES)
    else:
        yield from _dash(text, start, end, file.dash, is_spaced=file.dash_spaced)


def _dash(text: str, start: int, end: int, sign: str, *, is_spaced: bool) -> Iterator[Mending]:
    """Yield a dash within a sentence, its spaces taken away where the language has none there."""
    if not is_spaced and text[start - 1] == " " and text[end : end + 1] == " ":
        start, end = start - 1, end + 1
    yield Mending(start, end, sign, DASHES)
