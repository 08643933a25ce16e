"""Titles and names over several lines: about equally long, read on where a reader reads on, and no dot at a line's end."""

from __future__ import annotations

import random

import pytest

from letterpack.model.letter import Run
from letterpack.typeset.lines import set_text
from letterpack.typeset.pieces import PHRASED, TITLE, Composition, SetLine, TextFace
from tests.typeset.setting import setter

FACE = TextFace(11.5, cut="bold")
PLAIN = TextFace(9.5)
WORDS = {
    "en": "rights freedom expression journalists press state recommendations release criminal defamation law media courts",
    "ru": "свобода слова журналисты государство рекомендации приговор освобождение закон печать суд клевета права",
    "de": "Freiheit Meinungsäußerung Presse Staat Empfehlungen Freilassung Gesetz Gericht Verleumdung Rechte Medien",
}


def said(line: SetLine) -> str:
    return "".join([piece.text for piece in line.pieces])


def lines_of(text: str, measure_pt: float, composition: Composition, face: TextFace = FACE) -> list[SetLine]:
    return list(set_text((Run(text),), measure_pt, face, setter(), composition).lines)


@pytest.mark.parametrize("tag", WORDS)
def test_a_title_of_several_lines_is_balanced(tag: str) -> None:
    chance = random.Random(tag)
    shares = []
    for _ in range(150):
        title = " ".join(chance.choices(WORDS[tag].split(), k=chance.randint(7, 22)))
        made = lines_of(title, 442.0, TITLE)
        if len(made) == 1:
            continue
        assert len(made) == len(lines_of(title, 442.0, Composition())), "balance costs no line"
        assert " " in said(made[-1]).strip(), "nor leaves a word alone"
        shares.append(min(line.width_pt for line in made) / max(line.width_pt for line in made))
    assert len(shares) > 30
    assert sum(shares) / len(shares) > 0.8
    assert min(shares) > 0.5


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("International Federation for Freedom of Expression", ("Federation", "Expression")),
        ("Association de la presse de Nulle-Part-lès-Forêts", ("presse", "Forêts")),
        ("Примерный центр свободы слова «Ёлка и подъезд»", ("свободы", "подъезд»")),
        ("Übungsverein für Presse, Recht und Freiheit", ("Presse,", "Freiheit")),
    ],
)
def test_a_name_breaks_where_a_reader_breaks_it(name: str, ends: tuple[str, ...]) -> None:
    made = lines_of(name, 150.0, PHRASED, PLAIN)
    assert [said(line).split()[-1].rpartition("-")[2] for line in made] == list(ends)


@pytest.mark.parametrize(
    ("title", "ends"),
    [
        ("Libération immédiate de la journaliste Anne Lefèvre et dépénalisation de la diffamation", "journaliste"),
        ("О немедленном освобождении журналистки Анны Петровой и об отмене уголовной ответственности за клевету", "Петровой"),
        ("The government of Kazakhstan must release journalist Amangeldy Batyrbekov and end criminal defamation", "journalist"),
        ("To the Ministry of Information and Public Development of the Republic of Kazakhstan:", "Information"),
    ],
)
def test_a_title_does_not_part_a_name(title: str, ends: str) -> None:
    first, _ = lines_of(title, 419.0, TITLE, TextFace(12.0, 0.0, "bold"))
    assert said(first).split()[-1] == ends


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("An open letter from 600 scholars: withdraw the Registration of Associations Bill", "scholars:"),
        (
            "Pourquoi les journalistes ne peuvent-ils plus travailler\u202f? Lettre ouverte au ministre sur les violences",
            "travailler\u202f?",
        ),
        ("Änderung des Strafgesetzbuches und der Strafprozessordnung (Bundestags-Drucksache 21/1234)", "Strafprozessordnung"),
        ("Budget of the International Office for the Northern Provinces, years 2019 – 2021, and its final audit", "Provinces,"),
    ],
)
def test_a_title_ends_its_line_at_a_pause(title: str, first: str) -> None:
    made, *_ = lines_of(title, 419.0, TITLE, TextFace(12.0, 0.0, "bold"))
    assert said(made).rstrip().endswith(first)


def test_a_dot_at_a_line_s_end_is_heard_and_not_seen() -> None:
    chance = random.Random(7)
    broken = 0
    for _ in range(300):
        parts = [" ".join(chance.choices(WORDS["en"].split(), k=chance.randint(1, 4))) for _ in range(chance.randint(2, 5))]
        text = " · ".join(parts)
        made = lines_of(text, chance.uniform(90.0, 260.0), PHRASED, PLAIN)
        assert "".join(map(said, made)) == text
        for line in made[:-1]:
            if said(line).endswith(" · "):
                broken += 1
                alone = lines_of(said(line).removesuffix(" · "), 1_000.0, PHRASED, PLAIN)
                assert line.width_pt == pytest.approx(alone[0].width_pt, abs=0.01)
                assert line.pieces[-1].operators.count("ActualText") == 1
            assert not said(line).endswith("·")
        assert not any(said(line).startswith("·") for line in made)
    assert broken > 50


def test_a_line_that_ends_between_an_initial_and_its_name_ends_in_a_space() -> None:
    made = lines_of("the case of A. Batyrbekov " * 12, 200.0, Composition())
    assert "".join(map(said, made)).split() == ("the case of A. Batyrbekov " * 12).split()
