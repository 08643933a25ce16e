"""A proof shows what a build would make, says where each text comes from, and what is special to a packet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import letterpack
from letterpack.pipeline.proof import Proof

LETTER = """---
date: 2026-03-02
subject: A subject
---

The first paragraph is the same for all.

Dear {{ addressee.name }}, you are the {{ addressee.title }}.

::: for b

Only Berta reads this.

:::

The last paragraph.
"""
PEOPLE = """to:
  - id: a
    name: Anna Example
    title: Minister
    address: [Street 1]
    country: SE
  - id: b
    name: Berta Example
    title: Judge
    salutation: Your Honor,
    address: [Street 2]
    country: SE
cc:
  - id: c
    copy_of: a
    name: Copy Example
    address: [Street 3]
    country: NO
"""
SIGNATORIES = (
    "name,organization\nZoe,Union of Examples\nYan,Society of a very long name that needs more than the one line it has\n"
)


@pytest.fixture
def spring(tmp_path: Path) -> Path:
    for name, text in (("letter.md", LETTER), ("addressees.yaml", PEOPLE), ("signatories.csv", SIGNATORIES)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def lines_of(spring: Path, packet: letterpack.ProofPacket, kind: str) -> set[tuple[str, str]]:
    """Return the source lines behind the places of a kind, each with its file."""
    return {
        (place.file, Path(spring, place.file).read_text(encoding="utf-8").splitlines()[place.line - 1].strip())
        for place in packet.places
        if place.kind == kind
    }


def made(proof: Proof, name: str) -> letterpack.ProofPacket:
    packet = proof.packet(name)
    assert packet is not None, proof.findings
    return packet


def test_entries_are_the_packets_of_a_build_and_each_has_its_bytes(spring: Path) -> None:
    proof = letterpack.proof(spring)
    result = letterpack.build(spring, out=letterpack.MemoryStore())
    rows = list(result.packets())
    assert [entry.id for entry in proof.entries] == [row.id for row in rows]
    for row in rows:
        packet = made(proof, row.id)
        assert packet.row == row and packet.pdf == result.read(row) and len(packet.pages) == row.pages
    assert not (spring / "build").exists()


def test_every_text_leads_to_its_source(spring: Path) -> None:
    packet = made(letterpack.proof(spring), "a")
    told = {(place.file, place.line) for place in packet.places}
    for number, line in enumerate(LETTER.splitlines(), 1):
        if line.startswith(("The ", "Dear", "subject", "date")):
            assert ("letter.md", number) in told, line
    assert {("signatories.csv", 2), ("signatories.csv", 3)} <= told
    assert ("addressees.yaml", 3) in told and ("addressees.yaml", 4) in told and ("addressees.yaml", 5) in told
    for place in packet.places:
        page = packet.pages[place.page - 1]
        assert 0 <= place.x_pt <= place.x_pt + place.width_pt <= page.width_pt
        assert 0 <= place.y_pt <= place.y_pt + place.height_pt <= page.height_pt


def test_what_is_special_to_a_packet_is_told_and_nothing_else(spring: Path) -> None:
    proof = letterpack.proof(spring)
    anna, berta, copy = made(proof, "a"), made(proof, "b"), made(proof, "c")
    assert {place.text for place in anna.places if place.kind == "field"} == {"Anna Example", "Minister"}
    assert {place.text for place in berta.places if place.kind == "field"} == {"Berta Example", "Judge"}
    assert lines_of(spring, berta, "branch") == {("letter.md", "Only Berta reads this.")}
    assert not lines_of(spring, anna, "branch")
    assert ("addressees.yaml", "salutation: Your Honor,") in lines_of(spring, berta, "own")
    assert any(place.kind == "copy" and place.page == 1 for place in copy.places)
    shared = {text for file, text in lines_of(spring, anna, "text") if file == "letter.md"}
    assert {"The first paragraph is the same for all.", "The last paragraph."} <= shared


def test_a_page_keeps_its_key_until_it_looks_different(spring: Path) -> None:
    before = made(letterpack.proof(spring), "a")
    (spring / "addressees.yaml").write_text(PEOPLE.replace("Street 2", "Street 22"), encoding="utf-8")
    assert [page.key for page in made(letterpack.proof(spring), "a").pages] == [page.key for page in before.pages]
    (spring / "letter.md").write_text(LETTER.replace("same for all", "same for each"), encoding="utf-8")
    assert made(letterpack.proof(spring), "a").pages[0].key != before.pages[0].key


def test_a_picture_is_as_large_as_asked_and_never_too_large(spring: Path) -> None:
    packet = made(letterpack.proof(spring), "a")
    for scale in (0.5, 1.0, 2.0):
        png = packet.picture(1, scale)
        assert png.startswith(b"\x89PNG") and abs(int.from_bytes(png[16:20]) - scale * packet.pages[0].width_pt) <= 1
    huge = packet.picture(1, 1e6)
    assert int.from_bytes(huge[16:20]) * int.from_bytes(huge[20:24]) <= 25_100_000
    for page in (0, -1, 99):
        with pytest.raises(IndexError):
            packet.picture(page, 1.0)


def test_mistakes_are_findings_of_a_proof(spring: Path) -> None:
    (spring / "letter.md").write_text(LETTER + "\n{{ addressee.nonsense }}\n", encoding="utf-8")
    proof = letterpack.proof(spring)
    assert not proof.ok and proof.packet("a") is None
    assert [(found.file, found.line) for found in proof.findings if found.severity == "error"] == [("letter.md", 18)]
    (spring / "letter.md").unlink()
    proof = letterpack.proof(spring)
    assert not proof.ok and proof.entries == () and proof.findings and proof.judge() == proof.findings


def test_judging_finds_what_a_check_finds_in_the_sources(spring: Path) -> None:
    (spring / "letter.md").write_text(LETTER.replace("The last", "TODO the last"), encoding="utf-8")
    checked = letterpack.check(spring)
    assert not checked.built and checked.findings
    assert set(checked.findings) <= set(letterpack.proof(spring).judge())


def test_a_comment_that_is_settled_is_found_no_more(spring: Path) -> None:
    (spring / "letter.md").write_text(LETTER.replace("date:", "status: final\ndate:"), encoding="utf-8")
    review = letterpack.comment(spring, "Which office?", by="Ada", on=date(2026, 3, 3))
    proof = letterpack.proof(spring)
    assert "LP330" in {found.code for found in proof.judge()}
    letterpack.settle(spring, review.comments[0].id, by="Ben")
    assert "LP330" not in {found.code for found in proof.judge()}


def test_an_address_that_does_not_fit_is_found_in_every_packet(spring: Path) -> None:
    lines = ", ".join([f"Line {number}" for number in range(20)])
    (spring / "addressees.yaml").write_text(PEOPLE.replace("[Street 2]", f"[{lines}]"), encoding="utf-8")
    proof = letterpack.proof(spring)
    assert made(proof, "a")
    assert any(found.severity == "error" and found.packet == "b" for found in proof.judge())
    assert proof.ok and made(proof, "a") and proof.packet("b") is None and made(proof, "c")


def test_an_error_against_a_rule_keeps_no_packet_from_being_shown(spring: Path) -> None:
    (spring / "letterpack.yaml").write_text("names: [Amangeldy Batyrbekov]\n", encoding="utf-8")
    (spring / "letter.md").write_text(LETTER.replace("The last", "Amangeldy Batyrbekovv, the last"), encoding="utf-8")
    proof = letterpack.proof(spring)
    assert any(found.severity == "error" for found in proof.judge())
    assert proof.ok and made(proof, "a")


def test_nobody_is_no_packet(spring: Path) -> None:
    assert letterpack.proof(spring).packet("nobody") is None


def test_zones_are_the_forms_millimeters(spring: Path) -> None:
    (spring / "letterpack.yaml").write_text("form: din5008b\n", encoding="utf-8")
    zones = {zone.name: zone for zone in letterpack.proof(spring).zones}
    assert (zones["paper"].width_mm, zones["paper"].height_mm) == (210.0, 297.0)
    assert zones["window"].width_mm > zones["window-safe"].width_mm
    assert zones["fold"].height_mm == 0


def test_no_campaign_is_said() -> None:
    with pytest.raises(letterpack.CampaignNotFound):
        letterpack.proof("there/is/none")
