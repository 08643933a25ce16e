"""The way back: the words that the rules know, from the TOML files beside it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from letterpack.datafiles import program_table


@cache
def words(name: str) -> frozenset[str]:
    """Return the words called ``name`` in ``words.toml``. Raises ``KeyError``."""
    return frozenset(_load("words")[name].split())


@cache
def openings(what: str) -> tuple[str, ...]:
    """Return how ``salutations`` or ``closings`` begin, in small letters, in many languages. Raises ``KeyError``."""
    return tuple(_load("openings")[what])


@cache
def phrases(file: str, key: str) -> tuple[str, ...]:
    """Return what ``file`` (without its ending) has under ``key``: a list of phrases or of patterns. Raises ``KeyError``."""
    value = _load(file)[key]
    return (value,) if isinstance(value, str) else tuple(value)


@cache
def asked_for(language: str) -> tuple[str, ...]:
    """Return how words for what a letter asks for begin in ``language`` (its primary subtag): `steps`, `demands`."""
    return tuple(_load("asked_for").get(language, "").split())


@cache
def greeting_words(table: str) -> Mapping[str, str]:
    """Return what ``greetings.toml`` has in ``table``. Raises ``KeyError``."""
    found: Mapping[str, str] = _tables("greetings")[table]
    return found


def weekday_words(language: str) -> tuple[str, ...]:
    """Return what weekdays are called in ``language`` (its primary subtag) beside the words of CLDR, Monday first, a bar between
    several; nothing where that is not known.
    """
    return tuple(_load("weekdays").get(language, ()))


def towns(country: str) -> Mapping[str, str]:
    """Return how postcodes begin, by the names of great towns of the ``country``; nothing where none are known."""
    found: Mapping[str, str] = _tables("towns").get(country, {})
    return found


@cache
def misspelt_words() -> Mapping[str, str]:
    """Return the right word by the wrong one, in small letters."""
    return {wrong: right for right, several in _load("misspellings").items() for wrong in several.split()}


def _load(file: str) -> dict[str, str]:
    return _tables(file)


def _tables(file: str) -> dict[str, Any]:
    return program_table("checks/lexicon", file)
