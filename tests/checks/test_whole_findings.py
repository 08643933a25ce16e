"""Findings as a whole, word for word: what rules over packets say where mutants showed that no test read more than their code."""

from __future__ import annotations

import pytest

from letterpack.checks.evidence.compare import Difference
from letterpack.checks.inputs import PartialBuild
from letterpack.checks.rules import unsure_envelopes
from letterpack.checks.rules.packets_there import cannot_be_read, not_listed, of_part, repeated_row
from letterpack.checks.rules.page_geometry import _out_of, _overlap, _within
from letterpack.checks.rules.text_is_source import _message, _stray
from letterpack.checks.rules.window_block import _block, _ends_at, _goes_on, is_return
from letterpack.diagnostics import Diagnostic
from letterpack.model.form import Rect
from letterpack.model.observed import Passage, Shown, Unreadable
from letterpack.spans import Span
from tests.checks.stand_ins import given

MANIFEST = Span("build/manifest.json")
AGAIN = "build again: letterpack build"


@pytest.mark.parametrize(
    ("part", "severity", "message", "hint"),
    [
        (
            PartialBuild(1, 1_200, is_asked=False),
            "error",
            "the build contains 1 of 1,200 packets, and only those are checked",
            "build without --only, or check a part with --partial",
        ),
        (
            PartialBuild(2, 3, is_asked=True),
            "note",
            "the build contains 2 of 3 packets, and only those are checked",
            "build without --only before mailing",
        ),
        (
            PartialBuild(2, 0, is_asked=False),
            "error",
            "the build was made with --only, so packets may be missing",
            "build without --only, or check a part with --partial",
        ),
        (
            PartialBuild(2, 0, is_asked=True),
            "note",
            "the build was made with --only, so packets may be missing",
            "build without --only before mailing",
        ),
    ],
)
def test_a_build_of_some_packets(part: PartialBuild, severity: str, message: str, hint: str) -> None:
    found = of_part(part, MANIFEST)
    assert (found.code, found.severity, found.span) == ("LP301", severity, MANIFEST)
    assert (found.message, found.hint) == (message, hint)


def test_rows_and_files_of_a_batch() -> None:
    torn = Unreadable("", 12, "it ends in the middle")
    refused = Unreadable("", 0, "the disk does not answer", "connect the drive again")
    packet = Span("build/packets/ada.pdf")

    def says(found: Diagnostic) -> tuple[object, ...]:
        assert (found.code, found.severity) == ("LP301", "error")
        return found.message, found.span, found.hint, found.packet

    assert says(repeated_row("ada", MANIFEST)) == ("the manifest lists the packet `ada` twice", MANIFEST, AGAIN, "ada")
    assert says(cannot_be_read("ada", torn, packet)) == (
        "the packet for `ada` cannot be read: it ends in the middle", packet, AGAIN, "ada",
    )  # fmt: skip
    assert says(cannot_be_read("ada", refused, packet))[2] == "connect the drive again"
    assert says(not_listed("notes.txt", "build/notes.txt")) == (
        "`notes.txt` is not in the manifest", Span("build/notes.txt"), f"{AGAIN}, or move the file elsewhere", None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "found", "passage", "said"),
    [
        ("2026", "2027", 0, "page 1 says `2027`, but the sources say `2026`"),
        ("2026", "2027", 1, "page 3 says `2027`, but the sources say `2026`"),
        ("2026", "", 1, "page 3 does not say `2026`"),
        ("", "2027", 1, "page 3 says `2027`, which no source says"),
        ("2026", "", -1, "the PDF does not say `2026`"),
        ("", "2027", 2, "the PDF says `2027`, which no source says"),
    ],
)
def test_what_a_page_says_beside_the_sources(wanted: str, found: str, passage: int, said: str) -> None:
    pages = (Passage(("P",), (0,), "We write in 2027.", 0), Passage(("P",), (1,), "We wait until 2027.", 2))
    assert _message(Difference(wanted, found, passage), pages) == said


ADDRESS = "Example Press Union, 1 Example Square, Sampleton"


@pytest.mark.parametrize(
    ("text", "size", "beside", "is_one"),
    [
        (ADDRESS, 7.0, (10.0,), True),
        ("  1 Example Square, ", 7.0, (6.0, 10.0), True),
        (ADDRESS, 10.0, (10.0,), False),
        (ADDRESS, 12.0, (10.0,), False),
        (ADDRESS, 7.0, (), False),
        ("Sampletown", 7.0, (10.0,), False),
    ],
)
def test_the_senders_line_says_its_address_in_smaller_type(
    text: str, size: float, beside: tuple[float, ...], is_one: bool
) -> None:
    assert is_return(_line(text, size), [_line("Alex Example", each) for each in beside], ADDRESS) is is_one


def _line(text: str, size_pt: float = 10, *, x_pt: float = 70, y_pt: float = 150) -> Shown:
    return Shown(text, x_pt=x_pt, y_pt=y_pt, width_pt=100, size_pt=size_pt, font="F1", artifact="", mcid=1)


@pytest.mark.parametrize(
    ("lines_at", "held"),
    [((100, 112, 124), 3), ((100, 119.2, 131), 3), ((100, 119.3, 131), 1), ((100, 112, 140, 152), 2), ((100,), 1), ((), 0)],
)
def test_an_address_ends_where_a_larger_space_follows(lines_at: tuple[float, ...], held: int) -> None:
    lines = [_line("A", y_pt=y_pt) for y_pt in lines_at]
    assert list(_block(lines, 12)) == lines[:held]


@pytest.mark.parametrize(
    ("apart_pt", "goes_on", "text", "right_pt", "ends"),
    [
        (-3.1, False, "A", 166.9, False),
        (-3, True, "A", 167, True),
        (7, True, "A", 173, True),
        (7.1, False, "A", 173.1, False),
        # The space that a line was broken at stands beyond the edge.
        (0, True, "A ", 162, True),
        (0, True, "A ", 161.9, False),
    ],
)
def test_pieces_of_a_line_and_where_it_ends(apart_pt: float, goes_on: bool, text: str, right_pt: float, ends: bool) -> None:
    assert _goes_on(_line("A"), _line("B", x_pt=170 + apart_pt)) is goes_on
    assert _ends_at(_line(text), right_pt) is ends


@pytest.mark.parametrize(
    ("said", "stray"),
    [
        ({"Draft", "Page 1 of 2"}, ""),
        ({"Page 1"}, ""),
        ({"Minister of …"}, ""),
        ({"of Justice …"}, "of Justice …"),
        ({"Page 2 of 2", "Approved", "Draft"}, "Approved"),
        # Readers differ on the order of words that run from right to left.
        ({"العدل وزير"}, ""),
        ({"وزير …"}, ""),
        ({"وزير الداخلية"}, "وزير الداخلية"),
    ],
)
def test_what_stands_beside_a_letter_and_is_of_no_source(said: set[str], stray: str) -> None:
    assert _stray(said, ["Page 1 of 2", "Draft", "Minister of Justice", "وزير العدل"]) == stray


ROOM = Rect(60, 100, 120, 60)


@pytest.mark.parametrize(
    ("text", "x_pt", "y_pt", "out_pt"),
    [
        ("A", 70, 150, 0),
        ("A", 55, 150, 5),
        ("A", 90, 150, 10),
        ("A ", 85, 150, 0),
        ("A", 70, 100, 7.5),
        ("A", 70, 170, 12.5),
    ],
)
def test_how_far_a_line_reaches_out_of_a_window(text: str, x_pt: float, y_pt: float, out_pt: float) -> None:
    assert max(0.0, round(_out_of(ROOM, _line(text, x_pt=x_pt, y_pt=y_pt)), 1)) == out_pt


@pytest.mark.parametrize(
    ("other", "overlaps"),
    [
        (Rect(170, 150, 50, 50), True),
        (Rect(179.9, 150, 50, 50), False),
        (Rect(170, 159.9, 50, 50), False),
        (Rect(0, 0, 9, 9), False),
    ],
)
def test_what_can_show_in_a_window(other: Rect, overlaps: bool) -> None:
    assert _overlap(ROOM, other) is overlaps and _overlap(other, ROOM) is overlaps


@pytest.mark.parametrize(
    ("text", "x_pt", "y_pt", "is_part"),
    [
        ("Alex", 70, 150, True),
        ("Alex", 70, 152, False),
        ("Bo", 70, 150, False),
        ("Alex", 60, 150, False),
        ("Alex", 172, 150, False),
    ],
)
def test_a_piece_of_a_line_of_the_address(text: str, x_pt: float, y_pt: float, is_part: bool) -> None:
    assert _within([_line("Alex Example")], _line(text, x_pt=x_pt, y_pt=y_pt)) is is_part


@pytest.mark.parametrize("is_written", [True, False])
@pytest.mark.parametrize(
    ("named", "confidence", "window", "said"),
    [
        (True, "low", "house", "the window of `house` is of low confidence: measured; seen"),
        (True, "high", "house", ""),
        (False, "low", "", "the window of `plain-a4` is of low confidence: read at second hand"),
    ],
)
def test_a_window_that_nobody_vouches_for(
    monkeypatch: pytest.MonkeyPatch, is_written: bool, named: bool, confidence: str, window: str, said: str
) -> None:
    holes = [("a", given(source=each)) for each in ("measured", "seen", "measured")]
    monkeypatch.setattr(unsure_envelopes, "envelope_file", lambda name, own: {("house", "own"): given(holes=holes)}[name, own])
    origin = given(span=lambda key: Span(f"letterpack.yaml: {key}")) if is_written else None
    settings = given(envelopes=("house",) if named else (), origin=origin)
    fits = [given(envelope=given(confidence=each, name=window)) for each in ("high", confidence)]
    form = given(name="plain-a4", fits=fits)
    found = list(unsure_envelopes.check_sources(given(campaign=given(settings=settings, own="own"), form=form)))
    place = Span(f"letterpack.yaml{(': envelopes' if named else ': form') if is_written else ''}")
    hint = "print `letterpack forms proof plain-a4` and hold it against your envelope"
    assert found == [Diagnostic("LP346", "warning", said, place, hint)] * bool(said)
