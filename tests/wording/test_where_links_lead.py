"""Where a link leads, on paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from letterpack.model.letter import Paragraph, Run
from letterpack.spans import Span
from letterpack.wording.links import noted, spelled
from tests.build.making import campaign, make, person

LETTER = """---
date: 2026-03-02
---

See [the ruling](https://example.org/ruling) and [it](https://example.org/ruling/) again[^a], [again](https://example.org/ruling)
and <https://example.org/other>, or [write](mailto:us@example.org).

> [A quotation](https://example.org/quoted)

[^a]: A note with [a link](https://example.org/in-a-note).
"""


@pytest.mark.parametrize("profile", ["default", "print"])
def test_each_address_is_noted_once_and_not_spelled_twice(profile: str, tmp_path: Path) -> None:
    settings = {"links": "noted", "profile": profile}
    made = make(tmp_path / "out", campaign([person("Alpha")], LETTER, settings=settings))
    assert made.ok, made.findings
    said = made.text("alpha")
    assert "See the ruling¹ and it² again³, again¹ and https://example.org/other, or write⁴." in said
    for address in ("us@example.org", "example.org/quoted"):
        assert said.count(address) == 1
    assert said.count("example.org/ruling") == 2, "two addresses that look alike are two"
    assert ("(example.org/in-a-note)" in said) is (profile == "print"), "a note has no notes"


def test_what_has_no_links_is_the_same_object() -> None:
    block = Paragraph((Run("Text."),), Span("letter.md", 5, 1))
    (made,) = noted((block,))
    assert made.runs is block.runs
    assert spelled((Run("us", link="mailto:us@example.org"),)) == (Run("us"), Run(" (us@example.org)"))
