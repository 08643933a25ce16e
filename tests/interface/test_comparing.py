"""What ``diff`` says in other languages: its words in theirs, the packets' words as they are."""

from __future__ import annotations

import re

import pytest

from letterpack.interface import ENGLISH, speak
from letterpack.model.change import Change, Comparison, Consequence, Group, PacketChanges
from letterpack.render.changes import changes_text
from letterpack.review.report import Pictures, report_html

MOVED = Change("moved", "closing", "", "", 2, dx_mm=0.2, dy_mm=-3.0)
ADDRESSED = Change("address", "address", "one moved street", "all packets", 1)
HIDDEN = Change("invisible", "salutation", "a", "b", note="soft hyphens (U+00AD): 0 before, 2 now", lead="date")
COMPARISON = Comparison(
    "old",
    "new",
    (Change("text", "letter.md: date", "2026-01-01", "2026-01-02"),),
    (
        PacketChanges("date", "text", "changed", pages=(2, 3), groups=(0, 1)),
        PacketChanges("minister", "Minister", "failed", why="the file cannot be read: it has no pages"),
    ),
    (
        Group(ADDRESSED, ("date", "minister"), follows=(Consequence(MOVED, ("date",)),)),
        Group(HIDDEN, ("date",)),
    ),
    notes=("`old` is only a part of its batch",),
)
FRENCH = """sources
letter.md: date
  - 2026-01-01
  + 2026-01-02

les deux envois: adresse
  - one moved street
  + all packets
  avec cela, date: formule de politesse : déplacement de 0.2 mm à droite et de
    3.0 mm vers le haut
date: changement invisible : formule d’appel
    date [-a-]{+b+}
  traits d’union conditionnels (U+00AD) : 0 avant, 2 maintenant

minister  échec               le fichier est illisible : il n’a pas de pages
date      modifié             pages : 2 → 3 · text
échecs : 1 · modifiés : 1
remarque: `old` n’est qu’une partie de son ensemble"""


@pytest.fixture
def french():
    speak("fr")
    yield
    speak(ENGLISH)


@pytest.fixture
def arabic():
    speak("ar")
    yield
    speak(ENGLISH)


def test_the_terminal(french) -> None:
    assert "\n".join(changes_text(COMPARISON)) == FRENCH


def test_the_report(french) -> None:
    told = report_html(COMPARISON, Pictures((), {}))
    assert '<html lang="fr" dir="ltr">' in told
    for ours in (
        "Envois qui diffèrent : 2 sur 2",
        ">changement invisible : formule d’appel<",
        ">dans les deux envois<",
        "<bdi>one moved street</bdi>",
    ):
        assert ours in told
    assert not re.search(r"\{\{|\b(Skip to|Show on|Reviewed|packets differ|Your name)\b", told.partition('<script type="app')[0])
    assert '"words":{' in told


def test_the_report_from_right_to_left(arabic) -> None:
    told = report_html(COMPARISON, Pictures((), {}))
    assert '<html lang="ar" dir="rtl">' in told
    # What isolates values on a terminal would be shown as the characters that nobody sees.
    assert not re.search("[\u2066-\u2069]|U\\+206", told.partition('<script type="app')[0])


def test_english_brings_no_words() -> None:
    told = report_html(COMPARISON, Pictures((), {}))
    assert '"words":{}' in told
    assert "2 of 2 packets differ" in told
