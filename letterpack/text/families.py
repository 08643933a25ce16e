"""Families (text layer): the bundled one, what a campaign has chosen, and, for what neither has, the fonts of the machine.

Which font sets a character is a function of the character, the style, the language, the campaign's choice and the fonts that
are installed: never of what was set before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from importlib.resources import files
from typing import Final, Protocol

from letterpack.patterns import late
from letterpack.text.fonts import MONO, SMALL, STYLES, Font, FontProgram
from letterpack.text.scripts import script_of

FACES: Final = {
    "regular": "GentiumBookPlus-Regular.ttf",
    "bold": "GentiumBookPlus-Bold.ttf",
    "italic": "GentiumBookPlus-Italic.ttf",
    "bold-italic": "GentiumBookPlus-BoldItalic.ttf",
}
"""The bundled family (SIL, OFL 1.1): style to file."""

FAMILY: Final = "Gentium Book Plus"
MONO_FAMILY: Final = "Source Code Pro"
BUNDLED: Final = {
    FAMILY: tuple(FACES.values()),
    "EB Garamond": ("EBGaramond-Variable.ttf", "EBGaramond-Italic-Variable.ttf"),
    MONO_FAMILY: ("SourceCodePro-Variable.ttf",),
    "Source Serif 4": ("SourceSerif4-Variable.ttf", "SourceSerif4-Italic-Variable.ttf"),
}
"""The families in ``letterpack/fonts``, each under the OFL 1.1, and their files. Every letter has the first of them, for what its
own family lacks.
"""
_ASCII: Final = late(r"[\x00-\x7f]+")
_WEIGHT: Final = "wght"
_REGULAR: Final = 400.0
RESOURCE: Final = {"regular": "R", "bold": "B", "italic": "I", "bold-italic": "J"}


class Finder(Protocol):
    """Finds fonts for what the chains lack."""

    def find(self, style: str, text: str, language: str) -> Font | None:
        """Return the font that sets ``text`` (a grapheme) in ``style`` for ``language`` (BCP 47), or None where none is known."""
        ...


class Family:
    """A chain of fonts for each style, of which the first that has a character sets it; behind the chain, a ``finder``."""

    def __init__(
        self,
        chains: Mapping[str, tuple[Font, ...]],
        finder: Finder | None = None,
        tracking: float = 0.0,
        close: Family | None = None,
    ) -> None:
        """``tracking`` stands between small capitals, in 1/1000 em. ``close`` sets lines that are closer than this family asks,
        if that is another.
        """
        self.chains, self.tracking, self.close = chains, tracking, close or self
        self._finder = finder

    def chain(self, style: str) -> tuple[Font, ...]:
        """Return the fonts of ``style``, the first choice first."""
        return self.chains[style]

    def covering(self, style: str, text: str, language: str = "") -> Font | None:
        """Return the first font of ``style`` that has every character of ``text`` (a grapheme), or None.

        ``language`` (BCP 47) says whose forms Chinese characters take.
        """
        codes = [ord(char) for char in text]
        for font in self.chains[style]:
            if font.coverage.issuperset(codes):
                return font
        return self._finder.find(style, text, language) if self._finder else None

    @cached_property
    def _known(self) -> frozenset[str]:
        """The characters of the regular chain."""
        return frozenset([chr(code) for font in self.chains["regular"] for code in font.coverage])

    def beyond(self, text: str, language: str) -> tuple[Font, ...]:
        """Return the fonts, of all styles, that characters of ``text`` need which no chain has; in a fixed order."""
        if text.isascii() or self._finder is None or not (strange := set(_ASCII.sub("", text)) - self._known):
            return ()
        found = [self._finder.find(style, char, language) for char in sorted(strange) for style in STYLES]
        return tuple(dict.fromkeys([font for font in found if font is not None]))


class Chains(dict[str, tuple[Font, ...]]):
    """For each style: ``first``, the bundled face, then ``fallbacks``; a face is read when its style is first set.

    Characters of the scripts ``elsewhere`` (ISO 15924) are left to other fonts than ``first`` and the bundled one.
    """

    def __init__(
        self, fallbacks: tuple[Font, ...] = (), first: Mapping[str, Font] | None = None, elsewhere: Iterable[str] = ()
    ) -> None:
        super().__init__()
        self._fallbacks, self._first, self._elsewhere = fallbacks, first or {}, frozenset(elsewhere)

    def __missing__(self, style: str) -> tuple[Font, ...]:
        if style == SMALL:
            return self["regular"]
        if style == MONO:
            mono, text = without(bundled_mono(), self._elsewhere), self["regular"]
            chain = self[style] = (mono.scaled(_beside(mono, text)), *text)
            return chain
        first = (self._first[style],) if style in self._first else ()
        own = tuple([without(font, self._elsewhere) for font in (*first, bundled(style))])
        chain = self[style] = (*own, *self._fallbacks)
        return chain


def _beside(mono: Font, text: Iterable[Font]) -> float:
    """Return how many times as large code is set, so that its small letters are as high as those of ``text`` around it."""
    height = next((font.metrics.x_height for font in text if ord("x") in font.coverage), mono.metrics.x_height)
    return round(height / mono.metrics.x_height, 3)


@cache
def without(font: Font, scripts: frozenset[str]) -> Font:
    """Return ``font``, or the same without the characters of ``scripts`` (ISO 15924) where it has any."""
    left = frozenset([code for code in font.coverage if script_of(chr(code)) in scripts]) if scripts else frozenset()
    if not left:
        return font
    return Font(font.program, font.family, font.style, font.resource, left, font.features)


@cache
def bundled(style: str) -> Font:
    """Return the bundled face of ``style``."""
    data = files("letterpack.fonts").joinpath(FACES[style]).read_bytes()
    return Font(FontProgram(data, FACES[style]), FAMILY, style, RESOURCE[style])


@cache
def bundled_mono() -> Font:
    """Return the bundled face for code."""
    (name,) = BUNDLED[MONO_FAMILY]
    data = files("letterpack.fonts").joinpath(name).read_bytes()
    return Font(FontProgram(data, name, coordinates=((_WEIGHT, _REGULAR),)), MONO_FAMILY, "regular")


def default_family(fallbacks: tuple[Font, ...] = ()) -> Family:
    """Return the bundled family, with ``fallbacks`` after it in every style."""
    return Family(Chains(fallbacks))
