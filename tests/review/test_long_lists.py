"""Long lists and texts, corrected and sorted anew: what is equal is found at once, and the rest within a bound that is said."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from letterpack.model.change import Change, Located
from letterpack.review import align, causes, edits
from letterpack.review.causes import Facts, with_causes
from tests.build.making import HEAD, campaign, person
from tests.review.comparing import compare_campaigns, told

ONE = [person("Alpha")]
WRITTEN = f"{HEAD}We write.\n"
NAMES = [
    f"{first} {last} Example"
    for first in ("Amina", "Boris", "Chiara", "Dorje", "Elif")
    for last in ("Ozturk", "Petrov", "Quiroga")
]


def _corrected(name: str) -> str:
    return name.replace("a", "e", 1) if "a" in name else name.replace("o", "u", 1)


def _shuffled(values: list[str]) -> list[str]:
    return Random(7).sample(values, len(values))


def test_a_list_that_was_corrected_and_sorted_anew(tmp_path: Path) -> None:
    """Each row is the one that it was, with another letter."""
    new = _shuffled([_corrected(name) for name in NAMES[1:]])
    found = compare_campaigns(tmp_path, campaign(ONE, WRITTEN, NAMES), campaign(ONE, WRITTEN, [NAMES[0], *new]))
    changes = [each.change for above in found.packets[0].changes for each in (above, *above.follows)]
    pairs = {(change.before, change.after) for change in changes if change.field == "signatory"}
    assert pairs == {(name, _corrected(name)) for name in NAMES[1:]}


def test_a_list_that_is_too_long_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(align, "MOST_ROWS", 4)
    monkeypatch.setattr(edits, "MOST_ROWS", 4)
    new = [_corrected(name) for name in NAMES]
    found = compare_campaigns(tmp_path, campaign(ONE, WRITTEN, NAMES), campaign(ONE, WRITTEN, new))
    assert edits.TOO_LONG in found.packets[0].notes
    listed = {each for _, field, *sides in told(found) if field == "signatory" for each in sides if each}
    assert {*NAMES, *new} - {*NAMES} & {*new} <= listed


def test_paragraphs_in_another_order_are_one_change(tmp_path: Path) -> None:
    random = Random(3)
    words = ["".join(random.choices("abcdefgh", k=6)) for _ in range(200)]
    texts = [" ".join(random.choices(words, k=5)) for _ in range(60)]
    old, new = ("\n\n".join(each) for each in (texts, _shuffled(texts)))
    found = compare_campaigns(tmp_path, campaign(ONE, f"{HEAD}{old}\n"), campaign(ONE, f"{HEAD}{new}\n"))
    assert {field for _, field, *_ in told(found)} == {"order of paragraphs"}


def test_what_is_too_long_is_aligned_by_what_stands_there_once(monkeypatch: pytest.MonkeyPatch) -> None:
    old = [f"line {number}" for number in range(40)]
    new = [*old[:10], "new", *old[10:20], *old[21:]]
    exact = align._steps(old, new)
    monkeypatch.setattr(align, "_MOST_STEPS", 10)
    anchored = align._steps(old, new)
    apart = [each for each in exact if each[0] == "replace"]
    assert (
        [each for each in anchored if each[0] == "replace"] == apart == [("replace", 10, 10, 10, 11), ("replace", 20, 21, 21, 21)]
    )


def test_causes_of_many_changes_are_looked_for_in_as_many_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """And not in the square of them: a thousand rows took a minute."""
    looked = 0

    def counted(rule: causes._CauseRule) -> causes._CauseRule:
        def follows(cause: Change, change: Change, facts: Facts) -> object:
            nonlocal looked
            looked += 1
            return rule.follows(cause, change, facts)

        return rule._replace(follows=follows)

    monkeypatch.setattr(
        causes, "_RULES", [counted(rule) if isinstance(rule, causes._CauseRule) else rule for rule in causes._RULES]
    )
    steps = []
    for count in (100, 400):
        looked = 0
        rows = [Located(Change("signatory", "signatory", f"Name {number}", f"Nome {number}a")) for number in range(count)]
        assert len(with_causes(rows, Facts())) == count
        steps.append(looked)
    assert steps[1] <= 4.5 * steps[0]
