"""The way back, an outside program: codespell, asked for misspellings where it is installed. It is under the GPL and so never
imported.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Final

from letterpack.patterns import late
from letterpack.programs import Limits, ProgramFailed, find_program, run_program

_PLACE: Final = late(r"(\d+): ")
_SAID: Final = late(r"\t(\S+) ==> (.+)")
_LIMITS: Final = Limits(seconds=20.0, output_bytes=8 << 20)
"""A letter takes it 0.2 s; what takes longer is broken, and a check does not hang for it."""


def misspellings(texts: list[str]) -> list[dict[str, str]]:
    """Return for each of ``texts`` its misspelt words with the right ones; an empty list where codespell is not installed or
    fails.
    """
    program = find_program("codespell")
    if program is None or not texts:
        return []
    lines = "\n".join(" ".join(text.split()) for text in texts)
    try:
        answer = _answer(program, lines)
    except ProgramFailed:
        return []
    found: list[dict[str, str]] = [{} for _ in texts]
    number = 0
    for line in answer.splitlines():
        if (place := _PLACE.match(line)) is not None:
            number = int(place[1])
        elif (said := _SAID.fullmatch(line)) is not None and 0 < number <= len(found):
            found[number - 1][said[1]] = said[2]
    return found


@lru_cache(maxsize=16)
def _answer(program: Path, lines: str) -> str:
    """Return what codespell prints of ``lines``: it takes 0.2 s, and a preview checks one letter again and again."""
    ran = run_program(program, ["--builtin", "clear", "--config", os.devnull, "-"], _LIMITS, given=lines.encode())
    return ran.output.decode("utf-8", "replace")
