"""Whether a text speaks of something that is enclosed, in the language it is in; the words are ``enclosed.toml``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

from msgspec import Struct

from letterpack.datafiles import program_table
from letterpack.languages import FALLBACK, languages, primary
from letterpack.languages import language as words_of

_NUMBER: Final = r"(?-i:\d{1,3}|[IVX]{1,5}|[A-ZА-ЯЁ])"
_GAP: Final = r"\s(?:[^.;:!?\n]{0,80}\s)?"
_CLAUSE_ENDS: Final = r"(?=\s*(?:[.,;:!?)\]»”\n]|$))"
_VOID: Final = "\ufffc"


class SpokenOf(Struct, frozen=True):
    """Where a text speaks of an enclosure: the 0-based offset, and the words."""

    start: int
    words: str


def enclosure_spoken_of(text: str, language: str) -> SpokenOf | None:
    """Return where ``text``, in ``language`` (BCP 47), first speaks of an enclosure; None where it does not, and in languages
    whose words are not known. A line that begins with the label above a list of enclosures speaks of them, too.
    """
    said, key = meant(text, language), _key(language)
    pattern = _pattern(key)
    found = (pattern.search(said) if pattern else None) or _label(key).search(said)
    return SpokenOf(found.start(), found[0].strip()) if found else None


def meant(text: str, language: str) -> str:
    """Return ``text`` with all blotted out, sign for sign, that has the words of enclosures in another meaning."""
    others = _other_meanings(_key(language))
    said = text.replace("’", "'")
    return others.sub(lambda found: _VOID * len(found[0]), said) if others else said


def knows_enclosures(language: str) -> bool:
    """Whether the words of ``language`` are known."""
    return _key(language) in _words()["phrases"]


def enclosure_nouns(language: str) -> re.Pattern[str]:
    """Return the pattern of what ``language`` calls enclosures: its label's words, and others."""
    return _nouns(_key(language))


def enclosed_things(language: str) -> re.Pattern[str] | None:
    """Return the pattern of what else is counted in ``language`` beside a word for enclosing; None where it is not known."""
    return _things(_key(language))


def papers(language: str) -> re.Pattern[str] | None:
    """Return the pattern of papers of which each is an enclosure of its own in ``language``; None where it is not known."""
    return _papers(_key(language))


def sending_words(language: str) -> frozenset[str]:
    """Return the words of ``language`` that may stand between one for enclosing and what is enclosed."""
    return _sending(_key(language))


def _key(language: str) -> str:
    """Return the key of ``language`` among the words; English where nothing is known of it, as its label is then."""
    tag = {"no": "nb", "nn": "nb"}.get(primary(language), primary(language))
    return tag if tag in _words()["phrases"] or tag in languages() else FALLBACK


@cache
def _nouns(language: str) -> re.Pattern[str]:
    labels = [rf"(?<!\w){re.escape(each)}(?!\w)" for each in _labels(language)]
    return re.compile("|".join([*map(_phrase, _words()["nouns"].get(language, [])), *labels]), re.IGNORECASE)


@cache
def _things(language: str) -> re.Pattern[str] | None:
    things = _words()["things"].get(language)
    return re.compile("|".join(map(_phrase, things)), re.IGNORECASE) if things else None


@cache
def _papers(language: str) -> re.Pattern[str] | None:
    found = _words()["papers"].get(language)
    return re.compile("|".join(map(_phrase, found)), re.IGNORECASE) if found else None


@cache
def _sending(language: str) -> frozenset[str]:
    table: Mapping[str, str] = program_table("wording", "enclosed")["sending"]
    return frozenset(table.get(language, "").split())


@cache
def _pattern(language: str) -> re.Pattern[str] | None:
    phrases = _words()["phrases"].get(language)
    return re.compile("|".join(map(_phrase, phrases)), re.IGNORECASE) if phrases else None


@cache
def _other_meanings(language: str) -> re.Pattern[str] | None:
    others = _words()["other_meanings"].get(language)
    return re.compile("|".join([rf"(?<!\w)(?:{_spaced(each)})(?!\w)" for each in others]), re.IGNORECASE) if others else None


@cache
def _label(language: str) -> re.Pattern[str]:
    """Return the pattern of a line that begins with what stands above a list of enclosures, and a colon."""
    labels = "|".join(map(re.escape, _labels(language)))
    return re.compile(rf"^\s*(?:{labels})\s*(?:\(\d+\)\s*)?[:：]", re.IGNORECASE | re.MULTILINE)


@cache
def _labels(language: str) -> tuple[str, ...]:
    forms = [form.format(count="").strip(" :：\u00a0՝។៖፦()") for form in words_of(language).enclosure_forms.values()]
    return tuple(dict.fromkeys(forms))


def _phrase(phrase: str) -> str:
    body = _spaced(re.sub(r"[^\w\s*…#|'-]", r"\\\g<0>", unicodedata.normalize("NFC", phrase.removesuffix("|"))))
    if any(unicodedata.name(char, "").startswith(("CJK", "HANGUL", "THAI")) for char in phrase):
        return body
    begins, ends = phrase[0].isalnum(), phrase[-1].isalnum()
    last = _CLAUSE_ENDS if phrase.endswith("|") else r"(?!\w)" if ends or phrase.endswith("#") else ""
    return (r"(?<!\w)" if begins else "") + body + last


def _spaced(phrase: str) -> str:
    """Return ``phrase`` as a pattern: its signs for the rest of a word, a number, and words between."""
    return phrase.replace("*", r"\w*").replace("#", _NUMBER).replace(" … ", _GAP).replace(" ", r"\s+")


@cache
def _words() -> Mapping[str, Mapping[str, list[str]]]:
    return program_table("wording", "enclosed")
