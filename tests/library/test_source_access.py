"""Sources that people write through the library: whole or not at all, and never over somebody else's work."""

from __future__ import annotations

import sys
import threading
from datetime import date
from pathlib import Path

import pytest

import letterpack
from letterpack.starter import start_campaign


@pytest.fixture
def spring(tmp_path: Path) -> Path:
    start_campaign(tmp_path / "spring", date(2026, 3, 2))
    (tmp_path / "spring/letterpack.yaml").unlink()
    return tmp_path / "spring"


def test_sources_are_what_people_write(spring: Path) -> None:
    (spring / "letter.ru.md").write_text("x", encoding="utf-8")
    (spring / "notes.txt").write_text("x", encoding="utf-8")
    assert letterpack.source_names(spring) == ("addressees.yaml", "letter.md", "letter.ru.md", "signatories.csv")


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark_stay(spring: Path, ends: str, mark: str) -> None:
    (spring / "letter.md").write_bytes(f"{mark}one{ends}two{ends}".encode())
    read = letterpack.read_source(spring, "letter.md")
    assert read.text == "one\ntwo\n"
    letterpack.write_source(spring, "letter.md", "one\n2\n", sha256=read.sha256)
    assert (spring / "letter.md").read_bytes() == f"{mark}one{ends}2{ends}".encode()


def test_lines_that_end_in_several_ways_stay_but_for_those_that_change(spring: Path) -> None:
    (spring / "letter.md").write_bytes(b"one\r\ntwo\nthree\rfour\r\n\r\nlast")
    read = letterpack.read_source(spring, "letter.md")
    assert read.text == "one\ntwo\nthree\nfour\n\nlast"
    letterpack.write_source(spring, "letter.md", "one\n2\nnew\nthree\nfour\n\nlast\nmore\n", sha256=read.sha256)
    assert (spring / "letter.md").read_bytes() == b"one\r\n2\nnew\nthree\rfour\r\n\r\nlast\r\nmore\r\n"


def test_a_file_that_changed_is_not_overwritten(spring: Path) -> None:
    read = letterpack.read_source(spring, "letter.md")
    (spring / "letter.md").write_text("theirs", encoding="utf-8")
    with pytest.raises(letterpack.SourceChanged):
        letterpack.write_source(spring, "letter.md", "mine", sha256=read.sha256)
    assert (spring / "letter.md").read_text(encoding="utf-8") == "theirs"


def test_a_new_file_is_made_only_where_there_is_none(spring: Path) -> None:
    read = letterpack.read_source(spring, "letterpack.yaml")
    assert (read.text, read.sha256) == ("", "")
    saved = letterpack.write_source(spring, "letterpack.yaml", "name: Spring\n", sha256="")
    assert saved.text == "name: Spring\n"
    with pytest.raises(letterpack.SourceChanged):
        letterpack.write_source(spring, "letterpack.yaml", "name: Summer\n", sha256="")
    (spring / "letterpack.yaml").unlink()
    with pytest.raises(letterpack.SourceChanged):
        letterpack.write_source(spring, "letterpack.yaml", "name: Summer\n", sha256=saved.sha256)


def test_of_many_writers_at_once_one_is_heard(spring: Path) -> None:
    read = letterpack.read_source(spring, "letter.md")
    heard: list[str] = []

    def write(text: str) -> None:
        try:
            letterpack.write_source(spring, "letter.md", text, sha256=read.sha256)
            heard.append(text)
        except letterpack.SourceChanged:
            pass

    threads = [threading.Thread(target=write, args=(f"writer {number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(spring / "letter.md").read_text(encoding="utf-8")] == heard


@pytest.mark.parametrize(
    "name",
    ["", "x", "../letter.md", "/etc/passwd", "build/manifest.json", "seal.json", "letter.md\n", "letter.a/b.md", "LETTER.MD"],
)
def test_other_files_are_neither_read_nor_written(spring: Path, name: str) -> None:
    with pytest.raises(letterpack.LetterpackError):
        letterpack.read_source(spring, name)
    with pytest.raises(letterpack.LetterpackError):
        letterpack.write_source(spring, name, "x", sha256="")


def test_what_is_not_text_is_not_edited(spring: Path) -> None:
    (spring / "signatories.csv").write_bytes("name\nЖанна\n".encode("cp1251"))
    read = letterpack.read_source(spring, "signatories.csv")
    assert read.text is None and "UTF-8" in read.why


@pytest.mark.skipif(sys.platform == "win32", reason="modes and links are the system's")
def test_a_link_out_and_a_mode_are_heeded(spring: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("theirs", encoding="utf-8")
    (spring / "letter.de.md").symlink_to(tmp_path / "outside")
    with pytest.raises(letterpack.LetterpackError, match="out of the campaign"):
        letterpack.read_source(spring, "letter.de.md")
    read = letterpack.read_source(spring, "letter.md")
    (spring / "letter.md").chmod(0o600)
    letterpack.write_source(spring, "letter.md", "x", sha256=read.sha256)
    assert (spring / "letter.md").stat().st_mode & 0o777 == 0o600
