"""Every character of the sources is in the PDF, in reading order, for whoever reads it (law 3)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from letterpack.codes import every_code
from letterpack.diagnostics import is_rule
from tests.build.making import campaign, person
from tests.properties.letters import CYRILLIC, GREEK, KAZAKH, LATIN, LETTER, Piece, built, by_pdfium, by_poppler, squeezed
from tests.trying import tried

ALPHA = person("Alpha")
UNJUDGED = {"rules": {code.code: "off" for code in every_code() if is_rule(code.code)}}
"""Random words look like names in the wrong encoding, and like much else."""
TOP = "Alpha Example Minister of Alpha Alpha Street 1 010000 Astana 2 March 2026 "
NAMES = st.lists(
    st.text(LATIN + CYRILLIC + KAZAKH + GREEK + " ", min_size=1, max_size=40).filter(str.strip), min_size=4, max_size=6
)


@given(LETTER)
@tried(1 / 2)
def test_of_a_letter_by_pdfium_and_poppler(letter: Piece) -> None:
    made = built(campaign([ALPHA], letter.markdown, settings=UNJUDGED))
    assert made.ok, made.findings
    for read in (by_pdfium, by_poppler):
        assert read(made.packets["alpha"]) == squeezed(TOP + letter.text + "Yours faithfully,")


@given(NAMES)
def test_of_an_addressee(names: list[str]) -> None:
    """Name, title, organization and street, in letters that no other text of the campaign has."""
    name, title, organization, *address = names
    entry = {
        "id": "alpha",
        "name": name,
        "title": title,
        "organization": organization,
        "address": address,
        "salutation": "Dear all,",
    }
    made = built(campaign([entry]))
    if not made.ok:
        assert set(made.codes) <= {"LP230", "LP231"}
        return
    said = by_pdfium(made.packets["alpha"])
    assert said.startswith(squeezed(" ".join(["Draft", *names])))
