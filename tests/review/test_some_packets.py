"""``diff --only``: it says of a packet what a whole comparison says of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from letterpack.errors import ManifestUnreadable
from letterpack.model.change import Comparison, PacketChanges
from letterpack.pipeline.compare import compare_batches, open_packets
from tests.build.making import HEAD, campaign, make, person

BODY = "They must be released.\n"
NAMES: Final = ("Alpha", "Beta", "Gamma")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Two batches: a sentence is another, ``beta`` is called ``bertha``, ``delta`` is new; each has a blind copy."""
    people = {
        "old": [person(name, name=name) for name in NAMES],
        "new": [person(name, name=name, **({"id": "bertha"} if name == "Beta" else {})) for name in (*NAMES, "Delta")],
    }
    for name, to in people.items():
        body = BODY if name == "old" else BODY.replace("must", "have to")
        files = campaign({"to": to, "bcc": [person("Hidden", copy_of="alpha")]}, HEAD + body)
        assert make(tmp_path / name, files).ok
    return tmp_path


def compared(folder: Path, *only: str) -> Comparison:
    before, after = open_packets(folder / "old", "old"), open_packets(folder / "new", "new")
    return compare_batches(before, after, only=only)


def said(packet: PacketChanges) -> Any:
    return packet.id, packet.status, [each.change for each in packet.changes], packet.pages, packet.sha256, packet.label


@pytest.mark.parametrize("only", [("alpha",), ("gamma", "alpha"), ("bertha",), ("delta", "alpha"), ("hidden",)])
def test_a_packet_is_told_as_among_all(built: Path, only: tuple[str, ...]) -> None:
    whole = {packet.id: said(packet) for packet in compared(built).packets}
    assert [said(packet) for packet in compared(built, *only).packets] == [whole[name] for name in only]


def again(path: Path, change: Callable[[list[str]], object]) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    change(lines)
    path.write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.parametrize("only", [(), ("alpha",)])
def test_a_packet_that_a_manifest_lists_twice_is_refused(built: Path, only: tuple[str, ...]) -> None:
    def twice(lines: list[str]) -> None:
        at = next(index for index, line in enumerate(lines) if '"id": "alpha"' in line)
        row = json.loads(lines[at].rstrip(","))
        lines.insert(at, "  " + json.dumps({**row, "file": "packets/gamma.pdf"}) + ",")

    again(built / "new/manifest.json", twice)
    with pytest.raises(ManifestUnreadable) as refused:
        compared(built, *only)
    assert refused.value.message.endswith("lists the packet `alpha` twice") and refused.value.hint


@pytest.mark.parametrize("format", ["markdown", "junit"])
def test_what_travels_names_no_blind_copy(letterpack: Any, built: Path, format: str) -> None:
    ran = letterpack("diff", built / "old", built / "new", "--only", "alpha", "--only", "hidden", "--format", format)
    assert ran.code == 1 and "alpha" in ran.out.lower()
    assert "hidden" not in ran.out.lower()
