"""No text takes the machine down: each is set, or told with its place, in little memory and in time that grows as it does."""

from __future__ import annotations

import pytest

from letterpack.limits import MOST_LETTER_BYTES
from tests.bombs.arena import Arena, Outcome
from tests.bombs.texts import LETTERS, TABLES, Files, letter

READ_BYTES = 24_000
"""Of a letter that is read and set: half of it must cost about half."""
HUGE_BYTES = 900_000
MANY_COPIES_BYTES = 200_000
"""Of a list of copies: 4,500 and more of them, where 500 at most are made."""
MOST_SAID = 100_000
TOO_MUCH = ("rows", "addressees alike", "address of a word", "jointly", "names of many words", "entries without anything")
COPIES = ("copies of a letter", "copies of all letters", "addresses of one")
MOST_GROWTH = 3.0
"""For twice the input: linear work measures 2 and a little, quadratic work 4."""
WORTH_MEASURING_S = 0.6


def built(arena: Arena, files: Files) -> Outcome:
    outcome = arena.run(files, "build", "--workers", "1")
    assert outcome.exit in (0, 1), outcome
    assert outcome.exit == 0 or outcome.codes, outcome.said
    return outcome


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_costs_as_much_as_it_is_long(arena: Arena, name: str) -> None:
    """Of three sizes one at least costs little more than twice its half: what grows with the square costs four times at each. A
    letter that runs over by little is set several times, tighter, and at which sizes it does so is chance.
    """
    costs_as_much_as_it_is_long(arena, name, READ_BYTES)


@pytest.mark.parametrize("name", ["tildes", "backslashes", "html comments", "list in one line", "code", "hyphens"])
def test_so_does_the_longest_letter_that_is_read(arena: Arena, name: str) -> None:
    """What costs little more than its square at a quarter of the size is seen at the whole."""
    costs_as_much_as_it_is_long(arena, name, MOST_LETTER_BYTES - 1_000)


def costs_as_much_as_it_is_long(arena: Arena, name: str, most_bytes: int) -> None:
    growths: list[float] = []
    for size_bytes in (most_bytes, most_bytes * 7 // 8, most_bytes * 3 // 4):
        whole = built(arena, letter(LETTERS[name](size_bytes)))
        if whole.cpu_s <= WORTH_MEASURING_S:
            return
        growths.append(whole.cpu_s / built(arena, letter(LETTERS[name](size_bytes // 2))).cpu_s)
        if growths[-1] < MOST_GROWTH:
            return
    pytest.fail(f"twice the input costs {growths} times as much")


@pytest.mark.parametrize("name", ["prose", "items", "brackets", "long word", "table of cells", "autolink"])
def test_a_letter_that_is_no_letter_any_more_is_told(arena: Arena, name: str) -> None:
    assert "LP113" in built(arena, letter(LETTERS[name](HUGE_BYTES))).codes


@pytest.mark.parametrize("name", [name for name in TABLES if name not in (*TOO_MUCH, *COPIES)])
def test_a_huge_list_or_setting_is_read_or_told(arena: Arena, name: str) -> None:
    outcome = built(arena, TABLES[name](HUGE_BYTES))
    assert len(outcome.said) < MOST_SAID, "a message prints the value that it is about"


@pytest.mark.parametrize(
    ("name", "count"),
    [("brackets", 4_000), ("autolink", 4_000), ("items", 60_000), ("short words", 60_000), ("link's target", 12_000)],
)
def test_the_limit_that_was_passed_is_told_at_its_line(arena: Arena, name: str, count: int) -> None:
    outcome = built(arena, letter(LETTERS[name](count)))
    assert "LP113" in outcome.codes
    assert "letter.md:" in outcome.said


def test_headers_of_anything_are_looked_up_once(arena: Arena) -> None:
    """What looks from each sign of a header for what may follow on it needs minutes here."""
    headers = ("a" + " " * 150_000 + "b", "1" * 150_000, "a / " * 30_000)
    form = "\n".join([",".join(["name", *headers]), "A" + ",b" * len(headers), ""])
    outcome = arena.run({**letter("Text."), "form.csv": form}, "signatories", "import", "form.csv")
    assert outcome.codes == {"LP132"}, outcome
    assert outcome.cpu_s < 10, "a guard against hangs alone"
    assert len(outcome.said) < MOST_SAID


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_is_too_much_is_told_and_not_set(arena: Arena, name: str) -> None:
    outcome = built(arena, TABLES[name](HUGE_BYTES))
    assert "LP113" in outcome.codes
    assert not any(code.startswith("LP23") for code in outcome.codes)
    assert len(outcome.said) < MOST_SAID


@pytest.mark.parametrize("name", COPIES)
def test_copies_that_name_each_other_are_bounded(arena: Arena, name: str) -> None:
    """Each copy is a packet whose letter names them all: work and bytes of the square of their number."""
    for command in ("build", "check"):
        outcome = arena.run(TABLES[name](MANY_COPIES_BYTES), command)
        assert (outcome.exit, "LP113" in outcome.codes) == (1, True), outcome
        assert len(outcome.said) < MOST_SAID


SEALS = {
    "depth": lambda size: '{"a":' * (size // 5),
    "a name": lambda size: f'{{"seal_version":1,"sealed_by":"{"A" * size}"}}',
    "packets": lambda size: _seal(packets=",".join(f'{{"id":"p{i}","sha256":"0"}}' for i in range(size // 26))),
    "signatories": lambda size: _seal(
        signatories=",".join(f'{{"name":"Nobody {i}","organization":""}}' for i in range(size // 40))
    ),
}


def _seal(packets: str = "", signatories: str = "") -> str:
    head = '"seal_version":1,"sealed_by":"A","sealed_on":"2026-10-30","note":"","manifest_sha256":"0","inputs":[]'
    return f'{{{head},"packets":[{packets}],"signatories":[{signatories}]}}'


@pytest.mark.parametrize("name", SEALS)
def test_a_hostile_seal_is_told(arena: Arena, name: str) -> None:
    signature = "-----BEGIN SSH SIGNATURE-----\n" + "A" * HUGE_BYTES
    outcome = arena.run({**letter("Text."), "seal.json": SEALS[name](HUGE_BYTES), "seal.json.sig": signature}, "check")
    assert outcome.exit == 1, outcome
    assert outcome.codes & {"LP328", "LP345"}
    assert len(outcome.said) < MOST_SAID


@pytest.mark.parametrize("key", ["signatories: {columns: #}", "paper: {weight_gsm: #}", "form: #", "print_run: #", "marks: #"])
def test_a_setting_of_thousands_of_digits_is_told(arena: Arena, key: str) -> None:
    assert built(arena, {**letter("Text."), "letterpack.yaml": key.replace("#", "9" * 5000)}).exit == 1
