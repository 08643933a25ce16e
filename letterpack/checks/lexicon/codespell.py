"""The way back, an outside program: codespell, asked for misspellings where it is installed. It is under the GPL and so never
imported.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import Final

_PLACE: Final = re.compile(r"(\d+): ")
_SAID: Final = re.compile(r"\t(\S+) ==> (.+)")
_PATIENCE_S: Final = 20.0
"""A letter takes it 0.2 s; what takes longer is broken, and a check does not hang for it."""


def misspellings(texts: list[str]) -> list[dict[str, str]]:
    """Return for each of ``texts`` its misspelt words with the right ones; an empty list where codespell is not installed or
    fails.
    """
    program = shutil.which("codespell")
    if program is None or not texts:
        return []
    lines = "\n".join(" ".join(text.split()) for text in texts)
    command = [program, "--builtin", "clear", "--config", os.devnull, "-"]
    try:
        done = subprocess.run(command, input=lines, capture_output=True, encoding="utf-8", timeout=_PATIENCE_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return []
    found: list[dict[str, str]] = [{} for _ in texts]
    number = 0
    for line in done.stdout.splitlines():
        if (place := _PLACE.match(line)) is not None:
            number = int(place[1])
        elif (said := _SAID.fullmatch(line)) is not None and 0 < number <= len(found):
            found[number - 1][said[1]] = said[2]
    return found
