"""The words a letter needs beside its author's own: labels, salutations, closings, dates, each language a TOML file here
or in a campaign's ``languages/``.

Vocabulary, beside ``model/``. A language that has no file gets English words, and says so (``Language.own``); its dates
are still its own, from Babel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date as Date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from letterpack.datafiles import BrokenData, Fault, TomlTable, convert, names, over, parse, program_table
from letterpack.languages.numbers import in_figures
from letterpack.languages.shape import LanguageFile
from letterpack.languages.traits import traits
from letterpack.model.own_data import NO_OWN_DATA, OwnData

if TYPE_CHECKING:
    from decimal import Decimal

    from babel import Locale

SignatoryKind: TypeAlias = Literal["organizations", "people", "signatories"]
"""What the rows of a list of signatories are: all organisations, all persons, or both."""

FALLBACK: Final = "en"
_ENGLISH: Final = "en_GB"
_MONTH_WITHOUT_NAME: Final = re.compile(r"M\d\d")
"""What CLDR's root calls a month (``M03``): of some languages it has no more than the name."""
ROOM: Final = "languages"
_TAG: Final = re.compile(
    r"(?P<language>[a-z]{2,3})(?:[-_](?P<script>[a-z]{4}))?(?:[-_](?P<region>[a-z]{2}|\d{3}))?(?P<rest>(?:[-_](?:[a-z\d]{5,8}|\d[a-z\d]{3}))*)",
    re.IGNORECASE,
)
_OF_THE_PROGRAM: Final = ("traits", "alphabets")
"""What a file of words cannot say: text is set, sorted and checked by its tag alone."""
_RIGHT_TO_LEFT_SCRIPTS: Final = frozenset({"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"})

_ALPHA_2: Final = 2
"""Letters of a country's code (ISO 3166-1, 5.1), and of the shortest code of a language (ISO 639)."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language's words.

    ``tag`` is the BCP 47 tag asked for. ``words`` is the tag whose file the words come from; it differs in its primary
    subtag where the language has no file, and then ``own`` is False. ``lacking`` are the words that a campaign's own file does
    not name and that are English, by where a file has them (``labels.cc``).
    """

    tag: str
    words: str
    locale: str
    labels: Mapping[str, str]
    enclosure_forms: Mapping[str, str]
    undersigned_forms: Mapping[SignatoryKind, Mapping[str, str]]
    salutations: Mapping[str, str]
    closing: str
    lacking: Mapping[str, str] = field(default_factory=dict)

    @property
    def own(self) -> bool:
        """Whether all words are in the language asked for, none in English for want of one."""
        return primary(self.tag) == primary(self.words) and not self.lacking

    def spoken(self, *keys: str) -> str:
        """Return the tag of the language of the words that a file has under ``keys``, empty where it is the letter's."""
        is_own = primary(self.tag) == primary(self.words) and ".".join(keys) not in self.lacking
        return "" if is_own else FALLBACK

    @property
    def right_to_left(self) -> bool:
        """Whether the language is written from right to left, in the script that the tag names or else its usual one."""
        return runs_right_to_left(self.tag)

    @property
    def comma(self) -> str:
        """What parts the members of an enumeration."""
        return ", " if self._latin_signs else "، "

    @property
    def semicolon(self) -> str:
        """What parts enumerations, each with commas of its own."""
        return "; " if self._latin_signs else "؛ "

    @property
    def _latin_signs(self) -> bool:
        return not self.right_to_left or traits(self.tag).latin_signs

    @property
    def cc(self) -> str:
        """The label before the names of those who get a copy, with its colon."""
        return self.labels["cc"]

    @property
    def subject(self) -> str:
        """The label of the subject, with its colon, for forms that print one."""
        return self.labels["subject"]

    @property
    def reference(self) -> str:
        """The label of the reference, with its colon, for forms that print one."""
        return self.labels["reference"]

    @property
    def draft(self) -> str:
        """The mark that a draft carries on every page."""
        return self.labels["draft"]

    @property
    def copy(self) -> str:
        """What a carrier page says the packet is: a copy for information."""
        return self.labels["copy"]

    @property
    def joint(self) -> str:
        """What a carrier page says the packet is to one of those whom a letter is to: a joint letter."""
        return self.labels["joint"]

    @property
    def copy_to(self) -> str:
        """The label, on a carrier page, before the addressee of the letter behind it, with its colon."""
        return self.labels["copy_to"]

    @property
    def copy_date(self) -> str:
        """The label, on a carrier page, before the date of the letter behind it, with its colon."""
        return self.labels["copy_date"]

    @property
    def back(self) -> str:
        """What is read out of a note's number, which leads back to where the note is called."""
        return self.labels["back"]

    def note_call(self, number: int) -> str:
        """Return what is read out of a call of note ``number``, which leads to the note."""
        return self.labels["note"].format(number=self.figures(number))

    def page(self, number: int, count: int) -> str:
        """Return the foot's text on page ``number`` (1-based) of ``count``."""
        return self.labels["page"].format(number=self.figures(number), count=self.figures(count))

    def enclosures(self, count: int) -> str:
        """Return the label before ``count`` enclosures, with its colon."""
        return _form(self.enclosure_forms, self.words, count).format(count=self.figures(count))

    def undersigned(self, count: int, kind: SignatoryKind = "organizations") -> str:
        """Return the heading above ``count`` signatories of this ``kind``."""
        return _form(self.undersigned_forms[kind], self.words, count).format(count=self.figures(count))

    def salutation(self, name: str, title: str) -> str:
        """Return the usual salutation: by title, else by name, else to nobody by name."""
        if title:
            return self.salutations["title"].replace("{title}", title)
        return self.salutations["name"].replace("{name}", name) if name else self.salutations["nobody"]

    def country(self, text: str) -> str:
        """Return the name of the country whose ISO 3166 alpha-2 code ``text`` is, in English where the language's is not known;
        other texts as they are.
        """
        if len(text) != _ALPHA_2:
            return text
        return str(_locale(self.locale).territories.get(text) or _locale(_ENGLISH).territories.get(text, text))

    def country_spoken(self, text: str) -> str:
        """Return the tag of the language that ``country(text)`` is in, empty where it is the letter's or not known."""
        if len(text) != _ALPHA_2 or (self._has_locale and text in _locale(self.locale).territories):
            return ""
        return FALLBACK if text in _locale(_ENGLISH).territories else ""

    def date_spoken(self, day: Date) -> str:
        """Return the tag of the language that ``date(day)`` is in, empty where it is the letter's."""
        return "" if self._has_locale and _names_month(_locale(self.locale), day) else FALLBACK

    def date(self, day: Date) -> str:
        """Return ``day`` as a letter writes it, ``30 October 2019``; in English where the language's months are not known."""
        return in_figures(_date(self.locale, day), self.tag) if self.date_spoken(day) == "" else _date(self.locale, day)

    def weekday(self, day: Date) -> str:
        """Return the name of the day of the week that ``day`` is, as it stands within a sentence."""
        known = _locale(self.locale)
        return str((known if self._has_locale else _locale(_ENGLISH)).days["format"]["wide"][day.weekday()])

    def figures(self, number: int) -> str:
        """Return ``number`` in the figures that CLDR says the language is written with; in Latin ones under English words."""
        return in_figures(str(number), self.tag) if self.own else str(number)

    def plural_form(self, number: Decimal) -> str:
        """Return the form of the plural, by its name in CLDR, that what is counted stands in behind ``number``."""
        return _locale(self.tag).plural_form(number)

    @property
    def plural_forms(self) -> frozenset[str]:
        """The forms that the language's plural has."""
        return frozenset({*_locale(self.tag).plural_form.tags, "other"})

    @property
    def _has_locale(self) -> bool:
        """Whether CLDR has dates and countries of the language, not English ones for want of it."""
        return primary(self.tag) == FALLBACK or _locale(self.locale).language != FALLBACK


@cache
def runs_right_to_left(tag: str) -> bool:
    """Whether a letter in ``tag`` (BCP 47) is written from right to left: in the script that it names, else the likely one."""
    return usual_script(tag) in _RIGHT_TO_LEFT_SCRIPTS or (not _named_script(tag) and traits(tag).right_to_left)


@lru_cache(maxsize=256)
def usual_script(tag: str) -> str:
    """Return the script (ISO 15924) of ``tag`` (BCP 47): the one it names, else the one CLDR thinks likely, else Latin."""
    from babel.core import get_global

    return _named_script(tag) or _named_script(str(get_global("likely_subtags").get(primary(tag), ""))) or "Latn"


def _named_script(tag: str) -> str:
    match = _TAG.fullmatch(tag)
    return (match["script"] or "").title() if match else ""


@lru_cache(maxsize=256)
def primary(tag: str) -> str:
    """Return the language of ``tag`` alone: ``pt`` of ``pt-BR``."""
    return re.split("[-_]", tag, maxsplit=1)[0].lower()


def canonical_tag(text: str) -> str | None:
    """Return ``text`` as a BCP 47 tag in its usual case (RFC 5646, 2.1.1), or None where it is not one.

    Language, script, region and variants; no extensions and nothing for private use. Languages, scripts and regions are those
    that CLDR knows; a code of three letters for a language that has one of two is that one (``eng``: ``en``).
    """
    match = _TAG.fullmatch(text)
    if match is None:
        return None
    spoken = _known_language(match["language"].lower())
    parts = [spoken, (match["script"] or "").title(), (match["region"] or "").upper()]
    if not spoken or not _are_known(parts[1], parts[2]):
        return None
    return "-".join(filter(None, parts)) + match["rest"].lower().replace("_", "-")


@lru_cache(maxsize=256)
def _known_language(code: str) -> str:
    """Return the code of a language that CLDR knows, the shorter one where it has two; empty where it knows none."""
    from babel.core import get_global

    short = str(get_global("language_aliases").get(code, ""))
    if len(short) == _ALPHA_2 < len(code):
        return short
    if short or code in get_global("likely_subtags") or code in _locale("en").languages:
        return code
    return ""


def _are_known(script: str, region: str) -> bool:
    english = _locale("en") if script or region else None
    return english is None or (script in ("", *english.scripts) and region in ("", *english.territories))


def languages(own: OwnData = NO_OWN_DATA) -> tuple[str, ...]:
    """Return the tags that have words of their own, the campaign's ``own`` among them, sorted."""
    return tuple(name for name in names(ROOM, own) if _TAG.fullmatch(name))


@lru_cache(maxsize=256)
def language(tag: str, own: OwnData = NO_OWN_DATA) -> Language:
    """Return the words for ``tag`` (BCP 47): its own file's, its primary language's, or English ones; the campaign's first."""
    known = languages(own)
    words = next(name for name in (tag, primary(tag), FALLBACK) if name in known)
    text = own.text(ROOM, words)
    # The program's own words are looked at by tests: a build needs no time for that.
    made = _worded(words, program_table(ROOM, words), {}) if text is None else read_words(words, parse(text))
    if isinstance(made, list):
        raise BrokenData(f"{ROOM}/{words}.toml", made)
    return replace(made, tag=tag, locale=made.locale if tag == words else tag)


def read_words(tag: str, table: TomlTable) -> Language | list[Fault]:
    """Return the language ``tag`` with the words of ``table``, or all that is wrong with them.

    It need name only what differs from the program's words for that tag or its primary language. Where there are none, what it
    does not name is English, and ``lacking`` has it.
    """
    base = next((name for name in (tag, primary(tag)) if name in languages()), FALLBACK)
    if kept := [key for key in _OF_THE_PROGRAM if key in table]:
        hint = "take the key out, and propose it for `letterpack/languages/{}.toml`"
        return [Fault((key,), f"the {key} of a language are the same in every campaign", hint.format(key)) for key in kept]
    whole = over(program_table(ROOM, base), table)
    file = convert(whole, LanguageFile)
    if isinstance(file, list):
        return file
    lacking = dict(_lacking(program_table(ROOM, base), table)) if primary(base) != primary(tag) else {}
    return list(file.faults()) or _worded(tag, whole, lacking)


def _worded(tag: str, whole: TomlTable, lacking: Mapping[str, str]) -> Language:
    return Language(
        tag=tag,
        words=tag,
        locale=whole["locale"],
        labels=whole["labels"],
        enclosure_forms=whole["enclosures"],
        undersigned_forms=whole["undersigned"],
        salutations=whole["salutation"],
        closing=whole["closing"],
        lacking=lacking,
    )


def _lacking(base: TomlTable, own: TomlTable, above: str = "") -> Iterator[tuple[str, str]]:
    """Yield where ``base`` has words that ``own`` has none for, and them; a form of the plural that it leaves out is none."""
    for key, value in base.items():
        if isinstance(value, dict) and "other" not in value:
            yield from _lacking(value, own.get(key, {}), f"{above}{key}.")
        elif key not in own:
            yield f"{above}{key}", str(value["other"] if isinstance(value, dict) else value)


def _form(forms: Mapping[str, str], tag: str, count: int) -> str:
    """Pick the plural form of ``count`` by the rules of CLDR; ``other`` where the language file has no such form."""
    return forms.get(_locale(tag).plural_form(count), forms["other"])


@lru_cache(maxsize=256)
def _date(locale: str, day: Date) -> str:
    from babel.dates import format_date

    known = _locale(locale)
    return format_date(day, "long", locale=known if _names_month(known, day) else _locale(_ENGLISH))


def _names_month(locale: Locale, day: Date) -> bool:
    return _MONTH_WITHOUT_NAME.match(locale.months["format"]["wide"][day.month]) is None


@cache
def _locale(tag: str) -> Locale:
    """Return Babel's locale for ``tag`` without the subtags Babel does not know; English where it knows none."""
    from babel import Locale, UnknownLocaleError

    subtags = tag.replace("_", "-").split("-")
    for length in range(len(subtags), 0, -1):
        try:
            return Locale.parse("-".join(subtags[:length]), sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(_ENGLISH)
