"""An editable copy goes out, and what comes back is the same letter."""

from __future__ import annotations

import io
import posixpath
import zipfile
from datetime import date
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

import letterpack
from tests.installed import program
from tests.intake.test_letter_import import PNG

BODY = """We, the **undersigned**, *ask* you ~~now~~ on the 1^st^ about {{ addressee.fields.case }}[^1] on [our page](https://example.org/a).

## To the court

1. first
   - below
   - again
2. second

In between.

3. third

| Court | Day |
|---|---|
| Saryagash | 23 September |

> A quotation.

![The court](pictures/court.png)

[^1]: A note, with *emphasis*.
"""
HEAD = """---
date: 2026-03-04
subject: The case of Jane Example
place: Geneva
salutation: Dear Minister,
closing: Yours sincerely,
---

"""
ADDRESSEES = """to:
  - {id: minister, name: Ada Sample, title: Minister, address: [1 Example Square, Sampleton], fields: {case: No. 7}}
cc:
  - {id: office, title: Office, address: [2 Example Square, Sampleton], fields: {case: No. 8}}
"""


def installed(kind: str) -> str:
    """Return ``kind``, which LibreOffice writes if it is neither docx nor txt."""
    return kind if kind in ("docx", "txt") else program("soffice", "libreoffice") and kind


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    folder = tmp_path / "campaign"
    (folder / "pictures").mkdir(parents=True)
    (folder / "pictures/court.png").write_bytes(PNG)
    (folder / "letter.md").write_text(HEAD + BODY, encoding="utf-8")
    (folder / "addressees.yaml").write_text(ADDRESSEES, encoding="utf-8")
    (folder / "signatories.csv").write_text("name,organization\nBo Specimen,Example Union\n", encoding="utf-8")
    return folder


def back(file: Path, folder: Path) -> str:
    folder.mkdir()
    result = letterpack.import_letter(file, folder)
    assert result.imported, result.findings
    return (folder / "letter.md").read_text(encoding="utf-8").split("---\n", 2)[2].strip()


def pixels(file: Path) -> tuple[tuple[int, int], bytes]:
    with Image.open(file) as picture:
        return picture.size, picture.convert("RGB").tobytes()


def test_a_letter_from_right_to_left_runs_so(campaign: Path, tmp_path: Path) -> None:
    letter = HEAD.replace("date:", "language: ar\ndate:") + "نكتب إليكم.\n\n::: lang en\nWe write.\n:::\n"
    (campaign / "letter.md").write_text(letter, encoding="utf-8")
    assert letterpack.export_letter(campaign, tmp_path / "copy.docx").ok
    with zipfile.ZipFile(tmp_path / "copy.docx") as word:
        named = "//*[local-name()='docDefaults']//*[local-name()='bidi' or local-name()='rtl']"
        assert len(etree.fromstring(word.read("word/styles.xml")).xpath(named)) == 2


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_a_picture_says_what_a_page_shows_and_no_more(campaign: Path, tmp_path: Path, kind: str) -> None:
    """Not the place and time of a photograph that lies on its side, not what an eraser left, not what a drawing's file says."""
    lying = Image.effect_noise((40, 20), 30).convert("RGB")
    told = Image.Exif()
    told[0x0112], told[0x010E] = 6, "at the source's door"
    lying.save(campaign / "pictures/door.jpg", exif=told, comment=b"at the door")
    Image.new("RGBA", (9, 9), (200, 13, 77, 0)).save(campaign / "pictures/erased.png")
    (campaign / "pictures/map.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><!-- at the door --></svg>")
    shown = "![A](pictures/door.jpg)\n\n![B](pictures/erased.png)\n\n![A map](pictures/map.svg)\n"
    (campaign / "letter.md").write_text(HEAD + shown, encoding="utf-8")
    file = tmp_path / f"copy.{installed(kind)}"
    result = letterpack.export_letter(campaign, file)
    assert result.ok, [each.message for each in result.findings]
    assert "at the door" not in file.read_text("latin-1")
    back(file, tmp_path / kind)
    first, second = sorted((tmp_path / f"{kind}/pictures").iterdir())
    with Image.open(first) as door, Image.open(second) as erased:
        assert door.size == (20, 40) and not door.getexif() and "comment" not in door.info
        assert erased.convert("RGBA").getpixel((4, 4)) == (255, 255, 255, 0)


@pytest.mark.parametrize("own", ["salutation: Dear Minister,\n", ""])
@pytest.mark.parametrize("kind", ["docx", "odt", "rtf"])
def test_a_template_comes_back_as_it_went(campaign: Path, tmp_path: Path, kind: str, own: str) -> None:
    (campaign / "letter.md").write_text(HEAD.replace("salutation: Dear Minister,\n", own) + BODY, encoding="utf-8")
    file = tmp_path / f"copy.{installed(kind)}"
    result = letterpack.export_letter(campaign, file)
    assert result.ok, [each.message for each in result.findings]
    court = "![The court](pictures/court.png)"
    shown = court.replace("court.png", "picture-1.png").replace("The court", "" if kind == "rtf" else "The court")
    assert back(file, tmp_path / kind) == BODY.strip().replace(court, shown)
    assert pixels(tmp_path / f"{kind}/pictures/picture-1.png") == pixels(campaign / "pictures/court.png")
    text = (tmp_path / kind / "letter.md").read_text(encoding="utf-8")
    assert 'subject: "The case of Jane Example"' in text and ("\nsalutation:" in text) == bool(own)


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_a_copy_for_one_comes_back_filled(campaign: Path, tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"copy.{installed(kind)}"
    assert letterpack.export_letter(campaign, file, addressee="minister").ok
    filled = BODY.strip().replace("{{ addressee.fields.case }}", "No. 7").replace("court.png", "picture-1.png")
    assert back(file, tmp_path / kind) == filled
    text = (tmp_path / kind / "letter.md").read_text(encoding="utf-8")
    assert "date: 2026-03-04" in text
    assert 'place: "Geneva"' in text


def test_word_finds_parts_that_fit_together(campaign: Path, tmp_path: Path) -> None:
    file = tmp_path / "copy.docx"
    letterpack.export_letter(campaign, file)
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
        for name in names:
            if name.endswith((".xml", ".rels")):
                etree.parse(io.BytesIO(archive.read(name)))
        rels = etree.fromstring(archive.read("word/_rels/document.xml.rels"))
        targets = {each.get("Id"): each.get("Target") for each in rels if each.get("TargetMode") != "External"}
        assert {posixpath.normpath(f"word/{target}") for target in targets.values()} <= names
        used = set(etree.fromstring(archive.read("word/document.xml")).xpath("//@*[namespace-uri()=$r]", r=OFFICE))
    assert used <= {each.get("Id") for each in rels}
    again = tmp_path / "again.docx"
    letterpack.export_letter(campaign, again)
    assert again.read_bytes() == file.read_bytes()


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def test_plain_text(campaign: Path, tmp_path: Path) -> None:
    file = tmp_path / "copy.txt"
    letterpack.export_letter(campaign, file, addressee="minister")
    text = file.read_text(encoding="utf-8")
    assert "Ada Sample\nMinister\n1 Example Square\nSampleton\n\nGeneva, 4 March 2026" in text
    assert "about No. 7[1] on our page (https://example.org/a)." in text
    assert text.rstrip().endswith("[1] A note, with emphasis.")


EVERYTHING = (
    HEAD
    + """Before  it.

::: for minister
For some.
:::

    code  of ours

![The court](pictures/court.png "Where it sat")

---

- one

      code in a list

After it.
"""
)


@pytest.mark.parametrize("kind", ["docx", "odt", "txt"])
def test_a_template_has_every_kind_of_block(campaign: Path, tmp_path: Path, kind: str) -> None:
    """Also what only some get, between the marks that letter.md has for it."""
    (campaign / "letter.md").write_text(EVERYTHING, encoding="utf-8")
    file = tmp_path / f"copy.{installed(kind)}"
    result = letterpack.export_letter(campaign, file)
    assert result.ok, [each.message for each in result.findings]
    text = file.read_text(encoding="utf-8") if kind == "txt" else words_of(file)
    said = ["::: for minister", "For some.", "ours", "Where it sat", "code in a list", "After it."]
    places = [text.index(each) for each in said]
    assert places == sorted(places)


def words_of(file: Path) -> str:
    """All the text of a document, a line a paragraph."""
    with zipfile.ZipFile(file) as archive:
        root = etree.fromstring(archive.read("word/document.xml" if file.suffix == ".docx" else "content.xml"))
    return "\n".join(["".join(each.itertext()) for each in root.iter("{*}p", "{*}h")])


@pytest.mark.parametrize(
    ("file", "options", "said"),
    [
        ("copy.pages", {}, "no letter is written as"),
        ("copy.docx", {"addressee": "nobody"}, "there is no addressee `nobody`"),
        ("copy.docx", {"addressee": "office"}, "gets a copy of somebody else"),
        ("copy.docx", {"language": "fr"}, "there is no letter in `fr`"),
    ],
)
def test_what_cannot_be_written_is_refused(campaign: Path, tmp_path: Path, file: str, options: dict[str, str], said: str) -> None:
    with pytest.raises(letterpack.LetterpackError, match=said):
        letterpack.export_letter(campaign, tmp_path / file, **options)  # type: ignore[arg-type]


def test_a_file_that_is_there_stays(campaign: Path, tmp_path: Path) -> None:
    file = tmp_path / "copy.txt"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(letterpack.LetterpackError, match="already exists"):
        letterpack.export_letter(campaign, file)
    assert file.read_text(encoding="utf-8") == "mine"
    assert letterpack.export_letter(campaign, file, replace=True).ok
    assert date(2026, 3, 4).isoformat() not in file.read_text(encoding="utf-8")
