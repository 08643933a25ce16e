"""What could stand at the cursor: keys and values of YAML, fields and blocks of a letter, columns and cells of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from letterpack.countries import country_codes, country_name
from letterpack.formats.tables.signatories import COLUMNS as SIGNATORY_COLUMNS
from letterpack.lsp.places import SchemaKey, cell_before, front_matter_end, keys_at, values_at, yaml_place
from letterpack.patterns import late

if TYPE_CHECKING:
    from letterpack import Offer

_OPEN_FIELD: Final = late(r"\{\{\s*[\w.]*$")
_OPEN_BLOCK: Final = late(r"^\s*:{1,3}[^:]*$")
_IDS: Final = ("copy_of", "jointly")
_KIND: Final = "kind"
ROOMS: Final = {"form": "forms", "style": "styles", "envelopes": "envelopes", "marks": "marks"}
"""Keys whose values are names of data files, the program's or the campaign's own, and the folder of these."""


class CampaignOffers(Struct, frozen=True):
    """What the campaign has to offer, as it was when it was last understood."""

    offers: tuple[Offer, ...] = ()
    ids: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    enclosures: tuple[str, ...] = ()
    files: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """The names of data files, by their folder."""


class Suggestion(Struct, frozen=True):
    """A text for the cursor's line: it takes the place of the columns ``start`` to ``end`` (0-based, code points).

    ``kind`` is ``key``, ``value``, ``field`` or ``block``; ``about`` says what it is, ``example`` what it prints.
    """

    kind: str
    label: str
    text: str
    start: int
    end: int
    about: str = ""
    example: str = ""


def suggestions(name: str, lines: list[str], line: int, column: int, known: CampaignOffers) -> tuple[Suggestion, ...]:
    """Return what could stand at a cursor in the source ``name``."""
    if name.startswith("letter") and name.endswith(".md"):
        end = front_matter_end(lines)
        if 0 < line < end:
            return tuple(_yaml("letter", lines[1:end], line - 1, column, known))
        return tuple(_letter(lines[line] if line < len(lines) else "", column, known))
    if name.endswith((".yaml", ".yml")):
        return tuple(_yaml(name.rpartition(".")[0], lines, line, column, known))
    if name.endswith(".csv"):
        return tuple(_table(name, lines, line, column, known))
    return ()


def _letter(text: str, column: int, known: CampaignOffers) -> Iterator[Suggestion]:
    before, behind = text[:column], text[column:]
    if found := _OPEN_FIELD.search(before):
        end = column + (len(closing[0]) if (closing := re.match(r"[\w.]*\s*\}\}", behind)) else 0)
        for offer in known.offers:
            if offer.kind == "field":
                yield Suggestion("field", offer.text[3:-3], offer.text, found.start(), end, "", offer.example)
    elif _OPEN_BLOCK.match(before):
        start = len(before) - len(before.lstrip())
        for offer in known.offers:
            if offer.kind == "block":
                yield Suggestion("block", offer.text.partition("\n")[0], offer.text, start, column, "", offer.example)


def _yaml(schema: str, lines: list[str], line: int, column: int, known: CampaignOffers) -> Iterator[Suggestion]:
    place = yaml_place(lines, line, column)
    if place is None or schema not in ("letter", "addressees", "letterpack"):
        return
    # A bare list of addressees means `to`.
    path = ("to", *place.path) if schema == "addressees" and _is_bare(lines) else place.path
    # Behind a dash stands a key of the item's, or an item that is a text.
    if place.is_key and (keys := keys_at(schema, path)):
        for key in keys:
            if key.name not in place.there:
                yield Suggestion("key", key.name, _opened(key), place.start, column, key.about)
        return
    for value, example in _values(schema, path, known):
        yield Suggestion("value", value, value, place.start, column, "", example)


def _is_bare(lines: Iterable[str]) -> bool:
    first = next((text for text in lines if text.strip() and not text.lstrip().startswith("#")), "")
    return first.lstrip().startswith("-")


def _opened(key: SchemaKey) -> str:
    return f"{key.name}: [" if key.opens == "list" and key.name in _IDS else f"{key.name}:" if key.opens else f"{key.name}: "


def _values(schema: str, path: tuple[str, ...], known: CampaignOffers) -> Iterator[tuple[str, str]]:
    key = path[-1] if path else ""
    if key == "country":
        yield from _countries()
    elif key in _IDS and schema == "addressees":
        yield from ((each, "") for each in known.ids)
    elif key == "language":
        yield from ((each, "") for each in known.languages)
    elif key == "enclosures" or path[-2:] == ("enclosures", "file"):
        yield from ((each, "") for each in known.enclosures)
    else:
        files = known.files.get(ROOMS.get(key, ""), ())
        yield from ((each, "") for each in dict.fromkeys((*values_at(schema, path), *files)))


def _countries() -> Iterator[tuple[str, str]]:
    yield from ((code, country_name(code, "en")) for code in sorted(country_codes()))


def _table(name: str, lines: list[str], line: int, column: int, known: CampaignOffers) -> Iterator[Suggestion]:
    index, typed = cell_before(lines, line, column)
    start = column - len(typed)
    addressees = name.startswith("addressees")
    if line == 0:
        keys = keys_at("addressees", ("to",)) if addressees else tuple([SchemaKey(each, "", "") for each in SIGNATORY_COLUMNS])
        there = set(re.split(r"[,;\t]", lines[0]))
        for key in (*keys, *((SchemaKey(_KIND, "to, cc or bcc", ""),) if addressees else ())):
            if key.name not in there:
                yield Suggestion("key", key.name, key.name, start, column, key.about)
        return
    header = re.split(r"[,;\t]", lines[0])
    column_name = header[index].strip().casefold() if index < len(header) else ""
    offered: Iterable[tuple[str, str]] = ()
    if column_name == "country":
        offered = _countries()
    elif column_name in ("consent", "withdrawn") and not addressees:
        offered = (("yes", ""), ("no", ""))
    elif column_name == "language":
        offered = ((each, "") for each in known.languages)
    elif column_name == _KIND and addressees:
        offered = ((each, "") for each in ("to", "cc", "bcc"))
    elif column_name == "delivery" and addressees:
        offered = ((each, "") for each in values_at("addressees", ("to", "delivery")))
    for value, example in offered:
        yield Suggestion("value", value, value, start, column, "", example)
