"""No letter, however odd, claims what veraPDF denies; and what veraPDF finds wrong with tags, ``check`` finds by itself."""

from __future__ import annotations

import random
import re
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, PdfObject, TextStringObject

from letterpack.model.observed import ObservedPacket
from letterpack.profiles import load_profile
from letterpack.readback import PacketReader
from letterpack.standards import find_standard
from tests.build.making import campaign, make, person
from tests.conformance.campaign import judged
from tests.conformance.odd_markdown import BODIES, PICTURE
from tests.pdf_kinds import array, dictionary
from tests.trying import WIDE, many

MANY = many(20, 300)
ODD = """
Text with [a link](https://example.org) and a note.[^n]

## One

| A | B |
|---|---|
| 1 | 2 |
| 3 | 4 |

1. one
2. two

### Two

![A picture](pic.png "Its caption")

> quoted

## Three

End.

[^n]: The note.
"""


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (30, 20), (200, 10, 10)).save(out, "PNG")
    return out.getvalue()


def letter(body: str, status: str) -> str:
    return f"---\ndate: 2026-03-02\nstatus: {status}\nsubject: A subject\n---\n\n{body}"


@pytest.mark.parametrize(
    ("status", "profile"), [("draft", "default"), ("final", "default"), ("final", "ua2"), ("draft", "print")]
)
def test_odd_letters_claim_nothing_that_is_denied(tmp_path: Path, status: str, profile: str) -> None:
    made: dict[str, list[Path]] = {claim: [] for claim in load_profile(profile).packet_claims}
    reader = PacketReader()
    count = 0

    @settings(max_examples=MANY, deadline=None, database=None, derandomize=not WIDE, suppress_health_check=list(HealthCheck))
    @given(BODIES, st.sampled_from(["standard", "classic", "modern"]))
    def build(body: str, style: str) -> None:
        nonlocal count
        count += 1
        files = campaign([person("Alpha")], letter(body, status), settings={"style": style}, more={PICTURE: picture()})
        result = make(tmp_path / str(count), files, workers=1, profile=profile)
        wordless = [found for found in result.findings if found.code == "LP146"]
        if not result.ok:
            assert {found.code for found in result.findings if found.severity == "error"} <= {
                "LP146",
                "LP169",
                "LP235",
                "LP302",
                "LP310",
                "LP350",
            }
            return
        assert not (wordless and status == "final")
        claims = result.row("alpha")["claims"]
        assert any(find_standard(claim).needs_words for claim in claims) is not bool(wordless)
        path = tmp_path / f"{count}.pdf"
        path.write_bytes(result.packets["alpha"])
        for claim in claims:
            made[claim].append(path)
        observed = reader.read(result.packets["alpha"])
        assert isinstance(observed, ObservedPacket)
        assert observed.problems == (), body
        assert set(observed.tag_faults) <= ({"has a picture without alternative text"} if wordless else set()), body

    build()
    assert all(len(paths) > MANY / 4 for paths in made.values())
    for claim, paths in made.items():
        if flavour := find_standard(claim).flavour:
            assert judged(paths, flavour) == {}, claim


def test_code_in_a_list_with_a_field_has_its_font(tmp_path: Path) -> None:
    """Its spaces are in the font that lines of code begin and end in, which nothing else of the letter uses."""
    body = "- {{ addressee.name }}\n\n  ```\n  two  spaces\n  ```\n"
    made = make(tmp_path, campaign([person("Alpha")], letter(body, "final")))
    reader = PdfReader(BytesIO(made.packets["alpha"]))
    content = reader.pages[0].get_contents()
    assert content is not None
    named = set(re.findall(rb"/(\w+) [\d.]+ Tf", content.get_data()))
    assert named <= {name[1:].encode() for name in reader.pages[0]["/Resources"]["/Font"]}
    assert "two spaces" in made.text("alpha")


@pytest.mark.parametrize(("tag", "words"), [("en", "Heading"), ("tr", "Kırık sınır için"), ("nl", "Het ijs")])
def test_small_capitals_say_what_they_are(tmp_path: Path, tag: str, words: str) -> None:
    """Letters with a dot and without share a small capital."""
    body = f"## A\n\n### B\n\n#### {words}\n\nText.\n"
    text = letter(body, "draft").replace("subject:", f"language: {tag}\nstyle: modern\nsubject:")
    made = make(tmp_path, campaign([person("Alpha")], text))
    observed = PacketReader().read(made.packets["alpha"])
    assert isinstance(observed, ObservedPacket)
    assert observed.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        "before &shy; {{ addressee.name }} behind",
        "{{ addressee.name }} &shy; behind &shy; it &shy;",
        "{{ addressee.name }} &shy; and &shy; {{ addressee.name }}",
    ],
)
def test_a_soft_hyphen_alone_beside_a_field_is_set(tmp_path: Path, text: str) -> None:
    people = [person(who) for who in ("Alpha", "Beta", "Gamma", "Delta", "Epsilon")]
    made = make(tmp_path, campaign(people, letter(f"{text}\n", "final")), workers=1)
    assert made.ok
    assert "Delta Example" in made.text("delta")


@pytest.mark.parametrize("alt", ["", " ", "&nbsp;", "&#8203;", "\\*", "…"])
def test_a_final_letter_has_words_for_its_pictures(tmp_path: Path, alt: str) -> None:
    body = f"Text.\n\n![{alt}]({PICTURE})\n"
    final = make(tmp_path / "final", campaign([person("Alpha")], letter(body, "final"), more={PICTURE: picture()}))
    assert next((found.code, found.span.line) for found in final.findings if found.severity == "error") == ("LP146", 9)
    draft = make(tmp_path / "draft", campaign([person("Alpha")], letter(body, "draft"), more={PICTURE: picture()}))
    assert draft.row("alpha")["claims"] == ["PDF/A-2a"]
    assert faults(draft.packets["alpha"]) == ("has a picture without alternative text",)


def test_what_verapdf_finds_wrong_with_tags_is_found_here_too(tmp_path: Path) -> None:
    made = make(tmp_path / "out", campaign([person("Alpha")], letter(ODD, "final"), more={PICTURE: picture()}))
    whole = made.packets["alpha"]
    assert faults(whole) == ()
    paths = []
    for seed in range(MANY):
        path = tmp_path / f"{seed}.pdf"
        path.write_bytes(broken(whole, random.Random(seed)))
        paths.append(path)
    denied = judged(paths, "ua1")
    assert len(denied) > MANY / 3
    unseen = {path.name: denied[path.name] for path in paths if path.name in denied and not faults(path.read_bytes())}
    assert unseen == {}


def faults(pdf: bytes) -> tuple[str, ...]:
    observed = PacketReader().read(pdf)
    assert isinstance(observed, ObservedPacket), observed
    return observed.tag_faults


def broken(pdf: bytes, chance: random.Random) -> bytes:
    """Return ``pdf`` with one thing of its tags changed: a type, an attribute, a parent, a child, an entry."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    every = list(elements(dictionary(writer.root_object["/StructTreeRoot"])))
    element = chance.choice(every)
    kind = chance.choice(["role", "drop", "entry", "twin", "annotation", "catalog"])
    if kind == "role":
        roles = sorted({str(each["/S"]) for each in every} | {"/TFoot", "/H", "/Formula", "/TOC", "/Strange", "/H5"})
        element[NameObject("/S")] = NameObject(chance.choice(roles))
    elif kind == "drop":
        parent = chance.choice([each for each in every if isinstance(each.get("/K"), ArrayObject) and each["/K"]])
        kids = array(parent["/K"])
        kids.pop(chance.randrange(len(kids)))
    elif kind == "entry":
        entries = [(each, key) for each in every for key in ("/Alt", "/ID", "/A") if key in each]
        chosen, key = chance.choice(entries)
        del chosen[key]
    elif kind == "twin":
        for each in every:
            if "/Lang" in each or each is element:
                each[NameObject("/Lang")] = TextStringObject(chance.choice(["", "no language", "de_DE"]))
    elif kind == "annotation":
        for page in writer.pages:
            for each in page.get("/Annots", ()):
                each.get_object().pop(chance.choice(["/Contents", "/StructParent"]), None)
    else:
        key = chance.choice(["/ViewerPreferences", "/MarkInfo"])
        writer.root_object[NameObject(key)] = DictionaryObject(
            {NameObject("/Marked"): writer.root_object["/MarkInfo"]["/Marked"]} if key == "/MarkInfo" else {}
        )
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def elements(root: DictionaryObject) -> list[DictionaryObject]:
    found: list[DictionaryObject] = []
    waiting: list[PdfObject] = [root["/K"]]
    while waiting:
        value = waiting.pop().get_object()
        if isinstance(value, ArrayObject):
            waiting.extend(value)
        elif isinstance(value, DictionaryObject) and "/S" in value:
            found.append(value)
            waiting.extend([value["/K"]] if "/K" in value else [])
    return found
