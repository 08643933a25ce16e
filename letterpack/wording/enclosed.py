"""Whether a text speaks of something that is enclosed, in the language it is in; the words are ``enclosed.toml``."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from letterpack.languages import primary


class SpokenOf(NamedTuple):
    """Where a text speaks of an enclosure: the 0-based offset, and the words."""

    start: int
    words: str


def enclosure_spoken_of(text: str, language: str) -> SpokenOf | None:
    """Return where ``text``, in ``language`` (BCP 47), first speaks of an enclosure; None where it does not, and in languages
    whose words are not known.
    """
    pattern = _pattern(primary(language))
    found = pattern.search(text.replace("’", "'")) if pattern else None
    return SpokenOf(found.start(), found[0]) if found else None


def knows_enclosures(language: str) -> bool:
    """Whether the words of ``language`` are known."""
    return primary(language) in _words()


@cache
def _pattern(language: str) -> re.Pattern[str] | None:
    phrases = _words().get({"no": "nb", "nn": "nb"}.get(language, language), [])
    return re.compile("|".join(map(_phrase, phrases)), re.IGNORECASE) if phrases else None


def _phrase(phrase: str) -> str:
    body = re.escape(unicodedata.normalize("NFC", phrase.rstrip("*"))).replace(r"\ ", r"\s+")
    if any(unicodedata.name(char, "").startswith(("CJK", "HANGUL", "THAI")) for char in phrase):
        return body
    return rf"(?<!\w){body}" + (r"\w*" if phrase.endswith("*") else r"(?!\w)")


@cache
def _words() -> Mapping[str, list[str]]:
    return tomllib.loads(files(__package__).joinpath("enclosed.toml").read_text(encoding="utf-8"))
