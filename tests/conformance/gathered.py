"""A plugin: every packet that any test builds in this process is judged by veraPDF once all tests have run, for what it claims.

It works where ``LETTERPACK_JUDGE`` is set, as CI sets it: elsewhere a run of one test would wait for it. All workers put their
packets into one folder; the one process that started them judges.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.trying import many
from tests.verapdf import Missing, validate

FOLDER = "LETTERPACK_JUDGE_FOLDER"
FLAVOURS = {"PDF/A-2a": "2a", "PDF/A-2u": "2u", "PDF/A-2b": "2b", "PDF/UA-1": "ua1"}
MOST = many(30, 5_000)
"""Packets judged in a run: equal ones count once, the rest are taken in the order of their digests, which favours nobody."""


def pytest_configure(config: pytest.Config) -> None:
    if not os.environ.get("LETTERPACK_JUDGE"):
        return
    if not hasattr(config, "workerinput"):
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="letterpack-judged-")
    _watch(Path(os.environ[FOLDER]))


def _watch(folder: Path) -> None:
    from letterpack.pipeline.build.packet import LetterBuilder, MadePacket

    make = LetterBuilder.packets

    def watched(builder: LetterBuilder, due: Sequence[Any], *, despite_errors: bool = False) -> list[MadePacket]:
        made = make(builder, due, despite_errors=despite_errors)
        # What a check makes whatever was found is compared, and given to nobody.
        for packet in () if despite_errors else made:
            flavours = "+".join(FLAVOURS[claim] for claim in packet.row.claims if claim in FLAVOURS)
            if flavours:
                (folder / f"{packet.file.sha256[:24]}.{flavours}.pdf").write_bytes(packet.file.prefix + packet.file.tail)
        return made

    setattr(LetterBuilder, "packets", watched)  # noqa: B010, a method of the class for the whole run


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workerinput") or not os.environ.get(FOLDER):
        return
    folder = Path(os.environ.pop(FOLDER))
    paths = sorted(folder.glob("*.pdf"))[:MOST]
    try:
        failures = judge(paths)
    except Missing as missing:
        failures = [str(missing)] if os.environ.get("CI") == "true" else []
    shutil.rmtree(folder)
    print(f"\nveraPDF judged {len(paths)} packets that tests built: {len(failures)} rules broken")  # noqa: T201
    if failures:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        print(*failures, sep="\n")  # noqa: T201


def judge(paths: list[Path]) -> list[str]:
    """What veraPDF finds wrong with files that say in their names what they claim: ``DIGEST.2a+ua1.pdf``."""

    def judged(jvm: int, flavour: str) -> list[str]:
        chosen = [path for path in paths if flavour in path.name.split(".")[1].split("+")]
        return [f"{path.name}: {failure}" for path, found in validate(chosen, flavour, jvm).items() for failure in found]

    # No other test runs any more: nearly all files claim two flavours, which two processors judge at once.
    with ThreadPoolExecutor() as pool:
        return [failure for found in pool.map(judged, *zip(*enumerate(FLAVOURS.values()), strict=True)) for failure in found]
