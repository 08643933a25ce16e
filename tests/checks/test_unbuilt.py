"""Without a build, a check finds whatever a build would stop at: the same codes at the same places, and fails where it fails.

Every folder of ``tests/cases`` is a campaign with a fault of its own, or with none.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.diagnostics import Diagnostic
from letterpack.disk import Disk
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from letterpack.world import NoFonts
from tests.bombs.pdfs import PDFS, enclosing
from tests.checks.batches import make
from tests.test_cases import CASES
from tests.trying import tried

STOPPING = re.compile("LP[124]")
Places = set[tuple[str, str, int, int, str | None]]


def places(findings: Iterable[Diagnostic]) -> Places:
    """Where and by which code a campaign's reading, setting and enclosures are at fault."""
    return {
        (each.code, each.span.file, each.span.line, each.span.column, each.packet)
        for each in findings
        if each.severity == "error" and STOPPING.match(each.code)
    }


def compared(folder: Path, out: Path) -> tuple[Places, Places]:
    """Return what a build stops at and what a check finds without one."""
    world = Disk(folder, NoFonts())
    built = build(world, BuildRequest(folder, out, workers=1))
    checked = check(world, CheckRequest(folder))
    assert not checked.built
    stops, found = places(built.findings), places(checked.findings)
    if stops:
        assert (built.ok, checked.ok) == (False, False)
    return stops, found


@pytest.mark.parametrize("case", CASES, ids=lambda folder: folder.name)
def test_a_check_finds_what_a_build_stops_at(case: Path, tmp_path: Path) -> None:
    stops, found = compared(case, tmp_path / "build")
    assert found == stops


def test_the_cases_have_faults_of_every_room() -> None:
    codes = set(re.findall(r"error\[(LP[124]\d\d)\]", "".join((case / "expected.txt").read_text("utf-8") for case in CASES)))
    assert {code[:3] for code in codes} == {"LP1", "LP2", "LP4"}
    assert len(codes) > 80


ENCLOSED = (
    "AES-256",
    "encryption of no kind",
    "pages in a circle",
    "no page",
    "a page of miles",
    "twenty thousand pages",
    "paths",
    "no table",
)


@pytest.mark.parametrize("name", ENCLOSED)
def test_a_check_opens_what_is_enclosed(tmp_path: Path, name: str) -> None:
    root = tmp_path / "campaign"
    for path, data in enclosing(PDFS[name]()).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data if isinstance(data, bytes) else data.encode())
    stops, found = compared(root, tmp_path / "build")
    assert {code[:3] for code, *_ in stops} == {"LP4"}
    assert found == stops


FAULTS = {
    "enclosure": ("letter.md", "enclosures/report.pdf", "enclosures/another.pdf"),
    "picture": ("letter.md", "2. Say so.", "2. Say so.\n\n![A picture](missing.png)"),
    "glyph": ("letter.md", "2. Say so.", "2. Say so \U00012000."),
    "glyph of one": ("addressees.yaml", "Carla Moreau", "Carla \U00012000"),
    "wide": ("addressees.yaml", "Gatan 1,", f"Gatan {'W' * 90} 1,"),
    "high": ("addressees.yaml", "[Gatan 1,", f"[{'a, ' * 12}Gatan 1,"),
    "field": ("letter.md", "let them go.", "let them go, {{ addressee.nobody }}."),
    "letterhead": ("letterpack.yaml", "sender:", "letterhead: {first: missing.svg}\nsender:"),
    "consent": ("signatories.csv", "Example Union,,,GB,yes", "Example Union,,,GB,2026-11-01"),
    "duplicate": ("signatories.csv", "Example Union,,,GB,yes", "Ligue des exemples,Zoé Imaginée,Présidente,FR,yes"),
    "cell": ("signatories.csv", "Example Union,,,GB", "Example Union,,,,GB"),
    "date": ("letter.md", "date: 2026-10-30", "date: 2026-13-30"),
    "key": ("letterpack.yaml", "form:", "fomr:"),
}


@given(st.sets(st.sampled_from(sorted(FAULTS)), max_size=3), st.booleans())
@tried(1 / 4)
def test_hook_and_build_agree_on_any_faults(tmp_path_factory: pytest.TempPathFactory, faults: set[str], is_final: bool) -> None:
    """Of a final letter in all: what rules find stops its build, too."""
    root = tmp_path_factory.mktemp("unbuilt") / "campaign"
    batch = make(root)
    shutil.rmtree(root / "build")
    for each in sorted(faults):
        file, old, new = FAULTS[each]
        path = root / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    if is_final:
        batch.edit("letter.md", "place: Nowhere", "place: Nowhere\nstatus: final")
    stops, found = compared(root, root.parent / "out")
    assert found == stops
    if is_final:
        on_its_day = check(_OnThatDay(root, NoFonts()), CheckRequest(root))
        built = build(Disk(root, NoFonts()), BuildRequest(root, root.parent / "again", workers=1))
        assert built.ok is on_its_day.ok
        everything = [
            {(e.code, e.span, e.packet) for e in f if e.severity == "error"} for f in (built.findings, on_its_day.findings)
        ]
        assert everything[0] == everything[1]


class _OnThatDay(Disk):
    """A campaign on the day after its letter's."""

    def today(self) -> date:
        return date(2026, 11, 2)
