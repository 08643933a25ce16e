"""What is more than any campaign has is said at its place, with what to do; nothing is cut off in silence."""

from __future__ import annotations

import pytest

from letterpack.campaign import read_campaign
from letterpack.diagnostics import Diagnostic, Report
from letterpack.limits import (
    MOST_BRANCHES,
    MOST_COPIES,
    MOST_FIELD_CHARACTERS,
    MOST_HEAD_CHARACTERS,
    MOST_JOINTLY,
    MOST_LISTED,
    MOST_NAME_WORDS,
    MOST_URL_CHARACTERS,
    MOST_VALUE_CHARACTERS,
    MOST_YAML_KEYS,
)
from tests.worlds import DictWorld

PERSON = "to:\n- id: a\n  name: Ann Example\n  address: [1 Example Square, Sampleton]\n  country: KZ\n"
LETTER = "---\ndate: 2019-10-30\n---\nText.\n"


def told(letter: str = LETTER, addressees: str = PERSON, settings: str = "", signatories: str = "") -> list[Diagnostic]:
    report = Report()
    files = {"letter.md": letter, "addressees.yaml": addressees, "letterpack.yaml": settings}
    read_campaign(DictWorld(files | ({"signatories.csv": signatories} if signatories else {})), report)
    return list(report)


def many(word: str, count: int) -> str:
    return ", ".join([f"{word}{index}" for index in range(count)])


BRANCHES = (
    "::: if country = KZ\nx\n" + "".join([f"::: else if name = N{index}\nx\n" for index in range(MOST_BRANCHES + 2)]) + ":::\n"
)


def test_a_campaign_within_limits_says_nothing_of_them() -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("files", "place", "said"),
    [
        ({"addressees": PERSON + f"  cc: [{many('c', MOST_COPIES + 1)}]\n"}, ("addressees.yaml", 6), "`cc` names 151 addressees"),
        ({"addressees": PERSON + f"  jointly: [{many('j', MOST_JOINTLY + 1)}]\n"}, ("addressees.yaml", 6), "21 addressees"),
        (
            {"addressees": PERSON + f"  addresses: [{many('a', MOST_LISTED + 1)}]\n"},
            ("addressees.yaml", 6),
            "the list under `addresses` has 501 items",
        ),
        (
            {"addressees": PERSON + f"  enclosures: [{many('e', MOST_LISTED + 1)}]\n"},
            ("addressees.yaml", 6),
            "the list under `enclosures` has 501 items",
        ),
        (
            {"addressees": PERSON + f"  title: {'x' * (MOST_VALUE_CHARACTERS + 1)}\n"},
            ("addressees.yaml", 6),
            f"`title` has {MOST_VALUE_CHARACTERS + 1:,} characters",
        ),
        (
            {"addressees": PERSON + "  fields: {" + ", ".join(f"f{n}: x" for n in range(MOST_YAML_KEYS + 1)) + "}\n"},
            ("addressees.yaml", 6),
            "a mapping has 1,001 keys",
        ),
        ({"settings": f"names: [{'Ann ' * (MOST_NAME_WORDS + 1)}]\n"}, ("letterpack.yaml", 1), "has more than 30 words"),
        (
            {"letter": LETTER + "{{ " + "x" * (MOST_FIELD_CHARACTERS + 1) + " }}\n"},
            ("letter.md", 5),
            "more than 1,000 characters",
        ),
        (
            {"letter": LETTER + f"[here](https://x.org/{'x' * MOST_URL_CHARACTERS})\n"},
            ("letter.md", 5),
            "the address of a link has 2,014 characters",
        ),
        (
            {"letter": LETTER.replace("\n---\nText", f"\nsubject: {'x' * (MOST_HEAD_CHARACTERS + 1)}\n---\nText")},
            ("letter.md", 3),
            "`subject` has 2,001 characters",
        ),
        ({"letter": f"{LETTER}\n{BRANCHES}"}, ("letter.md", 106), "has more than 50 branches"),
    ],
)
def test_too_much_is_said_where_it_stands(files: dict[str, str], place: tuple[str, int], said: str) -> None:
    (found,) = [each for each in told(**files) if said in each.message]
    assert (found.span.file, found.span.line, found.severity) == (*place, "error")
    assert found.hint
