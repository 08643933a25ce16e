"""``letterpack check --thorough`` reads every packet; without it, of those that are as made now one of each shape is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import letterpack as library
from letterpack.readback import PacketReader
from tests.build.making import HEAD
from tests.cli.conftest import Ran

PEOPLE = ("Alpha", "Betas", "Gamma", "Delta")


def test_thorough_reads_every_packet(letterpack: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "letter.md").write_text(HEAD + "Text.\n")
    rows = [f"- {{title: {each}, address: [1 Street, Sampleton]}}\n" for each in PEOPLE]
    (tmp_path / "addressees.yaml").write_text("to:\n" + "".join(rows))
    result = library.build(tmp_path)
    assert result.ok, result.findings
    count, read = 0, PacketReader.read

    def counting(*arguments: Any, **more: Any) -> object:
        nonlocal count
        count += 1
        return read(*arguments, **more)

    monkeypatch.setattr(PacketReader, "read", counting)
    assert letterpack("check", tmp_path).code == 0
    assert 0 < count < len(PEOPLE)
    count = 0
    assert letterpack("check", tmp_path, "--thorough").code == 0
    assert count == len(PEOPLE)
