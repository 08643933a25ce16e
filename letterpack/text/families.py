"""Families (text layer): the bundled one, what a campaign has chosen, and, for what neither has, the fonts of the machine.

Which font sets a character is a function of the character, the style, the language, the campaign's choice and the fonts that
are installed: never of what was set before. The campaign's choice for a script comes first, then the families that are known to
set it well (``letterpack/fonts/scripts.toml``), then whatever covers it, by name. Fonts of Python packages go before those of
the system: they are the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from importlib.resources import files
from typing import Final, Protocol

from msgspec import Struct

from letterpack.fonts import needs_own_lines, placeholders, script_of_sign, scripts, size_of
from letterpack.patterns import late
from letterpack.text.font_set import Face, FontSet, faces_of, font_set_of, styled
from letterpack.text.fonts import MONO, SMALL, STYLES, Font, FontProgram
from letterpack.text.formats import UnreadableFont
from letterpack.text.scripts import main_script, script_of
from letterpack.world import InstalledFonts

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


# Fonts of the machine.


class Choice(Struct, frozen=True):
    """The faces of one family, and the font set that loads them."""

    font_set: FontSet
    faces: Sequence[Face]

    @property
    def name(self) -> str:
        """The family's name."""
        return self.faces[0].family

    def covers(self, style: str, text: str) -> bool:
        """Whether the face for ``style`` has every character of ``text``."""
        return styled(self.faces, style).face.covers(text)

    def load(self, style: str) -> Font:
        """Return the font for ``style``. Raises ``UnreadableFont`` and ``OSError``."""
        return self.font_set.load(self.faces, style)


@cache
def bundled_choice(family: str = FAMILY) -> Choice:
    """Return a bundled family as a choice: what a chosen font lacks of its script, the first bundled one may have."""
    folder = files("letterpack.fonts")
    data = {name: folder.joinpath(name).read_bytes() for name in BUNDLED[family]}
    faces = [face for name, each in data.items() for face in faces_of(each, name)]
    return Choice(FontSet(faces, data.__getitem__), faces)


class MachineFonts:
    """Finds fonts for scripts; the machine's are looked at when one is needed for the first time.

    ``chosen`` maps a script (ISO 15924) to the campaign's choice for it. Sizes are for text whose small letters are ``beside``
    times as high as those of the bundled family.
    """

    def __init__(self, installed: InstalledFonts, chosen: Mapping[str, Choice] | None = None, beside: float = 1.0) -> None:
        self.beside = beside
        self.chosen: dict[str, Choice] = dict(chosen or {})
        self._installed = installed
        self._found: dict[tuple[str, str, str], Font | None] = {}
        self._ranked: dict[tuple[str, str], tuple[Choice, ...]] = {}
        self._variants: dict[tuple[object, ...], MachineFonts] = {}
        self._origin: MachineFonts | None = None

    @cached_property
    def font_set(self) -> FontSet:
        """The machine's fonts."""
        return self._origin.font_set if self._origin else font_set_of(self._installed)

    def in_letters(self, language: str) -> MachineFonts:
        """Return what finds fonts for letters in ``language`` (BCP 47), whose lines are as far apart as their family asks."""
        script = main_script(language)
        known = scripts().get(script)
        name = known.family_of_letters(language) if known and script not in self.chosen else ""
        faces = self.font_set.family(name) if name else ()
        chosen = {**self.chosen, script: Choice(self.font_set, faces)} if faces else self.chosen
        left = {key: each for key, each in chosen.items() if key == script or not self._gives_way(key, each)}
        return self._variant(left, self.beside)

    def beside_letters(self, height: float) -> MachineFonts:
        """Return what finds fonts that look as large as text whose small letters are ``height`` times as high."""
        return self._variant(self.chosen, height)

    def in_close_lines(self) -> MachineFonts:
        """Return what finds fonts for lines that are as far apart as they are, such as an address's."""
        left = {script: each for script, each in self.chosen.items() if not self._gives_way(script, each)}
        return self._variant(left, self.beside)

    def _gives_way(self, script: str, choice: Choice) -> bool:
        """Whether ``choice`` leaves lines that are too close for it to another family that is there."""
        if not needs_own_lines(script, choice.name):
            return False
        others = self._of_the_machine(script, "")
        sample = scripts()[script].sample
        return any(each.covers("regular", sample) and not needs_own_lines(script, each.name) for each in others)

    def _variant(self, chosen: Mapping[str, Choice], beside: float) -> MachineFonts:
        if (chosen, beside) == (self.chosen, self.beside):
            return self
        key = (beside, *sorted((script, each.name) for script, each in chosen.items()))
        if key not in self._variants:
            made = self._variants[key] = MachineFonts(self._installed, chosen, beside)
            made._origin = self
        return self._variants[key]

    def choices(self) -> Iterator[Choice]:
        """Yield every family that there is."""
        yield from self.chosen.values()
        yield from map(bundled_choice, BUNDLED)
        yield from [Choice(self.font_set, self.font_set.family(name)) for name in self.font_set.families]

    def find(self, style: str, text: str, language: str) -> Font | None:
        """Return the font that sets ``text`` (a grapheme) in ``style`` for ``language``, or None where none is installed."""
        key = (style, text, language)
        if key not in self._found:
            self._found[key] = self._find(style, text, language)
        return self._found[key]

    def _find(self, style: str, text: str, language: str) -> Font | None:
        script = script_for(text)
        for choice in self.candidates(script, language):
            if choice.covers(style, text):
                try:
                    return self._scaled(choice.load(style), script)
                except (UnreadableFont, OSError):
                    continue
        return None

    def _scaled(self, font: Font, script: str) -> Font:
        """Return ``font`` as large as it must be for ``script`` to look as large as other text."""
        scale = size_of(script, font.family)
        return font if scale == 1.0 else font.scaled(round(scale * self.beside, 3))

    def candidates(self, script: str, language: str) -> tuple[Choice, ...]:
        """Return the families that may set ``script`` for ``language``, the best first."""
        key = (script, language)
        if key not in self._ranked:
            chosen = (self.chosen[script], bundled_choice()) if script in self.chosen else ()
            self._ranked[key] = (*chosen, *self._of_the_machine(script, language))
        return self._ranked[key]

    def _of_the_machine(self, script: str, language: str) -> list[Choice]:
        machine, known = self.font_set, scripts().get(script)
        named = known.families_for(language) if known else ()
        others = sorted(name for name in machine.families if name not in placeholders())
        preferred = [Choice(machine, faces) for name in dict.fromkeys(named) if (faces := machine.family(name))]
        rest = [Choice(machine, machine.family(name)) for name in others]
        return sorted(preferred, key=_from_system) + sorted(rest, key=_from_system)


def _from_system(choice: Choice) -> bool:
    return not choice.faces[0].from_package


def script_for(text: str) -> str:
    """Return the script (ISO 15924) whose fonts have ``text``: that of its first character that has one, or that shares it."""
    return next(filter(None, map(script_of, text)), "") or next(filter(None, map(script_of_sign, text)), "")
