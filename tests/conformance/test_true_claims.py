"""No packet claims what a judge denies: enclosures with one thing wrong in them, each in a packet, each claim judged."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pytest

from letterpack.diagnostics import Report
from letterpack.disk import Disk
from letterpack.enclosures.purpose import Purpose
from letterpack.enclosures.reading import read_enclosure
from letterpack.model.pdf import Enclosure
from letterpack.pipeline.build.enclosed_tags import enclosed_tag_faults
from letterpack.pipeline.inspect import CheckRequest, check
from letterpack.profiles import DEFAULT, load_profile
from letterpack.spans import Span
from letterpack.standards import find_standard
from tests.conformance.campaign import built, judged, write
from tests.conformance.odd_enclosures import DRAWN_WITH, IN_CATALOG, IN_FONTS, IN_TAGS, ODDITIES, PAINTED, SHOWN, edited
from tests.worlds import DictWorld

TOGETHER = 4
"""Enclosures of one packet, which keep the same claims: so each claim is made with each of them."""
LETTER = "---\ndate: 2026-10-30\nsubject: Enclosures\nplace: Nowhere\nsalutation: Dear all,\n---\n\nText.\n"


@pytest.fixture(scope="module")
def conforming(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A packet with links, pictures, lists, headings: PDF/A-2a and PDF/UA-1; somebody else's PDF to another campaign."""
    folder = tmp_path_factory.mktemp("conforming")
    result, manifest = built(write(folder / "c", subject="A subject", following="follow.svg"), folder / "out")
    assert result.ok, result.findings
    return (folder / "out" / manifest["packets"][0]["file"]).read_bytes()


def read(data: bytes, profile: str = DEFAULT) -> tuple[Enclosure | None, list[str]]:
    report = Report()
    purpose = Purpose(load_profile(profile), tag_faults=enclosed_tag_faults)
    found = read_enclosure(DictWorld({"enclosures/a.pdf": data}), "enclosures/a.pdf", Span("letter.md"), report, purpose=purpose)
    return found, [each.code for each in report if each.severity == "error"]


def packets(folder: Path, enclosed: Sequence[Sequence[bytes]], profile: str = "") -> dict[Path, list[str]]:
    """Return a packet for each of ``enclosed``, its enclosures, and what it claims."""
    campaign = folder / "campaign"
    (campaign / "enclosures").mkdir(parents=True)
    (campaign / "letter.md").write_text(LETTER, encoding="utf-8")
    (campaign / "letterpack.yaml").write_text("sender: {names: [House]}\n", encoding="utf-8")
    people = []
    for number, each in enumerate(enclosed):
        named = [f"enclosures/{number}-{at}.pdf" for at in range(len(each))]
        for name, data in zip(named, each, strict=True):
            (campaign / name).write_bytes(data)
        address = f"address: [Street {number + 1}, 1000 Town]"
        people.append(f"  - {{id: n{number}, title: Office, {address}, enclosures: [{', '.join(named)}]}}")
    (campaign / "addressees.yaml").write_text("to:\n" + "\n".join(people) + "\n", encoding="utf-8")
    result, manifest = built(campaign, folder / "out", profile=profile)
    assert result.ok, result.findings
    return {folder / "out" / row["file"]: row["claims"] for row in manifest["packets"]}


def test_no_packet_claims_what_verapdf_denies(conforming: bytes, tmp_path: Path) -> None:
    odd = {name: edited(conforming, oddity) for name, oddity in ODDITIES.items()}
    alike: dict[frozenset[str], list[str]] = {}
    for name, data in odd.items():
        if (found := read(data)[0]) is not None and found.keeps:
            alike.setdefault(frozenset(found.keeps), []).append(name)
    together = [names[at : at + TOGETHER] for names in alike.values() for at in range(0, len(names), TOGETHER)]
    made = packets(tmp_path, [[odd[name] for name in names] for names in together])
    claims = [(names, path, said) for names, (path, said) in zip(together, made.items(), strict=True)]
    assert sum(len(names) * len(said) for names, _, said in claims) > 200
    for claim in ("PDF/A-2a", "PDF/A-2u", "PDF/A-2b", "PDF/UA-1"):
        paths = {path: names for names, path, said in claims if claim in said}
        assert paths
        denied = judged(list(paths), find_standard(claim).flavour)
        assert [(names, denied[path.name]) for path, names in paths.items() if path.name in denied] == []


def test_no_packet_with_such_an_enclosure_is_taken_for_a_strange_one(conforming: bytes, tmp_path: Path) -> None:
    """Read value by value, as if another version had built it: one that claims less, and one whose tags lead nowhere."""
    packets(tmp_path, [[edited(conforming, ODDITIES[name]) for name in ("not marked", "less of each Link")]])
    campaign = tmp_path / "campaign"
    found = check(Disk(campaign), CheckRequest(campaign, tmp_path / "out", select=("LP333",)))
    assert [each.message for each in found.findings if each.severity == "error"] == []


def test_nor_by_the_standards_of_pdf_2(tmp_path: Path) -> None:
    """Their tags have places of their own, which those of PDF/UA-1 do not: what nests otherwise costs the claim."""
    result, manifest = built(write(tmp_path / "c", subject="A subject", following="follow.svg"), tmp_path / "out", profile="ua2")
    assert result.ok, result.findings
    conforming = (tmp_path / "out" / manifest["packets"][0]["file"]).read_bytes()
    some = dict(islice(IN_TAGS.items(), 0, None, 4))
    oddities = {**some, **{each: PAINTED[each] for each in ("nothing", "an inline picture")}, "HTO": DRAWN_WITH["HTO"]}
    odd = {name: edited(conforming, oddity) for name, oddity in oddities.items()}
    keeps = {name: found.keeps for name, data in odd.items() if (found := read(data, "ua2")[0]) is not None}
    assert keeps["nothing"] == {"PDF/UA-2", "WTPDF-1.0", "PDF/A-4"}
    assert keeps["an inline picture"] == {"PDF/UA-2", "WTPDF-1.0"}
    assert sum("PDF/UA-2" in each for each in keeps.values()) > 3
    assert sum("PDF/UA-2" not in each for each in keeps.values()) > 3
    kept = [data for name, data in odd.items() if "PDF/UA-2" in keeps.get(name, ())]
    paths = packets(tmp_path / "odd", [[data] for data in kept], "ua2")
    assert {claim for said in paths.values() for claim in said} == {"PDF/UA-2", "WTPDF-1.0", "PDF/A-4"}
    for claim in ("PDF/UA-2", "WTPDF-1.0", "PDF/A-4"):
        claimed = [path for path, said in paths.items() if claim in said]
        assert judged(claimed, find_standard(claim).flavour) == {}


@pytest.mark.parametrize("name", SHOWN)
def test_what_readers_see_and_a_packet_would_not_show_stops_the_build(conforming: bytes, name: str) -> None:
    found, codes = read(edited(conforming, SHOWN[name]))
    assert found is None
    assert set(codes) <= {"LP424", "LP408", "LP411", "LP413"}


@pytest.mark.parametrize("name", ["nothing", "RGB", "an inline picture"])
def test_what_is_right_costs_no_claim(conforming: bytes, name: str) -> None:
    found, codes = read(edited(conforming, PAINTED[name]))
    assert found is not None
    assert codes == []
    assert {"PDF/A-2a", "PDF/UA-1"} <= found.keeps


@pytest.mark.parametrize(
    ("oddity", "left"),
    [
        (PAINTED["untagged"], {"PDF/A-2u", "PDF/A-2b"}),
        (PAINTED["an odd intent"], {"PDF/UA-1"}),
        (IN_FONTS["no meanings"], {"PDF/A-2b"}),
        (IN_FONTS["other widths"], set()),
        (IN_CATALOG["a link without a tag"], {"PDF/A-2a", "PDF/A-2u", "PDF/A-2b"}),
    ],
    ids=["untagged", "looks", "meanings", "widths", "link"],
)
def test_each_breach_costs_the_claims_that_it_is_against(conforming: bytes, oddity: object, left: set[str]) -> None:
    assert callable(oddity)
    found, _ = read(edited(conforming, oddity))
    assert found is not None
    assert found.keeps == left
