"""Where lines may end, against the Unicode Character Database's own tests (UAX #14 and #29)."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from letterpack.model.letter import Run
from letterpack.text.breakpoints import BOX, FORBID, GLUE
from letterpack.text.hyphenate import hyphenate
from letterpack.typeset.composition import JUSTIFIED, RAGGED, Composition, TextFace
from letterpack.typeset.items import Gatherer
from letterpack.typeset.lines import set_text
from tests.installed import needs
from tests.typeset.setting import setter

DATABASE = Path("/usr/share/unicode/auxiliary")
FACE = TextFace(11.0)
UNSEEN = " \u3000\u200b\u00ad"
"""What is not shown at a line's end or start: a line that ends before it ends behind it."""
LATER = ("\u1b50", "\u0308\u1b05", "\u0308\u1b44", " .35", "\u05d0-\u05d0")
"""What Unicode 16 and 17, which ICU knows, see otherwise than the tests of 15.1."""


def cases(name: str) -> Iterator[tuple[str, set[int]]]:
    """Yield each text of a file of Debian's package unicode-data, and where it may not be parted."""
    for row in needs(DATABASE / name).read_text(encoding="utf-8").splitlines():
        signs = row.partition("#")[0].split()
        text, whole = "", set()
        for sign in signs:
            if sign == "×":
                whole.add(len(text))
            elif sign != "÷":
                text += chr(int(sign, 16))
        if text and not any(unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs", "Zl", "Zp") for char in text):
            yield text, whole


def line_ends(text: str) -> set[int]:
    """Return before which characters of ``text`` a line may begin, but for those behind a hyphen that is put in."""
    gathered = Gatherer(setter(), FACE, JUSTIFIED)
    gathered.add(Run(text))
    items = gathered.items()
    found, at, previous = set(), 0, GLUE
    for kind, penalty, flagged, atom in zip(items.kind, items.penalty, items.flagged, gathered.atoms, strict=True):
        if kind == BOX and atom is not None:
            at = text.index(atom.text, at) + len(atom.text)
        elif (kind == GLUE and previous == BOX) or (kind != GLUE and penalty < FORBID and not flagged):
            found.add(at)
        previous = kind
    return {_behind_unseen(text, end) for end in found} - {0, len(text)}


def _behind_unseen(text: str, end: int) -> int:
    while end < len(text) and text[end] in UNSEEN:
        end += 1
    return end


@pytest.mark.parametrize("name", ["LineBreakTest.txt", "GraphemeBreakTest.txt"])
def test_no_line_ends_where_unicode_says_none_may(name: str) -> None:
    count, wrong = 0, []
    for text, whole in cases(name):
        count += 1
        # Addresses of the web end behind their signs, as their readers expect.
        if not any(part in text for part in LATER) and "http:" not in text and line_ends(text) & whole:
            wrong.append(text)
    assert count > 800
    assert not wrong


def test_a_word_is_divided_only_where_it_is_one_word() -> None:
    count = 0
    for text, whole in cases("WordBreakTest.txt"):
        if "\u00ad" in text:
            continue
        count += 1
        for language in ("en", "fr", "de"):
            assert set(hyphenate(text, language)) <= whole, (text, language)
    assert count > 1_000


FRENCH = (
    "Nous demandons : « la libération immédiate » de M. Exemple ; où est-il ? Personne ne répond ! Le texte (voir « l’annexe »)"
    " dit : « rien » ; quelle honte ! « Le droit » ? 1 200 € – ou 12 % – suffisent… Et puis : « non ! »"
)


@pytest.mark.parametrize("composition", [JUSTIFIED, RAGGED])
def test_no_line_begins_with_a_closing_sign_or_ends_with_an_opening_one(composition: Composition) -> None:
    chance, made = random.Random(14), setter("fr")
    words = FRENCH.replace(" »", "\u00a0»").replace("« ", "«\u00a0").split(" ")
    for measure in range(120, 480, 12):
        text = (
            FRENCH
            + " "
            + " ".join(chance.sample(FRENCH.replace(" »", "\u00a0»").replace("« ", "«\u00a0").split(" "), len(words) // 2))
        )
        for line in set_text((Run(text),), float(measure), FACE, made, composition).lines:
            said = "".join(piece.text for piece in line.pieces).strip(" \u00ad")
            assert said[0] not in ";:!?»)", said
            assert said[-1] not in "«(", said


@pytest.mark.parametrize(
    ("runs", "measures"),
    [
        ((Run("un mot très court "), Run("« cité »"), Run(" ; puis encore : un mot")), range(60, 200, 3)),
        ((Run("un mot très court « "), Run("cité"), Run(" » ! puis encore un mot")), range(60, 200, 3)),
    ],
)
def test_nor_does_one_where_other_type_begins(runs: tuple[Run, ...], measures: range) -> None:
    bold = tuple(Run(run.text, run.style if index != 1 else run.style.__class__(bold=True)) for index, run in enumerate(runs))
    for measure in measures:
        for line in set_text(bold, float(measure), FACE, setter("fr"), RAGGED).lines:
            said = "".join(piece.text for piece in line.pieces).strip(" \u00ad")
            assert said[0] not in ";:!?»", said
            assert said[-1] != "«", said


def test_the_ethiopic_word_space_stands_in_the_middle_of_its_white() -> None:
    gathered = Gatherer(setter(), FACE, JUSTIFIED)
    gathered.add(Run("ሀለ፡ሐመ"))
    items = gathered.items()
    at = next(index for index, atom in enumerate(gathered.atoms) if atom and atom.text == "፡")
    assert items.stretch[at - 1] == items.stretch[at + 1] > 0.0
    assert line_ends("ሀለ፡ሐመ") == {3}
