"""Realistic changes, each told as the one change that it is and nothing else."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

import letterpack.pipeline.build.kit as kit_module
from letterpack.forms import load_form
from letterpack.styles import load_style
from letterpack.units import mm_to_pt
from letterpack.values import replace
from tests.build.making import HEAD, campaign, make, person
from tests.fontmaking import font
from tests.review.comparing import LONG, compare_campaigns, compare_files, compare_folders, drawn, edited, swap_pages, tell, told
from tests.trying import many

pytestmark = pytest.mark.usefixtures("any_store")

ONE = [person("Alpha", salutation="Dear Minister,", country="KZ")]
UNIONS = [f"Example Union {index:03}" for index in range(200)]


def letter(body: str = LONG, **head: str) -> str:
    more = "".join(f"{key}: {value}\n" for key, value in head.items())
    return HEAD.replace("subject:", f"{more}subject:") + body + "\n"


def test_one_word(tmp_path: Path) -> None:
    found = compare_campaigns(
        tmp_path, campaign(ONE, letter()), campaign(ONE, letter(LONG.replace("appeal has", "cassation has", 1)))
    )
    assert told(found) == [("text", "paragraph", "appeal", "cassation")]
    assert found.groups[0].change[-2:] == ("that the court of", "has to hear them")
    assert found.packets[0].status == "changed"


def test_a_new_signatory_in_two_hundred(tmp_path: Path) -> None:
    more = [*UNIONS[:100], "Zebra Example Society", *UNIONS[100:]]
    found = compare_campaigns(tmp_path, campaign(ONE, letter(), UNIONS), campaign(ONE, letter(), more))
    assert told(found) == [("signatory", "signatory", "", "Zebra Example Society")]
    assert found.packets[0].reflowed > 50


def test_an_address(tmp_path: Path) -> None:
    moved = [{**ONE[0], "address": ["Alpha Street 12", "010000 Astana"]}]
    found = compare_campaigns(tmp_path, campaign(ONE, letter()), campaign(moved, letter()))
    assert told(found) == [("address", "address", "Alpha Street 1", "Alpha Street 12")]


def test_two_tenths_of_a_millimetre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = campaign(ONE, letter())
    assert make(tmp_path / "old", files).ok
    form = load_form("plain-a4")
    area = form.address.recipient
    shifted = replace(form, address=replace(form.address, text_x_pt=form.address.text_x_pt + mm_to_pt(0.2)))
    assert area is not None
    monkeypatch.setattr(kit_module, "campaign_form", lambda campaign: shifted)
    assert make(tmp_path / "new", files).ok
    found = compare_folders(tmp_path)
    assert told(found) == [("moved", "address", "", "")]
    assert (found.groups[0].change.dx_mm, found.groups[0].change.dy_mm) == (0.2, 0.0)
    assert found.packets[0].status == "layout"


def test_a_larger_font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = campaign(ONE, letter())
    assert make(tmp_path / "old", files).ok
    measures = load_style("standard")
    monkeypatch.setattr(
        kit_module,
        "load_style",
        lambda name, own: replace(measures, body=replace(measures.body, size_pt=measures.body.size_pt - 0.5)),
    )
    assert make(tmp_path / "new", files).ok
    (kind, field, before, after), *others = told(compare_folders(tmp_path))
    assert (kind, field, others) == ("font", "size", [])
    assert float(before.removesuffix(" pt")) == float(after.removesuffix(" pt")) + 0.5


def test_another_font(tmp_path: Path) -> None:
    lines = ["We write to you about the journalists", "who are in prison."]
    found = compare_files(tmp_path, drawn(lines), drawn(lines, font="Times-Roman"))
    assert told(found) == [("font", "font", "Helvetica", "Times-Roman")]
    assert found.packets[0].status == "layout"


def test_metadata(tmp_path: Path) -> None:
    data = make(tmp_path / "made", campaign(ONE, letter())).packets["alpha"]
    found = compare_files(tmp_path, data, edited(data, lambda writer: writer.add_metadata({"/Title": "Something else"})))
    assert told(found) == [("metadata", "title", "Release of the imprisoned", "Something else")]
    assert found.packets[0].status == "metadata"


def test_a_swapped_page(tmp_path: Path) -> None:
    data = make(tmp_path / "made", campaign(ONE, letter(LONG + "\n\n" + LONG.replace("says", "repeats")))).packets["alpha"]
    found = compare_files(tmp_path, data, edited(data, swap_pages(0, 1)))
    assert told(found) == [("pages", "order", "1, 2, 3", "2, 1, 3")]


def test_a_swapped_page_of_any_pdf(tmp_path: Path) -> None:
    pages = [[f"This is page {name}, and it says so."] for name in ("one", "two", "three")]
    found = compare_files(tmp_path, drawn(*pages), drawn(pages[0], pages[2], pages[1]))
    assert told(found) == [("pages", "order", "1, 2, 3", "1, 3, 2")]


def test_a_changed_enclosure(tmp_path: Path) -> None:
    who = [person("Alpha", enclosures=["enclosures/verdict.pdf"])]
    old, new = [drawn(["The court sentences her", f"to {years} years."]) for years in ("two", "three")]
    found = compare_campaigns(
        tmp_path,
        campaign(who, letter(), more={"enclosures/verdict.pdf": old}),
        campaign(who, letter(), more={"enclosures/verdict.pdf": new}),
    )
    assert told(found) == [("enclosure", "enclosures/verdict.pdf", "two", "three")]


def test_an_enclosed_picture_that_is_another(tmp_path: Path) -> None:
    who = [person("Alpha", enclosures=["enclosures/verdict.pdf"])]
    old, new = drawn(["The same words."]), drawn(["The same words."], x=90)
    found = compare_campaigns(
        tmp_path,
        campaign(who, letter(), more={"enclosures/verdict.pdf": old}),
        campaign(who, letter(), more={"enclosures/verdict.pdf": new}),
    )
    assert [each[:2] for each in told(found)] == [("enclosure", "enclosures/verdict.pdf")]
    assert "the words are the same" in found.groups[0].change.note


def test_a_new_paragraph_that_pushes_everything(tmp_path: Path) -> None:
    first, *rest = LONG.split("\n\n")
    new = "We have written to you about this in May and in July, and have had no answer to either letter."
    found = compare_campaigns(tmp_path, campaign(ONE, letter()), campaign(ONE, letter("\n\n".join([first, new, *rest]))))
    assert told(found) == [("text", "paragraph", "", new)]
    assert found.packets[0].reflowed >= 5


def test_a_renumbered_list(tmp_path: Path) -> None:
    items = ["1. Release her.", "2. Hear her appeal.", "3. Mend the law."]
    numbered = [re.sub(r"^\d", lambda match: str(int(match[0]) + 3), item) for item in items]
    found = compare_campaigns(tmp_path, campaign(ONE, letter("\n".join(items))), campaign(ONE, letter("\n".join(numbered))))
    assert told(found) == [("text", "list numbers", "1. to 3.", "4. to 6.")]


def test_an_item_that_renumbers_the_rest(tmp_path: Path) -> None:
    old = "1. Release her.\n2. Hear her appeal.\n3. Mend the law."
    new = "1. Release her.\n2. Pay her damages.\n3. Hear her appeal.\n4. Mend the law."
    found = compare_campaigns(tmp_path, campaign(ONE, letter(old)), campaign(ONE, letter(new)))
    assert told(found) == [("text", "list item", "", "Pay her damages.")]


HEBREW = "אבגדהוזחטיכלמנסעפצקרשתםןףץך"


def test_a_letter_from_right_to_left(tmp_path: Path) -> None:
    old = "אנו כותבים אליך על העיתונאים בכלא ומבקשים את שחרורם.\n\nהם חייבים להשתחרר מיד."
    files = [
        campaign(
            ONE,
            letter(body, language="he"),
            settings={"fonts": ["fonts/hebrew.ttf"]},
            more={"fonts/hebrew.ttf": font(f" .,-{HEBREW}", "Hebrew")},
        )
        for body in (old, old.replace("העיתונאים", "הסופרים"))
    ]
    found = compare_campaigns(tmp_path, *files)
    assert told(found) == [("text", "paragraph", "העיתונאים", "הסופרים")]
    assert found.groups[0].change.lead == "אנו כותבים אליך על"


def test_a_letter_in_a_new_language(tmp_path: Path) -> None:
    russian = letter("Мы пишем вам о журналистах, которые находятся в тюрьме.\n\nИх надо освободить.").replace(
        "Release of the imprisoned", "Об освобождении заключённых"
    )
    old = campaign(
        ONE, letter("We write to you about the journalists who are in prison.\n\nThey must be released."), ["Example Union"]
    )
    new = campaign(
        [{**ONE[0], "language": "ru"}], letter("We write to you."), ["Example Union"], more={"letter.ru.md": russian.encode()}
    )
    new["letter.md"] = old["letter.md"]
    found = compare_campaigns(tmp_path, {**old}, new)
    assert told(found) == [("text", "language", "en", "ru")]


def test_one_row_of_thousands(tmp_path: Path) -> None:
    rows = [f"Example Union {index:04}" for index in range(many(1_000, 5_000))]
    at = len(rows) // 2
    changed = [*rows[:at], f"{rows[at]} of Elsewhere", *rows[at + 1 :]]
    found = compare_campaigns(tmp_path, campaign(ONE, letter(), rows), campaign(ONE, letter(), changed))
    assert told(found) == [("signatory", "signatory", rows[at], changed[at])]


def test_a_final_letter(tmp_path: Path) -> None:
    found = compare_campaigns(tmp_path, campaign(ONE, letter()), campaign(ONE, letter(status="final")))
    assert told(found) == [("text", "head or foot of the page", "Draft", "")]


def test_a_divided_paragraph_is_no_edit_of_its_words(tmp_path: Path) -> None:
    old = "We write to you about the journalists. They are in prison since May.\n\nThey must be released."
    new = old.replace("journalists. They", "journalists.\n\nThey")
    found = compare_campaigns(tmp_path, campaign(ONE, letter(old)), campaign(ONE, letter(new)))
    assert told(found) == [("tags", "paragraph", "1 paragraph", "2 paragraphs")]


def test_a_word_in_bold(tmp_path: Path) -> None:
    found = compare_campaigns(
        tmp_path, campaign(ONE, letter()), campaign(ONE, letter(LONG.replace("appeal has", "**appeal** has", 1)))
    )
    assert [(kind, field) for kind, field, *_ in told(found)] == [("font", "paragraph")]
    assert found.groups[0].change.note == "“appeal”"
    assert found.groups[0].change.after.startswith("GentiumBookPlus-Bold")


def test_a_paragraph_that_stands_elsewhere(tmp_path: Path) -> None:
    first, second, *rest = LONG.split("\n\n")
    found = compare_campaigns(tmp_path, campaign(ONE, letter()), campaign(ONE, letter("\n\n".join([second, first, *rest]))))
    assert [field for _, field, *_ in told(found)] == ["order of paragraphs"]


def test_a_carrier_says_again_what_the_letter_says(tmp_path: Path) -> None:
    people = {"to": ONE, "cc": [person("Gamma")]}
    found = compare_campaigns(
        tmp_path, campaign(people, letter()), campaign(people, letter().replace("of the imprisoned", "of all the imprisoned"))
    )
    assert told(found) == [("text", "subject", "", "all")]
    assert found.groups[0].packets == ("alpha", "gamma")


def test_a_new_copy_is_a_packet_and_a_line(tmp_path: Path) -> None:
    old, new = {"to": ONE, "cc": [person("Gamma")]}, {"to": ONE, "cc": [person("Gamma"), person("Delta")]}
    found = compare_campaigns(tmp_path, campaign(old, letter()), campaign(new, letter()))
    assert told(found) == [("pages", "new packet", "", "")]
    assert found.groups[0].packets == ("alpha", "gamma", "delta")
    listed = found.groups[0].follows[0]
    assert tell(listed.change) == ("text", "copies", "", "Delta Example, Minister of Delta")
    assert listed.packets == ("alpha", "gamma")


def test_a_name_of_the_sender(tmp_path: Path) -> None:
    files = [
        campaign(ONE, letter(), ["Example Union"], settings={"sender": {"names": [name]}})
        for name in ("The International House of Free Speech", "The House for Speech")
    ]
    found = compare_campaigns(tmp_path, *files)
    assert told(found) == [("text", "sender", "The International House of Free Speech", "The House for Speech")]


def test_a_quotation_that_is_none_now(tmp_path: Path) -> None:
    quoted = LONG.replace("Paragraph two", "> Paragraph two", 1)
    found = compare_campaigns(tmp_path, campaign(ONE, letter(quoted)), campaign(ONE, letter()))
    assert told(found) == [("tags", "paragraph", "BlockQuote/P", "P")]
    assert {each.change.kind for each in found.groups[0].follows} == {"font"}


def test_another_letterhead_beside_an_edit_that_moves_all_words(tmp_path: Path) -> None:
    def drawing(width: int) -> bytes:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="90"><rect width="{width}" height="60"/></svg>'.encode()
        )

    first, *rest = LONG.split("\n\n")
    files = [
        campaign(ONE, letter(body), settings={"letterhead": {"first": "head.svg"}}, more={"head.svg": drawing(width)})
        for body, width in ((LONG, 200), ("\n\n".join([first, "A new paragraph stands here now.", *rest]), 300))
    ]
    found = compare_campaigns(tmp_path, *files)
    assert [(kind, field) for kind, field, *_ in told(found)] == [("text", "paragraph"), ("pixels", "picture")]
    assert "from the top" in found.groups[1].change.note


def test_a_running_head_in_two_scripts_is_one(tmp_path: Path) -> None:
    """Its words are marked by language, in pieces: a piece that is gone is no change by itself."""
    named = [person("Alpha", title="Министр", organization="Ministry", salutation="Dear Minister,")]
    other = [person("Alpha", title="Head of Office", organization="Ministry", salutation="Dear Minister,")]
    long = "\n\n".join([LONG] * 4)
    found = compare_campaigns(tmp_path, campaign(named, letter(long)), campaign(other, letter(long)))
    heads = [change for change in told(found) if change[1] == "head or foot of the page"]
    assert not [change for change in heads if not change[2].strip(" ,") or not change[3].strip(" ,")]


def enclosing(*titles: tuple[str, str]) -> dict[str, bytes]:
    """A campaign in which a copy encloses PDFs of its own, which are called otherwise than their files."""
    files = {f"enclosures/{name}.pdf": drawn([f"Page of {name}."]) for name, _ in titles}
    made = campaign([person("Alpha")], letter(), more=files)
    made["addressees.yaml"] = json.dumps({"to": [person("Alpha")], "cc": [person("Beta", enclosures=list(files))]}).encode()
    settings = [{"file": f"enclosures/{name}.pdf", "title": title} for name, title in titles]
    made["letterpack.yaml"] = json.dumps({"enclosures": settings}).encode()
    return made


@pytest.mark.parametrize(
    ("old", "new", "followed"),
    [
        ([("a", "Verdict of the court")], [("b", "Photographs")], {"text"}),
        ([("a", "Verdict")], [("a", "Verdict"), ("b", "Photographs")], {"text"}),
        ([("a", "Verdict"), ("b", "Map")], [("a", "Verdict")], {"text"}),
        ([("verdict", "Map")], [("verdict", "Verdict of the court")], None),
    ],
)
def test_what_a_carrier_calls_an_enclosure_follows_from_it(
    tmp_path: Path, old: list[tuple[str, str]], new: list[tuple[str, str]], followed: set[str] | None
) -> None:
    """By the title that is printed; a title that changes alone is a change of its own."""
    found = compare_campaigns(tmp_path, enclosing(*old), enclosing(*new))
    (beta,) = [packet for packet in found.packets if packet.status != "identical"]
    first = [each.change.kind for each in beta.changes]
    if followed is None:
        assert first == ["text"]
    else:
        assert set(first) == {"enclosure"}
        assert followed <= {each.change.kind for cause in beta.changes for each in cause.follows}


@pytest.mark.parametrize(("measure", "way"), [("foot_baseline = 284.0", (0.0, -2.0)), ("head_baseline = 14.5", (0.0, 2.0))])
def test_a_head_or_foot_that_stands_elsewhere(tmp_path: Path, measure: str, way: tuple[float, float]) -> None:
    """However many pages each packet has: one change."""
    usual = files("letterpack").joinpath("forms/plain-a4.toml").read_text(encoding="utf-8")
    key, at = measure.split(" = ")
    shifted = usual.replace(measure, f"{key} = {float(at) + way[1]}")
    people = {"to": [person("Alpha")], "cc": [person("Beta")]}
    body = letter("\n\n".join([LONG] * 12))
    old, new = (
        campaign(people, body, settings={"form": "mine"}, more={"forms/mine.toml": form.encode()}) for form in (usual, shifted)
    )
    found = compare_campaigns(tmp_path, old, new)
    assert [(each.change.kind, each.change.field) for each in found.groups] == [("moved", "head or foot of the page")]
    change = found.groups[0].change
    assert (change.dx_mm, change.dy_mm) == pytest.approx(way, abs=0.05)
    assert {each.status for each in found.packets} == {"layout"}
