"""Stage 2 of 7: a postal address, however it was written, as its lines; the country last where the post needs it."""

from __future__ import annotations

from typing import Final

from letterpack.campaign.texts import clean_or_report, is_plain, single_spaced
from letterpack.countries import country_line, country_named, ends_in_country
from letterpack.countries.orders import PARTS, lines_in_order
from letterpack.countries.posts import language_of_country_line
from letterpack.diagnostics import Report
from letterpack.formats.nearest import did_you_mean
from letterpack.limits import MOST_ADDRESS_LINES
from letterpack.model.campaign import Address
from letterpack.model.sources import Places, SourceValue

_FORMS_HINT: Final = "write a list of lines, one text with line breaks, or the parts street, city, postcode, region"


def address_lines(value: SourceValue, places: Places, path: tuple[str | int, ...], report: Report, country: str = "") -> Address:
    """Return the lines of an address: a list of lines, one text with line breaks, or parts by name in the order of ``country``.

    Blank lines are left out. More lines than any form prints are an error (LP113).
    """
    lines = _lines(value, places, path, report, country)
    if len(lines) > MOST_ADDRESS_LINES:
        message = f"an address has {len(lines):,} lines, but at most {MOST_ADDRESS_LINES} are read"
        report.error("LP113", places.span(*path), message, "write one address under `address`, and several under `addresses`")
        return ()
    return lines


def _lines(value: SourceValue, places: Places, path: tuple[str | int, ...], report: Report, country: str) -> Address:
    if isinstance(value, str):
        return tuple(_split(value, places, path, report))
    if isinstance(value, dict):
        return _from_parts(value, places, path, report, country)
    lines: list[str] = []
    for index, item in enumerate(value):
        if isinstance(item, str):
            lines += _split(item, places, (*path, index), report)
        else:
            report.error("LP152", places.span(*path, index), "a line of an address is text", _FORMS_HINT)
    return tuple(lines)


def with_country(lines: Address, code: str, language: str, home: str) -> Address:
    """Return ``lines`` with the country ``code`` in capitals as the last, in ``language`` or one that the post of ``home`` wants.

    Unless there is no code, the address already ends in it, or it is ``home``, the country the mail is posted in.
    """
    if not code or code == home or not lines or ends_in_country(lines[-1], code, language):
        return lines
    return (*lines, country_line(code, language_of_country_line(home, language)))


def with_line(lines: Address, line: str, code: str, home: str) -> Address:
    """Return ``lines`` with the ``line`` that the campaign has for the country ``code`` as the last, in place of a name of it."""
    if not lines or code == home or lines[-1] == line:
        return lines
    return (*(lines[:-1] if country_named(lines[-1]) == code else lines), line)


def _split(text: str, places: Places, path: tuple[str | int, ...], report: Report) -> list[str]:
    if is_plain(text):
        line = single_spaced(text.strip())
        return [line] if line else []
    lines = clean_or_report(text, places, path, report).split("\n")
    return [single_spaced(line.strip()) for line in lines if line.strip()]


def _from_parts(
    parts: dict[str, SourceValue], places: Places, path: tuple[str | int, ...], report: Report, country: str
) -> Address:
    texts: dict[str, list[str]] = {}
    for name, value in parts.items():
        if name not in PARTS:
            message = f"`{name}` is not a known part of an address"
            report.error("LP151", places.key(*path, name), message, did_you_mean(name, sorted(PARTS), _FORMS_HINT))
        elif isinstance(value, dict):
            report.error("LP152", places.span(*path, name), f"`{name}` is text", _FORMS_HINT)
        else:
            texts[name] = list(address_lines(value, places, (*path, name), report))
    return lines_in_order(texts, country)
