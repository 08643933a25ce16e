"""Nothing leaks: a word in every private place of a campaign is looked for in all that is made of it, in every encoding."""

from __future__ import annotations

import io
import os
import random
import shutil
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import letterpack
from letterpack.cli import main
from letterpack.model.products import PRODUCTS
from letterpack.render.formats import FOR_THE_HOUSE, FORMATS
from tests.hostile.private import Words, campaign
from tests.hostile.private_files import enclosure, jpeg, png, svg
from tests.hostile.seeking import files_below, forms, found_in
from tests.once import once
from tests.trying import many

LATIN, CYRILLIC, GREEK = ("bcdfghjklmnpqrstvwxz", "aeiou"), ("бвгджзклмнпрстфхц", "аеиоу"), ("βγδζθκλμνξπρστφχψ", "αεηιου")
_FILES = Words(str)
for _make in (jpeg, png, svg, enclosure):
    _make(_FILES)
IN_FILES = frozenset(_FILES.words)
"""Places within pictures and PDFs: nothing of them is told anywhere."""
NAMES = frozenset(("folder of enclosures", "file of an enclosure", "folder of pictures", "file of a jpeg", "file of a png"))
OF_ALL = frozenset(("file of an enclosure", "open word of the letter", "name of the copy", "signatory", "signatory of a word"))
KEYS = ("name", "title", "organization", "street", "field")
MINISTER = frozenset(("word for the minister alone", *(f"{key} of the minister" for key in KEYS)))
SPEAKER = frozenset(f"{key} of the speaker" for key in KEYS)
OWN_COPY = frozenset(f"blind {key} of the minister's own copy" for key in KEYS[:4])
BLIND = frozenset(f"blind {key}" for key in KEYS[:4])
IDS = frozenset(("blind organization of the minister's own copy", "blind title"))
NEW = frozenset(("refusing organization", "refusing name"))
"""Who has agreed in the meantime, and is printed."""
PACKETS = {"minister": MINISTER, "copy": MINISTER, "speaker": SPEAKER}
ADDRESSED = {
    **{who: frozenset(f"{key} of the {who}" for key in KEYS[:4]) for who in ("minister", "speaker")},
    "copy": frozenset(("name of the copy",)),
}
ON_ENVELOPES = frozenset(f"{key} of the {who}" for key in KEYS[:4] for who in ("minister", "speaker")) | {"name of the copy"}
QUIET = frozenset(FORMATS) - FOR_THE_HOUSE


@st.composite
def words(draw: st.DrawFn) -> Words:
    """Words of letters that are nowhere else: of another script where no file's name, key or id is made of them."""
    source = random.Random(draw(st.integers(0, 1 << 40)))
    other = draw(st.sampled_from([LATIN, CYRILLIC, GREEK]))

    def make(place: str) -> str:
        free = place in OF_ALL | MINISTER | SPEAKER and place != "file of an enclosure"
        free |= place.startswith(("note", "withdrawn n", "refusing n", "yaml comment", "comment", "reason"))
        consonants, vowels = other if free else LATIN
        return "".join(source.choice(consonants) + source.choice(vowels) for _ in range(6)).capitalize()

    return Words(make)


def run(*arguments: object) -> bytes:
    """Run a command and return all that it says."""
    out, err = io.StringIO(), io.StringIO()
    out.isatty = err.isatty = lambda: False  # type: ignore[method-assign]
    with patch.object(sys, "argv", ["letterpack", *map(str, arguments)]), redirect_stdout(out), redirect_stderr(err):  # noqa: SIM117
        with pytest.raises(SystemExit) as leaving:
            main()
    assert leaving.value.code in (0, 1), err.getvalue()
    return (out.getvalue() + err.getvalue()).encode("utf-8", "surrogateescape")


def edited(folder: Path) -> None:
    """Change what a reviewer may read of, and what nobody may: an answer, a blind copy's address, a reason."""
    for name, old, new in (
        ("letter.md", "and hope for", "and still hope for"),
        ("letter.md", "<!-- ", "<!-- or "),
        ("addressees.yaml", "1050 København", "1051 København"),
        ("addressees.yaml", "0150 Oslo", "0151 Oslo"),
        ("signatories.csv", ",GB,yes,", ",GB,no,"),
        ("signatories.csv", ",KZ,no,", ",FR,2026-10-28,"),
        ("letterpack.yaml", "expires: 2030", "expires: 2031"),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")


@settings(deadline=None, max_examples=many(1, 20), phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(words())
def test_no_product_tells_what_is_private(said: Words) -> None:
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / said("folder that all is in")
        folder = root / "campaign"
        campaign(folder, said)
        home = root / said("home")
        home.mkdir()
        names = {name: said("user") for name in ("USER", "LOGNAME", "USERNAME")}
        with patch.dict(os.environ, {**names, "HOSTNAME": said("host"), "HOME": str(home), "XDG_CACHE_HOME": str(home)}):
            _look_at_everything(said, folder)


def _look_at_everything(said: Words, folder: Path) -> None:
    for what, data, allowed in _products(said, folder):
        told = said.told_in(data)
        assert not told - allowed, f"{what} tells {sorted(told - allowed)}"


def _products(said: Words, folder: Path):
    """Yield each product: what it is, its bytes, and the places that it may tell of."""
    local = frozenset(said.words) - IN_FILES - {"user", "host", "home", "folder that all is in"}
    products = [part for name in PRODUCTS for part in ("--with", name)]
    yield "build", run("build", folder, *products), local | {"folder that all is in"}
    assert (folder / "build/manifest.json").exists()
    yield from _batch(folder / "build")
    with patch.object(letterpack, "check", once(letterpack.check)):
        checked = {format: run("check", folder, "--format", format) for format in ("text", "json", *sorted(QUIET))}
    for format, data in checked.items():
        yield f"check {format}", data, NAMES if format in QUIET else local
    yield "build sarif", run("build", folder, "--print-run", "--format", "sarif"), NAMES
    for format in ("docx", "html"):
        copy = folder.parent / f"copy.{format}"
        run("letter", "export", copy, "--for", "speaker", "--campaign", folder)
        yield f"a copy of the letter as {format}", copy.read_bytes(), NAMES | OF_ALL | SPEAKER
    again = folder.parent / "again.pdf"
    run("reprint", "minister", "--output", again, "--campaign", folder)
    yield "a reprint", again.read_bytes(), OF_ALL | MINISTER
    yield "signatories list", run("signatories", "list", folder), frozenset(("signatory", "signatory of a word"))
    yield "seal", run("seal", folder, "--by", "Ada", "--on", "2026-11-01"), frozenset(("folder that all is in",))
    yield "seal.json", (folder / "seal.json").read_bytes(), NAMES | IDS | OF_ALL
    before = shutil.copytree(folder, folder.parent / "before")
    edited(folder)
    report = folder.parent / "review.html"
    open_texts = NAMES | OF_ALL | MINISTER | SPEAKER
    for format in ("markdown", "junit"):
        yield f"diff {format}", run("diff", before, folder, "--format", format), open_texts | NEW
    for format in ("text", "json"):
        run("diff", before, folder, "--format", format, "--html", report)
    yield "the report", report.read_bytes(), open_texts | OWN_COPY | BLIND | NEW


@settings(deadline=None, max_examples=many(1, 20), phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(words())
def test_a_service_is_told_who_gets_a_packet_and_no_more(said: Words) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / said("folder that all is in")
        campaign(folder, said)
        _for_a_service(folder, said)
        run("build", folder)
        run("handover", "e-post", "--campaign", folder, "--output", folder / "out")
        handed, packets = files_below(folder / "out"), files_below(folder / "build/packets")
        assert len(handed) == 2 * len(packets) == 10
        for name, data in handed.items():
            path = Path(name)
            if path.suffix == ".pdf":
                assert data == packets[path.name]
                continue
            who = ADDRESSED.get(path.stem) or (OWN_COPY if path.stem.startswith("watch") else BLIND)
            told = said.told_in(data + name.encode())
            assert not told - who, f"{name} tells {sorted(told - who)}"
            assert (path.stem in ADDRESSED) == (path.parent == Path()), f"{name} lies beside others"


def _for_a_service(folder: Path, said: Words) -> None:
    """Let a printing service take the packets: on its form, from an address, without an enclosure that fills the paper."""
    (folder / "review.yaml").unlink()
    sender = [
        "names: [Sender Society]",
        "address: [Weg 1, 53113 Bonn]",
        "country: DE",
        "return_address: Society, Weg 1, 53113 Bonn",
    ]
    for name, old, new in (
        ("letterpack.yaml", "form: din5008b", "form: e-post"),
        ("letterpack.yaml", sender[0], "\n  ".join(sender)),
        ("letter.md", f"enclosures: [{said('folder of enclosures')}/{said('file of an enclosure')}.pdf]\n", ""),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def _batch(build: Path):
    for name, data in files_below(build).items():
        if name == "manifest.json":
            yield name, data, NAMES | IDS
        elif name.startswith(("mailing-list", "print/envelopes", "print/labels")):
            yield name, data, ON_ENVELOPES
        elif name.startswith("print/"):
            yield name, data, OF_ALL | MINISTER | SPEAKER | OWN_COPY | BLIND
        else:
            packet = Path(name).stem
            blind = OWN_COPY if packet.startswith("watch") else BLIND
            yield name, data, OF_ALL | (PACKETS[packet] if packet in PACKETS else MINISTER | blind)


def test_the_search_finds_a_word_in_every_encoding() -> None:
    assert all(found_in(b"..." + form + b"...", ["Zovufagim"]) == {"Zovufagim"} for form in forms("Zovufagim"))
    assert found_in("<p>Вумагофи</p>".encode(), ["вумагофи"]) and not found_in(b"nothing", ["Zovufagim"])


def test_the_search_finds_what_packages_hold() -> None:
    package = io.BytesIO()
    with ZipFile(package, "w", ZIP_DEFLATED) as packing:
        packing.writestr("a/Wabegimul.xml", "Zovufagim" * 2)
    assert found_in(package.getvalue(), ["Zovufagim", "Wabegimul", "Kolumidag"]) == {"Zovufagim", "Wabegimul"}


def test_the_search_finds_what_an_enclosure_holds() -> None:
    source = random.Random(1)
    made = Words(lambda place: "".join(source.choices("bcdfghjklmnpqrstvwxz", k=12)))
    data = enclosure(made)
    assert set(made.words) - made.told_in(data) == set()
