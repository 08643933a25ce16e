"""What rows of lists share with the entries of blind copies: an error in a short list, and one note of a long one's chances."""

from __future__ import annotations

from itertools import islice, product

import pytest

from letterpack.diagnostics import Diagnostic
from tests.checks.faulty import files_of
from tests.checks.sources import Dict, found, sources_of

BLIND = [
    "name: Thomas Quirk, copy_of: to-1, organization: Lesley Chambers, address: [9 Diane Row, Bristol BS1 5TR], country: GB",
    "name: Bo Dawson, copy_of: to-1, organization: John Poe Legal Aid, address: [3 Quirk Close, Bath BA1 1AA], country: GB",
]
SHARED = ["Thomas Example,,Quirk & Poe", "Ms Lesley Row,,", "Ada Sample,Baker,The Dawson Trust"]
MEANT = ["Bo Poe,Friend of Quirk,", "Bo Poe,,Lesley Chambers", "Bo Poe,,c/o Dawson", "Bo Poe,,Office of Dr Quirk"]


def of_list(rows: list[str], others: int) -> list[Diagnostic]:
    """What LP303 finds where ``rows`` stand with so many ``others``, who share no word with anybody."""
    strangers = [
        "Ba" + "".join(letters) + "n Vo" + "".join(letters)
        for letters in islice(product("aeiou", "dfgklmnprst", "aeiou", "kl"), others)
    ]
    entry = {"bcc": BLIND, "columns": "name,title,organization", "signatories": rows + [f"{name},," for name in strangers]}
    return [each for each in found(sources_of(Dict(files_of(entry))), "LP303") if each.code == "LP303"]


@pytest.mark.parametrize("others", [0, 100])
def test_a_shared_word_of_a_short_list_is_an_error(others: int) -> None:
    findings = of_list(SHARED, others)
    assert {each.severity for each in findings} == {"error"}
    assert {"`Quirk`", "`Dawson`"} <= {each.message.split()[4] for each in findings}


def test_what_a_long_list_shares_by_chance_is_one_note() -> None:
    (finding,) = of_list(SHARED, 500 - len(SHARED))
    assert finding.severity == "note"
    assert "words in lists are in entries of blind copies too" in finding.message


@pytest.mark.parametrize("row", MEANT)
def test_who_is_meant_is_an_error_however_long_the_list_is(row: str) -> None:
    assert {each.severity for each in of_list([row], 270)} == {"error"}
    assert "error" in {each.severity for each in of_list([row], 500)}
