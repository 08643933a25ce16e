"""Numbers of lists in their language's figures."""

from __future__ import annotations

from pathlib import Path

from letterpack.model.letter import ItemList, ListItem, Paragraph, Run
from letterpack.spans import Span
from letterpack.wording.lists import numbered
from tests.build.making import campaign, make, person
from tests.installed import NOTO_CORE, needs

HERE = Span("letter.md", 5, 1)
LETTER = """---
date: 2026-03-02
status: draft
language: bn
---

9. nine
10. ten

::: lang en
1. one
:::
"""


def test_lists_are_numbered_in_their_languages_figures(tmp_path: Path) -> None:
    font = needs(NOTO_CORE).with_name("NotoSerifBengali-Regular.ttf").read_bytes()
    files = campaign([person("Alpha")], LETTER, settings={"fonts": ["fonts/a.ttf"]}, more={"fonts/a.ttf": font})
    made = make(tmp_path / "out", files)
    assert made.ok, made.findings
    assert [word for word in made.text("alpha").split() if word.endswith(".") and len(word) < 4] == ["৯.", "১০.", "1."]


def test_a_list_without_figures_of_its_own_is_the_same_object() -> None:
    blocks = (ItemList(True, True, (ListItem("1.", (Paragraph((Run("one"),), HERE),)),), HERE),)
    assert numbered(blocks, "en") is blocks
    (made,) = numbered(blocks, "fa")
    assert isinstance(made, ItemList) and made.items[0].label == "۱."
