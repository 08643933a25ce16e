"""A mapping of ``letterpack.yaml`` as its readers ask it: each kind of value, with what is wrong in it reported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Self

from letterpack.campaign.addresses import address_lines
from letterpack.campaign.values import check_file, choice_value, text_value, unknown_keys
from letterpack.diagnostics import Report
from letterpack.model.sources import MapNode, Places, PlacesBelow, SourceValue, plain
from letterpack.world import World

_LONG: Final = 10
"""Digits of a number that is none any more."""
_TRUTH: Final = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False, "": False}


def given_in(node: MapNode) -> Mapping[str, SourceValue]:
    """Return the values of a mapping of the file by their keys."""
    return {entry.key.text: plain(entry.value) for entry in node.entries}


def whole_number(text: str) -> int:
    """Return the whole number that ``text`` is in digits; 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _LONG else 0


class GivenMapping:
    """A mapping as it was given: its values, and where they stand."""

    def __init__(self, values: Mapping[str, SourceValue], places: Places, world: World, report: Report) -> None:
        self.values = values
        self.places = places
        self.world = world
        self.report = report

    def known(self, keys: tuple[str, ...]) -> None:
        """Report the keys that are not among ``keys``."""
        unknown_keys(self.values, keys, self.places, self.report)

    def below(self, key: str, keys: tuple[str, ...]) -> Self:
        """Return the mapping under ``key``, which may hold ``keys``; an empty one where there is none."""
        given = self.values.get(key)
        if not isinstance(given, dict):
            self.not_a("mapping", key, f"write `{keys[0]}: …` on a line of its own below it")
            given = {}
        section = type(self)(given, PlacesBelow(self.places, (key,)), self.world, self.report)
        section.known(keys)
        return section

    def text(self, key: str) -> str:
        """Return the text under ``key``."""
        return text_value(self.values, key, self.places, self.report)

    def matching(self, key: str, fits: Callable[[str], bool], what: str) -> str:
        """Return the text under ``key`` if it ``fits``; else nothing, with LP159 where one was given. ``what`` would fit."""
        text = self.text(key)
        if not text or fits(text):
            return text
        self.report.error("LP159", self.places.span(key), f"`{text}` is not a choice for `{key}`", f"write {what}")
        return ""

    def lines(self, key: str) -> tuple[str, ...]:
        """Return the lines under ``key``: a list, or one text with line breaks."""
        value = self.values.get(key, "")
        if isinstance(value, dict):
            self.not_a("list of lines", key, f"write `{key}: [first line, second line]`")
            return ()
        return address_lines(value, self.places, (key,), self.report)

    def file(self, key: str) -> str:
        """Return the path under ``key`` if it is a file of the campaign."""
        path = text_value(self.values, key, self.places, self.report, exact=True)
        return path if path and check_file(self.world, path, self.places, (key,), self.report) else ""

    def truth(self, key: str) -> bool:
        """Return the truth value under ``key``, false where there is none."""
        text = self.matching(key, lambda given: given.casefold() in _TRUTH, "true or false")
        return _TRUTH[text.casefold()]

    def number(self, key: str, most: int) -> int:
        """Return the whole number under ``key``, from 1 to ``most``; 0 where there is none."""
        text = self.matching(
            key,
            lambda said: 1 <= whole_number(said) <= most,
            f"a whole number from 1 to {most}",
        )
        return whole_number(text)

    def one_of(self, key: str, *choices: str) -> str:
        """Return the one of ``choices`` under ``key``, the first where there is none."""
        return choice_value(self.values, key, choices, self.places, self.report)

    def not_a(self, shape: str, key: str, hint: str) -> None:
        """Report what stands under ``key`` where it is something, and no ``shape``."""
        if self.values.get(key):
            self.report.error("LP152", self.places.key(key), f"`{key}` is a {shape}", hint)
