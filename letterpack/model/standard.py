"""Standards that a file can claim: a standard is a row, and who writes, judges or reads a claim asks the row, never its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Identification(NamedTuple):
    """How a file claims one of several standards: by properties of its XMP, which are in the namespace ``uri``.

    ``named`` makes the standard's name of their values, by their names; an empty one where they claim nothing.
    """

    uri: str
    named: Callable[[Mapping[str, str]], str]


class Property(NamedTuple):
    """A property that XMP does not know by itself, as PDF/A wants it described (ISO 19005-2, 6.6.2.3.3)."""

    schema: str
    uri: str
    prefix: str
    property: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard, or one level of it. ``name`` is what a profile and the manifest call it.

    ``xmp`` is the ``rdf:Description`` with which a file claims it; ``{day}`` and ``{identifier}`` stand for the letter's date and
    a UUID of the file's own. ``described`` are those of its properties that PDF/A wants described, ``information`` is what the
    information dictionary says beside. ``lower`` are levels that a file of this one keeps too, the highest first.

    An enclosure keeps it where it claims one of ``kept_by`` itself; ``asks`` tells its author what to export, and is empty where
    another standard of every profile asks the same. What a standard ``needs_tags`` for is lost with the enclosure's tags, what
    it ``needs_words`` for with a picture that has no alternative text.
    One that ``needs_meanings`` is lost where a character on the page has none.

    What ``adds_to`` another standard is kept where that one is, by name.

    ``flavour`` is what veraPDF calls it; empty where veraPDF does not know it.
    """

    name: str
    identification: Identification
    xmp: str
    kept_by: frozenset[str]
    asks: str = ""
    described: tuple[Property, ...] = ()
    information: str = ""
    lower: tuple[str, ...] = ()
    flavour: str = ""
    adds_to: str = ""
    needs_tags: bool = False
    needs_words: bool = False
    needs_meanings: bool = True
