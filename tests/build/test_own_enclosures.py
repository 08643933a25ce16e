"""A mailing in which everybody gets enclosures of their own: memory holds few of them at a time."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest

from letterpack.diagnostics import Report
from letterpack.enclosures import copy as enclosure_copy
from letterpack.enclosures.reading import Purpose, read_enclosure
from letterpack.errors import CannotBuild
from letterpack.pdfcopy.opened import CountingReader
from letterpack.pipeline.build.enclosures import EnclosureShelf
from letterpack.profiles import DEFAULT, load_profile
from letterpack.spans import Span
from letterpack.wording.enclosures import enclosure_title
from tests.build.making import campaign, make, person
from tests.enclosures.makers import good_pdf
from tests.worlds import DictWorld

NAMES = ("a", "b", "c", "d")
FILES = {f"enclosures/{name}.pdf": good_pdf(2 + index) for index, name in enumerate(NAMES)}


def mailing() -> dict[str, bytes]:
    people = [person(f"P{index}", enclosures=[f"enclosures/{NAMES[index % 4]}.pdf"]) for index in range(9)]
    return campaign([*people, person("Plain")], more=FILES)


def forgetful(monkeypatch) -> None:
    monkeypatch.setattr("letterpack.pipeline.build.enclosures.MOST_BYTES", 1)
    monkeypatch.setattr("letterpack.pipeline.build.packet.MOST_PLAN_BYTES", 1)


@pytest.mark.parametrize("workers", [1, 3])
def test_what_is_read_again_is_the_same(tmp_path: Path, monkeypatch, workers: int) -> None:
    kept = make(tmp_path / "kept", mailing(), print_run=True)
    forgetful(monkeypatch)
    again = make(tmp_path / "again", mailing(), print_run=True, workers=workers)
    assert kept.packets == again.packets
    assert kept.manifest == again.manifest


def test_what_is_wrong_with_one_is_said_once(tmp_path: Path, monkeypatch) -> None:
    forgetful(monkeypatch)
    mended = good_pdf(1).replace(b"startxref\n", b"startxref\n1")
    people = [person(f"P{index}", enclosures=[f"enclosures/{'ab'[index % 2]}.pdf"]) for index in range(4)]
    made = make(tmp_path / "out", campaign(people, more={**FILES, "enclosures/b.pdf": mended}))
    assert [code for code in made.codes if code == "LP412"] == ["LP412"]


@pytest.mark.parametrize("after", [good_pdf(7), None])
def test_one_that_changes_meanwhile_is_refused(monkeypatch, after: bytes | None) -> None:
    monkeypatch.setattr("letterpack.pipeline.build.enclosures.MOST_BYTES", 1)
    world = DictWorld(FILES)
    shelf = EnclosureShelf(world, Report(), load_profile(DEFAULT), conformance_required=False)
    for name in ("a", "b"):
        assert shelf.get(f"enclosures/{name}.pdf", lambda: Span("letter.md")) is not None
    if after is None:
        del world.files["enclosures/a.pdf"]
    else:
        world.files["enclosures/a.pdf"] = after
    with pytest.raises(CannotBuild, match="changed while it was being read"):
        shelf.get("enclosures/a.pdf", lambda: Span("letter.md"))


def test_a_file_leaves_memory_when_it_is_read(monkeypatch) -> None:
    """Not when Python next looks for cyclic garbage, which a build makes rare."""
    opened: list[weakref.ref[object]] = []
    reader = CountingReader

    def opens(stream, **options):
        made = reader(stream, **options)
        opened.append(weakref.ref(made.trailer["/Root"].get_object()["/Pages"].get_object()))
        return made

    monkeypatch.setattr(enclosure_copy, "CountingReader", opens)
    gc.disable()
    try:
        profile = load_profile(DEFAULT)
        assert (
            read_enclosure(DictWorld(FILES), "enclosures/a.pdf", Span("letter.md"), Report(), purpose=Purpose(profile))
            is not None
        )
        assert [each() for each in opened] == [None]
    finally:
        gc.enable()


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("enclosures/Our_report-2026.pdf", "Our_report-2026"),
        ("enclosures/--.pdf", "--"),
        ("enclosures/\u200e.pdf", "enclosures/\u200e.pdf"),
        ("\u00ad", "PDF"),
    ],
)
def test_an_enclosure_has_a_title_that_can_be_seen(tmp_path: Path, path: str, title: str) -> None:
    assert enclosure_title(path) == title
    made = make(tmp_path / "out", campaign([person("Alpha", enclosures=[path])], more={path: good_pdf(1)}))
    assert made.ok, made.findings
    assert f"Enclosure: {title}".replace("\u200e", "") in made.text("alpha").replace("\u200e", "")
