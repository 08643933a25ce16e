"""What goes around running text: notes and their calls, what is struck out, addresses that run over a line's end."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

from letterpack.model.letter import Footnote, Paragraph, Run
from letterpack.readback import PacketReader
from letterpack.spans import Span
from letterpack.styles import STANDARD, load_style
from letterpack.typeset.body import flowing
from letterpack.typeset.running import Position
from tests.build.making import Made, boxes_of, campaign, make, pages_of, person
from tests.typeset.setting import context

PLACE = Position(0.0, 436.0, (), load_style(STANDARD).body, load_style(STANDARD).body_space_pt, {})
HEAD = "---\ndate: 2026-03-02\nstatus: final\n---\n\n"


def made(tmp_path: Path, body: str, *people: str) -> Made:
    found = make(tmp_path / "out", campaign([person(who) for who in people or ("Alpha",)], HEAD + body))
    assert found.ok, found.findings
    return found


def passages(found: Made, packet: str = "alpha") -> list[tuple[str, str]]:
    read = PacketReader().read(found.packets[packet], 0)
    assert not read.problems
    return [("/".join(passage.roles[2:]), passage.text) for passage in read.passages]


def test_notes_are_numbered_by_their_calls_and_stand_at_the_foot(tmp_path: Path) -> None:
    found = made(tmp_path, "One.[^b] Two.[^a] One again.[^b]\n\n[^a]: Note *A*.\n\n[^b]: Note B.\n")
    assert "One.¹ Two.² One again.¹" in found.text("alpha")
    assert found.text("alpha").endswith("Yours faithfully, 1 Note B. 2 Note A.")
    first, second = boxes_of(found.packets["alpha"], 0, "Note\u00a0B."), boxes_of(found.packets["alpha"], 0, "Note\u00a0A.")
    assert first[0][1] > 700
    assert second[0][1] > first[0][1]


def test_a_note_is_read_behind_the_block_that_calls_it(tmp_path: Path) -> None:
    said = passages(made(tmp_path, "> One.[^a]\n\nTwo.\n\n[^a]: Note.\n\n    More of it.\n"))
    at = said.index(("BlockQuote/P", "One.¹"))
    assert said[at : at + 5] == [
        ("BlockQuote/P", "One.¹"),
        ("BlockQuote/Note/Lbl", "1"),
        ("BlockQuote/Note/P", "Note."),
        ("BlockQuote/Note/P", "More of it."),
        ("P", "Two."),
    ]


def test_a_note_has_an_identifier_and_its_call_is_a_reference(tmp_path: Path) -> None:
    reader = PdfReader(BytesIO(made(tmp_path, "One.[^a]\n\n[^a]: Note.\n").packets["alpha"]))
    elements = [
        each.get_object() for each in map(reader.get_object, range(1, len(reader.xref_objStm) + 60)) if isinstance(each, dict)
    ]
    notes = [each for each in elements if each.get("/S") == "/Note"]
    assert [bool(each.get("/ID")) for each in notes] == [True]
    assert [each.get("/S") for each in elements].count("/Reference") == 1


def test_numbers_are_those_of_each_packet_where_blocks_for_some_call_notes(tmp_path: Path) -> None:
    body = "::: for alpha\nFor one.[^a]\n:::\n\nFor all.[^b]\n\n[^a]: Note A.\n\n[^b]: Note B, {{ addressee.name }}.\n"
    found = made(tmp_path, body, "Alpha", "Beta")
    assert found.text("alpha").endswith("1 Note A. 2 Note B, Alpha Example.")
    assert "For all.¹" in found.text("beta")
    assert found.text("beta").endswith("Yours faithfully, 1 Note B, Beta Example.")


def test_a_note_that_only_a_block_for_some_calls_first_is_not_lost(tmp_path: Path) -> None:
    body = "::: for alpha\nFor one.[^a]\n:::\n\nFor all.[^a]\n\n[^a]: The note.\n"
    found = made(tmp_path, body, "Alpha", "Beta")
    assert found.text("beta").endswith("1 The note.")


def test_a_table_that_calls_a_note_may_have_an_empty_cell(tmp_path: Path) -> None:
    found = made(tmp_path, "| A | B |\n|---|---|\n| One.[^a] | |\n\n[^a]: Note.\n")
    assert "One.¹" in found.text("alpha")


def test_a_note_may_stand_within_its_call(tmp_path: Path) -> None:
    first = "One^[Note *A*, [there](https://example.org), {{ addressee.name }}, `a]`.] and two.[^b]"
    found = made(tmp_path, f"{first}\n\n> Three^[At\nlast.]\n\n[^b]: Note B.\n")
    assert found.codes == ["LP117"], "a letter of nobody, and nothing else"
    said = passages(found)
    start = said.index(("P", "One¹ and two.²"))
    assert [text for _, text in said[start:-1]] == [
        *("One¹ and two.²", "1", "Note A, there, Alpha Example, a].", "2", "Note\u00a0B.", "Three³", "3", "At last.")
    ]
    assert said[start + 7][0] == "BlockQuote/Note/P"


def test_calls_side_by_side_are_not_read_as_one_number(tmp_path: Path) -> None:
    found = made(tmp_path, "One.^[Note A.][^b] Two.[^b]^[Note C.]\n\n[^b]: Note B.\n")
    assert "One.¹ ² Two.² ³" in found.text("alpha").replace("\u202f", " ")
    assert "¹²" not in found.text("alpha")


def test_what_is_struck_out_is_read_and_has_a_rule_through_it(tmp_path: Path) -> None:
    found = made(tmp_path, "They are ~~free *soon*~~ free.\n")
    assert "They are free soon free." in found.text("alpha")
    plain = make(tmp_path / "plain", campaign([person("Alpha")], HEAD + "They are free *soon* free.\n"))
    struck, bare = (PacketReader().read(each.packets["alpha"], 0) for each in (found, plain))
    assert [passage.text for passage in struck.passages] == [passage.text for passage in bare.passages]
    assert len(found.packets["alpha"]) > len(plain.packets["alpha"])


def test_an_address_runs_over_without_a_hyphen(tmp_path: Path) -> None:
    address = "https://www.example.org/reports/2019/kazakhstan/freedom-of-expression/defamation?language=en&format=pdf#section-4"
    found = made(tmp_path, f"We ask you to read what has been written of this case and of others at {address} with care.\n")
    (page,) = pages_of(found.packets["alpha"])
    lines = page.split("\n")
    start = next(index for index, line in enumerate(lines) if "https:" in line)
    assert re.search(r"[/.?&=#-]$", lines[start].rstrip())
    assert address in page.replace("\n", "")
    assert found.codes == ["LP117"], "a letter of nobody, and nothing else"


def test_italics_that_only_varying_text_has_are_shown_in_a_font_of_the_file(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        "Known *only* to {{ addressee.name }} and **bold** too.\n\n| *a* | {{ addressee.name }} |\n|---|---|\n| b | c |\n",
    )
    assert "Known only to Alpha Example and bold too." in found.text("alpha")
    assert PacketReader().read(found.packets["alpha"], 0).problems == ()


OFFICE = (
    "Minister for the Coordination of Regional Development, Labour, Social Protection and the Supervision of the Penitentiary "
    "Institutions of the Republic"
)


def heads(found: Made, packet: str) -> list[str]:
    """What stands before the date on the second line of text boxes: the running head of each following page."""
    return [page.split("2 March 2026")[0].strip().split("\n")[0].strip() for page in found.pages(packet)[1:]]


def test_a_running_head_that_does_not_fit_is_cut_short_and_says_so(tmp_path: Path) -> None:
    """At a word; where there is none, at a letter. The address block has the whole, so nothing is lost."""
    people = [person("Alpha", title=OFFICE), person("Beta", title="Organisation/" * 11)]
    found = make(tmp_path / "out", campaign(people, HEAD + "They must be released.\n\n" * 90))
    assert found.ok, found.findings
    assert set(heads(found, "alpha")) == {
        "Minister for the Coordination of Regional Development, Labour, Social Protection and the…"
    }
    assert OFFICE in found.text("alpha")
    (beta,) = set(heads(found, "beta"))
    assert beta.startswith("Organisation/Organisation/")
    assert beta.endswith("…")


def test_a_running_head_of_a_joint_letter_says_that_there_are_others(tmp_path: Path) -> None:
    people = [person("Alpha", title=OFFICE[:80], jointly=["beta"]), person("Beta", title=OFFICE[:80])]
    found = make(tmp_path / "out", campaign(people, HEAD + "They must be released.\n\n" * 90))
    assert heads(found, "alpha")[-1] == f"{OFFICE[:80]}; …"


def test_no_running_head_runs_into_its_date(tmp_path: Path) -> None:
    for count in range(60, 130, 7):
        people = [person("Alpha", title=("Office of W. " * 12)[:count])]
        found = make(tmp_path / str(count), campaign(people, HEAD + "Release.\n\n" * 90))
        whom = boxes_of(found.packets["alpha"], 1, heads(found, "alpha")[0])
        date = boxes_of(found.packets["alpha"], 1, "2 March 2026")
        assert date[0][0] - whom[-1][2] >= 17.0


def test_an_address_of_the_letterhead_is_not_broken_where_another_line_has_room_for_it(tmp_path: Path) -> None:
    sender = {
        "names": ["Fund"],
        "address": ["12 Abai Street", "050000 Almaty"],
        "contact": ["+7 727 123 45 67", "office@example.org"],
    }
    settings = {"form": "us10", "sender": sender}
    entry = person("Alpha", name="", organization="")
    house = {"styles/house.toml": b'[order]\ncontact = "head"\n'}
    letter = HEAD.replace("status", "style: house\nstatus") + "Text.\n"
    found = make(tmp_path / "out", campaign([entry], letter, settings=settings, more=house))
    assert found.ok, found.findings
    assert "\noffice@example.org\n" in found.pages("alpha")[0]


@pytest.mark.parametrize(("height", "lowered"), [(60, False), (400, True)])
def test_a_running_head_is_lowered_only_as_far_as_a_letterhead_comes_down(tmp_path: Path, height: int, lowered: bool) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 6000 {height}"><rect width="6000" height="{height}"/></svg>'
    body = HEAD + "They must be released.\n\n" * 90
    plain = make(tmp_path / "plain", campaign([person("Alpha")], body))
    settings = {"letterhead": {"following": "head.svg"}}
    found = make(tmp_path / "out", campaign([person("Alpha")], body, settings=settings, more={"head.svg": svg.encode()}))
    assert found.ok, found.findings
    before, after = (boxes_of(each.packets["alpha"], 1, "2 March 2026")[0][3] for each in (plain, found))
    assert (after > before + 1.0) is lowered
    assert after < boxes_of(found.packets["alpha"], 1, "They")[0][1]


def test_a_paragraph_with_a_note_has_a_tighter_setting_with_the_same_note() -> None:
    note = Footnote("a", (Paragraph((Run("A note. " * 30),), Span("letter.md", 9, 1)),), Span("letter.md", 9, 1), 1)
    for words in range(60, 120):
        text = " ".join(("journalists", "in", "prison", "for", "words")[at % 5] for at in range(words))
        runs = (Run(text), Run("¹", link="#1", note=note), Run(" and more of them."))
        block = flowing(Paragraph(runs, Span("letter.md", 7, 1)), PLACE, context(), own=False, tightened=True)
        if block.tight:
            break
    else:
        raise AssertionError("none is to be had in fewer lines")
    assert block.tight == block.flowing - 1
    stretch = [strip.notes for strip in block.strips if strip.notes]
    assert stretch == [((0, block.asides),)] * 2
    assert sum(1 for strip in block.strips for mark in strip.marks if "Lbl" in [each.role for each in mark.path]) == 1


@pytest.mark.parametrize("lines", range(8, 16))
def test_no_page_begins_with_the_mark_between_two_passages(tmp_path: Path, lines: int) -> None:
    """It stands lower on its page than some words of the letter."""
    long = "We write to you about the journalists who are in prison and who must be released at once, as the law asks. " * 3
    before = [long, long, long, *[f"Word{'abcdefghijklmnop'[index]}." for index in range(lines)]]
    found = made(tmp_path, "\n\n".join([*before, "***", *[long] * 4]))
    document = pypdfium2.PdfDocument(found.packets["alpha"])
    try:
        marks = [
            (index, page.get_height() - each.get_bounds()[3])
            for index, page in enumerate(document)
            for each in page.get_objects()
            if each.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH and 40.0 < each.get_bounds()[2] - each.get_bounds()[0] < 60.0
        ]
    finally:
        document.close()
    ((page, down),) = marks
    last = f"Word{'abcdefghijklmnop'[lines - 1]}."
    assert page == 0 or boxes_of(found.packets["alpha"], page, last)[0][3] < down
