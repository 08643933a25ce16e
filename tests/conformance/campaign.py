"""A campaign with all that has to do with standards: drawings to the edge, pictures, links, scripts, odd headings, an annex."""

from __future__ import annotations

import hashlib
import json
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image

from tests import installed, printed
from tests.verapdf import validate

LETTER = """---
date: 2026-10-30
place: Nowhere
language: en
status: {status}
{subject}---

A [link](https://example.org/a?b=c) and https://example.org/plain. Привет, мир 2 раза. An office of offices.

### A low heading

# A high one

::: for a
#### Only for a
:::

##### After it

![A picture](pic.png)

> # A heading in a quotation
>
> text

1. # A heading in a list
2. two

[Ссылка](https://example.org/ru) and [mail](mailto:someone@example.org).
"""
HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="30mm" viewBox="0 0 210 30"><defs><linearGradient id="g">'
    '<stop offset="0" stop-color="#c00"/><stop offset="1" stop-color="#00c"/></linearGradient></defs>'
    '<rect width="210" height="20" fill="url(#g)"/><circle cx="40" cy="10" r="8" fill="#fc0"/></svg>'
)
FOLLOWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="8mm" viewBox="0 0 210 8">'
    '<rect width="210" height="6" fill="#0a0"/></svg>'
)
SETTINGS = """form: plain-a4
sender: {names: [House]}
letterhead: {first: head.svg, following: FOLLOWING}
signatories: {place: annex}
signature: {name: Hand, image: pic.png}
"""
ADDRESSEES = """to:
  - {id: a, name: Ms A, address: [Street 1, 1000 Town], country: NO}
  - {id: b, name: Ms B, organization: Министерство, address: ["ул. Мира 1, 1000 Town"], country: NO}
cc:
  - {id: c, name: Ms C, address: [Street 3, 1000 Town], country: NO, copy_of: a}
"""


def write(
    folder: Path,
    *,
    subject: str = "",
    status: str = "final",
    settings: str = "",
    enclosures: dict[str, bytes] | None = None,
    following: Literal["follow.pdf", "follow.svg"] = "follow.pdf",
) -> Path:
    """Write the campaign into ``folder``. With the SVG its packets are enclosures without fault; the PDF has separations."""
    (folder / "enclosures").mkdir(parents=True)
    listed = "".join(f"  - enclosures/{name}\n" for name in enclosures or {})
    lines = (f"subject: {subject}\n" if subject else "") + (f"enclosures:\n{listed}" if listed else "")
    files = {
        "letter.md": LETTER.format(status=status, subject=lines), "head.svg": HEAD, "follow.svg": FOLLOWING,
        "letterpack.yaml": SETTINGS.replace("FOLLOWING", following) + settings, "addressees.yaml": ADDRESSEES,
        "signatories.csv": "organization,name,country,consent\nOrg One,Ann,NO,yes\nОрганизация два,Иван,RU,yes\n",
    }  # fmt: skip
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    picture = Image.new("RGBA", (60, 40))
    picture.putdata([(x * 4, y * 6, 100, 255 if x > 10 else 80) for y in range(40) for x in range(60)])
    out = BytesIO()
    picture.save(out, "PNG")
    (folder / "pic.png").write_bytes(out.getvalue())
    (folder / "follow.pdf").write_bytes(printed.page((595.28, 24.0), bar=3.0, baseline=20.0))
    for name, data in (enclosures or {}).items():
        (folder / "enclosures" / name).write_bytes(data)
    return folder


def built(campaign: Path, out: Path, *, profile: str = "default", run: bool = False):
    """Build; return the result and the manifest. What packets claim with PDFs of others is taken as confirmed: tests judge it."""
    from letterpack.disk import Disk
    from letterpack.pipeline.build import BuildRequest, build

    settings = campaign / "letterpack.yaml"
    if settings.is_file() and "verapdf:" not in (before := settings.read_text(encoding="utf-8")):
        settings.write_text(f"{before}\nverapdf: {json.dumps(confirmed(campaign, profile))}\n", encoding="utf-8")
    result = build(Disk(campaign), BuildRequest(campaign, out, workers=1, profile=profile, print_run=run))
    return result, json.loads((out / "manifest.json").read_text(encoding="utf-8")) if result.ok else {}


def confirmed(campaign: Path, profile: str) -> list[str]:
    """What letterpack.yaml says if veraPDF confirms all that packets may claim with the PDFs in ``campaign``."""
    from letterpack.enclosures.claims import confirmation
    from letterpack.profiles import load_profile
    from letterpack.standards import with_lower
    from letterpack.values import replace

    made, stock = load_profile(profile or "default"), campaign / "stock.icc"
    if made.is_trimmed and stock.is_file():
        made = replace(made, intent=made.intent._replace(icc=stock.read_bytes()))
    files = sorted({hashlib.sha256(path.read_bytes()).hexdigest() for path in campaign.rglob("*.pdf")})
    return [confirmation(file, claim, made) for file in files for claim in with_lower(made.packet_claims)]


def judged(paths: list[Path], flavour: str) -> dict[str, list[str]]:
    """What veraPDF finds wrong, by file name; skips where it is missing, fails there in CI."""
    installed.verapdf()
    return {path.name: list(map(str, found)) for path, found in validate(paths, flavour).items() if found}
