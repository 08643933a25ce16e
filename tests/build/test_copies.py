"""Who gets what: copies named and unnamed, joint letters, several addresses; nobody gets another's data."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import StreamObject

from letterpack.forms import load_form
from tests.build.making import LETTER, all_boxes, boxes_of, campaign, make, person, text_of

pytestmark = pytest.mark.usefixtures("any_store")

ROUNDED = 0.005
"""Places are written to a hundredth of a point."""
WINDOWED = ("din5008a", "din5008b", "us10")
FORMS = ("plain-a4", "plain-letter", *WINDOWED)


def said_of(who: str) -> tuple[str, ...]:
    """Return what only ``who`` brings."""
    return (f"{who} Example", f"Minister of {who}", f"{who} Street")


def streams_of(pdf: bytes) -> bytes:
    """Return everything in the file that can be read, its streams inflated."""
    reader = PdfReader(BytesIO(pdf))
    out = [pdf]
    for number in range(1, int(str(reader.trailer["/Size"]))):
        found = reader.get_object(number)
        out.append(repr(found).encode())
        if isinstance(found, StreamObject) and found.get("/Subtype") != "/Image":
            out.append(found.get_data())
    return b"\n".join(out)


def is_silent_about(pdf: bytes, *who: str) -> bool:
    held, text = streams_of(pdf), text_of(pdf)
    return not any(
        word in text
        or word.encode() in held
        or word.encode("utf-16-be") in held
        or word.encode("utf-16-be").hex().upper().encode() in held
        for name in who
        for word in said_of(name)
    )


def test_no_packet_holds_another_addressees_data(tmp_path) -> None:
    names = ("Alpha", "Beta", "Gamma", "Delta")
    letter = (
        LETTER.replace("They must", "{{ addressee.name }} knows: they must") + "\n::: for beta\n\nThe secret of Beta.\n\n:::\n"
    )
    made = make(tmp_path / "out", campaign([person(name, salutation=f"Dear {name} Example,") for name in names], letter))
    for name in names:
        packet = made.packets[name.lower()]
        assert all(said in text_of(packet) for said in said_of(name))
        assert is_silent_about(packet, *(other for other in names if other != name))
        assert ("The secret of Beta." in text_of(packet)) == (name == "Beta")


def test_a_cc_is_named_and_gets_a_true_copy(tmp_path) -> None:
    made = make(tmp_path / "out", campaign({"to": [person("Alpha")], "cc": [person("Gamma")]}))
    letter, copy = made.pages("alpha"), made.pages("gamma")
    assert [row["kind"] for row in made.manifest["packets"]] == ["to", "cc"]
    assert "Gamma Example, Minister of Gamma" in made.text("alpha")
    assert "Gamma Street" not in made.text("alpha")
    assert copy[1:] == letter
    assert "Gamma Street 1" in copy[0]
    assert "Alpha Street" not in copy[0]


def test_a_bcc_is_named_in_its_own_packet_and_the_manifest_alone(tmp_path) -> None:
    sources = {"to": [person("Alpha", bcc=[person("Theta")])], "cc": [person("Gamma")], "bcc": [person("Sigma")]}
    made = make(tmp_path / "out", campaign(sources), print_run=True)
    assert set(made.packets) == {"alpha", "gamma", "sigma", "theta"}
    for name in ("alpha", "gamma"):
        assert is_silent_about(made.packets[name], "Sigma", "Theta")
    assert is_silent_about(made.packets["sigma"], "Theta")
    assert is_silent_about(made.packets["theta"], "Sigma")
    assert "Sigma Street 1" in made.pages("sigma")[0]
    assert made.pages("sigma")[1:] == made.pages("alpha")
    assert {row["id"]: row["kind"] for row in made.manifest["packets"]} == {
        "alpha": "to",
        "gamma": "cc",
        "sigma": "bcc",
        "theta": "bcc",
    }


def test_copies_of_one_entry_go_with_its_letter(tmp_path) -> None:
    sources = [person("Alpha", cc=[person("Gamma")], bcc=[person("Sigma")]), person("Beta")]
    made = make(tmp_path / "out", campaign(sources, LETTER.replace("journalists", "journalists of {{ addressee.name }}")))
    assert "Gamma Example" in made.text("alpha")
    assert is_silent_about(made.packets["beta"], "Alpha", "Gamma", "Sigma")
    for copy in ("gamma", "sigma"):
        assert "journalists of Alpha Example" in made.text(copy)
        assert "Beta" not in made.text(copy)


def test_copy_of_names_the_letter(tmp_path) -> None:
    sources = {
        "to": [person("Alpha"), person("Beta")],
        "cc": [person("Gamma", copy_of="beta"), person("Delta", copy_of="alpha")],
        "bcc": [person("Sigma", copy_of="alpha")],
    }
    made = make(tmp_path / "out", campaign(sources, LETTER.replace("journalists", "journalists of {{ addressee.name }}")))
    assert "journalists of Beta Example" in made.text("gamma")
    assert "Alpha" not in made.text("gamma")
    assert "journalists of Alpha Example" in made.text("sigma")
    for letter, named, other in (("alpha", "Delta", "Gamma"), ("beta", "Gamma", "Delta")):
        assert f"{named} Example" in made.text(letter)
        assert is_silent_about(made.packets[letter], other)
    assert len(made.packets) == 5


def test_a_copy_without_its_letter_is_an_error(tmp_path) -> None:
    made = make(tmp_path / "out", campaign({"to": [person("Alpha"), person("Beta")], "cc": [person("Gamma", copy_of="nobody")]}))
    assert not made.ok
    assert not (tmp_path / "out").exists()


def test_a_joint_letter_goes_to_each_behind_a_carrier(tmp_path) -> None:
    sources = [person("Alpha", jointly=["beta"], salutation="Dear Ministers,"), person("Beta"), person("Gamma")]
    made = make(tmp_path / "out", campaign(sources))
    assert set(made.packets) == {"alpha", "beta", "gamma"}
    one, other = made.pages("alpha"), made.pages("beta")
    assert one[1:] == other[1:]
    assert all(said in one[1] for who in ("Alpha", "Beta") for said in said_of(who))
    assert one[1].index("Alpha Street") < one[1].index("Beta Street") < one[1].index("Dear Ministers,")
    assert one[1].count("Dear Ministers,") == 1
    assert "Alpha Street" in one[0]
    assert "Beta Street" not in one[0]
    assert all("Joint letter" in page and "Copy for information" not in page for page in (one[0], other[0]))
    told = other[0][other[0].index("Letter to:") :].splitlines()
    assert [line.split()[0] for who in ("Alpha", "Beta") for line in told if f"{who} Example" in line] == ["Letter", "Beta"]
    assert is_silent_about(made.packets["gamma"], "Alpha", "Beta")


def test_addresses_of_a_joint_letter_that_no_page_holds(tmp_path) -> None:
    others = [person(f"Member-{number}") for number in range(12)]
    made = make(tmp_path, campaign([person("Alpha", jointly=[other["id"] for other in others], salutation="Dear all,"), *others]))
    assert made.codes == ["LP235"]
    assert "joint letter's addresses" in made.findings[0].message


@pytest.mark.parametrize(("delivery", "expected"), [("first", ["alpha"]), ("all", ["alpha", "alpha.2", "alpha.3"])])
def test_several_addresses(tmp_path, delivery, expected) -> None:
    streets = ["One Street 1", "Two Street 2", "Three Street 3"]
    entry = person("Alpha", address=None, addresses=[[street, "010000 Astana"] for street in streets], delivery=delivery)
    made = make(tmp_path / "out", campaign([entry]))
    assert [row["id"] for row in made.manifest["packets"]] == expected
    assert [row["addressee"] for row in made.manifest["packets"]] == ["alpha"] * len(expected)
    for name, street in zip(expected, streets, strict=False):
        assert [each in made.text(name) for each in streets] == [each == street for each in streets]


def test_a_cc_at_several_addresses(tmp_path) -> None:
    copy = person("Gamma", address=None, addresses=[["One Street 1"], ["Two Street 2"]], delivery="all")
    made = make(tmp_path / "out", campaign({"to": [person("Alpha")], "cc": [copy]}))
    assert [row["id"] for row in made.manifest["packets"]] == ["alpha", "gamma", "gamma.2"]
    assert "One Street 1" in made.pages("gamma")[0]
    assert "Two Street 2" in made.pages("gamma.2")[0]


def test_languages_choose_the_letter(tmp_path) -> None:
    russian = "---\ndate: 2026-03-02\nsubject: Освобождение\nlanguage: ru\n---\n\nМы пишем вам о журналистах.\n"
    made = make(
        tmp_path / "out", campaign([person("Alpha"), person("Beta", language="ru")], more={"letter.ru.md": russian.encode()})
    )
    assert "We write to you" in made.text("alpha")
    assert "Мы пишем вам" in made.text("beta")
    assert "2 марта 2026" in made.text("beta")
    assert {row["id"]: row["language"] for row in made.manifest["packets"]} == {"alpha": "en", "beta": "ru"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("packet", "who"), [("alpha", "Alpha"), ("gamma", "Gamma"), ("sigma", "Sigma")])
def test_the_address_stands_in_the_window(tmp_path, form, packet, who) -> None:
    """Measured in the finished page: every letter of the block inside what shows at every position of the sheet."""
    sources = {"to": [person("Alpha")], "cc": [person("Gamma")], "bcc": [person("Sigma")]}
    made = make(
        tmp_path / "out", campaign(sources, settings={"form": form, "sender": {"return_address": "Sender, Street 5, Warsaw"}})
    )
    safe = load_form(form).address.safe
    for line in (f"{who} Example", f"Minister of {who}", f"{who} Street 1", "010000 Astana"):
        for left, top, right, bottom in boxes_of(made.packets[packet], 0, line):
            assert safe.x_pt - ROUNDED <= left < right <= safe.right_pt
            assert safe.y_pt <= top < bottom <= safe.bottom_pt


@pytest.mark.parametrize("form", WINDOWED)
@pytest.mark.parametrize("joint", [False, True])
def test_nothing_else_shows_in_the_window(tmp_path, form, joint) -> None:
    """At no position of the sheet does the window show a letter that is neither the address nor the return line."""
    sources = [person("Alpha", jointly=["beta"]), person("Beta")] if joint else [person("Alpha")]
    sender = {"names": ["Sender of Letters"], "address": ["Street 5"], "contact": ["www.example.org"]}
    made = make(tmp_path / "out", campaign({"to": sources, "cc": [person("Gamma")]}, settings={"form": form, "sender": sender}))
    (window,) = load_form(form).address.windows
    for packet in made.packets:
        who = packet.title()
        block = {
            box
            for line in (f"{who} Example", f"Minister of {who}", f"{who} Street 1", "010000 Astana")
            for box in boxes_of(made.packets[packet], 0, line)
        }
        shown = [
            char
            for char, *box in all_boxes(made.packets[packet], 0)
            if tuple(box) not in block
            and box[2] > window.sweep.x_pt
            and box[0] < window.sweep.right_pt
            and box[3] > window.sweep.y_pt
            and box[1] < window.sweep.bottom_pt
        ]
        assert "".join(shown) == ""


@pytest.mark.parametrize(("lines", "code"), [([f"Line {number}" for number in range(12)], "LP230"), (["W" * 60], "LP231")])
def test_an_address_that_does_not_fit(tmp_path, lines, code) -> None:
    made = make(tmp_path / "out", campaign([person("Alpha", address=lines)], settings={"form": "din5008b"}))
    assert made.codes == [code]
    assert made.findings[0].packet == "alpha"
    assert made.findings[0].span.line > 1
    assert not (tmp_path / "out").exists()


def test_private_columns_reach_no_pdf(tmp_path) -> None:
    table = b"organization,name,email,note,consent\nFreedom Now,Jane Roe,jane@secret.example,call before noon,yes\n"
    made = make(tmp_path / "out", campaign([person("Alpha")], more={"signatories.csv": table}), print_run=True)
    assert "Freedom Now" in made.text("alpha")
    for data in (made.packets["alpha"], made.read("print/run.pdf"), made.read("manifest.json")):
        held = streams_of(data) if data.startswith(b"%PDF") else data
        assert b"secret.example" not in held
        assert b"before noon" not in held
    assert "secret" not in made.text("alpha")
