"""Findings over packets as a whole, of stand-ins for packets, where mutants showed that no test read more than their code."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from letterpack.checks.rules import (
    conformance,
    current,
    metadata,
    page_looks,
    printed_placeholders,
    private_data,
    signatories_printed,
    strange,
)
from letterpack.diagnostics import Diagnostic
from letterpack.model.observed import Passage, Shown
from letterpack.spans import Span
from tests.checks.stand_ins import BUILD, CHANGED, READER, ROW, Stand, but, given, packet, page_of, shown, told


@pytest.mark.parametrize(
    ("row", "sha256", "now", "said"),
    [
        ({}, "s", {}, []),
        ({}, "", {}, []),
        ({}, "t", {}, ["the file of the packet for `alpha` is not the one that was built"]),
        (
            {"inputs_sha256": "j"}, "s", {"letter.md": "1"},
            ["the packet for `alpha` was built before a font, a picture, an enclosure or letterpack itself changed"],
        ),
        (
            {"inputs_sha256": "j"}, "s", {"letter.md": "2", "b.csv": "1"},
            ["the packet for `alpha` was built before `b.csv` and `letter.md` changed"],
        ),
        ({"inputs_sha256": "j"}, "s", {}, ["the packet for `alpha` was built before `letter.md` changed"]),
        ({"pages": 4}, "s", {}, ["the packet for `alpha` has another number of pages (3) than the manifest says (4)"]),
        ({"sheets": 3}, "s", {}, ["the manifest's number of sheets for `alpha` (3) does not fit its number of pages (3)"]),
        ({"sheets": 1}, "s", {}, ["the manifest's number of sheets for `alpha` (1) does not fit its number of pages (3)"]),
        *[
            (wrong, "s", {}, ["the manifest's row of `alpha` is not that of this addressee"])
            for wrong in ({"addressee": "b"}, {"kind": "cc"}, {"file": "g"}, {"language": "de"})
        ],
    ],
)  # fmt: skip
def test_a_packet_that_is_out_of_date(row: dict[str, Any], sha256: str, now: dict[str, str], said: list[str]) -> None:
    sources = given(campaign=Stand(inputs=[Stand(path=path, sha256=digest) for path, digest in now.items()]))
    expected = {"inputs_sha256": "i", "reader": Stand(id="a"), "kind": "to", "file": "f", "language": "en"}
    parts = {"found": Stand(sha256=sha256), "observed": Stand(inputs={"letter.md": "1"}), "pdf": Stand(pages=[1, 2, 3])}
    sent = packet(expected, row=Stand(**{**ROW, **row}), **parts)
    assert told(current.check_packet(sources, sent), "LP311", "error", BUILD) == said
    for lacking in ("row", "found"):
        assert not list(current.check_packet(sources, but(sent, **{lacking: None})))
    unread = but(sent, pdf=None)
    assert told(current.check_packet(sources, unread), "LP311", "error", BUILD) == [
        each for each in said if "(3) than" not in each
    ]


@pytest.mark.parametrize(("then", "is_told"), [("draft", True), ("final", False), ("", False)])
def test_a_build_of_another_status(then: str, is_told: bool) -> None:
    sources = given(campaign=Stand(letter=Stand(status="final", span=lambda key: Span(f"letter.md: {key}"))))
    message = "the build was made from a draft letter, and the letter is now final"
    expected = [Diagnostic("LP311", "error", message, Span("letter.md: status"), BUILD)]
    assert list(current.check_batch(sources, given(observed=Stand(status=then)))) == expected * is_told


METADATA = {
    "title": "T", "xmp_title": "T", "author": "A", "xmp_author": "A", "language": "en", "created": "D:20261030120000Z",
    "modified": "D:20261030120000Z", "everything": "T A",
}  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, ""),
        ({"title": "U"}, "the title of the packet for `alpha` is `U`, but should be `T`"),
        ({"xmp_title": ""}, "the title in XMP of the packet for `alpha` is empty, but should be `T`"),
        ({"author": "B"}, "the author of the packet for `alpha` is `B`, but should be `A`"),
        ({"xmp_author": "B"}, "the author in XMP of the packet for `alpha` is `B`, but should be `A`"),
        ({"language": "de"}, "the language of the packet for `alpha` is `de`, but should be `en`"),
        ({"created": "D:20261031"}, "the date of creation of the packet for `alpha` is `D:20261031`, but should be `D:20261030`"),
        ({"modified": ""}, "the date of change of the packet for `alpha` is empty, but should be `D:20261030`"),
        *[
            ({"everything": f"by {path}"}, f"the metadata of the packet for `alpha` names a folder: `{begin}…`" if begin else "")
            for path, begin in (
                (r"C:\Users", r"C:\U"), (r"\\server\letters", r"\\server\l"), ("file:///a", "file://"), ("/Users/a", "/Users/a"),
                ("/media/usb", "/media/u"), ("https://example.org/home/ada", ""), ("the/work/we", ""), ("/media", ""),
            )
        ],
    ],
)  # fmt: skip
def test_what_a_packet_says_of_itself(wrong: dict[str, str], said: str) -> None:
    expected = {"title": "T", "author": "A", "language": "en", "date": date(2026, 10, 30)}
    sent = packet(expected, pdf=Stand(metadata=Stand(**{**METADATA, **wrong})))
    assert told(metadata.check_packet(given(), sent), "LP322", "warning", BUILD) == [said] * bool(said)
    assert not list(metadata.check_packet(given(), packet({"date": date(2026, 10, 30)})))


def _row(name: str, pages: int, kind: str = "to", language: str = "en", enclosed: int = 0) -> Stand:
    return Stand(id=name, kind=kind, language=language, pages=pages, enclosures=(Stand(pages=enclosed),) * bool(enclosed))


USUAL = [_row("a", 3), _row("b", 3)]


@pytest.mark.parametrize(
    ("rows", "has"),
    [
        ([*USUAL, _row("alpha", 5)], 5),
        ([*USUAL, _row("alpha", 1)], 1),
        ([*USUAL, _row("alpha", 4)], 0),
        ([*USUAL, _row("alpha", 9, enclosed=6)], 0),
        ([*USUAL, _row("alpha", 9, enclosed=4)], 5),
        ([*USUAL, _row("alpha", 5, "cc")], 0),
        ([*USUAL, _row("alpha", 5, language="de")], 0),
        ([*USUAL, _row("c", 3), _row("stranger", 5)], 0),
        # Too few to say what is usual; strangers do not count.
        ([_row("a", 3), _row("alpha", 5)], 0),
        ([_row("a", 3), _row("alpha", 5), _row("stranger", 3)], 0),
    ],
)
def test_other_pages_than_most_of_its_kind(rows: list[Stand], has: int) -> None:
    expected = {each: Stand(span=READER) for each in ("a", "b", "c", "alpha")}
    batch = given(rows={each.__dict__["id"]: each for each in rows}, expected=expected)
    said = [f"the packet for `alpha` has another number of pages ({has}) than most of its kind (3)"] * bool(has)
    assert told(page_looks.check_batch(given(), batch), "LP323", "warning", "look at it") == said


def passage(text: str, page: int = 0, *roles: str, order: tuple[int, ...] = (0,)) -> Passage:
    return Passage(roles or ("P",), order, text, page)


FULL = (shown("a", 100), shown("b", 120), shown("c", 140))
ALONE = "the closing of the packet for `alpha` begins page 2"
EMPTY = "the last page of the letter in the packet for `alpha` is nearly empty"


@pytest.mark.parametrize(
    ("second", "carrier", "lines", "own_pages", "said", "page"),
    [
        (["Yours sincerely,"], (), FULL, 2, [ALONE], 2),
        # The letter behind a carrier begins on the second page.
        (["Yours sincerely,"], ("To Ada",), FULL, 2, [], None),
        (["We wait.", "Yours sincerely,"], (), FULL, 2, [], None),
        (["We wait."], (), FULL[:2], 2, [EMPTY], 2),
        (["We wait."], (), (*FULL[:2], shown("d", 120.2)), 2, [EMPTY], 2),
        (["We wait."], (), (*FULL[:2], shown("Page 2", 800, "Footer")), 2, [EMPTY], 2),
        (["Yours sincerely,"], (), (), 1, [], None),
    ],
)
def test_a_page_that_looks_odd(
    second: list[str], carrier: tuple[str, ...], lines: tuple[Shown, ...], own_pages: int, said: list[str], page: int | None
) -> None:
    texts = [passage("We write."), passage("", 1, "Sect", "Figure"), *[passage(each, 1) for each in second]]
    pdf = Stand(size_bytes=8_000_000, passages=tuple(texts), pages=(page_of(*FULL), page_of(*lines)))
    merged = Stand(closing=(Stand(text="Yours "), Stand(text="sincerely,")))
    sent = packet({"merged": merged, "carrier": carrier}, pdf=pdf, own_pages=own_pages)
    assert told(page_looks.check_packet(given(), sent), "LP323", "warning", "look at it", page) == said


@pytest.mark.parametrize(("size_bytes", "said"), [(8_000_000, ""), (8_000_001, "8 MB"), (12_500_001, "13 MB")])
def test_a_file_that_is_very_large(size_bytes: int, said: str) -> None:
    sent = packet(pdf=Stand(size_bytes=size_bytes), own_pages=1)
    found = page_looks.check_packet(given(), sent)
    assert told(found, "LP323", "warning", "look at it") == [f"the packet for `alpha` has {said}"] * bool(said)
    assert not list(page_looks.check_packet(given(), packet()))


ADA = Stand(
    email="Ada@Example.org", note="", organization="Union", name="Ada", origin=Stand(span=lambda key: Span(f"csv: {key}"))
)
BO = Stand(email="", note="called on Tuesday again", organization="", name="Bo", origin=ADA.__dict__["origin"])
MAIL_OF_ADA, NOTE_OF_BO = "the e-mail address of Union", "the note of Bo"


@pytest.mark.parametrize(
    ("text", "everything", "contact", "said"),
    [
        ("Write to ada@example.org.", "", "", {MAIL_OF_ADA: "csv: email"}),
        ("Write to ada@example.com.", "", "", {}),
        ("Nothing", "ADA@example.org", "", {MAIL_OF_ADA: "csv: email"}),
        ("Write to ada@example.org.", "", "Mail: ada@EXAMPLE.org", {}),
        ("He was called on Tuesday again, and wrote.", "", "", {NOTE_OF_BO: "csv: note"}),
        ("He was called on Tuesday.", "", "", {}),
        ("See .ada@example.org", "", "", {MAIL_OF_ADA: "csv: email"}),
        ("ada@example.org: called on Tuesday again", "", "", {MAIL_OF_ADA: "csv: email", NOTE_OF_BO: "csv: note"}),
    ],
)
@pytest.mark.parametrize("held_back", [True, False])
def test_what_is_private_in_a_packet(text: str, everything: str, contact: str, said: dict[str, str], held_back: bool) -> None:
    signed = [ADA, BO, Stand(email="", note="by phone", organization="", name="Cy")]
    sender = Stand(contact=[contact], address=[])
    lists = {"signatories": [] if held_back else signed, "held_back": signed if held_back else []}
    sources = given(campaign=Stand(settings=Stand(sender=sender), **lists))
    pdf = Stand(passages=(passage(text),), metadata=Stand(everything=everything))
    hint = "take it out of the letter, and build again"
    expected = [
        Diagnostic("LP321", "error", f"{what} is in the packet for `alpha`", Span(place), hint, "alpha")
        for what, place in said.items()
    ]
    assert list(private_data.check_packet(sources, packet(pdf=pdf))) == expected


@pytest.mark.parametrize(("signed", "what"), [(ADA, MAIL_OF_ADA), (BO, NOTE_OF_BO)])
def test_what_is_private_where_no_other_is(signed: Stand, what: str) -> None:
    lists = {"signatories": [signed], "held_back": [], "settings": Stand(sender=Stand(contact=[], address=[]))}
    everything = Stand(everything="called on Tuesday again, ada@example.org")
    sent = packet(pdf=Stand(passages=(), metadata=everything))
    found = list(private_data.check_packet(given(campaign=Stand(**lists)), sent))
    assert [each.message for each in found] == [f"{what} is in the packet for `alpha`"]
    assert not list(private_data.check_packet(given(campaign=Stand(**lists)), packet()))


def test_placeholders_that_no_source_said() -> None:
    sent = packet(strange=[passage("We met [NAME] on [DATE].", 1), passage("We write.", 2)])
    said = [f"the PDF says `{each}`, a placeholder that was not filled in" for each in ("[NAME]", "[DATE]")]
    assert told(printed_placeholders.check_packet(given(), sent), "LP302", "error", BUILD, 2) == said


def test_what_a_validator_and_claims_say() -> None:
    batch = given(judged={"alpha": ("6.1", "6.2")}, expected={"alpha": Stand(span=READER)})
    said = ["veraPDF says that the packet for `alpha` breaks 6.1, 6.2"]
    assert told(conformance.check_batch(given(), batch), "LP327", "error", BUILD) == said
    font = {"fonts": [Stand(name="F", to_unicode=False)], "enclosed_fonts": [], "tag_faults": ["has no table"], "intents": [1]}
    claims = Stand(claims=("PDF/A-2a", "PDF/UA-1"), language="en", xmp_title="T")
    pdf = Stand(metadata=claims, marked=True, passages=(1,), tagged_pages=2, **font)
    sent = packet(pdf=pdf, row=Stand(claims=("PDF/UA-1", "PDF/A-2a")), own_pages=2)
    assert not list(conformance.check_packet(given(), packet()))
    other = but(sent, row=Stand(claims=("PDF/A-2b", "PDF/X-4")), pdf=but(pdf, fonts=[], tag_faults=[]))
    assert told(conformance.check_packet(given(), other), "LP327", "error", BUILD) == [
        "the packet for `alpha` claims PDF/A-2a, PDF/UA-1, and the manifest says PDF/A-2b, PDF/X-4"
    ]
    assert not list(conformance.check_packet(given(), but(other, row=None)))
    assert told(conformance.check_packet(given(), sent), "LP327", "error", BUILD) == [
        "the packet for `alpha` claims PDF/A-2a and PDF/UA-1 and has a font that does not say what its characters mean: F",
        "the packet for `alpha` claims PDF/UA-1 and has no table",
    ]


def test_what_letterpack_does_not_write() -> None:
    found = strange.check_packet(given(), packet(pdf=Stand(strange=("a script", "a form"))))
    said = [f"the packet for `alpha` contains what letterpack does not write: {each}" for each in ("a script", "a form")]
    assert told(found, "LP333", "error", CHANGED) == said
    assert not list(strange.check_packet(given(), packet()))


def _list(*texts: str, at: int = 0, page: int = 0) -> list[Passage]:
    return [passage(text, page, "L", "LI", "LBody", order=(at, index, 0)) for index, text in enumerate(texts)]


def _of_row(text: str, at: int) -> Passage:
    return passage(text, 0, "L", "LI", "LBody", order=(0, 0, at))


HEAD = passage("2 signatories")
BO_IS_MISSING = "the signatory Bo is not printed in the packet for `alpha`"


@pytest.mark.parametrize(
    ("passages", "said"),
    [
        ([HEAD, *_list("Ada Union", "Bo")], []),
        ([HEAD, *_list("Bo", "Ada\x1fUnion")], []),
        ([HEAD, *_list("Bo")], ["the signatory Ada is not printed in the packet for `alpha`"]),
        ([HEAD, *_list("Ada Union", "Bo", "Bo")], ["the signatory Bo is printed 2 times in the packet for `alpha`"]),
        ([HEAD, *_list("Ada Union", "Bo", "Cy")], ["the packet for `alpha` prints 3 signatories, and there are 2"]),
        # A list of the letter's own counts nobody, above the heading or where there is another heading.
        ([*_list("Bo", "Let them go"), HEAD, *_list("Ada Union", "Bo", at=1)], []),
        ([*_list("Let them go"), passage("9 signatories"), *_list("Ada Union", "Bo", at=1)], []),
        ([passage("9 signatories"), *_list("Ada Union", "Bo", "Cy")], [
            "the packet for `alpha` prints 3 signatories, and there are 2",
        ]),
        ([HEAD, *_list("Ada Union", "Bo"), *_list("Cy", at=1, page=1)], []),
        ([HEAD, *_list("Ada Union", "Bo"), *_list("Cy", at=1)], ["the packet for `alpha` prints 3 signatories, and there are 2"]),
        ([HEAD, _of_row("Ada", 0), _of_row("Union", 1), *_list("Bo", at=1)], []),
        # Neither an enclosure's list counts, nor what is said of a picture.
        ([HEAD, *_list("Ada Union"), *_list("Bo", at=1, page=1)], [BO_IS_MISSING]),
        ([HEAD, *_list("Ada Union"), passage("Bo", 0, "L", "LI", "Figure", order=(0, 1, 0))], [BO_IS_MISSING]),
    ],
)  # fmt: skip
def test_who_is_printed_as_a_signatory(passages: list[Passage], said: list[str]) -> None:
    own = tuple([each for each in passages if each.page_index < 1 and each.roles[-1] != "Figure"])
    expected = {"signatories": ("Ada\nUnion", "Bo"), "signatories_head": "2 signatories"}
    sent = packet(expected, pdf=Stand(passages=tuple(passages)), own_pages=1, own_passages=own)
    assert told(signatories_printed.check_packet(given(), sent), "LP306", "error", BUILD) == said
    assert not list(signatories_printed.check_packet(given(), but(sent, pdf=None)))
    nobody = but(sent, expected=but(sent.expected, signatories=()))
    assert not list(signatories_printed.check_packet(given(), nobody))
