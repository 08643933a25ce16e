"""Every packet is the PDF/A-2a and PDF/UA-1 that it claims to be, in the judgement of the real veraPDF."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

from letterpack.starter import start_campaign
from tests import installed
from tests.verapdf import validate

ROOT = Path(__file__).resolve().parent.parent
FLAVOURS = {"2a": "PDF/A-2a", "ua1": "PDF/UA-1"}

LETTER = """\
---
date: 2026-10-30
subject: Everything that a letter may hold
place: Nowhere
reference: LP/1
language: {language}
{status}
---

First paragraph, with *emphasis*, **weight**, `code`, a [link](https://example.org/a?b=c) and an office: first — “quoted”.

## A heading

> A quotation of some length, so that it takes more than a line of the page and is broken by the same rules as the rest.

1. One
2. Two
   - below it
   - and again

### Another

3. Three

* * *

Привет, Қазақстан Республикасы. Ελληνικά γράμματα: φωνή. Ďáblík, Łódź, İstanbul, þorn, ŵ, ẹ̀.{hard}
After a hard break.

```
code   with   spaces
```

What was ~~said~~ meant, with a note[^one] and another.[^two]

| Court | Year of the ruling[^two] | {{{{ addressee.country }}}} |
|---|--:|:-:|
| Saryagash | 2019 | [a link](https://example.org/ruling) |
| | 2020[^one]^[Quashed, *as {{{{ addressee.country }}}} knows*.] | |

[^one]: A note, with *emphasis*.

    Its second paragraph.

[^two]: Another: <https://example.org/note>.

{filler}
"""

ADDRESSEES = """\
to: [{title: Minister, address: [1 Example Square, 12345 Sampleton], country: NO}]
cc: [{name: Ångström Çelik, address: [2 Example Square, 12345 Sampleton], country: KZ}]
bcc: [{organization: Example Archive, address: [3 Example Lane, Oldenham]}]
"""


@pytest.fixture(scope="module", autouse=True)
def judge() -> None:
    installed.verapdf()


def write_campaign(folder: Path, *, form: str, language: str, status: str, pages: int = 1) -> Path:
    folder.mkdir()
    (folder / "addressees.yaml").write_text(ADDRESSEES, encoding="utf-8")
    words = "words enough to fill a line or two of it, " * 6
    filler = "\n\n".join(f"Paragraph {number}: {words}" for number in range(12 * (pages - 1)))
    letter = LETTER.format(language=language, status=f"status: {status}", hard="  ", filler=filler)
    (folder / "letter.md").write_text(letter, encoding="utf-8")
    (folder / "letterpack.yaml").write_text(f"form: {form}\nsender:\n  names: [Example Union, Пример, Мысал]\n", encoding="utf-8")
    rows = "\n".join(f"Person {number},Ms,Organisation {number} ≠ “other”,NO,yes" for number in range(90))
    (folder / "signatories.csv").write_text(f"name,title,organization,country,consent\n{rows}\n", encoding="utf-8")
    return folder


def packets_of(campaign: Path, out: Path) -> list[Path]:
    from letterpack.disk import Disk
    from letterpack.pipeline.build import BuildRequest, build

    result = build(Disk(campaign), BuildRequest(campaign, out, workers=1))
    assert result.ok, result.findings
    rows = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["packets"]
    assert rows
    assert all(set(FLAVOURS.values()) <= set(row["claims"]) for row in rows)
    return [out / row["file"] for row in rows]


@pytest.fixture(scope="module")
def packets(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("conformance")
    start_campaign(folder / "starter", date(2026, 10, 30))
    campaigns = {"sample": ROOT, "starter": folder / "starter"}
    for form, language, status, pages in (
        ("plain-a4", "en", "draft", 1),
        ("plain-letter", "en", "final", 4),
        ("din5008a", "ru", "final", 1),
        ("din5008b", "kk", "draft", 2),
        ("us10", "fr", "final", 2),
    ):
        campaigns[form] = write_campaign(folder / form, form=form, language=language, status=status, pages=pages)
    return [packet for name, campaign in campaigns.items() for packet in packets_of(campaign, folder / "out" / name)]


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_packets_keep_the_standards_they_claim(packets: list[Path], flavour: str) -> None:
    failures = {path: found for path, found in validate(packets, flavour).items() if found}
    assert not failures, "\n".join(f"{path}: {failure}" for path, found in failures.items() for failure in found)


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_the_judge_can_say_no(tmp_path: Path, flavour: str) -> None:
    plain = tmp_path / "plain.pdf"
    canvas = Canvas(str(plain), invariant=1)
    canvas.drawString(72, 72, "no tags, no metadata, no embedded font")
    canvas.save()
    clauses = {failure.clause for failure in validate([plain], flavour)[plain]}
    assert {"2a": "6.2.11.4.1", "ua1": "7.21.4.1"}[flavour] in clauses  # the font is not embedded


def test_the_judge_refuses_what_is_no_pdf(tmp_path: Path) -> None:
    text = tmp_path / "text.pdf"
    text.write_text("not a PDF", encoding="utf-8")
    assert [failure.clause for failure in validate([text], "2a")[text]] == ["unreadable"]


def test_a_packet_without_its_mark_fails(packets: list[Path], tmp_path: Path) -> None:
    """The judge looks at what our packets hold: the same packet fails where its catalog no longer says that it is tagged."""
    writer = PdfWriter(clone_from=packets[0])
    assert writer.root_object.pop("/MarkInfo")
    broken = tmp_path / "broken.pdf"
    writer.write(broken)
    assert "6.7.2.2" in {failure.clause for failure in validate([broken], "2a")[broken]}
