"""A letter that runs over by little comes out on a page less, its paragraphs with fields and notes set tighter like others."""

from __future__ import annotations

from pathlib import Path

import pytest

from letterpack.readback import PacketReader
from tests.build.making import HEAD, Made, boxes_of, campaign, make, person

TEXT = "the government of the country has not released the journalists whom courts sentenced for defamation in unfair trials "
NOTE = "\n\n[^n]: A note that says where.\n"


def letter(more: int, noted: bool) -> str:
    """Return four paragraphs with a field in each; ``more`` words a paragraph, a note where one is ``noted``."""
    call = "[^n]" if noted else ""
    words = [" ".join((TEXT * 9).split()[: 66 + more + 3 * number]) for number in range(4)]
    paragraphs = [f"To {{{{ addressee.name }}}}: {said}{call * (number == 2)}." for number, said in enumerate(words)]
    return HEAD + "\n\n".join(paragraphs) + NOTE * noted


def made(out: Path, text: str, monkeypatch: pytest.MonkeyPatch, *, tightened: bool, people: tuple[str, ...] = ("Alpha",)) -> Made:
    with monkeypatch.context() as patched:
        if not tightened:
            patched.setattr("letterpack.pipeline.build.packet.may_gain", lambda *_: False)
        found = make(out, campaign([person(who) for who in people], text))
    assert found.ok, found.findings
    return found


def test_own_paragraphs_are_tightened(tmp_path, monkeypatch) -> None:
    loose = made(tmp_path / "loose", letter(1, True), monkeypatch, tightened=False)
    tight = made(tmp_path / "tight", letter(1, True), monkeypatch, tightened=True)
    assert (len(loose.pages("alpha")), len(tight.pages("alpha"))) == (2, 1)
    shown = [
        [passage.text for passage in PacketReader().read(each.packets["alpha"], 0).passages if passage.roles[-1] in ("P", "Note")]
        for each in (loose, tight)
    ]
    assert shown[0] == shown[1], "the same words, in the same order"
    assert boxes_of(tight.packets["alpha"], 0, "A note that says where.")


def test_a_tightened_packet_is_its_own(tmp_path, monkeypatch) -> None:
    """Whether others are tightened beside it changes no packet (law 1)."""
    alone = made(tmp_path / "alone", letter(1, True), monkeypatch, tightened=True)
    people = ("Omega", "Alpha", "Li", "Bartholomew-Maximilian")
    among = made(tmp_path / "among", letter(1, True), monkeypatch, tightened=True, people=people)
    assert alone.packets["alpha"] == among.packets["alpha"]
    assert alone.row("alpha") == among.row("alpha")
    assert len({len(among.pages(who)) for who in among.packets}) == 2, "one of them is not to be had on a page"


def test_a_letter_that_runs_over_by_much_is_left_as_it_is(tmp_path, monkeypatch) -> None:
    loose = made(tmp_path / "loose", letter(60, False), monkeypatch, tightened=False)
    tight = made(tmp_path / "tight", letter(60, False), monkeypatch, tightened=True)
    assert loose.packets == tight.packets
