"""What faults are seeded in: people, salutations and sentences of each language; dates and numbers as CLDR and ICU write them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from babel.dates import format_date, get_day_names

from letterpack.languages.numbers import FORMS, can_spell, in_figures, numbers_in_words
from letterpack.languages.tags import primary

_UNSPACED: Final = ("ja", "zh", "ko")
_FAMILY_FIRST: Final = (*_UNSPACED, "hu", "km", "vi", "mn", "my")


@dataclass(frozen=True)
class Person:
    given: str
    family: str
    tag: str

    def with_slip(self, part: str, slip: str) -> Person:
        """Return them with ``slip`` for ``part`` of their name."""
        given, family = (slip if each == part else each for each in (self.given, self.family))
        return Person(given, family, self.tag)

    @property
    def whole(self) -> str:
        parts = (self.family, self.given) if primary(self.tag) in _FAMILY_FIRST else (self.given, self.family)
        return ("" if primary(self.tag) in _UNSPACED else " ").join(parts)


@dataclass(frozen=True)
class Tongue:
    """One language: its people, and its sentences with ``FAMILY``, ``WHOLE``, ``BLANK`` or ``NUMBER`` in them."""

    tag: str
    women: tuple[Person, ...]
    men: tuple[Person, ...]
    to_woman: str
    to_man: str
    she: str
    he: str
    blank: tuple[str, ...]
    signed: tuple[str, ...]
    enclosed: tuple[str, ...]
    words: str

    def spoken_to(self) -> Iterator[tuple[Person, str]]:
        """Yield people, each with the salutation for them."""
        for person in self.women:
            yield person, self.to_woman
        for person in self.men:
            yield person, self.to_man

    def weekday(self, day: date) -> str:
        return str(get_day_names("wide", "format", self.locale)[day.weekday()])

    def dated(self, day: date, format: str = "long") -> str:
        return str(format_date(day, format, self.locale))

    def native(self, text: str) -> str:
        return in_figures(text, self.tag)

    @property
    def locale(self) -> str:
        return {"zh-Hant": "zh_Hant", "sr-Latn": "sr_Latn"}.get(self.tag, self.tag)

    def spelled(self, number: int) -> tuple[str, ...]:
        """Return ``number`` in the words that ICU has for it."""
        own = [each.partition("=")[2].replace("_", " ") for each in self.words.split() if each.startswith(f"{number}=")]
        if own or not can_spell(self.tag):
            return tuple(own)
        words = [numbers_in_words((number,), self.locale, form)[0] for form in FORMS]
        return tuple(dict.fromkeys(words))


@cache
def tongues() -> tuple[Tongue, ...]:
    data = tomllib.loads((Path(__file__).parent / "tongues.toml").read_text(encoding="utf-8"))
    return tuple([_tongue(tag, entry) for tag, entry in data.items()])


def _tongue(tag: str, entry: dict[str, Any]) -> Tongue:
    women, men = (
        tuple([Person(each.partition("/")[0], each.partition("/")[2], tag) for each in entry[who]]) for who in ("women", "men")
    )
    return Tongue(
        tag,
        women,
        men,
        entry["to_woman"],
        entry["to_man"],
        entry.get("she", ""),
        entry.get("he", ""),
        tuple(entry["blank"]),
        tuple(entry["signed"]),
        tuple(entry["enclosed"]),
        entry.get("words", ""),
    )
