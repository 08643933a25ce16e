"""Text layer: what the glyphs of joined scripts stand for.

An Arabic letter has up to four shapes, and most have no code point of their own. Which letter a shape is, is found by asking the
font for every letter in every neighbourhood: a function of the font alone, as ``Font.meaning`` must be.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

import uharfbuzz as hb

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
