"""The fonts that packets may name: the campaign's, the bundled family, the machine's, each by what a PDF calls it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import count
from typing import Protocol

from letterpack.errors import CannotBuild
from letterpack.pipeline.build.fonts import CampaignFonts
from letterpack.text.fonts import MONO, STYLES, Font
from letterpack.text.formats import UnreadableFont


class HasFonts(Protocol):
    """What says which fonts packets may name: a kit, or the settings alone."""

    @property
    def typefaces(self) -> CampaignFonts:
        """The fonts of the campaign, of letterpack and of the machine."""

    @property
    def text_in_pictures(self) -> bool:
        """Whether a picture of the letters brings text, and its fonts."""


class Typefaces:
    """Gives the fonts of ``kit`` by name, each loaded when it is asked for."""

    def __init__(self, kit: HasFonts) -> None:
        self._kit = kit
        self._known: dict[str, _NamedFonts] = {}

    @property
    def text_in_pictures(self) -> bool:
        """Whether the kit's letters show a picture with text in it."""
        return self._kit.text_in_pictures

    def __call__(self, name: str) -> Iterable[Font]:
        """Return the fonts that a PDF calls ``name``: family and style, without the tag of a subset. The machine's, all of which
        must be looked at, come last.
        """
        if name not in self._known:
            self._known[name] = _NamedFonts(self._named(name))
        return self._known[name]

    def _named(self, name: str) -> Iterator[Font]:
        family, _, style = name.partition("-")
        wanted = style.lower()
        if wanted not in STYLES:
            return
        fonts = self._kit.typefaces
        yield from _called(name, fonts.own)
        yield from _called(name, [font for family in fonts.families for each in (*STYLES, MONO) for font in family.chain(each)])
        for choice in (*fonts.brought_choices, *fonts.chosen.values(), *fonts.machine.choices()):
            if plain(choice.name) == family:
                for each in STYLES:
                    with suppress(UnreadableFont, OSError, CannotBuild):
                        yield from _called(name, [choice.load(each)])


class _NamedFonts:
    """Fonts, each found when it is asked for: mostly the first is the one."""

    def __init__(self, fonts: Iterator[Font]) -> None:
        self._left, self._found = fonts, list[Font]()

    def __iter__(self) -> Iterator[Font]:
        for at in count():
            while at == len(self._found):
                font = next(self._left, None)
                if font is None:
                    return
                self._found.extend([] if font in self._found else [font])
            yield self._found[at]


def _called(name: str, fonts: Iterable[Font]) -> Iterator[Font]:
    return (font for font in fonts if f"{plain(font.family)}-{font.style.title()}" == name)


def plain(family: str) -> str:
    """Return a family's name in the letters that a PDF's name has of it (ISO 32000-1, 9.6.4)."""
    return "".join([char for char in family if char.isascii() and char.isalnum()]) or "Font"
