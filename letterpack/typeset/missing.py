"""Characters that no font has (part of stage 4 of 7): one finding for each script of a text, with what would help."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import groupby
from typing import Final

from letterpack.diagnostics import Report
from letterpack.fonts import NOTO, scripts
from letterpack.remedies import on_debian
from letterpack.spans import Span
from letterpack.text.families import script_for

_MOST_SHOWN: Final = 24


def report_missing(characters: str, span: Span, what: str, locate: Callable[[Span, str], Span], report: Report) -> None:
    """Report (LP210) that no font has ``characters``, which stand in ``what`` at ``span``; ``locate`` finds a character there."""
    ordered = sorted(dict.fromkeys(characters), key=script_for)
    groups = [(script, "".join(chars)) for script, chars in groupby(ordered, key=script_for)]
    for script, missing in sorted(groups, key=lambda group: characters.index(group[1][0])):
        name, advice = _named(script)
        report.error(
            "LP210",
            locate(span, missing[0]),
            f"no font has {_listed(missing, name)} in {what}",
            f"install a font for {name}: {advice}; or name a font file under `fonts:` in letterpack.yaml",
        )


def _listed(missing: str, script: str) -> str:
    if len(missing) == 1:
        return f"a glyph for `{missing}` (U+{ord(missing):04X} {unicodedata.name(missing, 'unnamed')})"
    more = f" and {len(missing) - _MOST_SHOWN} more" if len(missing) > _MOST_SHOWN else ""
    return f"glyphs for {len(missing)} characters of {script}, `{missing[:_MOST_SHOWN]}`{more},"


def _named(script: str) -> tuple[str, str]:
    """Return the name of a script, and what to install for it."""
    known = scripts().get(script)
    if known:
        return known.name, known.advice
    from babel import Locale

    return Locale("en").scripts.get(script, "it"), "`apt install fonts-noto-core`" if on_debian() else f"a family from {NOTO}"
