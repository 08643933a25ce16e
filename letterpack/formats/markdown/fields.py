"""Stage 1 of 7: merge fields and their filters, ``{{ FIELD | default: TEXT }}``, wherever they may stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final
from unicodedata import normalize

from markdown_it.rules_inline import StateInline
from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.formats.nearest import did_you_mean
from letterpack.limits import MOST_FIELD_CHARACTERS, MOST_URL_CHARACTERS
from letterpack.model.letter import PLAIN, Run, Runs, Style
from letterpack.model.merge_field import Field, Filter, FilterName
from letterpack.patterns import late
from letterpack.spans import Span

FILTER_CODE: Final = "LP178"
PLURAL_FORMS: Final = ("zero", "one", "two", "few", "many", "other")
"""The forms of a plural, by their names in CLDR."""
_QUOTED: Final = r"""(?:"[^"]*"|“[^”]*”|„[^“”]*[“”]|«[^»]*»)"""
_FILTER_PIECE: Final = late(rf"""(?:{_QUOTED}|[^|"“„«]|["“„«])*?(?=\||\Z)""", re.DOTALL)
_ONE_QUOTED: Final = late(rf"\s*{_QUOTED}\s*")
_CHOICE: Final = late(rf"\s*(?P<key>[\w=]+)\s*:?\s*(?P<text>{_QUOTED})\s*(?:,|;|\Z)")
_EXACT: Final = late(r"=\d{1,9}")
_RULE: Final = late(r"[a-z]+(?:-[a-z]+)*")
_PLURAL_HINT: Final = 'write `plural: one "organisation", other "organisations"`'


class FilterFault(Struct, frozen=True):
    """What is wrong with a filter, and what helps."""

    message: str
    hint: str


def split_filters(inside: str) -> list[str]:
    """Part what stands in the braces of a field at its bars, those in quotation marks left alone."""
    pieces: list[str] = []
    position = 0
    while position <= len(inside):
        match = _FILTER_PIECE.match(inside, position)
        end = match.end() if match else len(inside)
        pieces.append(inside[position:end])
        position = end + 1
    return pieces


def read_filters(pieces: list[str]) -> tuple[Filter, ...] | FilterFault:
    """Return the filters written as ``pieces``, or what is wrong with the first that cannot be read."""
    found: list[Filter] = []
    for piece in pieces:
        name, _, rest = (part.strip() for part in piece.partition(":"))
        read = _FILTERS.get(name)
        if read is None:
            what = f"`{name}` is not a filter" if name else "a filter is missing after the bar"
            return FilterFault(what, did_you_mean(name, _FILTERS, f"the filters are {', '.join(_FILTERS)}"))
        made = read(rest)
        if isinstance(made, FilterFault):
            return made
        found.append(made)
    return _together(found)


def _together(filters: list[Filter]) -> tuple[Filter, ...] | FilterFault:
    names = [each.name for each in filters]
    if (double := next((name for name in names if names.count(name) > 1), None)) is not None:
        return FilterFault(f"the filter `{double}` appears here twice", "keep one")
    changing = [name for name in names if name != "default"]
    if len(changing) > 1:
        return FilterFault(f"`{changing[0]}` and `{changing[1]}` do not go together", "keep one, or write two fields")
    return tuple(filters)


def _default(rest: str) -> Filter | FilterFault:
    if _ONE_QUOTED.fullmatch(rest):
        return Filter("default", (("", normalize("NFC", rest.strip()[1:-1])),))
    if not rest:
        return FilterFault(
            "the text of `default` is missing", 'write it after a colon, `default: your ministry`; for none, `default: ""`'
        )
    return Filter("default", (("", normalize("NFC", rest)),))


def _plural(rest: str) -> Filter | FilterFault:
    texts: list[tuple[str, str]] = []
    position = 0
    while position < len(rest):
        match = _CHOICE.match(rest, position)
        if match is None:
            return FilterFault(f"`{rest[position:].strip()}` is not a form of a plural and its text", _PLURAL_HINT)
        key = match["key"]
        if key not in PLURAL_FORMS and not _EXACT.fullmatch(key):
            hint = did_you_mean(key, PLURAL_FORMS, f"the forms are {', '.join(PLURAL_FORMS)}, and `=0` for exactly 0")
            return FilterFault(f"`{key}` is not a form of a plural", hint)
        if key in dict(texts):
            return FilterFault(f"the form `{key}` appears here twice", "keep one")
        texts.append((key, normalize("NFC", match["text"][1:-1])))
        position = match.end()
    if "other" not in dict(texts):
        return FilterFault("the plural has no form `other`", _PLURAL_HINT)
    return Filter("plural", tuple(texts))


def _words(rest: str) -> Filter | FilterFault:
    if rest and not _RULE.fullmatch(rest):
        return FilterFault(f"`{rest}` is not a gender or case of numbers", "write `words`, or one such as `words: feminine`")
    return Filter("words", (("", rest),) if rest else ())


def _plain(name: FilterName) -> Callable[[str], Filter | FilterFault]:
    def read(rest: str) -> Filter | FilterFault:
        return FilterFault(f"`{rest}` follows `{name}`, which takes nothing", f"write `{name}` alone") if rest else Filter(name)

    return read


_FILTERS: Final[Mapping[str, Callable[[str], Filter | FilterFault]]] = {
    "default": _default,
    "plural": _plural,
    "words": _words,
    "date": _plain("date"),
    "weekday": _plain("weekday"),
}


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
