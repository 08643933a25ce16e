"""Findings about enclosures and copies as a whole, of stand-ins for packets, where mutants showed that no test read them."""

from __future__ import annotations

import zlib
from typing import Any

import pytest

from letterpack.checks.evidence.enclosed_texts import EnclosedText
from letterpack.checks.rules import enclosed_and_copied, enclosed_words
from letterpack.diagnostics import Diagnostic
from letterpack.model.expected import PlacedEnclosure
from letterpack.model.observed import GreyPicture, ObservedPage
from tests.checks.stand_ins import BUILD, READER, Stand, but, given, packet, page_of, shown, told


def test_copies_that_do_not_go_out() -> None:
    def lacking(partial: bool, read: tuple[str, ...], listed: tuple[str, ...]) -> list[Diagnostic]:
        cc = [Stand(id=each, kind="cc", origin=Stand(span=lambda: READER)) for each in listed]
        # Of lists that are read as streams, the mailing holds none.
        everybody = [Stand(id="minister", kind="to", origin=Stand(span=lambda: READER)), *cc] if read else []
        mailing = Stand(given=read, cc=[] if read else cc)
        sources = given(campaign=Stand(mailing=mailing), everybody=lambda: everybody)
        batch = given(expected={"there": 1}, observed=Stand(partial=partial))
        return list(enclosed_and_copied.check_batch(sources, batch))

    message = "the letter names `gone` as getting a copy, and there is no packet for it"
    for read in ((), ("cc",)):
        found = Diagnostic("LP320", "error", message, READER, "name the letter it is a copy of with copy_of")
        assert lacking(False, read, ("there", "gone")) == [found]
    assert not lacking(False, (), ("there",)) and not lacking(True, (), ("gone",))


A4, LETTER = (595.0, 842.0), (612.0, 792.0)
NOT_THERE = "page 1 of the enclosure `e.pdf` is not in the packet for `alpha`"
NOT_IN_FRONT = "the enclosure `e.pdf` does not begin on the front of a sheet in the packet for `alpha`"


@pytest.mark.parametrize(
    ("pages", "placed", "own_pages", "said", "page"),
    [
        ([page_of(shown("a b"))], ("", False, None), 1, [], None),
        ([page_of(shown("ab c"))], ("", False, None), 1, [NOT_THERE], 2),
        ([], ("", False, None), 1, [NOT_THERE], 1),
        ([page_of(shown("a b"), size=(596, 842))], ("", False, None), 1, [], None),
        ([page_of(shown("a b"), size=(596.1, 842))], ("", False, None), 1, [NOT_THERE], 2),
        ([page_of(shown("a b"), size=(595, 843.1))], ("", False, None), 1, [NOT_THERE], 2),
        ([page_of(shown("a b"), size=LETTER)], ("", False, LETTER), 1, [], None),
        ([page_of(shown("a b"))], ("", False, LETTER), 1, [NOT_THERE], 2),
        ([page_of(shown("a b"), shown("Annex 1"))], ("Annex 1", False, None), 1, [], None),
        ([page_of(shown("a b"))], ("Annex 1", False, None), 1, [NOT_THERE], 2),
        # On the front of a sheet, behind a blank page where the letter ends on a front.
        ([page_of(shown("a b"))], ("", True, None), 2, [], None),
        ([page_of(), page_of(shown("a b"))], ("", True, None), 1, [], None),
        ([page_of(shown("x")), page_of(shown("a b"))], ("", True, None), 1, [NOT_IN_FRONT], 2),
        ([], ("", True, None), 1, [NOT_IN_FRONT, NOT_THERE], 1),
    ],
)
def test_an_enclosure_as_it_must_stand(
    pages: list[ObservedPage], placed: tuple[str, bool, Any], own_pages: int, said: list[str], page: int | None
) -> None:
    sent = packet(
        {"enclosures": ("e.pdf",), "placed": (PlacedEnclosure(*placed),)},
        pdf=Stand(pages=[*[page_of(shown("Letter"))] * own_pages, *pages]),
        enclosures={"e.pdf": Stand(sha256="e", pages=[page_of(shown("a"), shown("b"), size=A4)])},
        own_pages=own_pages,
        row=Stand(enclosures=(Stand(path="e.pdf", sha256="e"),)),
    )
    assert told(enclosed_and_copied.check_packet(given(), sent), "LP320", "error", BUILD, page) == said


def test_each_page_of_each_enclosure_is_looked_for() -> None:
    """Also where the manifest has no row, and nothing where there is no file."""
    pages = {name: [page_of(shown(f"{name}{at}")) for at in range(2)] for name in "ef"}
    sent = packet(
        {"enclosures": ("e", "f"), "placed": (PlacedEnclosure("", False, None),) * 2},
        pdf=Stand(pages=[page_of(), *pages["e"], pages["f"][0]]),
        enclosures={name: Stand(sha256=name, pages=pages[name]) for name in pages},
        own_pages=1,
    )
    found = enclosed_and_copied.check_packet(given(), sent)
    assert told(found, "LP320", "error", BUILD, 4) == ["page 2 of the enclosure `f` is not in the packet for `alpha`"]
    assert not list(enclosed_and_copied.check_packet(given(), but(sent, pdf=None)))


def _painted(black: int = 0, width: int = 30, height: int = 42) -> GreyPicture:
    return GreyPicture(width, height, zlib.compress(bytes(black) + bytes([255]) * (width * height - black)))


def _framed(across: int, down: int, *, width: int = 0, height: int = 0) -> GreyPicture:
    """A white page with a black frame in its middle, a seventh of its ``width``; by default as large as the page."""
    width, height = width or across, height or down
    left, top, frame = (across - width) // 2, (down - height) // 2, width // 7

    def shade(x: int, y: int) -> int:
        is_within = frame <= x < width - frame and frame <= y < height - frame
        return 0 if 0 <= x < width and 0 <= y < height and not is_within else 255

    return GreyPicture(across, down, zlib.compress(bytes([shade(x - left, y - top) for y in range(down) for x in range(across)])))


@pytest.mark.parametrize(
    ("painted", "page", "stamp", "paper", "is_there"),
    [
        (_painted(40), _painted(40), "", None, True),
        (_painted(40), _painted(28), "", None, True),
        (_painted(40), _painted(27), "", None, False),
        (_painted(40), None, "", None, True),
        (None, _painted(40), "", None, True),
        # With a stamp, or on other paper, pictures are compared from far away.
        (_painted(), _painted(), "Annex 1", None, True),
        (_painted(), _painted(600), "Annex 1", None, False),
        (_painted(), _painted(20), "Annex 1", None, True),
        (_painted(), _painted(600), "", LETTER, False),
        # As large as the paper lets it be, and never larger.
        (_framed(30, 42), _framed(21, 30), "", (420, 595), True),
        (_framed(30, 42), _framed(21, 42, height=30), "", (420, 842), True),
        (_framed(30, 42), _framed(30, 30, width=21), "", (595, 595), True),
        (_framed(30, 42), _framed(42, 60, width=30, height=42), "", (842, 1191), True),
        (_painted(), _painted(13), "", LETTER, True),
    ],
)
def test_an_enclosure_that_looks_otherwise(
    painted: Any, page: Any, stamp: str, paper: tuple[float, float] | None, is_there: bool
) -> None:
    size = paper or A4
    there = page_of(shown("a"), *[shown(stamp)] * bool(stamp), size=size, painted=page)
    sent = packet(
        {"enclosures": ("e.pdf",), "placed": (PlacedEnclosure(stamp, False, paper),)},
        pdf=Stand(pages=[there]),
        enclosures={"e.pdf": Stand(sha256="e", pages=[page_of(shown("a"), size=A4, painted=painted)])},
        own_pages=0,
    )
    found = enclosed_and_copied.check_packet(given(), sent)
    assert told(found, "LP320", "error", BUILD, 1) == [NOT_THERE] * (not is_there)


@pytest.mark.parametrize(("painted", "is_blank"), [(None, True), (_painted(), True), (_painted(1), False)])
def test_a_blank_page_in_front_of_an_enclosure(painted: Any, is_blank: bool) -> None:
    sent = packet(
        {"enclosures": ("e.pdf",), "placed": (PlacedEnclosure("", True, None),)},
        pdf=Stand(pages=[page_of(), page_of(painted=painted), page_of(shown("a"))]),
        enclosures={"e.pdf": Stand(sha256="e", pages=[page_of(shown("a"))])},
        own_pages=1,
    )
    found = enclosed_and_copied.check_packet(given(), sent)
    assert told(found, "LP320", "error", BUILD, 2) == [NOT_IN_FRONT] * (not is_blank)


@pytest.mark.parametrize(("path", "digest"), [("f.pdf", "e"), ("e.pdf", "f")])
def test_an_enclosure_that_was_another(path: str, digest: str) -> None:
    sent = packet(
        {"enclosures": ("e.pdf",), "placed": (PlacedEnclosure("", False, None),)},
        pdf=Stand(pages=[page_of()] * 2),
        enclosures={"e.pdf": Stand(sha256="e", pages=[page_of()])},
        own_pages=1,
        row=Stand(enclosures=(Stand(path=path, sha256=digest),)),
    )
    found = enclosed_and_copied.check_packet(given(), sent)
    message = "the packet for `alpha` was built with other enclosures than it should have now"
    assert told(found, "LP320", "error", BUILD) == [message]


READER_OF_ALL = given(id="all", name="Ada Maria Roe", title="Judge Maria")
READER_OF_IT = given(id="one", name="Bo Quirk", title="")
SIGNED = given(email="Ada@Example.org.", note="", organization="Union", name="Ada", origin="row 2")
CALLED = given(email="", note="call +49 30 1234567", organization="", name="Bo", origin="row 3")
PRIVATE = "has an address or number of {}, which is private"
UNFILLED = "says `{}`, a placeholder that was not filled in"
LEFT = "says `{}`: comments or tracked changes were exported with it"
BEGINS = "begins a letter to somebody: `{}`"


@pytest.mark.parametrize(
    ("text", "only", "severity", "said"),
    [
        ("We met [NAME] and [NAME].", "", "error", [UNFILLED.format("[NAME]")]),
        ("On [DATE] we met [NAME].", "", "error", [UNFILLED.format("[DATE]"), UNFILLED.format("[NAME]")]),
        ("Signed: ________ on [ ]", "", "", []),
        ("Commented [AB1]: who? Deleted: me", "", "error", [LEFT.format("Commented [AB1]:")]),
        ("Deleted: the old text", "", "error", [LEFT.format("Deleted:")]),
        ("Dear Mr Quirk,\nDear Mr Pereira,", "", "error", [BEGINS.format("Dear Mr Quirk,") + ", who is `one`"]),
        ("Dear Mr Quirk,", "one", "", []),
        ("Dear Mr Quirk,\nwe write", "all", "error", [BEGINS.format("Dear Mr Quirk,") + ", who is `one`"]),
        # Of a name, what the title says too tells nobody, nor does a short word.
        ("Dear Judge Maria,", "", "warning", [BEGINS.format("Dear Judge Maria,")]),
        ("Dear Bo,", "", "warning", [BEGINS.format("Dear Bo,")]),
        ("He said: Dear Mr Quirk, no", "", "", []),
        ("Write to ada@EXAMPLE.org.", "", "error", [PRIVATE.format("Union")]),
        ("Write to ada@example.org, or ADA@example.org.", "", "error", [PRIVATE.format("Union")]),
        ("Write to office@example.org.", "", "", []),
        ("Call 030/123 45 67 or ada@example.org", "", "error", [PRIVATE.format("Bo"), PRIVATE.format("Union")]),
        ("Call 1234567", "", "", []),
    ],
)
def test_what_a_page_of_an_enclosure_says(
    monkeypatch: pytest.MonkeyPatch, text: str, only: str, severity: str, said: list[str]
) -> None:
    page = EnclosedText("e.pdf", "page 1 of `e.pdf`", text, READER, only, is_page=True)
    monkeypatch.setattr(enclosed_words, "enclosed_texts", lambda sources: (page,))
    sender = given(contact=["Mail: office@example.org", "Tel. 040 7654321"])
    lists = {"signatories": [SIGNED], "held_back": [CALLED], "settings": given(sender=sender)}
    sources = given(campaign=given(**lists), everybody=lambda: [READER_OF_ALL, READER_OF_IT])
    found = list(enclosed_words.check_sources(sources))
    hint = "correct the document, and export it again"
    assert {(each.code, each.severity, each.span, each.hint) for each in found} <= {("LP352", severity, READER, hint)}
    assert [each.message for each in found] == [f"page 1 of `e.pdf` {each}" for each in said]


@pytest.mark.parametrize(("is_ours", "is_page", "count"), [(True, False, 1), (False, False, 2), (False, True, 4)])
def test_what_a_drawing_may_say(monkeypatch: pytest.MonkeyPatch, is_ours: bool, is_page: bool, count: int) -> None:
    """A letterhead may have gaps to write in, and only a page of an enclosure may begin a letter or have comments."""
    text = "Dear Mr Quirk,\n[NAME] ada@example.org Deleted: it"
    drawn = EnclosedText("e.svg", "`e.svg`", text, READER, is_page=is_page, is_ours=is_ours)
    monkeypatch.setattr(enclosed_words, "enclosed_texts", lambda sources: (drawn,))
    lists = {"signatories": [SIGNED], "held_back": [], "settings": given(sender=given(contact=[]))}
    sources = given(campaign=given(**lists), everybody=lambda: [READER_OF_IT])
    assert len(list(enclosed_words.check_sources(sources))) == count


@pytest.mark.parametrize(
    ("said", "is_right"),
    [("rotAnnex1", True), ("rot1xenA", True), ("rot1xennA", True), ("rot2xenA", False), ("rot", False), ("1xenA", False)],
)
def test_a_stamp_on_a_page_that_is_turned_is_read_from_its_end(said: str, is_right: bool) -> None:
    assert enclosed_and_copied.is_stamped(said, "rot", "Annex1") == is_right
    assert enclosed_and_copied.is_stamped(said, "rot", "") == (said == "rot")
