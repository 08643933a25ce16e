"""What stands in a file's place and is none is told, and never waited for; a link out of a build is not followed."""

from __future__ import annotations

import os
import sys
import threading
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from letterpack.disk import Disk
from letterpack.files import read_within
from tests.build.making import HEAD, campaign, person
from tests.enclosures.makers import good_pdf
from tests.hostile.repositories import BODY, write

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")
SOURCES = (
    "letter.md",
    "addressees.yaml",
    "addressees.csv",
    "addressees.jsonl",
    "signatories.csv",
    "letterpack.yaml",
    "seal.json",
)


@pytest.fixture
def camp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "camp"
    write(folder, campaign([person("Alpha")], HEAD + BODY))
    write(tmp_path, {"secret.pdf": b"%PDF-1.7 secret", "secret": b"secret"})
    monkeypatch.chdir(folder)
    return folder


def put(place: Path, kind: str, outside: Path) -> None:
    if place.exists():
        place.unlink()
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    elif kind == "device":
        place.symlink_to("/dev/zero")
    else:
        place.symlink_to(outside)


@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "link"])
@pytest.mark.parametrize("name", SOURCES)
def test_a_source_that_is_no_file(letterpack, camp, tmp_path, name, kind) -> None:
    put(camp / name, kind, tmp_path / "secret")
    ran = letterpack("build" if name != "seal.json" else "check")
    assert ran.code == 1, ran.err
    assert name in ran.out + ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "link"])
@pytest.mark.parametrize("name", ["enclosures/a.pdf", "a.png", "letter.de.md"])
def test_an_attached_file_that_is_no_file(letterpack, camp, tmp_path, name, kind) -> None:
    letter = HEAD.replace("---\n\n", "enclosures: [enclosures/a.pdf]\n---\n\n") if name.endswith("pdf") else HEAD
    (camp / "letter.md").write_text(letter + BODY + ("\n![A](a.png)\n" if name == "a.png" else ""), encoding="utf-8")
    (camp / "enclosures").mkdir()
    put(camp / name, kind, tmp_path / "secret")
    ran = letterpack("build")
    assert ran.code == (0 if (name, kind) == ("letter.de.md", "folder") else 1), ran.err
    assert "Traceback" not in ran.err
    if kind in ("pipe", "folder") and name != "letter.de.md":
        assert {"pipe": "it is a pipe or a device", "folder": "it is a folder"}[kind] in ran.err


@pytest.mark.parametrize("kind", ["pipe", "folder", "device"])
def test_what_a_command_is_given(letterpack, camp, tmp_path, kind) -> None:
    put(tmp_path / "given", kind, tmp_path)
    given = tmp_path / "given"
    for command in (
        ("signatories", "import", given),
        ("seal", "--by", "A", "--on", "2026-03-02", "--reviewed", given),
        ("diff", given, "."),
        ("diff", ".", given),
    ):
        assert letterpack(*command).code == 2, command


@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "link"])
@pytest.mark.parametrize("name", ["manifest.json", "packets/alpha.pdf", "packets"])
def test_a_build_that_holds_no_files(letterpack, camp, tmp_path, name, kind) -> None:
    assert letterpack("build").code == 0
    place = camp / "build" / name
    if name == "packets":
        place.rename(tmp_path / "packets")
        (tmp_path / "secret").unlink()
        (tmp_path / "packets").rename(tmp_path / "secret")
    put(place, kind, tmp_path / "secret")
    for command in (
        ("check",),
        ("check", "--build", "build"),
        ("diff", "build", "."),
        ("diff", "build", "build", "--html", "r.html"),
    ):
        ran = letterpack(*command)
        assert ran.code in (1, 2), (command, ran)
        assert "Traceback" not in ran.err
        assert "secret" not in ran.out.replace("letter", "")


def test_a_packet_that_vanishes_while_a_report_is_made(letterpack, camp, tmp_path, monkeypatch) -> None:
    write(tmp_path / "old", campaign([person("Alpha")], HEAD + BODY.replace("must", "shall")))
    for folder in (camp, tmp_path / "old"):
        assert letterpack("build", folder).code == 0
    from letterpack.pipeline.compare import report

    made = report.write_report

    def later(*arguments: Any) -> None:
        (camp / "build/packets/alpha.pdf").unlink()
        made(*arguments)

    monkeypatch.setattr(report, "write_report", later)
    ran = letterpack("diff", tmp_path / "old/build", camp / "build", "--html", tmp_path / "r.html")
    assert ran.code == 2
    assert "changed while it was compared" in ran.err
    assert not (tmp_path / "r.html").exists()


@pytest.mark.parametrize(("typed", "stored"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_name_in_another_form_of_unicode(letterpack, camp, typed, stored) -> None:
    name = "enclosures/Jahresüberblick é.pdf"
    write(camp, {unicodedata.normalize(stored, name): good_pdf()})
    head = HEAD.replace("---\n\n", f"enclosures: [{unicodedata.normalize(typed, name)}]\n---\n\n")
    (camp / "letter.md").write_text(head + BODY, encoding="utf-8")
    ran = letterpack("build")
    assert ran.code == 0, ran.err
    assert letterpack("check").code == 0


def test_two_names_that_differ_in_form_alone(camp) -> None:
    one, other = "é.pdf", unicodedata.normalize("NFD", "é.pdf")
    write(camp, {one: b"one", other: b"other"})
    assert (Disk(camp).read(one), Disk(camp).read(other)) == (b"one", b"other")


@pytest.mark.parametrize("name", ["a\\tb.pdf", "a\\nb.pdf", "a\\x1bb.pdf", "a\\rb.pdf"])
def test_a_control_character_in_a_path(letterpack, camp, name) -> None:
    head = HEAD.replace("---\n\n", f'enclosures: ["enclosures/{name}"]\n---\n\n')
    (camp / "letter.md").write_text(head + BODY, encoding="utf-8")
    ran = letterpack("build")
    assert ran.code == 1
    assert "control character" in ran.err
    assert "outside" not in ran.err
    assert not {"\x1b", "\r"} & set(ran.err)


@pytest.mark.parametrize("swapped", ["inside", "inside/deeper"])
def test_a_folder_that_becomes_a_link_while_it_is_looked_at(camp, tmp_path, monkeypatch, swapped) -> None:
    """Somebody else who may write there exchanges it when a link was followed, and before the file is opened."""
    write(camp, {"inside/deeper/secret": b"ours"})
    write(tmp_path, {"outside/deeper/secret": b"not ours", "outside/secret": b"not ours"})
    (camp / "link").symlink_to("inside/deeper")
    assert read_within(camp, "link/secret") == b"ours"
    look = os.path.realpath

    def look_and_swap(path: Any, **options: Any) -> str:
        found = str(look(path, **options))
        if found.endswith("secret"):
            (camp / swapped).rename(camp / "aside")
            (camp / swapped).symlink_to(tmp_path / "outside")
        return found

    monkeypatch.setattr(os.path, "realpath", look_and_swap)
    with pytest.raises(OSError, match=r"\w"):
        read_within(camp, "link/secret")


def test_a_folder_that_becomes_a_link_again_and_again(camp, tmp_path) -> None:
    write(camp, {"inside/secret": b"ours"})
    write(tmp_path, {"outside/secret": b"not ours"})
    (camp / "link").symlink_to("inside")
    done = threading.Event()

    def swap() -> None:
        while not done.is_set():
            (camp / "inside").rename(camp / "aside")
            (camp / "inside").symlink_to(tmp_path / "outside")
            (camp / "inside").unlink()
            (camp / "aside").rename(camp / "inside")

    other = threading.Thread(target=swap)
    other.start()
    try:
        for index in range(1_000):
            with suppress(OSError):
                assert read_within(camp, ("link/secret", "inside/secret")[index % 2]) == b"ours"
    finally:
        done.set()
        other.join()
