"""What is heard of a packet: block by block in reading order, by a reader that knows tags alone (``aloud``)."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

import letterpack
from letterpack.languages import language, languages
from tests.build.making import campaign, make, person
from tests.conformance.aloud import aloud, lines
from tests.scripts.test_extraction import TEXTS, font_of

ROOT = Path(__file__).resolve().parents[2]
HEAD = "---\ndate: 2026-03-02\nstatus: {}\nlanguage: {}\nsubject: Q\nsalutation: S\nclosing: C\n---\n\n"
BLOCKS = """Before the list[^1]:

- first
- second

  1. inner

| Court     | Ruling |
|:----------|-------:|
| Saryagash |        |

```
if free:

    speak()
```

![A court](court.png "Its caption")

> Quoted.

After ~~all~~ of it[^2].

[^1]: The note.
[^2]: Another.
"""


def picture() -> bytes:
    out = BytesIO()
    Image.new("L", (60, 20), 128).save(out, "PNG")
    return out.getvalue()


def packet(out: Path, body: str, status: str = "final", tag: str = "en", more: dict[str, bytes] | None = None) -> bytes:
    fonts = [name for name in more or {} if name.startswith("fonts/")]
    settings = {"fonts": fonts} if fonts else None
    made = make(out, campaign([person("Alpha")], HEAD.format(status, tag) + body, (), settings, more), workers=1)
    assert made.ok, made.findings
    return made.packets["alpha"]


def test_every_kind_of_block_is_heard_in_order(tmp_path: Path) -> None:
    pdf = packet(tmp_path, BLOCKS, more={"court.png": picture()})
    said = lines(pdf)
    assert said[said.index("P: S") + 1 :] == [
        "P: Before the list¹:", "Lbl: 1", "P: The note.", "Lbl: •", "P: first", "Lbl: •", "P: second", "Lbl: 1.", "P: inner",
        "TH: Court", "TH: Ruling", "TD: Saryagash", "P: if free:", "P: speak()", "Figure: A court", "Caption: Its caption",
        "P: Quoted.", "P: After all of it².", "Lbl: 2", "P: Another.", "P: C",
    ]  # fmt: skip


def test_no_element_has_content_that_says_nothing(tmp_path: Path) -> None:
    reader = PdfReader(BytesIO(packet(tmp_path, BLOCKS, more={"court.png": picture()})))
    for page in reader.pages:
        content = page.get_contents()
        assert content is not None
        for passage in content.get_data().split(b"BDC")[1:]:
            assert b"TJ" in passage.split(b"EMC")[0] or b" Do " in passage or b" l S" in passage


@pytest.mark.parametrize(("status", "first"), [("draft", "Draft"), ("final", "Alpha Example")])
def test_a_draft_says_first_that_it_is_one(tmp_path: Path, status: str, first: str) -> None:
    pdf = packet(tmp_path, "Text.\n\n" * 60, status)
    said = [heard.text for heard in aloud(pdf)]
    assert said[0] == first
    assert said.count("Draft") == (status == "draft")


def test_a_copys_carrier_says_so_too(tmp_path: Path) -> None:
    made = make(tmp_path, campaign({"to": [person("Alpha")], "cc": [person("Beta")]}), workers=1)
    assert [heard.text for heard in aloud(made.packets["beta"])].count("Draft") == 2


@pytest.mark.parametrize("code", ["arb", "heb", "hin", "tam"])
def test_words_of_every_script_are_whole(tmp_path: Path, code: str) -> None:
    entry = TEXTS[code]
    pdf = packet(tmp_path, entry["text"], "draft", entry["tag"], font_of(entry["script"]))
    said = " ".join(lines(pdf))
    assert [word for word in entry["text"].split() if word.strip(".,،।") not in said] == []


def test_the_sample_is_heard(tmp_path: Path) -> None:
    result = letterpack.build(ROOT, out=tmp_path / "build")
    assert result.ok, result.findings
    for row in result.packets():
        said = lines((tmp_path / "build" / row.file).read_bytes())
        assert said[0].removeprefix("P: ") in (language(tag).draft for tag in languages())
        assert any(line.startswith("H1: ") for line in said)
        assert [line for line in said if line.endswith(": ")] == []


@pytest.mark.parametrize("code", ["arb", "heb"])
def test_numbers_of_a_list_are_heard_as_they_are_written(tmp_path: Path, code: str) -> None:
    """From right to left, a number's point stands at its left, and lies before it in the file."""
    entry = TEXTS[code]
    word = entry["text"].split()[0]
    pdf = packet(tmp_path, f"1. {word}\n2. {word}\n", tag=entry["tag"], more=font_of(entry["script"]))
    assert [line for line in lines(pdf) if line.startswith("Lbl")] == ["Lbl: 1.", "Lbl: 2."]
