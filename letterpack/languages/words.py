"""The words of one language: what a letter in it prints beside its author's own, and dates, figures and plurals as it writes
them.

Vocabulary. What is not in a language's file is CLDR's, by Babel and ICU.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date as Date
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from msgspec import Struct, field

from letterpack.languages.numbers import SPELLED, in_figures, in_words
from letterpack.languages.tags import ENGLISH, locale_of, primary, runs_right_to_left, usual_script
from letterpack.languages.traits import traits
from letterpack.patterns import late

if TYPE_CHECKING:
    from decimal import Decimal

    from babel import Locale

SignatoryKind: TypeAlias = Literal["organizations", "people", "signatories"]
"""What the rows of a list of signatories are: all organisations, all persons, or both."""

FALLBACK: Final = "en"
_MONTH_WITHOUT_NAME: Final = late(r"M\d\d")
"""What CLDR's root calls a month (``M03``): of some languages it has no more than the name."""
_ALPHA_2: Final = 2
"""Letters of a country's code (ISO 3166-1, 5.1)."""
_FULL_WIDTH: Final = frozenset({"Hans", "Hant", "Jpan"})
"""Scripts whose signs are as wide as their letters."""
_BETWEEN: Final = late(r"\{0\}([^\w\s]+)(\s*)\{1\}")


class Language(Struct, frozen=True):
    """One language's words.

    ``tag`` is the BCP 47 tag asked for. ``words`` is the nearest tag that has a file. ``lacking`` are the words that are English
    for want of one of the language's own, by where a file has them (``labels.cc``). ``unsure`` are those that nobody who reads
    the language has confirmed, or whole tables of them.
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
    unsure: tuple[str, ...] = ()

    @property
    def own(self) -> bool:
        """Whether all words are in the language asked for, none in English for want of one."""
        return not self.lacking

    def spoken(self, *keys: str) -> str:
        """Return the tag of the language of the words that a file has under ``keys``, empty where it is the letter's."""
        return FALLBACK if ".".join(keys) in self.lacking else ""

    def is_unsure(self, *keys: str) -> bool:
        """Whether nobody who reads the language has confirmed the words that a file has under ``keys``."""
        return any(".".join(keys[:length]) in self.unsure for length in range(1, len(keys) + 1))

    @property
    def right_to_left(self) -> bool:
        """Whether the language is written from right to left, in the script that the tag names or else its usual one."""
        return runs_right_to_left(self.tag)

    @property
    def comma(self) -> str:
        """What parts the members of an enumeration."""
        return _comma(self.tag)

    def comma_between(self, texts: Iterable[str]) -> str:
        """Return what parts ``texts`` of an enumeration: where all are in letters whose own comma is the Latin one, that."""
        own = _comma(self.tag)
        return own if own == _LATIN_COMMA or not _in_european_letters("".join(texts)) else _LATIN_COMMA

    def enumerated(self, texts: Iterable[str | None]) -> str:
        """Return those of ``texts`` that are not empty as an enumeration."""
        given = [text for text in texts if text]
        return self.comma_between(given).join(given)

    @property
    def semicolon(self) -> str:
        """What parts enumerations, each with commas of its own."""
        if usual_script(self.tag) in _FULL_WIDTH:
            return "；"
        return "; " if _has_latin_signs(self.tag) else "؛ "

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
        form = _form(self.undersigned_forms[kind], self.words, count)
        said = {name: in_words(count, self.words, gender) for name, gender in SPELLED.items() if f"{{{name}}}" in form}
        return form.format(count=self.figures(count), **said)

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
        return str(locale_of(self.locale).territories.get(text) or locale_of(ENGLISH).territories.get(text, text))

    def country_spoken(self, text: str) -> str:
        """Return the tag of the language that ``country(text)`` is in, empty where it is the letter's or not known."""
        if len(text) != _ALPHA_2 or (self._has_locale and text in locale_of(self.locale).territories):
            return ""
        return FALLBACK if text in locale_of(ENGLISH).territories else ""

    def date_spoken(self, day: Date) -> str:
        """Return the tag of the language that ``date(day)`` is in, empty where it is the letter's."""
        return "" if self._has_locale and _names_month(locale_of(self.locale), day) else FALLBACK

    def date(self, day: Date) -> str:
        """Return ``day`` as a letter writes it, ``30 October 2019``; in English where the language's months are not known."""
        return in_figures(_date(self.locale, day), self.tag) if self.date_spoken(day) == "" else _date(self.locale, day)

    def weekday(self, day: Date) -> str:
        """Return the name of the day of the week that ``day`` is, as it stands within a sentence."""
        known = locale_of(self.locale)
        return str((known if self._has_locale else locale_of(ENGLISH)).days["format"]["wide"][day.weekday()])

    def figures(self, number: int) -> str:
        """Return ``number`` in the figures that CLDR says the language is written with; in Latin ones under English words."""
        return in_figures(str(number), self.tag) if self.own else str(number)

    def note_figures(self, number: int) -> str:
        """Return ``number`` as a note has it: in the figures of the text around it, whatever the words are in."""
        return in_figures(str(number), self.tag)

    def plural_form(self, number: Decimal) -> str:
        """Return the form of the plural, by its name in CLDR, that what is counted stands in behind ``number``."""
        return locale_of(self.tag).plural_form(number)

    @property
    def plural_forms(self) -> frozenset[str]:
        """The forms that the language's plural has."""
        return frozenset({*locale_of(self.tag).plural_form.tags, "other"})

    @property
    def _has_locale(self) -> bool:
        """Whether CLDR has dates and countries of the language, not English ones for want of it."""
        return primary(self.tag) == FALLBACK or locale_of(self.locale).language != FALLBACK


def _form(forms: Mapping[str, str], tag: str, count: int) -> str:
    """Pick the plural form of ``count`` by the rules of CLDR; ``other`` where the language file has no such form."""
    return forms.get(locale_of(tag).plural_form(count), forms["other"])


_FIRST_DAY: Final = late(r"\b1\b")
_FIRST: Final = {
    **dict.fromkeys(("fr", "fr-BE", "fr-CA", "fr-CH"), "1er"),
    **dict.fromkeys(("it", "it-CH", "pt", "pt-BR"), "1º"),
}
"""How the first day of a month is written where CLDR has a plain figure: Lexique des règles typographiques en usage à
l'Imprimerie nationale; Manuale interistituzionale di convenzioni redazionali; Manual de redação da Presidência da República.
"""
_SILENT_HE: Final = late("(?<=ه)(?= [0-9])")
"""Where a Persian month that ends in a silent he is tied to its year, by a hamza that CLDR has and Babel has not: دستور خط فارسی,
فرهنگستان زبان و ادب فارسی.
"""


@lru_cache(maxsize=256)
def _date(locale: str, day: Date) -> str:
    from babel.dates import format_date

    known = locale_of(locale)
    known = known if _names_month(known, day) else locale_of(ENGLISH)
    # What is typed gets this space (``manners``); CLDR's is narrow, and in some fonts hardly to be seen.
    text = format_date(day, "long", locale=known).replace("\u202f", "\u00a0")
    if known.language == "fa":
        text = _SILENT_HE.sub("\N{ARABIC HAMZA ABOVE}", text)
    return _FIRST_DAY.sub(_FIRST[tag], text) if day.day == 1 and (tag := str(known).replace("_", "-")) in _FIRST else text


def _names_month(locale: Locale, day: Date) -> bool:
    return _MONTH_WITHOUT_NAME.match(locale.months["format"]["wide"][day.month]) is None


@lru_cache(maxsize=256)
def _comma(tag: str) -> str:
    """Return what CLDR puts between the members of a list where that is a sign; else the comma of the script."""
    match = _BETWEEN.fullmatch(str(locale_of(tag).list_patterns["standard"]["middle"]))
    if match and not runs_right_to_left(tag):
        return f"{match[1]}{match[2]}"
    return _LATIN_COMMA if _has_latin_signs(tag) else "، "


_LATIN_COMMA: Final = ", "
_EUROPEAN: Final = ("LATIN ", "CYRILLIC ", "GREEK ")


@lru_cache(maxsize=1_024)
def _in_european_letters(text: str) -> bool:
    """Whether all letters of ``text``, of which it has some, are Latin, Cyrillic or Greek."""
    letters = [char for char in text if char.isalpha()]
    return bool(letters) and all(unicodedata.name(char, "").startswith(_EUROPEAN) for char in letters)


def _has_latin_signs(tag: str) -> bool:
    return not runs_right_to_left(tag) or traits(tag).latin_signs
