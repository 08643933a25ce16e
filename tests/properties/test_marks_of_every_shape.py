"""A mark of a block in any shape is read as one, or is an error: what stands behind it never reaches everybody."""

from __future__ import annotations

import unicodedata

import pytest

from letterpack.campaign import read_campaign
from letterpack.diagnostics import Report
from letterpack.merge import compile_letter, merge
from tests.properties.test_own_words import read_of
from tests.worlds import DictWorld

ADDRESSEES = """to:
  - {id: m1, title: Minister One, address: [Street 1, Town]}
  - {id: m2, title: Minister Two, address: [Street 2, Town]}
"""
COLONS = (
    ":::", "::", ":", "::::", "：：：", "::：", "꞉꞉꞉", "ːːː", "∷:", "﹕﹕﹕", "︓︓︓", ": : :", " :::", "   :::", "\t:::",
    "    :::",
    "\u00a0:::", "\u200b:::", "::\u200b:", "\\:::", "> :::", "- :::", "1. :::", "# :::", "**:::", "`:::", "(:::", '":::', "| :::",
    "Dear :::", "&#58;::", ";;;", "；；；", "@@@", "%%%", "===", "###", "~~~", "{%", "{{#", "[", "<",
)  # fmt: skip
SAID = (
    "for m1", "For m1", "FOR m1", "for: m1", "for M1", "for m9", "for m1,m9", "for m1 m9", "for  m1", "\tfor m1", "for\u00a0m1",
    "for “m1”", "for 'm1'", "for [m1]", "for {m1}", "for m1.", "for m1:", "for the minister", "fоr m1", "for", "if",
    "if addressee.id = m1", "If addressee.id = m1", "if addressee.id == m1", "if addressee is m1", "when addressee.id = m1",
)  # fmt: skip
ENDS = (
    ":::",
    "::::",
    "::",
    " :::",
    "：：：",
    ":::end",
    "::: end",
    "::: :::",
    "::: for",
    "::: if",
    "::: else",
    ": ::",
    ";;;",
    "---",
    "",
)


ITEMS = frozenset("-*+#>•·–—")
"""Signs that begin an item, a heading or a quotation in a letter, where `else` may be all that it says."""
SIGNS = [chr(code) for code in (*range(0x21, 0x100), *range(0x2010, 0x2070), *range(0x3000, 0x3020), *range(0xFF00, 0xFFEF))]


def readers(body: str) -> set[str] | None:
    """Return who reads the secret; None where the letter has an error."""
    report = Report()
    text = f"---\ndate: 2026-03-02\nsalutation: Dear all,\n---\n\n{body}"
    read = read_campaign(DictWorld({"letter.md": text, "addressees.yaml": ADDRESSEES}), report)
    if read is None or report.has_errors:
        return None
    template = compile_letter(read, read.letter)
    return {each.id for each in read.mailing.to() if "word1x" in read_of(merge(template, each).body)}


def test_what_stands_in_no_block_is_read_by_all() -> None:
    assert readers("Secret word1x.\n") == {"m1", "m2"}


@pytest.mark.parametrize("colons", COLONS)
def test_no_beginning_lets_all_read_what_is_for_one(colons: str) -> None:
    for said in SAID:
        for blank in ("\n\n", "\n"):
            found = readers(f"All.\n\n{colons} {said}{blank}Secret word1x.{blank}:::\n\nEnd.\n")
            assert found in (None, set(), {"m1"}), (colons, said, blank)


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("begin", ["::: for m1", "::: if addressee.id = m1", ":::for m1", ":::: for m1"])
def test_no_end_lets_all_read_what_is_for_one(begin: str, end: str) -> None:
    for blank in ("\n\n", "\n"):
        assert readers(f"All.\n\n{begin}{blank}Secret word1x.{blank}{end}\n\nEnd.\n") in (None, set(), {"m1"})


def test_any_sign_before_a_branch_is_told() -> None:
    """But of items: one colon, percent sign or full-width at-sign in place of three colons gave both branches to some."""
    for sign in SIGNS:
        if unicodedata.category(sign)[0] in "PS" and sign not in ITEMS:
            for word in ("else", "otherwise"):
                body = f"All.\n\n::: if addressee.id = m1\nFor one.\n\n{sign} {word}\n\nSecret word1x.\n:::\n"
                assert readers(body) in (None, {"m2"}), (sign, word)
