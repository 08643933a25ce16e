"""No value of a packet can be another one and pass: nothing is made again, and the manifest says what the file is.

Each kind of object has its entries taken out, changed and exchanged, each stream its operators; what stands there follows from
the campaign, from the file's other values or from what letterpack writes.
"""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path
from typing import Final

import pytest
from PIL import Image

from letterpack.pipeline.inspect import CheckRequest, check
from letterpack.readback.values import Name, Ref, Value, parse
from tests.checks.batches import Batch, Fixed
from tests.checks.surgery import Opened, opened, written
from tests.trying import many

LETTER: Final = """\
---
date: 2026-10-30
subject: Release the imprisoned
---

*Read* [the law](https://court.example/law), ~~now~~ [sans délai]{lang=fr}.[^n]

[^n]: Quashed on appeal.

## What we ask

1. Let them go, {{ addressee.name }}.
2. Say so.

![a court](court.png "its caption")
"""
ADDRESSEES: Final = (
    "to:\n  - {id: one, name: Щарла Моро, title: Minister, country: FR, address: [1 rue de la Paix, 75001 Paris]}\n"
)
_OF_LINK: Final = re.compile(rb"(/Link<</MCID \d+>>BDC 1 0 0 1 )([\d.]+)")


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    root = tmp_path_factory.mktemp("values") / "campaign"
    root.mkdir()
    (root / "letter.md").write_text(LETTER, encoding="utf-8")
    (root / "addressees.yaml").write_text(ADDRESSEES, encoding="utf-8")
    (root / "letterpack.yaml").write_text("name: Values\nsender: {names: [Society]}\nprofile: ua2\n", encoding="utf-8")
    Image.linear_gradient("L").resize((40, 20)).save(root / "court.png")
    Batch(root).build()
    return Batch(root)


def errors(batch: Batch, data: bytes) -> list[str]:
    batch.pdf("one").write_bytes(data)
    batch.own_up()
    selected = CheckRequest(batch.root, select=("LP301", "LP304", "LP315", "LP327", "LP333"))
    return [each.message for each in check(Fixed(batch.root), selected).findings if each.severity == "error"]


def source(value: Value) -> bytes:
    """Return a value as PDF source."""
    if isinstance(value, dict):
        return b"<<%s>>" % b"".join([b"/%s %s" % (key.encode(), source(each)) for key, each in value.items()])
    if isinstance(value, list):
        return b"[%s]" % b" ".join(map(source, value))
    if isinstance(value, bytes):
        return b"<%s>" % value.hex().encode()
    if isinstance(value, Ref):
        return b"%d 0 R" % value.number
    if value is None or isinstance(value, bool):
        return str(value).lower().replace("none", "null").encode()
    return (f"/{value}" if isinstance(value, Name) else str(value)).encode()


def another(value: Value, numbers: list[int], chance: random.Random) -> Value:
    """Return a value that is nearly the one given."""
    if isinstance(value, list) and value:
        at = chance.randrange(len(value))
        return [another(each, numbers, chance) if at == index else each for index, each in enumerate(value)]
    if isinstance(value, Ref):
        return Ref(chance.choice([each for each in numbers if each != value.number]), 0)
    if isinstance(value, bytes):
        return value + (b"\0x" if value.startswith(b"\xfe\xff") else b"x")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value + (1 if isinstance(value, int) else 0.5)
    return Name(f"{value}x") if isinstance(value, Name) else Name("Zz")


def changed(file: Opened, chance: random.Random) -> str:
    """Change one entry of a dictionary, whichever; return which."""
    number = chance.choice([each for each, body in file.bodies.items() if body.startswith(b"<<")])
    entries, _ = parse(file.bodies[number])
    assert isinstance(entries, dict)
    key = chance.choice(list(entries))
    kind = chance.choice(["out", "other", "more"])
    left = {each: value for each, value in entries.items() if each != key}
    made = {
        "out": left,
        "other": {**left, key: another(entries[key], list(file.bodies), chance)},
        "more": {**entries, "Zz": 1},
    }[kind]
    file.bodies[number] = source(made)
    return f"{file.bodies[number]!r}: {key} {kind}"


def test_a_packet_that_is_only_written_anew_passes(batch: Batch) -> None:
    assert errors(batch, written(opened(batch.pdf("one").read_bytes()))) == []


@pytest.mark.parametrize(("profile", "style"), [("ua2", "classic"), ("vt1", "modern"), ("print", "standard")])
def test_no_manner_of_our_own_is_another(tmp_path: Path, profile: str, style: str) -> None:
    """Links over lines and pages, items that begin in bold type, lines set closer by less than a hundredth, two scripts."""
    words = re.findall(r"\w+", "Everyone has the right to leave any country and to return to it whenever they wish")
    said = [" ".join(words[at % 7 :] + words[: at % 11]) for at in range(45)]
    link = "[" + " ".join(said[:9]) + "](https://example.org/right)"
    items = "\n".join(f"{number}. **{' '.join(said[number : number + 2])}** {said[number]}" for number in range(1, 9))
    body = "\n\n".join([*said[:24], link, items, " ".join(said), link, *said[24:], link])
    root = tmp_path / "campaign"
    root.mkdir()
    (root / "letter.md").write_text(f"---\ndate: 2026-03-02\nsubject: Right\nstyle: {style}\n---\n\n{body}\n", encoding="utf-8")
    hebrew = "  - {id: two, title: אפרת רזניק, organization: סופר and לוי, address: [חוחית 26, 1802748], country: IL}\n"
    (root / "addressees.yaml").write_text(ADDRESSEES + hebrew, encoding="utf-8")
    (root / "letterpack.yaml").write_text(f"sender: {{names: [Society]}}\nprofile: {profile}\n", encoding="utf-8")
    Batch(root).build()
    found = check(Fixed(root), CheckRequest(root, select=("LP333",))).findings
    assert [each.message for each in found] == []


@pytest.mark.parametrize("seed", range(many(4, 60)))
def test_no_entry_can_be_another(batch: Batch, tmp_path: Path, seed: int) -> None:
    shutil.copytree(batch.root, tmp_path / "campaign")
    file = opened(batch.pdf("one").read_bytes())
    told = changed(file, random.Random(seed))
    assert errors(Batch(tmp_path / "campaign"), written(file)), told


@pytest.mark.parametrize("how", ["title", "figure", "drawing", "moved"])
def test_what_no_reader_compares_with_text_is_known(batch: Batch, tmp_path: Path, how: str) -> None:
    """What an element is called, what it is, what a picture's stream says, where a piece of a line stands."""
    shutil.copytree(batch.root, tmp_path / "campaign")
    file = opened(batch.pdf("one").read_bytes())
    if how == "title":
        file.change(file.numbers(rb"/T\(salutation\)")[0], b"/T(salutation)", b"")
    elif how == "figure":
        file.change(file.numbers(rb"/S/Figure")[0], b"/S/Figure", b"/S/Span")
    elif how == "drawing":
        number = file.numbers(rb"/Subtype /Form")[0]
        file.streams[number] = (file.streams[number][0], file.streams[number][1] + b" 0 0 3 3 re f")
    else:
        number = next(each for each in file.contents(0) if b"/Link<<" in file.streams[each][1])
        entries, data = file.streams[number]
        file.streams[number] = (entries, _OF_LINK.sub(lambda match: b"%s%.2f" % (match[1], float(match[2]) + 0.5), data, count=1))
    assert errors(Batch(tmp_path / "campaign"), written(file))
