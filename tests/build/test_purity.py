"""A packet's bytes are a function of that packet's own inputs (law 1): of nothing else, byte for byte."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.build.making import LETTER, campaign, make, person

ROOT = Path(__file__).parents[2]
NAMES = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta")
FIELDS = LETTER.replace("journalists", "{{ addressee.name }} journalists")
SIGNED = ("Freedom Now", "Σωματείο Ελευθερίας", "Қазақ бюросы", "Žurnalistų sąjunga")

COPIED = {"to": [person("Alpha"), person("Beta")], "cc": [person("Gamma", copy_of="alpha")]}


@pytest.fixture(scope="module")
def six(tmp_path_factory):
    return make(tmp_path_factory.mktemp("six") / "out", campaign([person(name) for name in NAMES], FIELDS, SIGNED))


def same(one, other, *names: str) -> None:
    for name in names:
        assert one.packets[name] == other.packets[name], name
        assert one.row(name) == other.row(name)


@pytest.mark.parametrize("kept", [["Alpha"], ["Beta", "Zeta"], list(NAMES[::-1]), ["Gamma", "Alpha", "Epsilon"]])
def test_other_addressees_and_their_order(tmp_path, six, kept) -> None:
    made = make(tmp_path / "out", campaign([person(name) for name in kept], FIELDS, SIGNED))
    assert list(made.packets) == sorted(name.lower() for name in kept)
    same(made, six, *made.packets)


def test_what_others_bring_is_in_no_packet(tmp_path, six) -> None:
    """Another's rare letters, long address, enclosures of its own, other language: nothing of it shows."""
    strange = person(
        "Theta", name="Ωμέγα Ѳита Ғалымжан Ǿ ȷ ʒ ﬁ", address=[f"Line {number}" for number in range(5)], fields={"a": "b"}
    )
    made = make(tmp_path / "out", campaign([strange, *(person(name) for name in NAMES)], FIELDS, SIGNED))
    same(made, six, *six.packets)


@pytest.mark.parametrize("workers", [2, 3, 6])
def test_workers(tmp_path, six, workers) -> None:
    made = make(tmp_path / "out", campaign([person(name) for name in NAMES], FIELDS, SIGNED), workers=workers)
    assert made.packets == six.packets
    assert made.manifest == six.manifest


def test_a_print_run_changes_no_packet(tmp_path, six) -> None:
    files = campaign([person(name) for name in NAMES], FIELDS, SIGNED)
    alone, shared = make(tmp_path / "one", files, print_run=True), make(tmp_path / "two", files, print_run=True, workers=3)
    assert alone.packets == six.packets
    assert (alone.out / "print/run.pdf").read_bytes() == (shared.out / "print/run.pdf").read_bytes()
    assert alone.manifest == shared.manifest


@pytest.mark.parametrize("kind", ["to", "bcc"])
def test_adding_a_to_or_a_bcc_changes_no_other_packet(tmp_path, kind) -> None:
    before = make(tmp_path / "before", campaign(COPIED))
    after = make(
        tmp_path / "after",
        campaign(COPIED | {kind: [*COPIED.get(kind, []), person("Delta", copy_of="beta" if kind == "bcc" else None)]}),
    )
    assert set(after.packets) - set(before.packets) == {"delta"}
    same(before, after, *before.packets)


def test_adding_a_cc_changes_the_letters_that_name_it(tmp_path) -> None:
    """An entry's own copy is named in that entry's letter alone."""
    plain = {"to": [person("Alpha"), person("Beta")]}
    named = {"to": [person("Alpha", cc=[person("Gamma")]), person("Beta")]}
    before, after = make(tmp_path / "before", campaign(plain)), make(tmp_path / "after", campaign(named))
    same(before, after, "beta")
    assert before.packets["alpha"] != after.packets["alpha"]
    assert before.row("alpha")["inputs_sha256"] != after.row("alpha")["inputs_sha256"]


def test_the_digest_of_the_inputs_tells_what_the_pdfs_are_for(tmp_path) -> None:
    """Equal digests are equal bytes, where the command line says it and no source, too."""
    screen, paper, again = (
        make(tmp_path / str(at), campaign(), profile=each) for at, each in enumerate((None, "print", "default"))
    )
    assert screen.packets != paper.packets
    assert {row["inputs_sha256"] for row in screen.manifest["packets"]}.isdisjoint(
        row["inputs_sha256"] for row in paper.manifest["packets"]
    )
    assert again.manifest["packets"] == screen.manifest["packets"]


def test_the_digest_of_the_inputs_changes_with_them(tmp_path, six) -> None:
    people = [person(name) for name in NAMES]
    people[2]["name"] = "Gamma Changed"
    after = make(tmp_path / "out", campaign(people, FIELDS, SIGNED))
    changed = [name for name in six.packets if six.row(name)["inputs_sha256"] != after.row(name)["inputs_sha256"]]
    assert changed == ["gamma"] == [name for name in six.packets if six.packets[name] != after.packets[name]]


@pytest.mark.parametrize("limit", [1, 3])
def test_memories_that_run_over(tmp_path, six, monkeypatch, limit) -> None:
    """What is forgotten between two packets is made again the same."""
    monkeypatch.setattr("letterpack.text.shape.MOST_WORDS", limit)
    monkeypatch.setattr("letterpack.typeset.glyphs.MOST_WORDS", limit)
    monkeypatch.setattr("letterpack.pipeline.build.packet.MOST_PLANS", limit)
    monkeypatch.setattr("letterpack.typeset.letter._MOST_OWN_BLOCKS", limit)
    made = make(tmp_path / "out", campaign([person(name) for name in NAMES], FIELDS, SIGNED))
    assert made.packets == six.packets


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("disk")
    for path, data in campaign([person(name) for name in NAMES], FIELDS, SIGNED).items():
        (folder / path).write_bytes(data)
    return folder


@pytest.mark.parametrize(
    "settings",
    [
        {"PYTHONHASHSEED": "0"},
        {"PYTHONHASHSEED": "4242"},
        {"TZ": "Pacific/Kiritimati"},
        {"TZ": "America/Adak", "LC_ALL": "C"},
        {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "LANGUAGE": "kk"},
        {"PYTHONUTF8": "0", "LC_ALL": "POSIX"},
        {"SOURCE_DATE_EPOCH": "1"},
    ],
    ids=lambda settings: " ".join(f"{key}={value}" for key, value in settings.items()),
)
def test_another_process_with_other_surroundings(tmp_path, six, folder, settings) -> None:
    (tmp_path / "elsewhere").mkdir()
    command = [sys.executable, "-m", "letterpack", "build", str(folder), "--out", "made", "--workers", "2"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    subprocess.run(command, cwd=tmp_path / "elsewhere", env=environment, check=True, capture_output=True)
    for name, data in six.packets.items():
        assert (tmp_path / "elsewhere/made/packets" / f"{name}.pdf").read_bytes() == data
    assert (tmp_path / "elsewhere/made/manifest.json").read_bytes() == (six.out / "manifest.json").read_bytes()


def test_digests_are_those_of_the_files(six) -> None:
    assert {row["id"]: row["sha256"] for row in six.manifest["packets"]} == {
        name: hashlib.sha256(data).hexdigest() for name, data in six.packets.items()
    }


def test_a_second_build_in_the_same_process(tmp_path) -> None:
    """Nothing that one campaign leaves in memory reaches the next."""
    first = make(tmp_path / "first", campaign([person("Alpha")], FIELDS, SIGNED))
    make(
        tmp_path / "between", campaign([person("Beta", name="Ѳ Ω ǿ ʒ ŋ")], LETTER.replace("prison", "prison: ǿ ʒ ŋ Ω Ѳ"), ["Ӝ Ӟ"])
    )
    second = make(tmp_path / "second", campaign([person("Alpha")], FIELDS, SIGNED))
    assert first.packets == second.packets
