"""The language that the program speaks: its own sentences in the user's words. What the sources say stays as it is.

A sentence has one owner: the code that builds it, in English, with its values in place. A catalog, ``fr.po``, knows it by the
sentence with ``{names}`` where values stand. So findings and refusals stay plain values, machine formats stay English, and only
what a person reads goes through ``said``, at the very edge. In English nothing is loaded.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from letterpack.interface.catalog import SpokenCatalog

ENGLISH: Final = "en"
LANGUAGES: Final = (ENGLISH, "fr", "es", "ru", "ar")
"""English, and those with a catalog in this folder."""
VARIABLES: Final = ("LETTERPACK_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Our own, then those of gettext, in its order."""

_spoken: list[SpokenCatalog] = []
"""The catalog in use; empty for English."""


def wanted(environment: Mapping[str, str]) -> str:
    """Return the first language we have of those that ``environment`` asks for, as gettext reads it: English for none.

    The first variable that is set decides. With `C` or `POSIX` as locale, messages are English whatever LANGUAGE says.
    """
    locale = next((environment[name] for name in VARIABLES[2:] if environment.get(name)), "")
    names = VARIABLES[:1] if locale.partition(".")[0] in ("C", "POSIX") else VARIABLES
    asked = next((environment[name] for name in names if environment.get(name)), "")
    return next((tag for each in asked.split(":") if (tag := known(each)) in LANGUAGES), ENGLISH)


def known(tag: str) -> str:
    """Return the language of a locale or a tag: ``fr`` of ``fr_CA.UTF-8`` and of ``fr-CA``; English of ``C``."""
    language = tag.replace("-", "_").partition(".")[0].partition("@")[0].partition("_")[0].lower()
    return ENGLISH if language in ("c", "posix") else language


def speak(tag: str) -> None:
    """Speak ``tag``, one of ``LANGUAGES``, from now on."""
    _spoken.clear()
    if tag != ENGLISH:
        from letterpack.interface.catalog import load

        _spoken.append(load(tag))


def speak_as(environment: Mapping[str, str] = os.environ) -> None:
    """Speak what ``environment`` asks for."""
    speak(wanted(environment))


def spoken() -> str:
    """Return the tag of the language that is spoken."""
    return _spoken[0].tag if _spoken else ENGLISH


def is_right_to_left() -> bool:
    """Whether the language that is spoken is written from right to left: then a sentence comes with isolates."""
    return bool(_spoken) and _spoken[0].is_right_to_left


def said(sentence: str) -> str:
    """Return an English ``sentence`` in the language that is spoken; as it is where the catalog does not know it."""
    return (_spoken[0].said(sentence) or sentence) if _spoken else sentence


def speaker(tag: str) -> Callable[[str], str]:
    """Return what says a sentence in ``tag``, whatever is spoken here: for a page whose reader has a language of their own."""
    if known(tag) not in LANGUAGES[1:]:
        return str
    from letterpack.interface.catalog import load

    catalog = load(known(tag))
    return lambda sentence: catalog.said(sentence) or sentence


def translated(sentence: str) -> str | None:
    """Return what ``said`` does, None where the catalog does not know ``sentence`` or English is spoken."""
    return _spoken[0].said(sentence) if _spoken else None
