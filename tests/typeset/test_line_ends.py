"""Where lines may end, against the Unicode Character Database's own tests (UAX #14 and #29)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from letterpack.model.letter import Run
from letterpack.text.breaks import BOX, FORBID, GLUE
from letterpack.text.hyphenate import hyphenate
from letterpack.typeset.items import Gatherer
from letterpack.typeset.lines import set_text
from letterpack.typeset.pieces import JUSTIFIED, RAGGED, Composition, TextFace
from tests.installed import needs
from tests.typeset.setting import setter

DATABASE = Path("/usr/share/unicode/auxiliary")
FACE = TextFace(11.0)
UNSEEN = " \u3000\u200b\u00ad\t\n\x0b\x0c\r\x85\u2028\u2029"
"""What is not shown at a line's end or start: a line that ends before it ends behind it."""
OTHERWISE = {
    # Unicode 16 and 17, which ICU knows, let lines end or not end here, against the tests of 15.1.
    *("\u00a0\u0308\u1b05", "\u00a0\u0308\u1b50", "\u00a0\u0308\u1b44", "\u1b50%", "\u1b50\u0308%", "$\u1b50", "$\u0308\u1b50"),
    *("equals .35 cents", "\u05d0-\u05d0"),
    # Addresses of the web end behind their signs, as their readers expect.
    *("(http://)xn--a", "{http://}xn--a"),
}


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
        if text:
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
    return {end for each in found if text[: (end := _behind_unseen(text, each))].strip(UNSEEN)} - {len(text)}


def _behind_unseen(text: str, end: int) -> int:
    while end < len(text) and text[end] in UNSEEN:
        end += 1
    return end


@pytest.mark.parametrize(("name", "least"), [("LineBreakTest.txt", 10_000), ("GraphemeBreakTest.txt", 1_100)])
def test_no_line_ends_where_unicode_says_none_may(name: str, least: int) -> None:
    every = list(cases(name))
    assert len(every) > least
    assert [text for text, whole in every if line_ends(text) & whole and text not in OTHERWISE] == []


def test_a_word_is_divided_only_where_it_is_one_word() -> None:
    every = list(cases("WordBreakTest.txt"))
    assert len(every) > 1_800
    for text, whole in every:
        for language in ("en", "fr", "de"):
            # A soft hyphen says itself where it divides.
            assert {at for at in hyphenate(text, language) if text[at] != "\u00ad"} <= whole, (text, language)


FRENCH = (
    "Nous demandons : « la libération immédiate » de M. Exemple ; où est-il ? Personne ne répond ! Le texte (voir « l’annexe »)"
    " dit : « rien » ; quelle honte ! « Le droit » ? 1 200 € – ou 12 % – suffisent… Et puis : « non ! »"
)


WORDS = {
    "fr": "le droit à la liberté d’expression, l’article 19 du Pacte et la Constitution n’ont pas été respectés",
    "es": "el derecho a la libertad de expresión, el artículo 19 del Pacto y la Constitución no se han respetado",
    "de": "das Recht auf freie Meinungsäußerung, Artikel 19 des Paktes und die Verfassung wurden nicht beachtet",
}
ENCLOSING = {
    "fr": "«_…_»|«…»|“…”|«_“…”_»|(…)|[…]|«_…_»…|«_…_» –|«_…_»-là",
    "es": "«…»|«_…_»|“…”|¿…?|¡…!|«¿…?»|¡¿…?!|(…)|«_…_»…|—…—",
    "de": "„…“|‚…‘|„‚…‘“|»…«|›…‹|»›…‹«|(…)",
}
ENDING = {"fr": "_;|_:|_!|_?|_!?|;|:|!|?|,|.", "es": ";|:|!|?|,|.|_:|_?|!?", "de": ";|:|!|?|,|.|!?|_:|_?"}
FIRST = {"fr": "«(“[", "es": "«(“¿¡", "de": "„‚("}
LAST = {"fr": ";:!?»)”],.", "es": ";:!?»)”,.", "de": ";:!?)“‘,."}


def generated(chance: random.Random, language: str) -> str:
    """Return a text of words, some of them enclosed, some ended by signs: ``_`` becomes a space of any kind, or none."""
    parts = []
    for _ in range(12):
        part = " ".join(chance.choices(WORDS[language].split(), k=chance.randint(1, 4)))
        if chance.random() < 0.5:
            opening, _, closing = chance.choice(ENCLOSING[language].split("|")).partition("…")
            part = f"{opening}{part}{closing}"
        if chance.random() < 0.6:
            part += chance.choice(ENDING[language].split("|"))
        parts.append(part)
    return "".join([chance.choice(("", " ", " ", "\u00a0", "\u202f")) if char == "_" else char for char in " ".join(parts)])


@pytest.mark.parametrize("composition", [JUSTIFIED, RAGGED])
@pytest.mark.parametrize("language", ["fr", "es", "de"])
def test_no_line_begins_with_a_closing_sign_or_ends_with_an_opening_one(language: str, composition: Composition) -> None:
    chance, made = random.Random(14), setter(language)
    texts = [FRENCH] * (language == "fr") + [generated(chance, language) for _ in range(12)]
    for text in texts:
        for measure in range(100, 400, 60):
            for line in set_text((Run(text),), measure + chance.random() * 60, FACE, made, composition).lines:
                said = "".join(piece.text for piece in line.pieces).strip(" \u00ad")
                assert said[0] not in LAST[language], (said, text)
                assert said[-1] not in FIRST[language], (said, text)


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


@pytest.mark.parametrize(
    ("language", "word", "costs"),
    [
        ("kk", "наным-сенімдеріне", {(6, 50.0), (8, 200.0), (11, 200.0), (13, 200.0)}),
        ("en", "self-determination", {(5, 50.0), (7, 200.0), (10, 200.0), (12, 200.0), (14, 200.0)}),
        ("kk", "Нұр-Сұлтан", {(4, 50.0)}),
        ("en", "sign-on", {(5, 50.0)}),
        ("en", "human-rights/2", {(6, 50.0), (13, 100.0)}),
    ],
)
def test_a_compound_is_broken_at_its_hyphen_first(language: str, word: str, costs: set[tuple[int, float]]) -> None:
    gathered = Gatherer(setter(language), FACE, JUSTIFIED)
    gathered.add(Run(word))
    found, at = set(), 0
    for item, atom in zip(gathered.items().penalty, gathered.atoms, strict=True):
        at += len(atom.text) if atom else 0
        if item:
            found.add((at, item))
    assert found == costs
