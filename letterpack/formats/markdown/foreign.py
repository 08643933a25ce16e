"""Stage 1 of 7: the language of a passage or a block, as its markup says it: ``[…]{lang=fr}``, ``::: lang fr``.

Findings (LP171): a tag that is none, an attribute that is not known, attributes that are never closed or stand behind nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from letterpack.diagnostics import Report
from letterpack.formats.nearest import did_you_mean
from letterpack.languages import canonical_tag
from letterpack.languages.called import tag_hint
from letterpack.patterns import late
from letterpack.spans import Span

LANGUAGE: Final = late(r"lang(?:\s+(?P<tag>.*))?")
"""What stands behind the colons of a block in another language."""
_CODE: Final = "LP171"
_KEY: Final = "lang"
_ATTRIBUTE: Final = late(
    r"""(?P<key>[^\s="']+) (?:\s*=\s* (?: "(?P<double>[^"]*)" | '(?P<single>[^']*)' | (?P<bare>[^\s"']*) ) )? | \S""", re.VERBOSE
)
_HOW: Final = "`[texte]{lang=fr}`"
_BEGINS: Final = late(r"[^\W\d_][\w:.-]*[ \t]*=|[#.][^\W\d_]|lang\b")


def read_tag(typed: str, span: Span, how: str, report: Report) -> str:
    """Return ``typed`` as the BCP 47 tag of a language, or an empty text after saying (LP171) that it is none. ``how`` is how one
    is written.
    """
    tag = canonical_tag(typed)
    if tag is None:
        message = f"`{typed}` is not a language tag" if typed else "the language is missing"
        report.error(_CODE, span, message, tag_hint(typed, f"write its tag (BCP 47), as in {how}"))
    return tag or ""


def is_known(inside: str) -> bool:
    """Whether what stands ``inside`` braces begins as attributes do: a key, a class, an identifier."""
    return bool(_BEGINS.match(inside))


def read_attributes(inside: str, place: Callable[[str], Span], report: Report, *, closed: bool) -> str:
    """Return the language that the attributes ``inside`` braces give a passage, as a BCP 47 tag, or an empty text after saying
    (LP171) why there is none. ``place`` finds a text among the attributes.
    """
    if not closed:
        report.error(_CODE, place(inside), "the attributes that begin here are never closed", f"write {_HOW}")
        return ""
    tag = ""
    for match in _ATTRIBUTE.finditer(inside):
        key = match["key"] or match[0]
        if key != _KEY:
            hint = did_you_mean(key, (_KEY,), f"write {_HOW}, or put a backslash before the brace where it is meant as text")
            report.error(_CODE, place(match[0]), f"`{match[0]}` is not known beside a passage", hint)
        elif tag:
            report.error(_CODE, place(match[0]), "the passage has two languages", "keep one")
        else:
            values = (match["double"], match["single"], match["bare"])
            tag = read_tag(next((each for each in values if each), ""), place(match[0]), _HOW, report)
    return tag


def report_stray(text: str, span: Span, report: Report) -> None:
    """Report (LP171) attributes that stand behind no passage."""
    how = _HOW if text.startswith(_KEY, 1) else "`[text]{if addressee.cosponsor = yes}`"
    hint = f"put square brackets around the passage, {how}, or a backslash before the brace where it is meant as text"
    report.error(_CODE, span, f"`{text}` follows no passage", hint)
