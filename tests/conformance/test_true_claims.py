"""No packet claims what a judge denies: PDFs of others with one thing wrong in them, confirmed by veraPDF or not."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

import pytest

import letterpack
from letterpack.diagnostics import Report
from letterpack.enclosures.reading import Purpose, read_enclosure
from letterpack.profiles import DEFAULT, load_profile
from letterpack.spans import Span
from letterpack.standards import find_standard
from tests import installed, printed
from tests.conformance.campaign import built, judged, write
from tests.conformance.odd_enclosures import DRAWN_WITH, IN_CATALOG, IN_FONTS, IN_TAGS, PAINTED, SHOWN, edited
from tests.worlds import DictWorld

LETTER = "---\ndate: 2026-10-30\nsubject: Enclosures\nplace: Nowhere\nsalutation: Dear all,\n---\n\nText.\n"
COMMAND = """#!{python} -I
import json, sys
sys.path.insert(0, {root!r})
from pathlib import Path
from tests.verapdf import validate
flavour, files = sys.argv[2], [Path(each) for each in sys.argv[5:]]
jobs = []
for path, failures in validate(files, flavour).items():
    rules = [{{"clause": each.clause, "testNumber": each.test}} for each in failures]
    jobs.append({{"itemDetails": {{"name": str(path)}}, "validationResult": [{{"details": {{"ruleSummaries": rules}}}}]}})
print(json.dumps({{"report": {{"jobs": jobs}}}}))
"""
"""veraPDF's command, as far as letterpack asks it, over the library that the tests have."""
UNHARMED = ("nothing", "RGB", "an inline picture")
ODD = {
    **{name: PAINTED[name] for name in (*UNHARMED, "untagged", "an odd intent")},
    **{name: IN_FONTS[name] for name in ("no meanings", "other widths")},
    **dict(islice(DRAWN_WITH.items(), 0, None, 12)),
    **dict(islice(IN_TAGS.items(), 0, None, 4)),
    "a link without a tag": IN_CATALOG["a link without a tag"],
}


@pytest.fixture(scope="module")
def conforming(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A packet with links, pictures, lists, headings: PDF/A-2a and PDF/UA-1; somebody else's PDF to another campaign."""
    folder = tmp_path_factory.mktemp("conforming")
    result, manifest = built(write(folder / "c", subject="A subject", following="follow.svg"), folder / "out")
    assert result.ok, result.findings
    return (folder / "out" / manifest["packets"][0]["file"]).read_bytes()


@pytest.fixture
def _verapdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the command in ``PATH``."""
    installed.verapdf()
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "verapdf"
    command.write_text(COMMAND.format(python=sys.executable, root=str(Path(__file__).parents[2])), encoding="utf-8")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def mailing(campaign: Path, enclosures: Mapping[str, bytes], settings: str = "") -> Path:
    """Write a campaign with an addressee for each of ``enclosures``."""
    (campaign / "enclosures").mkdir(parents=True)
    (campaign / "letter.md").write_text(LETTER, encoding="utf-8")
    (campaign / "letterpack.yaml").write_text(f"sender: {{names: [House]}}\n{settings}", encoding="utf-8")
    people = []
    for number, data in enumerate(enclosures.values()):
        (campaign / f"enclosures/{number}.pdf").write_bytes(data)
        address = f"address: [Street {number + 1}, 1000 Town]"
        people.append(f"  - {{id: n{number}, title: Office, {address}, enclosures: [enclosures/{number}.pdf]}}")
    (campaign / "addressees.yaml").write_text("to:\n" + "\n".join(people) + "\n", encoding="utf-8")
    return campaign


def claims_of(campaign: Path) -> dict[str, tuple[str, ...]]:
    found = letterpack.build(campaign)
    assert found.ok, [each for each in found.findings if each.severity == "error"]
    return {row.id: row.claims for row in found.packets()}


def advice(campaign: Path) -> str:
    """What a check says to write into letterpack.yaml; nothing where veraPDF has nothing to confirm."""
    found = letterpack.check(campaign).findings
    hints = [each.hint or "" for each in found if each.code == "LP416" and "veraPDF confirms" in each.message]
    entries = [entry for hint in hints for entry in hint.partition(": ")[2].split(", ")]
    return f"verapdf: [{', '.join(entries)}]" if entries else ""


@pytest.mark.usefixtures("_verapdf")
def test_what_verapdf_confirms_is_claimed_and_nothing_else(conforming: bytes, tmp_path: Path) -> None:
    campaign = mailing(tmp_path / "campaign", {name: edited(conforming, oddity) for name, oddity in ODD.items()})
    assert set(claims_of(campaign).values()) == {()}, "veraPDF has not been asked"
    line = advice(campaign)
    with (campaign / "letterpack.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"{line}\n")
    found = claims_of(campaign)
    claims = {name: found[f"n{number}"] for number, name in enumerate(ODD)}
    assert {claims[name] for name in UNHARMED} == {("PDF/A-2a", "PDF/UA-1")}
    assert claims["untagged"] == ("PDF/A-2a",), "PDF/UA is denied, and lost alone"
    assert claims["an odd intent"] == ("PDF/UA-1",)
    assert claims["other widths"] == ()
    for claim in {each for said in claims.values() for each in said}:
        files = [campaign / f"build/packets/n{number}.pdf" for number, name in enumerate(ODD) if claim in claims[name]]
        assert judged(files, find_standard(claim).flavour) == {}
    assert advice(campaign) == "", "all is written that veraPDF confirms"
    assert [each.message for each in letterpack.check(campaign).findings if each.code in ("LP331", "LP327")] == []


@pytest.mark.usefixtures("_verapdf")
def test_a_letterhead_of_others_is_confirmed_too_until_it_changes(tmp_path: Path) -> None:
    campaign = mailing(tmp_path / "campaign", {}, "letterhead: {first: head.pdf}\n")
    (campaign / "head.pdf").write_bytes(printed.page())
    (campaign / "addressees.yaml").write_text(
        "to:\n  - {id: a, title: Office, address: [Street 1, 1000 Town]}\n", encoding="utf-8"
    )
    assert claims_of(campaign) == {"a": ()}
    line = advice(campaign)
    with (campaign / "letterpack.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"{line}\n")
    assert claims_of(campaign) == {"a": ("PDF/A-2a", "PDF/UA-1")}
    assert not {"LP331", "LP327"} & {each.code for each in letterpack.check(campaign).findings}
    (campaign / "head.pdf").write_bytes(printed.page((595.28, 90.0)))
    assert claims_of(campaign) == {"a": ()}


@pytest.mark.parametrize("name", SHOWN)
def test_what_readers_see_and_a_packet_would_not_show_stops_the_build(conforming: bytes, name: str) -> None:
    report = Report()
    world = DictWorld({"enclosures/a.pdf": edited(conforming, SHOWN[name])})
    found = read_enclosure(world, "enclosures/a.pdf", Span("letter.md"), report, purpose=Purpose(load_profile(DEFAULT)))
    assert found is None
    assert {each.code for each in report if each.severity == "error"} <= {"LP424", "LP408", "LP411", "LP413"}
