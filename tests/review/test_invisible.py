"""What nobody sees: told first, with code points, and told apart from another way to write the same letters."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from letterpack.review.document import loosened, unseen
from tests.build.making import HEAD, campaign, person
from tests.review.comparing import compare_campaigns, told

WHO = [person("Alpha", salutation="Dear Minister,", country="KZ")]
BODY = "We write to you about Amangeldy Batyrbekov.\n\nHe must be released from the prison by the first of May.\n"


def test_a_cyrillic_letter_comes_before_everything_else(tmp_path: Path) -> None:
    changed = BODY.replace("Batyrbekov", "B\u0430tyrbekov").replace("first of May", "second of May")
    moved = [{**WHO[0], "address": ["Alpha Street 12", "010000 Astana"]}]
    found = compare_campaigns(tmp_path, campaign(WHO, HEAD + BODY), campaign(moved, HEAD + changed))
    assert [each[0] for each in told(found)] == ["invisible", "address", "text"]
    change = found.groups[0].change
    assert (change.before, change.after) == ("Batyrbekov.", "B\u0430tyrbekov.")
    assert "“\u0430” U+0430 CYRILLIC SMALL LETTER A instead of “a” U+0061 LATIN SMALL LETTER A" in change.note
    assert not found.groups[0].harmless


def test_a_cyrillic_letter_in_a_window(tmp_path: Path) -> None:
    changed = [{**WHO[0], "name": "Alph\u0430 Example"}]
    found = compare_campaigns(tmp_path, campaign(WHO, HEAD + BODY), campaign(changed, HEAD + BODY))
    assert told(found) == [("invisible", "address", "Alpha", "Alph\u0430")]


def test_a_cyrillic_letter_in_a_signatory(tmp_path: Path) -> None:
    found = compare_campaigns(
        tmp_path,
        campaign(WHO, HEAD + BODY, ["Alpha Union", "Example Union"]),
        campaign(WHO, HEAD + BODY, ["Alpha Union", "Ex\u0430mple Union"]),
    )
    assert told(found) == [("invisible", "signatory", "Example", "Ex\u0430mple")]


@pytest.mark.parametrize(
    ("before", "after", "harmless", "note"),
    [
        ("Žádných", unicodedata.normalize("NFD", "Žádných"), True, "the same letters, composed differently: NFC before, NFD now"),
        ("Freedom", "Free\u00addom", True, "soft hyphens (U+00AD): 0 before, 1 now"),
        ("office", "o\ufb03ce", True, "ligature"),
        ("Batyrbekov", "Batyr\u200bbekov", False, "U+200B ZERO WIDTH SPACE is new"),
        ("Batyr\u200bbekov", "Batyrbekov", False, "U+200B ZERO WIDTH SPACE is gone"),
        ("Ali", "\u202eAli", False, "U+202E RIGHT-TO-LEFT OVERRIDE is new"),
        ("Orban", "\u039frban", False, "U+039F GREEK CAPITAL LETTER OMICRON instead of “O” U+004F"),
        ("На", "Нa", False, "U+0061 LATIN SMALL LETTER A instead of “а” U+0430"),
    ],
)
def test_how_words_differ_that_look_alike(before: str, after: str, harmless: bool, note: str) -> None:
    assert before != after
    assert loosened(before) == loosened(after)
    found = unseen(before, after)
    assert found.harmless is harmless
    assert note in found.note


@pytest.mark.parametrize(("before", "after"), [("x²", "x2"), ("3", "З"), ("May", "may"), ("’", "'"), ("Sir", "Sr")])
def test_what_can_be_seen_is_an_edit(before: str, after: str) -> None:
    assert loosened(before) != loosened(after)
