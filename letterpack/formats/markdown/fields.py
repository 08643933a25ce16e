r"""Stage 1 of 7: merge fields, ``{{ scope.name }}``, wherever the letter's text may hold them.

One grammar, used twice: as an inline rule of the Markdown parser, and on plain text (front matter, HTML shown as text).
``\{{`` is two braces and no field. Which scopes and names exist is for ``validate/`` to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final
from unicodedata import normalize

from markdown_it.rules_inline import StateInline
from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.formats.markdown.filters import CODE as FILTER_CODE
from letterpack.formats.markdown.filters import FilterFault, read_filters, split_filters
from letterpack.limits import MOST_FIELD_CHARACTERS, MOST_URL_CHARACTERS
from letterpack.model.letter import PLAIN, Run, Runs, Style
from letterpack.model.merge_field import Field, Filter
from letterpack.patterns import late
from letterpack.spans import Span

OPEN: Final = "{{"
_FIELD: Final = late(r"\{\{(?P<inside>[^{}]*)\}\}")
_UNCLOSED: Final = late(r"\{\{[^{}\n]*")
_NAME: Final = late(r"(?P<scope>[^\s.]+)\.(?P<name>[^\s.](?:.*\S)?)")
_PIECE: Final = late(r"\\\{\{|\{\{")
_IN_CODE_HINT: Final = r"take it out of the code; to print the braces, write them in the text: `\{{`"
_HINT: Final = r"write `{{ addressee.name }}`, or `\{{` to print two braces"


class Written(Struct, frozen=True):
    """A field as it stands in a text: ``length`` characters, and what is wrong with it, or nothing: a code, a message, a hint."""

    length: int
    scope: str = ""
    name: str = ""
    fault: str = ""
    filters: tuple[Filter, ...] = ()
    code: str = "LP200"
    hint: str = _HINT


def written_at(text: str, position: int, end: int | None = None) -> Written:
    """Return the field that begins at ``text[position:end]``, which are two opening braces."""
    stop = len(text) if end is None else end
    match = _FIELD.match(text, position, stop)
    if match is None:
        unclosed = _UNCLOSED.match(text, position, stop)
        return Written(len(unclosed[0].rstrip()) if unclosed else 2, fault="the merge field that begins here is never closed")
    length = match.end() - position
    if length > MOST_FIELD_CHARACTERS:
        message = f"a merge field has more than {MOST_FIELD_CHARACTERS:,} characters"
        return Written(length, fault=message, code=FILTER_CODE, hint="shorten the texts in it")
    inside, *behind = [" ".join(piece.removesuffix("\\").split()) for piece in split_filters(match["inside"])]
    if not inside:
        return Written(length, fault="the merge field is empty")
    parts = _NAME.fullmatch(inside)
    if parts is None:
        return Written(length, fault=f"`{inside}` is not a merge field: a scope, a dot and a name")
    filters = read_filters(behind)
    if isinstance(filters, FilterFault):
        return Written(length, fault=filters.message, code=FILTER_CODE, hint=filters.hint)
    return Written(length, parts["scope"], normalize("NFC", parts["name"]), filters=filters)


def field_run(text: str, written: Written, span: Span, style: Style, link: str | None, report: Report) -> Run:
    """Return the run of a field as written (``text``), or its text and a finding (LP200, LP178) where it is malformed."""
    if written.fault:
        report.error(written.code, span, written.fault, written.hint)
        return Run(text, style, link)
    return Run("", style, link, Field(written.scope, written.name, span, written.filters))


def report_in_code(text: str, place: Callable[[str], Span], report: Report) -> None:
    """Report the fields in ``text``, which is code: none of them is filled. ``place`` finds a field in the source."""
    position = text.find(OPEN)
    while position >= 0:
        written = written_at(text, position)
        if not written.fault:
            field = text[position : position + written.length]
            report.error("LP205", place(field), f"`{field}` stands in code, where no field is filled", _IN_CODE_HINT)
        position = text.find(OPEN, position + written.length)


def text_runs(text: str, place: Callable[[int, int], Span], report: Report) -> Runs:
    """Return plain ``text`` as runs of NFC text, its fields found. ``place`` turns an offset and a length into a place."""
    return tuple(_pieces(text, place, report))


def _pieces(text: str, place: Callable[[int, int], Span], report: Report) -> Iterator[Run]:
    plain, position = "", 0
    for match in _PIECE.finditer(text):
        if match.start() < position:
            continue
        plain += text[position : match.start()]
        position = match.end()
        if match[0] != OPEN:
            plain += OPEN
            continue
        if plain:
            yield Run(normalize("NFC", plain))
        written = written_at(text, match.start())
        position = match.start() + written.length
        yield field_run(text[match.start() : position], written, place(match.start(), written.length), PLAIN, None, report)
        plain = ""
    if plain := plain + text[position:]:
        yield Run(normalize("NFC", plain))


def field_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - a rule of markdown-it
    """Read a field at the parser's place as a token ``field``; a rule of markdown-it's inline parser."""
    if not state.src.startswith(OPEN, state.pos):
        return False
    written = written_at(state.src, state.pos, state.posMax)
    if not silent:
        token = state.push("field", "", 0)
        token.content = state.src[state.pos : state.pos + written.length]
        token.meta = {"written": written, "in_url": _inside_url(state.src, state.pos)}
    state.pos += written.length
    return True


_BAR: Final = "\ufdd0"
"""Stands for a field's bar while a table is parted into cells: no text has this character (Unicode, 23.7)."""
_ON_A_LINE: Final = late(r"\{\{[^{}\n]*\}\}")


def without_bars(text: str) -> str:
    """Return ``text``, as long as it is, with its fields' bars out of the way of a table's."""
    return _ON_A_LINE.sub(lambda field: field[0].replace("|", _BAR), text) if OPEN in text else text


def with_bars(text: str) -> str:
    """Return what ``without_bars`` was given."""
    return text.replace(_BAR, "|")


_URL_BEFORE: Final = late(r"(?:\]\([^()\s]*|<[A-Za-z][A-Za-z0-9+.-]+:[^\s<>]*)$")


def _inside_url(text: str, position: int) -> bool:
    """Whether a link's URL stands before ``position`` and was broken by the field's spaces."""
    return _URL_BEFORE.search(text, max(0, position - MOST_URL_CHARACTERS), position) is not None
