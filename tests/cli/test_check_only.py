"""``letterpack check --only``: some packets of a batch, by the same rules, without a look at the others."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import letterpack as library
from letterpack.manifest import NAME
from tests.build.making import HEAD
from tests.cli.conftest import Ran

LAST = "other packets, sources and products not checked"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Four packets: of two addresses, of another reader, and of a copy."""
    (tmp_path / "letter.md").write_text(HEAD + "Text.\n")
    (tmp_path / "addressees.yaml").write_text(
        "to:\n"
        "- {title: Alpha, delivery: all, addresses: [[1 Street, Sampleton], [2 Other Street, Sampleton]]}\n"
        "- {title: Beta, address: [3 Street, Sampleton]}\n"
        "cc:\n- {title: Gamma, address: [4 Street, Sampleton], copy_of: beta}\n"
    )
    result = library.build(tmp_path, products=["print-run"])
    assert result.ok, result.findings
    assert {row.id for row in result.packets()} == {"alpha", "alpha.2", "beta", "gamma"}
    return tmp_path


def edited(folder: Path, name: str) -> None:
    """Change the file of the packet ``name`` so that it still opens."""
    with (folder / f"build/packets/{name}.pdf").open("ab") as file:
        file.write(b"%\n")


def of_packets(findings: Any, names: set[str]) -> set[tuple[str, str, str]]:
    return {(each.code, each.severity, each.message) for each in findings if each.packet in names}


@pytest.mark.parametrize(
    ("asked", "packets"),
    [(["alpha"], {"alpha", "alpha.2"}), (["alpha.2"], {"alpha.2"}), (["beta"], {"beta"}), (["beta", "gamma"], {"beta", "gamma"})],
)
def test_what_is_found_of_a_packet_is_what_a_whole_check_finds(built: Path, asked: list[str], packets: set[str]) -> None:
    edited(built, "alpha.2")
    (built / "build/packets/beta.pdf").unlink()
    whole, some = library.check(built), library.check(built, only=asked)
    assert of_packets(some.findings, packets) == of_packets(whole.findings, packets)
    assert not [each for each in some.findings if each.packet not in packets]
    assert set(some.packets) == packets
    assert some.limits == (LAST,)


def test_other_packets_are_not_looked_at(built: Path, letterpack: Callable[..., Ran]) -> None:
    for name in ("alpha.2", "beta", "gamma"):
        (built / f"build/packets/{name}.pdf").unlink()
    (built / "build/print/run.pdf").write_bytes(b"")
    (built / "build/other.txt").write_text("of somebody")
    ran = letterpack("check", built, "--only", "alpha", "--only", "alpha")
    assert ran.code == 1 and "there is no packet for `alpha.2`" in ran.out
    (built / "build/packets/alpha.2.pdf").symlink_to("alpha.pdf")
    ran = letterpack("check", built, "--only", "gamma", "--format", "json")
    answer = json.loads(ran.out)
    assert (ran.code, answer["summary"]["packets_expected"], answer["limits"]) == (1, 1, [LAST])
    assert [each["message"] for each in answer["findings"]] == ["there is no packet for `gamma`"]


def test_it_does_not_call_a_packet_complete(built: Path, letterpack: Callable[..., Ran]) -> None:
    ran = letterpack("check", built, "--only", "beta")
    assert (ran.code, ran.out, ran.err) == (0, f"1 of 1 packet without an error · {LAST}\n", "")


def test_a_partial_build_is_no_error_of_a_packet_in_it(built: Path, letterpack: Callable[..., Ran]) -> None:
    assert letterpack("build", built, "--only", "beta").code == 0
    ran = letterpack("check", built, "--build", built / "look", "--only", "beta")
    assert (ran.code, ran.out) == (0, f"1 of 1 packet without an error · {LAST}\n")
    ran = letterpack("check", built, "--build", built / "look", "--only", "gamma")
    assert ran.code == 1 and "there is no packet for `gamma`" in ran.out


def test_an_id_that_nobody_has_is_an_error(built: Path, letterpack: Callable[..., Ran]) -> None:
    ran = letterpack("check", built, "--only", "beta", "--only", "delta")
    assert ran.code == 1 and "error[LP503]: no packet and no addressee has the id `delta`" in ran.out


def test_a_row_of_somebody_who_gets_no_packet_is_one(built: Path) -> None:
    manifest = built / "build" / NAME
    rows = json.loads(manifest.read_text())
    rows["packets"].append({**rows["packets"][0], "id": "alpha.3"})
    manifest.write_text(json.dumps(rows))
    found = library.check(built, only=["alpha"]).findings
    assert "the manifest lists `alpha.3`, who gets no packet" in [each.message for each in found]
    rows["packets"][-1]["id"] = "alpha"
    manifest.write_text(json.dumps(rows))
    found = library.check(built, only=["alpha"]).findings
    assert "the manifest lists the packet `alpha` twice" in [each.message for each in found]


def test_beside_sources_with_errors_the_packets_asked_for_are_compared_with_the_manifest(built: Path) -> None:
    (built / "letter.md").write_text(HEAD + "To {{ addressee.nobody }}\n")
    edited(built, "alpha")
    edited(built, "gamma")
    (built / "build/print/run.pdf").write_bytes(b"")
    found = library.check(built, only=["gamma", "delta"])
    of_build = [(each.code, each.packet) for each in found.findings if each.code in ("LP301", "LP311")]
    assert set(of_build) == {("LP301", "delta"), ("LP311", "gamma")}
    assert not found.ok and LAST in found.limits


@pytest.mark.parametrize(("option", "named"), [(["--sources"], "--sources"), (["--for", "pingen"], "--for")])
def test_what_looks_at_all_is_not_asked_of_some(
    built: Path, letterpack: Callable[..., Ran], option: list[str], named: str
) -> None:
    ran = letterpack("check", built, "--only", "beta", *option)
    assert ran.code == 2 and named in ran.err


def test_without_a_build_there_is_nothing_to_look_at(built: Path, letterpack: Callable[..., Ran]) -> None:
    (built / "build").rename(built / "elsewhere")
    ran = letterpack("check", built, "--only", "beta")
    assert ran.code == 2 and "there is no batch in" in ran.err
    assert letterpack("check", built, "--only", "beta", "--build", built / "elsewhere").code == 0
