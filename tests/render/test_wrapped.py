"""Lines that wrap: how wide they are, what is isolated in each, and that nothing else of a text changes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.render.columns import LineIsolates, cells, cut, wrapped

LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"
ALEF, BET = "\u0627", "\u05d1"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("one two three", ["one two", "  three"]),
        ("one  two three four", ["one  two", "  three", "  four"]),
        ("unbreakable", ["unbreakable"]),
        ("unbreakable two", ["unbreakable", "  two"]),
        ("日本語日本語 ab", ["日本語日", "  本語", "  ab"]),
        ("e\u0301e\u0301e\u0301e\u0301e\u0301 ab c", ["e\u0301e\u0301e\u0301e\u0301e\u0301 ab", "  c"]),
        (f"{RLI}{ALEF * 4} {BET * 4}{PDI}", [f"{RLI}{ALEF * 4}{PDI}", f"  {RLI}{BET * 4}{PDI}"]),
        (f"{RLI}{FSI}1 a{PDI} aa {BET * 4}{PDI}", [f"{RLI}{FSI}1 a{PDI} aa{PDI}", f"  {RLI}{BET * 4}{PDI}"]),
        (f"{FSI}1 {BET}{PDI} {FSI}a {BET * 4}{PDI}", [f"{FSI}1 {BET}{PDI} {FSI}a{PDI}", f"  {LRI}{BET * 4}{PDI}"]),
        (f"{FSI}1 {LRI}a{PDI} {ALEF} aaaa a{PDI}", [f"{FSI}1 {LRI}a{PDI} {ALEF}{PDI}", f"  {RLI}aaaa a{PDI}"]),
        (f"{FSI}1234567 {ALEF}{PDI}", [f"{FSI}1234567{PDI}", f"  {FSI}{ALEF}{PDI}"]),
        ("abc defgh : i", ["abc", "  defgh :", "  i"]),
        ("abc « de » ?", ["abc", "  « de » ?"]),
        ("abc def ::: for", ["abc def", "  :::", "  for"]),
        ("abc de\u00a0f\u202f%", ["abc", "  de\u00a0f\u202f%"]),
        (f"a{PDI} b", [f"a{PDI} b"]),
        (f"{RLI}{ALEF}", [f"{RLI}{ALEF}{PDI}"]),
    ],
)
def test_lines(text: str, lines: list[str]) -> None:
    assert wrapped(text, 8, hanging="  ") == lines


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("12345678", "12345678"),
        ("123456789", "1234567…"),
        ("日本語日", "日本語日"),
        ("日本語日本", "日本語…"),
        ("e\u0301" * 8, "e\u0301" * 8),
        (f"{RLI}{ALEF * 8}{PDI}", f"{RLI}{ALEF * 8}{PDI}"),
        (f"{RLI}{ALEF * 9}{PDI}", f"{RLI}{ALEF * 7}…{PDI}"),
    ],
)
def test_a_line_that_is_cut(line: str, shown: str) -> None:
    assert cut(line, 8) == shown


def test_what_fills_a_line_is_not_isolated() -> None:
    """However a text comes in pieces, and wherever it ends."""
    isolates = LineIsolates()
    pieces = [isolates(piece) for piece in (f"{RLI}{ALEF}", "  ", "\n", f"{BET} ", f"{PDI}  ", RLI, " ")]
    assert "".join([*pieces, isolates.rest()]) == f"{RLI}{ALEF}{PDI}  \n{RLI}{BET} {PDI}  {RLI}{PDI} "


@given(st.text(st.sampled_from(f"a1 -{ALEF}{BET}\u0301日{LRI}{RLI}{FSI}{PDI}"), max_size=60), st.integers(2, 20))
def test_each_line_fits_and_isolates_what_the_text_does(text: str, width: int) -> None:
    lines = wrapped(text, width)
    longest = max([cells(word) for word in text.replace("日", "日 ").split(" ")])
    assert all(cells(line) <= max(width, longest) for line in lines)
    for line in lines:
        assert line.count(PDI) >= sum(map(line.count, (LRI, RLI, FSI)))
    seen = [each for each in "".join(lines) if unicodedata.category(each) not in ("Cf", "Zs")]
    assert seen == [each for each in text if unicodedata.category(each) not in ("Cf", "Zs")]
