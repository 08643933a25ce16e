"""Stage 2 of 7: one record becomes an ``Addressee``, whatever file it came from. What spans several is in ``mailing.py``."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from operator import attrgetter
from typing import Final, Literal, cast

from letterpack.campaign.addresses import address_lines, with_country, with_line
from letterpack.campaign.countries import country_hint
from letterpack.campaign.ids import PATTERN, check_id, made_in_a_table, make_id, slug
from letterpack.campaign.texts import clean_or_report, is_visible
from letterpack.campaign.values import check_file, choice_value, date_value, list_value, text_value, tidy_path, unknown_keys
from letterpack.countries import country_named
from letterpack.countries.naming import is_courtesy_alone
from letterpack.diagnostics import Report
from letterpack.formats.nearest import LIKE, did_you_mean, nearest
from letterpack.formats.tables.places import RowOrigin
from letterpack.languages import canonical_tag
from letterpack.limits import MOST_COPIES, MOST_LISTED, MOST_ROW_CHARACTERS
from letterpack.model.addressee import KEYS, NAMED_BY, SILENT
from letterpack.model.campaign import Address, Addressee, Kind, Settings
from letterpack.model.sources import Places, PlacesBelow, SourceValue
from letterpack.spans import Span
from letterpack.values import replace
from letterpack.world import World

_KNOWN: Final = frozenset(KEYS)
_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode
_COUNTED: Final[dict[type[Addressee], tuple[tuple[str, ...], Callable[[Addressee], tuple[object, ...]]]]] = {}
_NO_KEYS: Final = ("canonical", "origin", "cc_ids", "postcodes")
"""Of an addressee, and nothing that a source says of its packet: whom ``cc_ids`` name is an own copy of its letter, and
postcodes stand in addresses."""


class AddresseeReader:
    """Reads records of one campaign. ``languages`` are those a letter is written in; empty where no letter could be read."""

    def __init__(self, world: World, settings: Settings, languages: frozenset[str], default_language: str) -> None:
        self._world = world
        self._home = settings.sender.country
        self._lines = settings.countries
        self._languages = {language.casefold(): language for language in languages}
        self._default_language = default_language
        self._countries: dict[str, str | None] = {}
        self._tags: dict[str, str] = {"": ""}
        self._files: set[str] = set()

    def read(self, values: Mapping[str, SourceValue], kind: Kind, places: Places, report: Report) -> Addressee | None:
        """Return the addressee; None where no id can be had. A value that is wrong is empty, and a finding says so."""
        if not _KNOWN.issuperset(values):
            unknown_keys(values, KEYS, places, report)
        name = text_value(values, "name", places, report)
        title = text_value(values, "title", places, report)
        organization = text_value(values, "organization", places, report)
        ident = self._id(values, name, title, organization, places, report)
        country = self._country(values, places, report)
        typed = text_value(values, "language", places, report)
        language = self._language(typed, places, report)
        delivery = choice_value(values, "delivery", ("first", "all"), places, report)
        addresses = self._addresses(values, country or self._home, places, report)
        addressee = Addressee(
            id=ident,
            kind=kind,
            honorific=text_value(values, "honorific", places, report),
            name=name,
            title=title,
            organization=organization,
            addresses=tuple(self._with_country(lines, country, language) for lines in addresses),
            country=country,
            language=language,
            spoken=self._spoken(typed),
            salutation=self._salutation(values, places, report),
            delivery=cast(Literal["first", "all"], delivery),
            copy_of=text_value(values, "copy_of", places, report),
            jointly=list_value(values, "jointly", places, report),
            enclosures=self._enclosures(values, places, report),
            fields=self._fields(values, places, report),
            verified=date_value(values, "verified", places, report),
            cc=self._copies(values, "cc", kind, places, report),
            bcc=self._copies(values, "bcc", kind, places, report),
            postcodes=_postcodes(values),
            cc_ids=_ids_of_copies(values.get("cc"), kind),
            canonical="",
            origin=places,
        )
        if not ident:
            return None
        # The one value that depends on the others; the object is new and nobody else holds it yet.
        object.__setattr__(addressee, "canonical", canonical(addressee))
        return addressee

    def _id(
        self, values: Mapping[str, SourceValue], name: str, title: str, organization: str, places: Places, report: Report
    ) -> str:
        given = text_value(values, "id", places, report)
        named = any(map(is_visible, (name, title, organization)))
        if not named and (name or title or organization or not any(map(values.get, NAMED_BY))):
            report.error("LP153", places.span(), "an addressee needs a name, a title or an organization", "add one of them")
        if given:
            return check_id(given, places, report)
        if named and isinstance(places, RowOrigin):
            return made_in_a_table(title, organization, name, places.line)
        return make_id(title, organization, name, places, report) if named else ""

    def _salutation(self, values: Mapping[str, SourceValue], places: Places, report: Report) -> str:
        text = text_value(values, "salutation", places, report)
        if text and is_courtesy_alone(text):
            hint = f"call the column `honorific`, or write the whole line: {WHOLE_SALUTATION}"
            if not isinstance(places, RowOrigin):
                hint = f"write `honorific: {text}`, or the whole line: {WHOLE_SALUTATION}"
            report_courtesy(text, places.span("salutation"), hint, report)
        return text

    def _country(self, values: Mapping[str, SourceValue], places: Places, report: Report) -> str:
        text = text_value(values, "country", places, report)
        if not text:
            return ""
        if text not in self._countries:
            self._countries[text] = country_named(text)
        code = self._countries[text]
        if code is None:
            hint = country_hint(text) if report.lists("LP158") else ""
            report.error("LP158", places.span("country"), f"`{text}` is not a country's code or name", hint)
        return code or ""

    def _spoken(self, typed: str) -> str:
        """Return the tag of the language that is ``typed``; what is none has no letter, and that is a finding."""
        if typed not in self._tags:
            self._tags[typed] = canonical_tag(typed) or ""
        return self._tags[typed]

    def _with_country(self, lines: Address, country: str, language: str) -> Address:
        own = self._lines.get(country, "")
        return with_country(lines, country, language, self._home) if not own else with_line(lines, own, country, self._home)

    def _language(self, text: str, places: Places, report: Report) -> str:
        if not text:
            return self._default_language
        # Looked up as RFC 4647, 3.4 has it: who reads pt-BR gets the letter in pt where there is none in pt-BR.
        parts = text.casefold().replace("_", "-").split("-")
        ranges = ("-".join(parts[:end]) for end in range(len(parts), 0, -1))
        language = next((self._languages[each] for each in ranges if each in self._languages), None)
        if language is None and self._languages:
            known = sorted(self._languages.values())
            hint = did_you_mean(text, known, f"write letter.{text}.md, or choose {' or '.join(f'`{each}`' for each in known)}")
            report.error("LP163", places.span("language"), f"there is no letter in `{text}`", hint)
        return language or self._default_language

    def _addresses(self, values: Mapping[str, SourceValue], country: str, places: Places, report: Report) -> tuple[Address, ...]:
        refused = len(report)
        if "addresses" not in values:
            if "address" not in values and _misspelt(values):
                return ()
            lines = address_lines(values.get("address", ""), places, ("address",), report, country)
            return _given((lines,), "address" if "address" in values else "", places, report, refused)
        if "address" in values:
            hint = "put both into `addresses`, the one to use first"
            report.error("LP154", places.key("addresses"), "an addressee has `address` or `addresses`, not both", hint)
        several = values["addresses"]
        if isinstance(several, dict):
            several = [several]
        if isinstance(several, str):
            several = [several] if several.strip() else []
        if len(several) > MOST_LISTED:
            message = f"the list under `addresses` has {len(several):,} items, but at most {MOST_LISTED:,} are read"
            report.error("LP113", places.key("addresses"), message, "write an entry for each office")
            return ()
        found = [address_lines(one, places, ("addresses", index), report, country) for index, one in enumerate(several)]
        return _given(tuple(found), "addresses", places, report, refused)

    def _enclosures(self, values: Mapping[str, SourceValue], places: Places, report: Report) -> tuple[str, ...]:
        if "enclosures" not in values:
            return ()
        typed = list_value(values, "enclosures", places, report)
        paths = tuple(map(tidy_path, typed))
        for index, path in enumerate(paths):
            if path not in self._files and check_file(self._world, typed[index], places, ("enclosures", index), report):
                self._files.add(path)
        return paths

    def _fields(self, values: Mapping[str, SourceValue], places: Places, report: Report) -> Mapping[str, str]:
        given = values.get("fields", {})
        if not isinstance(given, dict):
            if given:
                hint = "write each on its own line below, `case_number: 17`; in a table, as a column `fields.case_number`"
                report.error("LP152", places.span("fields"), "`fields` is a mapping of names to texts", hint)
            return {}
        fields: dict[str, str] = {}
        for name, value in given.items():
            known = name if name.isascii() and name.isidentifier() else clean_or_report(name, places, ("fields",), report)
            if known and known in fields:
                report.error(
                    "LP104", places.key("fields", name), f"the key `{known}` appears twice in one object", "keep one of them"
                )
            elif isinstance(value, str):
                fields[known] = clean_or_report(
                    value, PlacesBelow(places, ("fields",)), (name,), report, most=MOST_ROW_CHARACTERS
                )
            else:
                report.error("LP152", places.span("fields", name), f"the field `{name}` is one text", "write it on one line")
        return fields

    def _copies(
        self, values: Mapping[str, SourceValue], key: Kind, kind: Kind, places: Places, report: Report
    ) -> tuple[Addressee, ...]:
        given = values.get(key)
        if not given:
            return ()
        if kind != "to":
            report.error("LP161", places.key(key), "a copy cannot have copies of its own", "move them to the letter's addressee")
            return ()
        if key == "cc" and isinstance(given, list) and len(given) > MOST_COPIES:
            message = f"`cc` names {len(given):,} addressees, and at most {MOST_COPIES:,} get copies that one letter names"
            report.error("LP113", places.key(key), message, "name fewer, or write the others letters of their own")
            return ()
        found = []
        for index, one in enumerate(given if isinstance(given, list) else [given]):
            if isinstance(one, dict):
                found.append(
                    self.read(one, key, PlacesBelow(places, (key, index) if isinstance(given, list) else (key,)), report)
                )
            elif key != "cc" or not isinstance(one, str):
                hint = "write `- title: General Prosecutor`; in a table, give the copy its own row with `kind` and `copy_of`"
                report.error("LP152", places.span(key, index), f"`{key}` is a list of addressees", hint)
        return tuple(one for one in found if one is not None)


def _ids_of_copies(given: SourceValue | None, kind: Kind) -> tuple[str, ...]:
    """Return the ids of copies that are listed elsewhere, as a cell of a table names them: what is none may be what one is made
    of, as `General Prosecutor` is.
    """
    listed = given if isinstance(given, list) else [given]
    names = [one.strip() for one in listed if isinstance(one, str) and one.strip()] if kind == "to" else []
    return tuple(dict.fromkeys([name if PATTERN.fullmatch(name) else slug(name) or name for name in names]))


def _postcodes(values: Mapping[str, SourceValue]) -> tuple[str, ...]:
    """Return the postcode of each address, as its own part says it; empty texts where an address is in lines."""
    several = values.get("addresses")
    given = several if isinstance(several, list) else [several or values.get("address", "")]
    return tuple([str(each.get("postcode", "")).strip() if isinstance(each, dict) else "" for each in given])


def _misspelt(values: Mapping[str, SourceValue]) -> bool:
    """Whether the key of the address is there under a name that is not known: that was reported, and is one mistake."""
    return any(nearest(key, KEYS, cutoff=LIKE) in ("address", "addresses") for key in values if key not in _KNOWN)


WHOLE_SALUTATION: Final = "`Dear Ms Silva,`"


def report_courtesy(text: str, place: Span, hint: str, report: Report) -> None:
    """Report (LP134) a salutation that is a title of courtesy and no more: the letter would begin with it."""
    report.error("LP134", place, f"the salutation is only a title of courtesy: `{text}`", hint)


_TABLE_HINT: Final = "fill in the column `address`, or `street`, `postcode` and `city`, as they are to stand on the envelope"


def _given(addresses: tuple[Address, ...], key: str, places: Places, report: Report, refused: int) -> tuple[Address, ...]:
    """``addresses`` without empty ones; LP154 where one is, unless the report has grown beyond ``refused`` and said why."""
    if len(report) == refused and not (addresses and all(addresses)):
        span = places.span(key) if key else places.span()
        hint = _TABLE_HINT if isinstance(places, RowOrigin) else "add `address:` with the lines as printed on the envelope"
        report.error("LP154", span, "an address is missing" if not key else f"`{key}` is empty", hint)
    return tuple(lines for lines in addresses if lines)


def changed(addressee: Addressee, **values: object) -> Addressee:
    """Return ``addressee`` with other ``values``, all else as it was read."""
    other = replace(addressee, **values)
    return replace(other, canonical=canonical(other))


def canonical(addressee: Addressee) -> str:
    """Return what ``addressee`` brings to its packet, as JSON with sorted keys; what is empty is left out.

    Everything counts that is not ``SILENT``, so that whoever gives addressees one thing more to say need not think of it here.
    Of the addresses those that are delivered to count, and of a cc what the letter says of it, not how it is reached.
    """
    names, values = _counted(type(addressee))
    parts: dict[str, object] = {name: value for name, value in zip(names, values(addressee), strict=True) if value}
    if addressee.delivery != "all":
        parts["addresses"] = addressee.addresses[:1]
    if addressee.cc:
        parts["cc"] = [[getattr(copy, key) for key in (*NAMED_BY, "spoken")] for copy in addressee.cc]
    return _CANONICAL(parts)


def _counted(kind: type[Addressee]) -> tuple[tuple[str, ...], Callable[[Addressee], tuple[object, ...]]]:
    """Return the names of the fields that count, and what gives an addressee's values of them."""
    found = _COUNTED.get(kind)
    if found is None:
        names = tuple([each.name for each in fields(kind) if each.name not in SILENT and each.name not in _NO_KEYS])
        found = _COUNTED[kind] = names, attrgetter(*names)
    return found
