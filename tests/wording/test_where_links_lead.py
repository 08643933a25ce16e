"""Where a link leads, on paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from letterpack.manners import manners_of
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
    assert "See the ruling¹ and it² again³, again¹ and https://example.org/other, or write.⁴" in said
    for address in ("us@example.org", "example.org/quoted"):
        assert said.count(address) == 1
    assert said.count("example.org/ruling") == 2, "two addresses that look alike are two"
    assert said.count("(example.org/in-a-note)") == 1, "a note has no notes"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "one,¹ (two²), three:³ ‘four’.⁴ five⁵ – six⁶ end⁷ [8] seven.⁸"),
        ("fr", "one¹, (two²), three³: ‘four⁴’. five⁵ – six⁶ end⁷ [8] seven⁸."),
    ],
)
def test_a_note_is_called_where_the_language_calls_notes(language: str, said: str) -> None:
    typed = "<one>, (<two>), <three>: ‘<four>’. <five> – <six> <end> [8] <seven>."
    parts = re.split(r"<(\w+)>", typed)
    runs = [Run(part, link=f"https://example.org/{part}" if index % 2 else None) for index, part in enumerate(parts) if part]
    behind = manners_of(language).file.calls_behind
    (made,) = noted((Paragraph(tuple(runs), Span("letter.md", 5, 1)),), behind_signs=behind)
    numbers = iter("¹²³⁴⁵⁶⁷⁸")
    assert "".join([next(numbers) if run.note else run.text for run in made.runs]) == said
    assert not [run for run in spelled(made.runs) if run.text.startswith(" (example")], "none is spelled beside its note"


@pytest.mark.parametrize(
    ("text", "link", "said"),
    [
        ("it", "https://xn--bcher-kva.example/stra%C3%9Fe?q=%C3%A4%20b", "bücher.example/straße?q=ä%20b"),
        ("https://bücher.example", "https://xn--bcher-kva.example/", None),
        ("it", "https://example.org/%D0%BF%D1%80%D0%B0%D0%B2%D0%BE", "example.org/право"),
        ("it", "https://example.org/%E2%80%AE%FF%C2%A0/xn--a/xn--%C3%9F", "example.org/%E2%80%AE%FF%C2%A0/xn--a/xn--ß"),
        ("write", "mailto:us@example.org?subject=Hello%20there", "us@example.org"),
        ("us@example.org", "mailto:us@example.org?subject=Hello", None),
        ("call", "tel:+41221234567", "+41221234567"),
        ("+41 (22) 123-45.67", "tel:+41221234567", None),
        ("call", "tel:112", "112"),
    ],
)
def test_an_address_is_said_as_a_person_types_it(text: str, link: str, said: str | None) -> None:
    expected = (Run(text), Run(f" ({said})")) if said else (Run(text),)
    assert spelled((Run(text, link=link),)) == expected
    (made,) = noted((Paragraph((Run(text, link=link),), Span("letter.md", 5, 1)),))
    assert [block.runs for run in made.runs if run.note for block in run.note.blocks] == ([(Run(said),)] if said else [])


def test_letters_to_somebody_share_a_note_and_no_address_is_mended(tmp_path: Path) -> None:
    body = "[Write](mailto:us@example.org?subject=One), [again](mailto:us@example.org), and see [it](https://a--b.example/)."
    made = make(
        tmp_path / "out", campaign([person("Alpha")], f"---\ndate: 2026-03-02\n---\n\n{body}\n", settings={"links": "noted"})
    )
    said = made.text("alpha")
    assert "Write,¹ again,¹ and see it.²" in said
    assert said.count("us@example.org") == 1
    assert "a--b.example" in said


def test_what_has_no_links_is_the_same_object() -> None:
    block = Paragraph((Run("Text."),), Span("letter.md", 5, 1))
    (made,) = noted((block,))
    assert made.runs is block.runs
    assert spelled((Run("us", link="mailto:us@example.org"),)) == (Run("us"), Run(" (us@example.org)"))
