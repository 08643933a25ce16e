"""JSON that is nested without end, or of one number, is told: a seal, marks of reviewers, a manifest."""

from __future__ import annotations

import pytest

from tests.bombs.arena import Arena
from tests.bombs.texts import letter

HOSTILE = {
    "lists": "[" * 200_000,
    "objects": '{"a":' * 100_000,
    "a number": '{"version": ' + "1" * 400_000 + "}",
    "a text": '"a"',
}
READERS = {
    "seal.json": ("check",),
    "build/manifest.json": ("check",),
    "build/manifest.json ": ("build", "--workers", "1"),
    "marks.json": ("seal", "--by", "A", "--reviewed", "marks.json"),
}


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("file", READERS)
def test_hostile_json_is_told(arena: Arena, file: str, hostile: str) -> None:
    outcome = arena.run({**letter("Text."), file.strip(): HOSTILE[hostile]}, *READERS[file])
    assert outcome.exit in (1, 2), outcome.said
    assert outcome.said
