"""Whatever a letter may hold: a batch that was just built has no errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from letterpack.pipeline.build import BuildRequest, build
from tests.checks.batches import ADDRESSEES, Batch, Fixed, make
from tests.installed import NOTO_CJK, NOTO_CORE, needs

RULES_OF_PDFS = ("LP303", "LP304", "LP306", "LP308", "LP311", "LP315", "LP322", "LP333")

LETTER = """\
---
date: 2026-10-30
subject: Everything that a *letter* may hold for {{ addressee.organization }}
place: Nowhere
reference: LP/1
status: final
closing: With best regards,
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

Привет, Қазақстан Республикасы. Ελληνικά γράμματα: φωνή. Ďáblík, Łódź, İstanbul, þorn, ŵ, ẹ̀.\\
After a hard break.

```
code   with   spaces
  indented
```

The internationalization of telecommunications-related infrastructures/organisations notwithstanding, incomprehensibilities
accumulate disproportionately and counterproductively everywhere; soft\u00adly spoken.
"""

SETTINGS = """\
name: Diverse
form: {form}
sender:
  names: [The Sender Society]
  address: [Street 5, 1000 Town]
  contact: [office@example.net]
  return_address: Sender, Street 5, 1000 Town
signature: {{name: Head of Society, title: Executive Director}}
signatories: {{order: organization, columns: 2, place: {place}}}
print_run: true
"""


@pytest.mark.parametrize("profile", ["default", "print"])
@pytest.mark.parametrize(("form", "place"), [("din5008b", "annex"), ("plain-a4", "letter"), ("din5008a", "letter")])
def test_a_batch_just_built_has_no_errors(tmp_path: Path, form: str, place: str, profile: str) -> None:
    batch = make(tmp_path / "campaign")
    root = batch.root
    (root / "enclosures/report.pdf").unlink()
    (root / "letter.md").write_text(LETTER, encoding="utf-8")
    (root / "letterpack.yaml").write_text(SETTINGS.format(form=form, place=place), encoding="utf-8")
    joint = ADDRESSEES.replace("    name: Anna", "    jointly: [third]\n    name: Anna")
    (root / "addressees.yaml").write_text(joint, encoding="utf-8")
    made = build(Fixed(root), BuildRequest(root, profile=profile))
    assert made.ok, [finding.message for finding in made.findings]
    assert not batch.errors()
    assert batch.check().complete == 6


@pytest.mark.parametrize(("chosen", "then"), [("print", "default"), ("default", "print")])
def test_what_the_command_line_asked_for_is_known_by_the_build(tmp_path: Path, chosen: str, then: str) -> None:
    """Not by the settings; and a packet of a build for another purpose, with its row, is not taken for one of this."""
    batch = make(tmp_path / "campaign")
    path = batch.root / "build" / "manifest.json"
    build(Fixed(batch.root), BuildRequest(batch.root, profile=then))
    other, row = batch.pdf("third").read_bytes(), manifest_row(path, "third")
    build(Fixed(batch.root), BuildRequest(batch.root, profile=chosen))
    assert not batch.errors()
    batch.pdf("third").write_bytes(other)
    manifest = json.loads(path.read_bytes())
    manifest["packets"] = [row if each["id"] == "third" else each for each in manifest["packets"]]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert ("LP311", "third") in batch.errors()


def manifest_row(path: Path, packet: str) -> dict[str, object]:
    return next(row for row in json.loads(path.read_bytes())["packets"] if row["id"] == packet)


def test_translations(tmp_path: Path) -> None:
    batch = make(tmp_path / "campaign")
    head = "date: 2026-10-30\nsubject: Письмо\nlanguage: ru\nenclosures: [enclosures/report.pdf]"
    russian = f"---\n{head}\n---\n\nПервый абзац для {{{{ addressee.title }}}}, по-русски.\n\n1. Да.\n2. Нет.\n"
    (batch.root / "letter.ru.md").write_text(russian, encoding="utf-8")
    batch.edit("addressees.yaml", "    title: Speaker of Parliament\n", "    title: Speaker of Parliament\n    language: ru\n")
    batch.build()
    assert not batch.errors()
    assert Batch(batch.root).check().complete == 6


MIXED = """\
to:
  - {id: first, name: أحمد مثال, title: وزير العدل, organization: وزارة العدل, address: [شارع المثال 12, 11511 القاهرة]}
  - {id: second, name: Ada Sample, title: Minister (Justice), organization: Ministry, address: [1 Road, 1234 Town], country: NO}
  - {id: third, name: Bo Sample, title: وزير, organization: وزارة العدل (القاهرة), address: [2 Road, 1234 Town], country: NO}
cc:
  - {id: copy, copy_of: first, name: سامي مثال, title: المدعي العام, address: [شارع المثال 14, 11511 القاهرة], country: EG}
  - {id: other, copy_of: third, name: Cy Sample, title: المدعي العام, address: [3 Road, 1234 Town], country: NO}
"""
MIXED_ROWS = """\
name,title,organization,country
أمين مثال,مدير,اتحاد الصحفيين,EG
Eva Sample,Director,Fund (Oslo),NO
Eva Sample,مديرة,اتحاد PEN,EG
سامي,,,EG
"""
MIXED_SETTINGS = """\
sender: {names: {ar: المؤسسة الدولية, en: Foundation}, address: [12 Road, القاهرة], contact: [office@example.org, +47 22 33 44]}
"""
MIXED_BODY = "كتبنا إليكم في 23 سبتمبر بشأن **جين** (مثل Article 19 من العهد).\n\nWe wrote to you about جين (again).\n\n" * 9


@pytest.mark.parametrize("language", ["ar", "en"])
def test_lines_that_mix_directions(tmp_path: Path, language: str) -> None:
    root = tmp_path
    letter = f"---\ndate: 2026-10-30\nsubject: Case\nlanguage: {language}\n---\n\n{MIXED_BODY}"
    sources = {"addressees.yaml": MIXED, "signatories.csv": MIXED_ROWS, "letterpack.yaml": MIXED_SETTINGS, "letter.md": letter}
    for name, text in sources.items():
        (root / name).write_text(text, encoding="utf-8")
    batch = Batch(root)
    batch.build()
    assert not batch.errors()
    (root / "addressees.yaml").write_text(MIXED.replace("وزير العدل", "وزير المالية"), encoding="utf-8")
    assert {("LP304", "first"), ("LP308", "first"), ("LP304", "copy")} <= batch.errors()
    (root / "addressees.yaml").write_text(MIXED, encoding="utf-8")
    (root / "signatories.csv").write_text(MIXED_ROWS.replace("مدير,", "مديرة,", 1), encoding="utf-8")
    assert ("LP306", "first") in batch.errors()


LONG_TABLE = "| Court | ~~Ruling~~ a^2^ |\n|---|---|\n" + "| Town | June |\n" * 60


def test_an_office_that_begins_as_another_does(tmp_path: Path) -> None:
    """The running head of the second page names the reader's own ministry, and not the first addressee's; and the head of a table
    that goes on there stands again above its rows.
    """
    ministries = ("Ministry of Justice", "Ministry of Justice of Norway", "Former Ministry of Justice")
    entries = [
        f"  - {{title: Minister {n}, organization: {name}, address: [1 Road, 1234 Town]}}\n" for n, name in enumerate(ministries)
    ]
    (tmp_path / "addressees.yaml").write_text("to:\n" + "".join(entries), encoding="utf-8")
    (tmp_path / "letter.md").write_text("---\ndate: 2026-10-30\n---\n\n" + "Let them go.\n\n" * 40 + LONG_TABLE, encoding="utf-8")
    batch = Batch(tmp_path)
    batch.build()
    assert not batch.errors()


def test_a_letters_own_list_counts_nobody_who_signs(tmp_path: Path) -> None:
    """Where somebody withdraws, the heading over the list states another number, and the list is told from the letter's."""
    (tmp_path / "addressees.yaml").write_text("to:\n  - {id: first, title: Minister, address: [1 Road, 1234 Town]}\n", "utf-8")
    (tmp_path / "letter.md").write_text("---\ndate: 2026-10-30\n---\n\nWe ask you:\n\n1. Let them go.\n2. Say so.\n", "utf-8")
    (tmp_path / "signatories.csv").write_text("organization\nAlpha Union\nBeta League\nGamma Centre\n", "utf-8")
    batch = Batch(tmp_path)
    batch.build()
    batch.edit("signatories.csv", "Alpha Union\n", "")
    said = [each.message for each in batch.check().findings if each.code == "LP306"]
    assert said == ["the packet for `first` prints 3 signatories, and there are 2"]


HEBREW = """\
---
date: 2026-10-30
language: he
subject: Sub\u00adject of {{ addressee.name }}
status: final
salutation: לכל המעוניין,
closing: בכבוד רב,
---

ב-23 בספטמבר 2019 מצא אותו בית המשפט אשם (סעיף 19, ס״ק 2).
私たち署名団体は、記者の釈放を求めます。2019年9月23日、裁判所は有罪とした(刑法第130条第2項)。

הארגונים החתומים מטה קוראים: Amnesty International / منظمة العفو الدولية.

```
A  B   C

12/7
```
"""


def test_a_right_to_left_letter_to_readers_of_other_scripts_has_no_errors(tmp_path: Path) -> None:
    """Commas and telephone numbers between Latin words, names in two directions, code, and a hyphen that only lays out lines."""
    needs(NOTO_CJK), needs(NOTO_CORE)
    (tmp_path / "letter.md").write_text(HEBREW, encoding="utf-8")
    (tmp_path / "letterpack.yaml").write_text(
        "sender: {names: [Word Fund], address: [1 Example Square], contact: [mail@example.org, +1 555 0100]}\n", encoding="utf-8"
    )
    people = [
        {"id": "indian", "name": "김철수", "title": "法務大臣", "address": "4th Floor, शास्त्री भवन\nनई दिल्ली 110001"},
        {"id": "mixed", "name": "דוד בן־גוריון", "organization": "Human Rights Watch / مراقب حقوق الإنسان", "address": "x"},
    ]
    copy = {"id": "copy", "name": "Zoé", "title": "รัฐมนตรี", "organization": "法務省", "copy_of": "mixed", "address": "y"}
    (tmp_path / "addressees.yaml").write_text(json.dumps({"to": people, "cc": [copy]}), encoding="utf-8")
    made = build(Fixed(tmp_path), BuildRequest(tmp_path))
    assert made.ok, [finding.message for finding in made.findings]
    batch = Batch(tmp_path)
    assert not [(each.code, each.message) for each in batch.check().findings if each.code in RULES_OF_PDFS]
    shown = PdfReader(batch.pdf("mixed"))
    assert shown.metadata and shown.metadata.title == "Subject of דוד בן־גוריון"


ARTICLES = {
    entry["tag"]: entry for entry in json.loads((Path(__file__).parents[1] / "scripts" / "article19.json").read_text("utf-8"))
}
SCRIPTS = {entry["script"]: tag for tag, entry in ARTICLES.items()}


@pytest.mark.parametrize(
    "tag", sorted({*SCRIPTS.values(), "fa", "ur", "ug-Arab", "skr", "lah", "ar", "he", "hi", "mr"} & set(ARTICLES))
)
def test_a_letter_in_any_script_is_what_it_says(tmp_path: Path, tag: str) -> None:
    needs(NOTO_CJK), needs(NOTO_CORE)
    head = f"date: 2026-10-30\nlanguage: {tag}\nsubject: Case\nplace: Town"
    (tmp_path / "letter.md").write_text(f"---\n{head}\n---\n\n{ARTICLES[tag]['text']}\n", encoding="utf-8")
    people = [{"id": each, "name": f"{each} Sample", "address": "1 Road\n1234 Town", "country": "NO"} for each in ("ada", "bo")]
    (tmp_path / "addressees.yaml").write_text(json.dumps({"to": people[:1], "cc": people[1:]}), encoding="utf-8")
    (tmp_path / "signatories.csv").write_text("name,organization,country\nEva Probe,Fund,NO\n", encoding="utf-8")
    batch = Batch(tmp_path)
    batch.build()
    assert not [
        (each.code, each.message) for each in batch.check().findings if each.code in RULES_OF_PDFS and each.severity == "error"
    ]
