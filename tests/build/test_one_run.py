"""One run finds what all packets share and what single ones bring, each at its own place, however many processes look."""

from __future__ import annotations

from pathlib import Path

import pytest

from letterpack.campaign import streams
from letterpack.diagnostics import Diagnostic
from tests.build.making import BODY, HEAD, LETTER, campaign, make, person
from tests.enclosures.makers import good_pdf

GEORGIAN = "საქართველო"
"""A script that the bundled family lacks."""


def places(findings: tuple[Diagnostic, ...], *codes: str) -> list[tuple[str, str]]:
    return [(found.code, str(found.span)) for found in findings if found.code in codes]


def test_faults_of_the_letter_hide_none_of_an_addressee(tmp_path: Path) -> None:
    """The letter's own missing glyph and the addressee's, and what does not fit a window, come together."""
    people = [person("Alpha"), person("Beta", title=GEORGIAN), person("Gamma", address=["W" * 60, "Astana"])]
    made = make(tmp_path / "out", campaign(people, LETTER + f"\n{GEORGIAN}\n"))
    assert not made.ok
    found = places(made.findings, "LP210", "LP231")
    assert {("LP210", "addressees.yaml:9:10"), ("LP231", "addressees.yaml:17:5"), ("LP210", "letter.md:10:1")} <= set(found)


def test_mistakes_in_one_addressee_hide_none_in_the_setting_of_another(tmp_path: Path) -> None:
    """An unknown country, an address that is missing, an id that is taken: the rest is set all the same."""
    people = [
        person("Alpha", country="XX"),
        person("Beta", address=None),
        person("Alpha", title="Deputy Minister"),
        person("Gamma", title=GEORGIAN),
    ]
    made = make(tmp_path / "out", campaign(people))
    assert set(made.codes) == {"LP158", "LP154", "LP156", "LP210"}


@pytest.mark.parametrize("status", ["draft", "final"])
def test_rules_say_the_same_beside_workers(tmp_path: Path, status: str) -> None:
    """Several processes make packets while the rules run: a final letter is refused all the same, with single packets' faults."""
    people = [person("Alpha"), person("Beta", title="[TITLE]"), person("Gamma", title=GEORGIAN)]
    letter = LETTER.replace("\n---\n", f"\nstatus: {status}\n---\n", 1)
    alone, together = (make(tmp_path / str(number), campaign(people, letter), workers=number) for number in (1, 3))
    assert not together.ok
    assert "LP302" in together.codes
    assert "LP210" in together.codes
    assert together.findings == alone.findings


@pytest.mark.parametrize("held", [streams.MOST_HELD, 0])
def test_rows_that_are_no_addressees_are_passed_over_when_the_table_is_read_again(tmp_path: Path, held: int, monkeypatch) -> None:
    """It was not the file that changed."""
    monkeypatch.setattr(streams, "MOST_HELD", held)
    files = campaign(letter=HEAD + "We write of {{ addressee.name }}.\n\n" + BODY)
    del files["addressees.yaml"]
    files["addressees.csv"] = f"id,name,address1\na,Ada,Street 1\na,Bob,Street 2\n,,Street 3\nd,{GEORGIAN},Street 4\n".encode()
    made = make(tmp_path / "out", files)
    assert set(made.codes) == {"LP153", "LP156", "LP210"}
    assert ("LP210", "addressees.csv:5:3") in places(made.findings, "LP210")


ENCLOSING = HEAD.replace("---\n\n", "enclosures:\n  - enclosures/one.pdf\n  - enclosures/two.pdf\n---\n\n")


def test_an_enclosure_is_spoken_of_where_it_is_named(tmp_path: Path) -> None:
    """Each at its own item: of the letter's list, of an addressee's, of a copy's."""
    copies = {"to": [person("Alpha", enclosures=["enclosures/one.pdf", "enclosures/three.pdf"])], "cc": [person("Beta")]}
    copies["cc"][0]["enclosures"] = ["enclosures/four.pdf"]
    more = {f"enclosures/{name}.pdf": b"no PDF" for name in ("one", "two", "three", "four")}
    made = make(tmp_path / "out", campaign(copies, ENCLOSING + BODY, more=more))
    assert places(made.findings, "LP401") == [
        ("LP401", "addressees.yaml:10:5"),
        ("LP401", "addressees.yaml:19:5"),
        ("LP401", "letter.md:5:5"),
        ("LP401", "letter.md:6:5"),
    ]


def test_a_name_without_glyphs_is_spoken_of_where_the_enclosure_is_named(tmp_path: Path) -> None:
    path = f"enclosures/{GEORGIAN}.pdf"
    made = make(tmp_path / "out", campaign([person("Alpha", enclosures=[path])], more={path: good_pdf()}))
    assert {span.split(":")[0] for _, span in places(made.findings, "LP210")} == {"addressees.yaml"}


def test_an_enclosure_that_is_not_there_is_spoken_of_once(tmp_path: Path) -> None:
    made = make(tmp_path / "out", campaign([person("Alpha", enclosures=["enclosures/none.pdf"])]))
    assert made.codes == ["LP164"]


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_an_enclosure_that_many_share_is_spoken_of_once(tmp_path: Path, workers: int) -> None:
    """At the first of them in mailing order, whoever reads it first."""
    people = [person(f"P{index}", enclosures=["enclosures/all.pdf"]) for index in range(6)]
    made = make(tmp_path / "out", campaign(people, more={"enclosures/all.pdf": b"no PDF"}), workers=workers)
    assert places(made.findings, "LP401") == [("LP401", "addressees.yaml:8:5")]


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_packets_that_are_too_heavy_are_named(tmp_path: Path, workers: int) -> None:
    """The first in mailing order, and how many others there are with as many sheets."""
    more = {"enclosures/long.pdf": good_pdf(30), "enclosures/longer.pdf": good_pdf(40)}
    people = [person(f"P{index}", enclosures=["enclosures/long.pdf"] if index else None) for index in range(5)]
    people.append(person("Last", enclosures=["enclosures/longer.pdf"]))
    made = make(tmp_path / "out", campaign(people, more=more), workers=workers)
    heavy = [found for found in made.findings if found.code == "LP232"]
    assert [(found.packet, found.message.split(", and")[0]) for found in heavy] == [
        ("p1", "the packets for `p1` and 3 others have 16 sheets"),
        ("last", "the packet for `last` has 21 sheets"),
    ]
    assert {found.span.file for found in heavy} == {"addressees.yaml"}
