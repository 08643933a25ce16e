"""The seal: only a finished batch as it was built can be sealed, and whatever differs from it afterwards is found."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from letterpack.diagnostics import Report
from letterpack.disk import Disk
from letterpack.formats.json.reviewed import NoMarks, Reviewed, read_reviewed
from letterpack.formats.json.seal import SEAL_FILE, read_seal, seal_lines
from letterpack.manifest import iter_packets
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.seal import NotSealed, SealRequest, seal_batch
from letterpack.starter import start_campaign
from letterpack.stores.files import FolderFiles
from tests.checks.sources import folder, found

DAY = date(2026, 10, 30)


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    start_campaign(tmp_path, DAY)
    set_status(tmp_path, "final")
    assert build(Disk(tmp_path), BuildRequest(tmp_path)).ok
    return tmp_path


def set_status(campaign: Path, status: str) -> None:
    letter = campaign / "letter.md"
    other = "draft" if status == "final" else "final"
    letter.write_text(letter.read_text(encoding="utf-8").replace(f"status: {other}", f"status: {status}"), encoding="utf-8")
    assert f"status: {status}" in letter.read_text(encoding="utf-8")


def seal(campaign: Path, replace: bool = False) -> tuple[str, ...]:
    disk = Disk(campaign)
    result = seal_batch(disk, SealRequest(FolderFiles(campaign / "build", "build"), "Ada Sample", DAY, replace=replace))
    disk.write(SEAL_FILE, [line.encode() for line in seal_lines(result.seal)])
    return result.changes


def test_a_seal_reads_back_as_it_was_written(campaign: Path) -> None:
    assert seal(campaign) == ()
    read = read_seal(Disk(campaign), Report())
    assert read is not None
    assert (read.by, read.on) == ("Ada Sample", DAY)
    text = "".join(seal_lines(read))
    assert text == (campaign / SEAL_FILE).read_text(encoding="utf-8")
    assert "@" not in text
    assert found(folder(campaign), "LP316", "LP328") == []


def test_what_changes_afterwards_is_found(campaign: Path) -> None:
    seal(campaign)
    signatories = campaign / "signatories.csv"
    signatories.write_text("".join(signatories.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    codes = [(finding.code, finding.span.file) for finding in found(folder(campaign), "LP316", "LP328")]
    assert codes == [("LP316", "signatories.csv"), ("LP328", "signatories.csv")]


def marks_of(campaign: Path, **changes: object) -> Reviewed:
    """The marks of a review in which every packet was looked at, with ``changes``."""
    files = FolderFiles(campaign / "build", "build")
    digests = {row.id: row.sha256 for row in iter_packets(files)}
    first, *others = digests
    said = {
        "reviewed": [{"packet": first, "sha256": digests[first]}],
        "open": [],
        "identical": [{"packet": name, "sha256": digests[name]} for name in others],
        "manifests": {"old": "", "new": files.digest("manifest.json")},
        "marks": [{"key": "a", "marks": [{"by": "Ada Sample", "on": "2026-10-30T09:30:00Z"}]}],
        **changes,
    }
    return read_reviewed(json.dumps({"review_version": 1, "old": "", "new": "", **said}).encode())


OTHER = {"packet": "minister-of-justice", "sha256": "0" * 64}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"reviewed": [OTHER]}, "is not the one that was reviewed"),
        ({"identical": [OTHER]}, "is not in the review"),
        ({"reviewed": []}, "is not in the review"),
        ({"reviewed": [], "identical": []}, "is not in the review"),
        ({"open": [OTHER]}, "has changes that were not all reviewed"),
        ({"manifests": {"old": "", "new": "0" * 64}}, "are not those that were reviewed"),
        ({"manifests": {}}, "are not those that were reviewed"),
        ({"manifests": {"old": "0" * 64, "new": "0" * 64}}, "compares the batch with itself"),
    ],
)
def test_what_was_not_reviewed_is_not_sealed(campaign: Path, changes: dict[str, object], why: str) -> None:
    """A packet that is new since, an empty review, one of another campaign or of other sources."""
    marks = marks_of(campaign, **changes)
    with pytest.raises(NotSealed, match=why):
        seal_batch(Disk(campaign), SealRequest(FolderFiles(campaign / "build", "build"), "Ada Sample", DAY, reviewed=marks))


def test_a_seal_that_was_edited_vouches_for_nothing(campaign: Path) -> None:
    """Else a manifest put into the seal by hand would pass for one that was approved."""
    seal(campaign)
    files = FolderFiles(campaign / "build", "build")
    here = files.digest("manifest.json")
    request = SealRequest(files, "Ada", DAY, replace=True, reviewed=marks_of(campaign, manifests={"old": here, "new": here}))
    assert seal_batch(Disk(campaign), request).changes == ()
    edited = (campaign / SEAL_FILE).read_text(encoding="utf-8").replace("Ada Sample", "Ben Sample")
    (campaign / SEAL_FILE).write_text(edited, encoding="utf-8")
    with pytest.raises(NotSealed, match="compares the batch with itself"):
        seal_batch(Disk(campaign), request)


def test_what_was_reviewed_is_sealed(campaign: Path) -> None:
    request = SealRequest(FolderFiles(campaign / "build", "build"), "Ada Sample", DAY, reviewed=marks_of(campaign))
    result = seal_batch(Disk(campaign), request)
    assert len(result.seal.packets) == 2
    assert result.limits == ("1 packet compared with a batch that was not sealed, and not shown",)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is not what the report"),
        (b"\xff", "it is not what the report"),
        (b"[]", "it is not a table"),
        (b"{}", "`review_version` is missing"),
        (b'{"review_version": 2, "reviewed": [], "open": []}', "it is of version 2"),
        (b'{"review_version": 1}', "`reviewed` is missing"),
        (b'{"review_version": 1, "reviewed": [], "open": [{"packet": "a", "sha256": ""}], "open": []}', "it says `open` twice"),
        (
            b'{"review_version": 1, "reviewed": [%s, %s], "open": []}' % ((b'{"packet": "a", "sha256": ""}',) * 2),
            "`a` stands in it",
        ),
        (b'{"review_version": 1, "reviewed": {}, "open": []}', "`reviewed` is not a list"),
        (
            b'{"review_version": 1, "reviewed": [{"packet": 1, "sha256": ""}], "open": []}',
            r"`reviewed\[0\].packet` is not a text",
        ),
        *[
            (
                b'{"review_version": 1, "reviewed": [{"packet": "a", "sha256": ""}], "open": [], "marks": [%s]}' % marks,
                "who set it",
            )
            for marks in (
                b"",
                b'{"marks": []}',
                b'{"marks": [{"by": " ", "on": "2026-10-30"}]}',
                b'{"marks": [{"by": "A", "on": ""}]}',
            )
        ],
    ],
)
def test_marks_that_are_none(data: bytes, why: str) -> None:
    with pytest.raises(NoMarks, match=why):
        read_reviewed(data)


@pytest.mark.parametrize("trouble", ["draft", "partial", "source", "packet", "missing", "unbuilt", "sealed", "errors"])
def test_what_cannot_be_approved_is_not_sealed(campaign: Path, trouble: str) -> None:
    packet = next((campaign / "build/packets").iterdir())
    if trouble == "draft":
        set_status(campaign, "draft")
        build(Disk(campaign), BuildRequest(campaign))
    elif trouble == "partial":
        build(Disk(campaign), BuildRequest(campaign, campaign / "some", only=(packet.stem,)))
        (campaign / "build").rename(campaign / "whole")
        (campaign / "some").rename(campaign / "build")
    elif trouble == "source":
        (campaign / "letter.md").write_text((campaign / "letter.md").read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    elif trouble == "packet":
        packet.write_bytes(packet.read_bytes() + b"\n")
    elif trouble == "missing":
        packet.unlink()
    elif trouble == "unbuilt":
        (campaign / "build").rename(campaign / "elsewhere")
    elif trouble == "sealed":
        seal(campaign)
    else:
        (campaign / "addressees.yaml").write_text("to: [{title: A}]\n", encoding="utf-8")
    with pytest.raises(Exception, match=r".") as refused:
        seal(campaign)
    assert isinstance(refused.value, NotSealed) or trouble == "unbuilt"
    assert getattr(refused.value, "exit_code", None) == 2


def test_a_new_seal_says_what_it_changes(campaign: Path) -> None:
    seal(campaign)
    with (campaign / "signatories.csv").open("a", encoding="utf-8") as file:
        file.write("Cy Instance,Chair,New Union,NO,yes\n")
    assert build(Disk(campaign), BuildRequest(campaign)).ok
    changes = seal(campaign, replace=True)
    assert "source changed: signatories.csv" in changes
    assert "signatory new: Cy Instance, New Union" in changes
    assert any(change.startswith("packet changed: ") for change in changes)


def test_a_broken_seal_is_a_finding_and_can_be_replaced(campaign: Path) -> None:
    (campaign / SEAL_FILE).write_text("{}", encoding="utf-8")
    assert [finding.code for finding in found(folder(campaign), "LP328")] == ["LP328"]
    with pytest.raises(NotSealed):
        seal(campaign)
    seal(campaign, replace=True)
    assert found(folder(campaign), "LP328") == []
