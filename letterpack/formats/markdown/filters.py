"""Stage 1 of 7: what stands behind a merge field's bar, ``| default: TEXT``, ``| plural: one "seat", other "seats"``.

A table of filters; each says what may follow its colon. Nothing in it is run: a filter is a name and texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final
from unicodedata import normalize

from msgspec import Struct

from letterpack.formats.nearest import did_you_mean
from letterpack.model.merge_field import Filter, FilterName
from letterpack.patterns import late

CODE: Final = "LP178"
PLURAL_FORMS: Final = ("zero", "one", "two", "few", "many", "other")
"""The forms of a plural, by their names in CLDR."""
_QUOTED: Final = r"""(?:"[^"]*"|“[^”]*”|„[^“”]*[“”]|«[^»]*»)"""
_PIECE: Final = late(rf"""(?:{_QUOTED}|[^|"“„«]|["“„«])*?(?=\||\Z)""", re.DOTALL)
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
        match = _PIECE.match(inside, position)
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
