"""Whatever a letter may hold: a batch that was just built has no errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from letterpack.pipeline import BuildRequest, build
from tests.check.batches import ADDRESSEES, Batch, Fixed, make

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
    russian = "---\ndate: 2026-10-30\nsubject: Письмо\nlanguage: ru\n---\n\nПервый абзац для {{ addressee.title }}, по-русски.\n"
    (batch.root / "letter.ru.md").write_text(russian, encoding="utf-8")
    batch.edit("addressees.yaml", "    title: Speaker of Parliament\n", "    title: Speaker of Parliament\n    language: ru\n")
    batch.build()
    assert not batch.errors()
    assert Batch(batch.root).check().complete == 6
