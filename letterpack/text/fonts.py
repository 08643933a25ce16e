"""Fonts as the text layer sees them: a face that shapes, and what its glyphs stand for. ``families`` says which faces a letter
has.

An Arabic letter has up to four shapes, and most have no code point of their own. Which letter a shape is, is found by asking the
font for every letter in every neighborhood: a function of the font alone, as ``Font.meaning`` must be.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

import uharfbuzz as hb
from msgspec import Struct

from letterpack.patterns import late
from letterpack.text.formats import open_face, shape_with

_JOINER: Final = "\u200d"
_GAP: Final = " "
_BLOCKS: Final = (
    range(0x0620, 0x0700),
    range(0x0710, 0x0780),
    range(0x07C0, 0x0800),
    range(0x0840, 0x085C),
    range(0x0860, 0x08CA),
)
"""Arabic, Syriac, N'Ko, Mandaic: letters and digits."""
_LOCAL: Final = ("", "ur", "sd", "ks", "fa", "ku", "ug")
"""Languages for which fonts of these scripts have letters or digits of another shape (OpenType, feature locl)."""
_LAMS: Final = "\u0644\u06b5\u06b6\u06b7\u06b8"
_ALEFS: Final = "\u0622\u0623\u0625\u0627\u0671\u0672\u0673\u0675"
_SHADDA: Final = "\u0651"
_VOWELS: Final = "\u064b\u064c\u064d\u064e\u064f\u0650\u0670"
_CARRIER: Final = "\u0640"


def joined_meanings(font: hb.Font, coverage: frozenset[int]) -> dict[int, str]:
    """Return glyph id to the text it stands for, for the joined forms of letters and the ligatures that ``font`` has.

    A glyph that several letters share (a skeleton under dots) keeps the first; the text says the rest.
    """
    letters = [
        chr(code) for block in _BLOCKS for code in block if code in coverage and unicodedata.category(chr(code))[0] in "LN"
    ]
    found: dict[int, str] = {}
    if not letters:
        return found
    pairs = [lam + alef for lam in _LAMS for alef in _ALEFS if {ord(lam), ord(alef)} <= coverage]
    for language in _LOCAL:
        for before, behind in (("", ""), ("", _JOINER), (_JOINER, _JOINER), (_JOINER, "")):
            _learn(font, language, letters, before, behind, found)
        for before in ("", _JOINER):
            _learn(font, language, pairs, before, "", found)
    if {ord(_SHADDA), ord(_CARRIER)} <= coverage:
        _learn(font, "", [_SHADDA + vowel for vowel in _VOWELS if ord(vowel) in coverage], _CARRIER, "", found)
    return found


def alternate_meanings(face: hb.Face, letters: Mapping[int, str]) -> dict[int, str]:
    """Return glyph id to the text it stands for, for the glyphs that the font's rules put in place of one of ``letters`` (glyph
    id to text), one for one: shapes that are joined, narrower, higher.
    """
    substitutions = face.reference_table("GSUB").data
    at = int.from_bytes(substitutions[8:10], "big")
    lookups = range(int.from_bytes(substitutions[at : at + 2], "big")) if at else range(0)
    found: dict[int, str] = {}
    waiting = dict(letters)
    while waiting:
        reached = {
            other: text
            for glyph, text in waiting.items()
            for lookup in lookups
            for other in face.get_lookup_glyph_alternates(lookup, glyph)
            if other not in letters and other not in found
        }
        found |= reached
        waiting = reached
    return found


def _learn(font: hb.Font, language: str, texts: Iterable[str], before: str, behind: str, found: dict[int, str]) -> None:
    """Shape each of ``texts`` between ``before`` and ``behind``: one glyph stands for the whole text, as many as it has letters
    for one each.
    """
    for script, group in _by_script(texts):
        buffer = hb.Buffer()
        buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.add_str(_GAP.join([before + text + behind for text in group]))
        buffer.direction, buffer.script, buffer.language = "rtl", script, language or "ar"
        hb.shape(font, buffer)
        glyphs: dict[int, list[int]] = {}
        for info in reversed(buffer.glyph_infos):
            glyphs.setdefault(info.cluster, []).append(info.codepoint)
        at = 0
        for text in group:
            start = at + len(before)
            inside = [glyph for cluster in range(start, start + len(text)) for glyph in glyphs.get(cluster, ())]
            if 0 in inside:
                pass
            elif len(inside) == 1:
                found.setdefault(inside[0], text)
            elif len(inside) == len(text):
                for glyph, char in zip(inside, text, strict=True):
                    found.setdefault(glyph, char)
            at = start + len(text) + len(behind) + 1


def _by_script(texts: Iterable[str]) -> list[tuple[str, list[str]]]:
    groups: dict[str, list[str]] = {}
    for text in texts:
        name = unicodedata.name(text[0], "").split(" ")[0]
        groups.setdefault({"SYRIAC": "Syrc", "NKO": "Nkoo", "MANDAIC": "Mand"}.get(name, "Arab"), []).append(text)
    return list(groups.items())


# Fonts.

_DOTTED_SMALL: Final = "idotaccent.sc"
STYLES: Final = ("regular", "bold", "italic", "bold-italic")
SMALL: Final = "small"
"""The regular style with small capitals in place of small letters, in the fonts that have them."""
TWOFOLD: Final = frozenset("۴۶۷")
"""Figures that Persian and Urdu write in forms of their own, and Unicode has once."""
MONO: Final = "mono"
"""Code: a face of equal widths, and what that lacks in the regular style."""
_SMALL_CAPITALS: Final = "smcp"
PROPORTIONAL: Final = "pnum"
"""Figures as wide as each is; in columns all are equally wide (``tnum``)."""
_GREEK: Final = late("[\u0370-\u03ff\u1f00-\u1fff]")
_PRESENTATION_FORMS: Final = late("[\ufb00-\ufb06\ufb13-\ufb17\ufb1d-\ufdff\ufe70-\ufefc]")
"""Ligatures and contextual shapes with code points of their own, which stand for common letters."""
_FORBIDDEN_IN_TO_UNICODE: Final = frozenset({0x0, 0xFEFF, 0xFFFE})
"""ISO 19005-2, 6.2.11.7.2."""
_SELDOM_MEANT: Final = frozenset({*range(0x2E80, 0x2FE0), 0x2BB, 0x2BC})
"""Kangxi radicals and their supplement, which look as ideographs do; and letters that look as quotation marks do."""
_BEYOND: Final = ("\U00010000", "\U00016fff"), ("\U0001bc00", "\U0001efff")
"""Letters of which PDFium reads only what glyphs mean, and nothing that a passage says; ideographs have no other shapes."""
_LIGATURES: Final = ("ff", "fi", "fl", "ffi", "ffl")
"""What fonts for Latin text have a glyph for; each is a presentation form too (U+FB00 to U+FB04)."""
_MANY_GLYPHS: Final = 8192
_LEAST_SPACE: Final = 200.0
"""1/1000 em: as EB Garamond has it. Nastaliq has 132, and its words lean over each other: no reader would tell them apart."""
_RESOURCE_DIGITS: Final = 8
_SIZE_DIGITS: Final = 3
_UNSEEN: Final = (0x200B, 0x200C, 0x200D, 0x34F, 0x2002, 0xA0, 0x20)
"""Zero-width space, joiners, and spaces: the first that a font has, and that has no outline, ends a passage on the line. Many
fonts draw the joiners; those of Chinese have an en space, and one glyph for the others. Which comes last: PDFium would not look
for a space behind it.
"""
Coordinates = tuple[tuple[str, float], ...]
"""An instance of a variable font: the tags of its axes and a value for each, sorted."""


class Metrics(Struct, frozen=True):
    """Vertical measures and box of a face, in 1/1000 em, y up (ISO 32000-1, 9.8.1)."""

    ascent: int
    descent: int
    cap_height: int
    x_height: int
    bbox: tuple[int, int, int, int]
    italic_angle: float


class FontProgram(Struct, frozen=True):
    """What a font is made from: a file's bytes, and what the manifest calls the file.

    ``face_index`` chooses a face of a collection, ``coordinates`` an instance of a variable font.
    """

    data: bytes
    file: str = ""
    face_index: int = 0
    coordinates: Coordinates = ()


class Font:
    """One face of a font file, ready to shape.

    ``resource`` is the name its base subset has in a page's resources, unique within a chain of fonts; by default it is made of
    what the font is. The code points ``without`` are left to other fonts. ``features`` are the OpenType features of all its text.
    """

    def __init__(
        self,
        program: FontProgram,
        family: str,
        style: str,
        resource: str = "",
        without: frozenset[int] = frozenset(),
        features: tuple[str, ...] = (),
    ) -> None:
        """Raise ``UnreadableFont`` where ``program`` cannot be set and embedded."""
        self.features = features
        self.scale = 1.0
        self._sizes: dict[float, Font] = {}
        self.shaping = dict.fromkeys(features, True)
        self.shaping_columns = {**self.shaping, PROPORTIONAL: False, "tnum": True} if PROPORTIONAL in features else self.shaping
        self.shaping_small = {**self.shaping, _SMALL_CAPITALS: True}
        self.shaping_spaced = {**self.shaping, "liga": False}
        self.program, self.family, self.style, self._without = program, family, style, without
        self.face = open_face(program.data, program.face_index)
        self.font = hb.Font(self.face)
        if program.coordinates:
            self.font.set_variations(dict(program.coordinates))
        self.upem: int = self.face.upem
        self.resource = resource or self._resource()
        self.advances: dict[int, float] = _Advances(self.font, self.upem)

    @property
    def known_as(self) -> str:
        """What a message calls it: its file, or its family where that is of the program or the machine."""
        return self.program.file or self.family

    def scaled(self, scale: float) -> Font:
        """Return the same font ``scale`` times as large on the size that text is set in: faces of other scripts look larger or
        smaller than it. For each scale that is one font, whoever asks for it: two would have subsets of one name.
        """
        if scale == 1.0:
            return self
        made = self._sizes.get(scale)
        if made is None:
            made = self._sizes[scale] = Font(self.program, self.family, self.style, "", self._without, self.features)
            made.scale = scale
            made.resource = made._resource()
        return made

    def with_features(self, features: tuple[str, ...]) -> Font:
        """Return the same font with other ``features``."""
        if features == self.features:
            return self
        return Font(self.program, self.family, self.style, self.resource, self._without, features)

    def __reduce__(self) -> tuple[object, ...]:
        """Let a font travel to another process as what it was made from."""
        made_from = (self.program, self.family, self.style)
        return _remade, (made_from, self.resource, self._without, self.features, self.scale)

    def _resource(self) -> str:
        what = f"{self.sha256}{self.program.face_index}{self.program.coordinates}{self.scale if self.scale != 1.0 else ''}"
        return f"S{hashlib.sha256(what.encode('ascii')).hexdigest()[:_RESOURCE_DIGITS]}x"

    @cached_property
    def sha256(self) -> str:
        """Digest of the font file."""
        return hashlib.sha256(self.program.data).hexdigest()

    @cached_property
    def coverage(self) -> frozenset[int]:
        """The code points that the character map names, but for those that are left to other fonts."""
        return frozenset(self.face.unicodes) - self._without

    @cached_property
    def is_large(self) -> bool:
        """Whether it has more glyphs than an alphabet with all its forms: Chinese characters, or Korean syllables."""
        return int(self.face.glyph_count) > _MANY_GLYPHS

    @cached_property
    def is_cff(self) -> bool:
        """Whether the outlines are cubic (CFF or CFF2), else quadratic (glyf)."""
        return "glyf" not in self.face.table_tags

    @cached_property
    def meaning(self) -> Mapping[int, str]:
        """Glyph id to the text it stands for, from the font alone.

        Where several code points share a glyph the lowest speaks for it, but a radical never for an ideograph, nor a letter for a
        quotation mark; a presentation form of a ligature means its letters (U+FB01 is ``fi``), and so does the glyph that the
        font's own rules make of them, as do the shapes of joined ones.
        """
        found = self._ligatures() | joined_meanings(self.font, self.coverage)
        found |= {glyph: char for char, glyph in reversed(self.small.items())}
        if self.shaping:
            alone = self._alone(map(chr, sorted(self.coverage)), self.shaping)
            found |= {glyph: char for char, glyph in reversed(alone.items())}
        if self.shaping_columns is not self.shaping:
            found |= {glyph: char for char, glyph in self._alone("0123456789", self.shaping_columns).items()}
        for code in sorted(self.coverage - _FORBIDDEN_IN_TO_UNICODE, reverse=True):
            glyph = self.font.get_nominal_glyph(code)
            if glyph and not (code in _SELDOM_MEANT and glyph in found):
                found[glyph] = _spelt(chr(code))
        beyond = {glyph: text for glyph, text in found.items() if any(first <= text[:1] <= last for first, last in _BEYOND)}
        return alternate_meanings(self.face, beyond) | found if beyond else found

    def _ligatures(self) -> dict[int, str]:
        found: dict[int, str] = {}
        for letters in _LIGATURES:
            glyphs = [info.codepoint for info in self._shaped(letters)]
            if len(glyphs) == 1 and glyphs[0]:
                found[glyphs[0]] = letters
        return found

    @cached_property
    def small(self) -> dict[str, int]:
        """The small capitals of a regular face: small letters to the glyphs that the font has for them. Greek is left out: its
        capitals lose the accents that fonts leave on small ones.
        """
        if self.style != "regular" or _SMALL_CAPITALS.encode() not in self.face.reference_table("GSUB").data:
            return {}
        letters = [char for code in sorted(self.coverage) if (char := chr(code)).islower() and not _GREEK.match(char)]
        made = self._alone(letters, self.shaping_small)
        return {char: glyph for char, glyph in made.items() if glyph != self.font.get_nominal_glyph(ord(char))}

    @cached_property
    def dotted_small(self) -> Mapping[int, int]:
        """The small capital of ``i`` to the one with a dot, which Turkish asks for; empty where the font has none of its name.

        Gentium Book Plus 6.200 has one that none of its features leads to.
        """
        plain = self._alone("i", self.shaping_small).get("i", 0)
        dotted = self.font.get_glyph_from_name(_DOTTED_SMALL)
        return {plain: dotted} if plain and dotted else {}

    def sets_small(self, text: str) -> bool:
        """Whether there is a small capital for every small letter of ``text``."""
        return bool(self.small) and all(char in self.small for char in text if char.islower())

    @cached_property
    def figures_are_urdu(self) -> bool:
        """Whether the font gives every language the Urdu forms of ``TWOFOLD`` figures, as Noto Naskh Arabic 2.004 does, in which
        a Persian reader stumbles at each 4, 6 and 7.
        """
        figures = sorted(TWOFOLD)
        persian, urdu = [
            [next((info.codepoint for info in self._shaped(figure, language=language)), 0) for figure in figures]
            for language in ("fa", "ur")
        ]
        return persian == urdu != [self.font.get_nominal_glyph(ord(figure)) for figure in figures]

    def _alone(self, chars: Iterable[str], features: Mapping[str, bool]) -> dict[str, int]:
        """Return the glyph of each of ``chars`` with ``features`` where it stands by itself and is one."""
        listed = list(chars)
        glyphs: dict[int, list[int]] = {}
        for info in self._shaped(" ".join(listed), features):
            glyphs.setdefault(info.cluster, []).append(info.codepoint)
        return {char: own[0] for index, char in enumerate(listed) if len(own := glyphs.get(2 * index, [])) == 1 and own[0]}

    def _shaped(self, text: str, features: Mapping[str, bool] | None = None, language: str = "") -> list[hb.GlyphInfo]:
        """Return the glyphs of ``text``; of figures among Arabic letters where a ``language`` is given."""
        buffer = hb.Buffer()
        buffer.add_str(text)
        if language:
            buffer.direction, buffer.script, buffer.language = "ltr", "Arab", language
        else:
            buffer.guess_segment_properties()
        shape_with(self.font, buffer, features and dict(features), self.known_as)
        return buffer.glyph_infos or []

    @cached_property
    def unseen(self) -> int:
        """A glyph without an outline, by which a reader can be told where text ends; every subset holds it."""
        glyphs = filter(None, map(self.font.get_nominal_glyph, _UNSEEN))
        return next((glyph for glyph in glyphs if (ink := self.font.get_glyph_extents(glyph)) and not ink.width), 0)

    @cached_property
    def space(self) -> float:
        """The width of a word space in 1/1000 em: no less than readers take for one."""
        return max(self.advances[self.font.get_nominal_glyph(0x20) or 0], _LEAST_SPACE)

    @cached_property
    def metrics(self) -> Metrics:
        """Measures from the font's own tables."""
        scale = 1000 / self.upem
        extents = self.font.get_font_extents("ltr")
        head = self.face.reference_table("head").data
        box = tuple(int.from_bytes(head[at : at + 2], "big", signed=True) for at in (36, 38, 40, 42))
        post = self.face.reference_table("post").data
        angle = int.from_bytes(post[4:8], "big", signed=True) / 65536
        return Metrics(
            round(extents.ascender * scale),
            round(extents.descender * scale),
            self._height("H", scale),
            self._height("x", scale),
            (round(box[0] * scale), round(box[1] * scale), round(box[2] * scale), round(box[3] * scale)),
            angle,
        )

    def _height(self, char: str, scale: float) -> int:
        glyph = self.font.get_nominal_glyph(ord(char))
        extents = self.font.get_glyph_extents(glyph) if glyph else None
        return round(extents.y_bearing * scale) if extents else 700

    def ink(self, glyph: int) -> tuple[float, float, float, float]:
        """Return where the glyph's ink is, in 1/1000 of the size that text is set in: left and right of its origin, and how far
        it reaches above and below it.
        """
        extents, scale = self.font.get_glyph_extents(glyph), 1000 / self.upem * self.scale
        if not extents:
            return 0.0, 0.0, 0.0, 0.0
        left, top = extents.x_bearing * scale, extents.y_bearing * scale
        return left, left + extents.width * scale, top, -(extents.y_bearing + extents.height) * scale

    def width(self, glyph: int) -> float:
        """Return the glyph's own advance in 1/1000 of the size that text is set in."""
        return self.advances[glyph] * self.scale

    def selected(self, resource: str, size_pt: float) -> str:
        """Return the operator that selects ``resource``, one of this font's, for text that is set in ``size_pt``."""
        size = size_pt if self.scale == 1.0 else round(size_pt * self.scale, _SIZE_DIGITS)
        return f"/{resource} {size:g} Tf"

    def advance(self, glyph: int) -> float:
        """Return the glyph's own advance in 1/1000 em, before kerning: what the file's width array says."""
        return self.advances[glyph]


def _remade(
    made_from: tuple[FontProgram, str, str], resource: str, without: frozenset[int], features: tuple[str, ...], scale: float
) -> Font:
    font = Font(*made_from, resource, without, features)
    font.scale = scale
    return font


class _Advances(dict[int, float]):
    """The advances of a font's glyphs in 1/1000 em, asked of the font when they are first needed."""

    def __init__(self, font: hb.Font, upem: int) -> None:
        self._font, self._scale = font, 1000 / upem

    def __missing__(self, glyph: int) -> float:
        advance: float = self._font.get_glyph_h_advance(glyph) * self._scale
        self[glyph] = advance
        return advance


def _spelt(char: str) -> str:
    """Return the letters that ``char`` stands for: itself, or those of a presentation form."""
    return unicodedata.normalize("NFKC", char).lstrip() or char if _PRESENTATION_FORMS.match(char) else char
