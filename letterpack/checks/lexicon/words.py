"""The way back: the words that the rules know, from the TOML files beside it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def words(name: str) -> frozenset[str]:
    """Return the words called ``name`` in ``words.toml``. Raises ``KeyError``."""
    return frozenset(_load("words.toml")[name].split())


@cache
def openings(what: str) -> tuple[str, ...]:
    """Return how ``salutations`` or ``closings`` begin, in small letters, in many languages. Raises ``KeyError``."""
    return tuple(_load("openings.toml")[what])


@cache
def misspelt_words() -> Mapping[str, str]:
    """Return the right word by the wrong one, in small letters."""
    return {wrong: right for right, several in _load("misspellings.toml").items() for wrong in several.split()}


def _load(file: str) -> dict[str, str]:
    return tomllib.loads(files(__name__.rpartition(".")[0]).joinpath(file).read_text(encoding="utf-8"))
