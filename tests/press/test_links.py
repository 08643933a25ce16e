"""Links: from a call to its note and back, to web addresses; each annotation under its element, each packet's at its place."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from tests.build.making import Made, boxes_of, campaign, make, person
from tests.pdf_kinds import array, dictionary

HEAD = "---\ndate: 2026-03-02\nstatus: final\nlanguage: {language}\n---\n\n"
NOTED = (
    "One.[^b] Two, {{ addressee.name }}.[^a] One again.[^b]\n\n"
    "| Court[^b] |\n|---|\n| No^[In a cell.] |\n\n[^a]: Note A.\n\n[^b]: Note B.\n"
)


class Shown(NamedTuple):
    """A link: its page and box, the roles of its element and those above it, what is read out, where it leads."""

    page: int
    box: tuple[float, ...]
    roles: tuple[str, ...]
    said: str
    page_led_to: int | None
    top_led_to: float
    address: str


def made(
    tmp_path: Path, body: str, language: str = "en", settings: dict[str, Any] | None = None, names: tuple[str, ...] = ("Alpha",)
) -> Made:
    people = [person("Alpha", id=f"a{index}", name=name) for index, name in enumerate(names)]
    found = make(tmp_path / "out", campaign(people, HEAD.format(language=language) + body, settings=settings))
    assert found.ok, found.findings
    return found


def links(pdf: bytes) -> list[Shown]:
    """Return the links of a PDF, each found again from the parent tree and from its element."""
    reader = PdfReader(BytesIO(pdf))
    tree = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    owners = {int(tree[at]): tree[at + 1] for at in range(0, len(tree), 2)}
    ids = [page.indirect_reference.idnum for page in reader.pages]
    found: list[Shown] = []
    for index, page in enumerate(reader.pages):
        for reference in page.get("/Annots", ArrayObject()):
            annotation = reference.get_object()
            element = owners[annotation["/StructParent"]].get_object()
            assert element["/S"] == "/Link"
            assert [kid.raw_get("/Obj").idnum for kid in _objects(element)] == [reference.idnum], "one element a link"
            target = annotation.get("/Dest")
            found.append(
                Shown(
                    index,
                    tuple(float(each) for each in annotation["/Rect"]),
                    _roles(element),
                    annotation["/Contents"],
                    ids.index(target[0].idnum) if target else None,
                    float(target[3]) if target else 0.0,
                    "" if target else annotation["/A"]["/URI"],
                )
            )
    return found


def _objects(element: DictionaryObject) -> list[DictionaryObject]:
    return [kid for kid in array(element["/K"]) if isinstance(kid, DictionaryObject) and kid.get("/Type") == "/OBJR"]


def _roles(element: DictionaryObject) -> tuple[str, ...]:
    roles: list[str] = []
    while "/S" in element:
        roles.append(str(element["/S"]))
        element = dictionary(element["/P"])
    return tuple(roles[:3])


def test_a_call_leads_to_its_note_and_the_note_back(tmp_path: Path) -> None:
    pdf = made(tmp_path, NOTED).packets["a0"]
    found = links(pdf)
    calls = [each for each in found if each.roles[1] == "/Reference"]
    backs = [each for each in found if each.roles[1:] == ("/Lbl", "/Note")]
    assert len(found) == 8
    assert [each.said for each in calls] == ["Note 1", "Note 2", "Note 1", "Note 1", "Note 3"]
    assert [each.said for each in backs] == ["Back to the text"] * 3
    notes = [boxes_of(pdf, 0, text)[0] for text in ("Note\u00a0B.", "Note\u00a0A.", "In a cell.")]
    height = 841.89
    for call in calls:
        _, top, _, foot = notes[int(call.said.split()[1]) - 1]
        assert call.page_led_to == 0
        assert top - 6 <= height - call.top_led_to <= foot, "the page is shown from the note on"
    firsts = [calls[0], calls[1], calls[4]]
    for back, first in zip(backs, firsts, strict=True):
        assert first.box[3] <= back.top_led_to <= first.box[3] + 12, "from the line of the first call on"


def test_links_stand_where_their_text_stands(tmp_path: Path) -> None:
    body = (
        "To {{ addressee.name }} of [the page](https://example.org/a) and [the page](https://example.org/b).[^n]\n\n[^n]: Note.\n"
    )
    found = made(tmp_path, body, names=("Li", "Bartholomew Maximilian Alexander"))
    for packet in ("a0", "a1"):
        (left, top, _, foot), *_, (_, _, right, _) = boxes_of(found.packets[packet], 0, "the page")
        first = next(each for each in links(found.packets[packet]) if each.address.endswith("/a"))
        assert (first.box[0], first.box[2]) == pytest.approx((left, right), abs=1.0)
        assert first.box[1] < 841.89 - foot < 841.89 - top < first.box[3] + 1.0
    assert links(found.packets["a0"])[0].box != links(found.packets["a1"])[0].box


def test_packets_whose_names_move_links_share_their_plan(tmp_path: Path) -> None:
    found = made(tmp_path, NOTED, names=("Li", "Wu Yan", "Maximilian"))
    one, *others = found.packets.values()
    constant = one[: len(one) * 7 // 10]
    assert all(each.startswith(constant) for each in others)


def test_words_are_those_of_the_letters_language(tmp_path: Path) -> None:
    said = {each.said for each in links(made(tmp_path, NOTED, "ru").packets["a0"])}
    assert said == {"Примечание 1", "Примечание 2", "Примечание 3", "Вернуться к тексту"}


def test_a_note_that_moves_to_another_page_is_led_to_there(tmp_path: Path) -> None:
    long = "\n\n".join(["The court has not ruled on it, and the journalists are in prison to this day, as we wrote before."] * 30)
    found = links(made(tmp_path, f"{long}\n\nOnce more.[^n]\n\n[^n]: Note.\n").packets["a0"])
    assert [(each.page, each.page_led_to) for each in found] == [(1, 1), (1, 1)]


def test_print_shows_no_link_and_a_letter_without_notes_pays_nothing(tmp_path: Path) -> None:
    printed = made(tmp_path / "print", NOTED, settings={"profile": "print"}).packets["a0"]
    assert links(printed) == []
    assert b"/Annots" not in made(tmp_path / "plain", "One.\n").packets["a0"]
