"""Findings as a whole, word for word: what rules over packets say where mutants showed that no test read more than their code."""

from __future__ import annotations

import pytest

from letterpack.checks.evidence.compare import Difference
from letterpack.checks.inputs import PartialBuild
from letterpack.checks.rules.packets_there import cannot_be_read, not_listed, of_part, repeated_row
from letterpack.checks.rules.text_is_source import _message
from letterpack.checks.rules.window_block import is_return
from letterpack.diagnostics import Diagnostic
from letterpack.model.observed import Passage, Shown, Unreadable
from letterpack.spans import Span

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


def _line(text: str, size_pt: float) -> Shown:
    return Shown(text, x_pt=70, y_pt=150, width_pt=100, size_pt=size_pt, font="F1", artifact="", mcid=1)
