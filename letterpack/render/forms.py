"""Forms, envelopes and fonts as tables for 80 columns and as JSON, and a form's page 1 as a drawing of letters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import PurePath
from typing import Final

from letterpack.diagnostics import Diagnostic
from letterpack.fonts import NOTO
from letterpack.forms.catalogue import EnvelopeEntry, FormEntry, ShownAddress
from letterpack.patterns import late
from letterpack.pipeline.font_table import ServedScript
from letterpack.remedies import on_debian, to_install
from letterpack.render.columns import cells, filled, hung, wrapped
from letterpack.render.json import uncommanded_json
from letterpack.render.words import ENGLISH_VOICE, Voice, counted

_WIDTH: Final = 80
"""Cells of a terminal."""
_ACROSS_MM: Final = 3.5
_DOWN_MM: Final = 7.0
"""How much paper a character of the drawing stands for."""
_MOST_OF_FAMILY: Final = 32
"""Cells of a family's name that stands beside its styles."""
_STYLES: Final = 15
"""Cells of what most families have: all four styles, or two."""
_PART_OF_PATH: Final = late(r"[^/\\]*[/\\]|[^/\\]+")
_DIGITS: Final = 12
"""Of a digest, enough to tell files apart; the JSON has all."""
_STARRED: Final = (
    "* is what the form is made for: an address shows in all of these, wherever the sheet slides. Name others under "
    "`envelopes` in letterpack.yaml. `letterpack forms proof` prints a sheet to hold against your envelope."
)


def form_table(forms: Sequence[FormEntry], voice: Voice = ENGLISH_VOICE) -> Iterator[str]:
    """Yield two lines for each form: its name and title, then the lines of an address that show, and its envelopes."""
    width = max(cells(voice.theirs(each.name)) for each in forms)
    for each in forms:
        yield from hung(f"{filled(voice.theirs(each.name), width)}  ", voice.ours(each.title), _WIDTH)
        shows = voice.ours(_address(each.lines, each.line_width_mm))
        yield from hung(" " * (width + 2), "; ".join(filter(None, (shows, voice.theirs(", ".join(each.envelopes))))), _WIDTH)


def form_lines(form: FormEntry, envelopes: Iterable[EnvelopeEntry], voice: Voice = ENGLISH_VOICE) -> Iterator[str]:
    """Yield what there is to say of ``form``: a drawing of page 1, then the envelopes that it goes with and what they show."""
    known = {each.name: each for each in envelopes}
    yield from wrapped(_called(form, voice), _WIDTH)
    yield ""
    yield from _drawing(form, voice)
    yield ""
    width = max(cells(voice.theirs(each.envelope)) for each in form.fits)
    for each in form.fits:
        mark = "*" if each.envelope in form.envelopes else " "
        where = f"x {each.left_mm:g} to {each.right_mm:g}, y {each.top_mm:g} to {each.bottom_mm:g}"
        shows = f"{where}: {_address(each.lines, each.width_mm)}" if each.lines else "no window"
        folds, sure = " and ".join([f"{fold:g}" for fold in each.folds_mm]), known[each.envelope].confidence
        folded = f"fold at {folds}; confidence {sure}" if folds else f"flat; confidence {sure}"
        yield from hung(f"{mark} {filled(voice.theirs(each.envelope), width)}  ", voice.ours(shows), _WIDTH)
        yield from hung(" " * (width + 4), voice.ours(folded), _WIDTH)
    yield ""
    yield from wrapped(voice.ours(_STARRED), _WIDTH)


def _called(entry: FormEntry | EnvelopeEntry, voice: Voice) -> str:
    size = f"{entry.width_mm:g} × {entry.height_mm:g} mm"
    return f"{voice.theirs(entry.name)}: {voice.ours(entry.title)}, {voice.ours(size)}"


def _address(lines: int, width_mm: float) -> str:
    return f"{counted(lines, 'line')} of {width_mm:.0f} mm"


def _drawing(form: FormEntry, voice: Voice) -> Iterator[str]:
    """Yield page 1 with what always shows in the form's own envelopes, each by a digit, and where they are folded."""
    own = [each for each in form.fits if each.envelope in form.envelopes]
    across, down = int(form.width_mm / _ACROSS_MM), int(form.height_mm / _DOWN_MM)
    yield f"┌{'─' * across}┐"
    for row in range(down):
        y_mm = (row + 0.5) * _DOWN_MM
        drawn = [_cell(own, (column + 0.5) * _ACROSS_MM, y_mm) for column in range(across)]
        for key, left, top, *_ in form.places:
            if top // _DOWN_MM == row:
                name, at = voice.ours(key), int(left / _ACROSS_MM)
                drawn[at : at + cells(name)] = [name, *[""] * (cells(name) - 1)]
        folded = any(fold // _DOWN_MM == row for each in own for fold in each.folds_mm)
        yield f"{'├' if folded else '│'}{''.join(drawn)}{'┤' if folded else '│'}"
    yield f"└{'─' * across}┘"
    for index, each in enumerate(own, 1):
        if each.lines:
            shows = f"{index} always shows in {each.envelope}"
            yield from hung("  ", voice.ours(f"{shows}, █ in all of them" if index == len(own) > 1 else shows), _WIDTH)


def _cell(own: Sequence[ShownAddress], x_mm: float, y_mm: float) -> str:
    showing = [
        index
        for index, each in enumerate(own, 1)
        if each.lines and each.left_mm <= x_mm < each.right_mm and each.top_mm <= y_mm < each.bottom_mm
    ]
    if len(showing) == len(own) > 1:
        return "█"
    return str(showing[0]) if showing else " "


def form_json(forms: Sequence[FormEntry]) -> str:
    """Return the forms as one line of JSON: ``{"forms": []}``."""
    return _json({"forms": [asdict(each) for each in forms]})


def envelope_table(envelopes: Sequence[EnvelopeEntry], voice: Voice = ENGLISH_VOICE) -> Iterator[str]:
    """Yield a line for each envelope; what of it does not fit in 80 columns goes on below."""
    name = max(cells(voice.theirs(each.name)) for each in envelopes)
    sure = {each.confidence: voice.ours(each.confidence) for each in envelopes}
    width = max(map(cells, sure.values()))
    for each in envelopes:
        size = f"{each.width_mm:g} × {each.height_mm:g}"
        shown = filled(sure[each.confidence] if each.windows else "", width)
        before = f"{filled(voice.theirs(each.name), name)}  {size:<13}  {shown}  "
        yield from hung(before, f"{voice.ours(each.title)}  {' '.join(each.countries)}".rstrip(), _WIDTH)


def envelope_lines(envelope: EnvelopeEntry, voice: Voice = ENGLISH_VOICE) -> Iterator[str]:
    """Yield what there is to say of ``envelope``. Its sources stay in their own words: so they can be found."""
    yield from wrapped(_called(envelope, voice), _WIDTH)
    for key, left, top, width, height in envelope.windows:
        place = f"{width:g} × {height:g}, {left:g} from the left, {top:g} from the top"
        where = f"window: {place}" if key == "window" else f"window for the sender: {place}"
        yield from hung("  ", voice.ours(where), _WIDTH, "  ")
    sheets = counted(envelope.max_sheets, "sheet")
    yield f"  {voice.ours(f'takes {sheets}')}"
    yield f"  {voice.ours(f'confidence: {envelope.confidence}')}"
    for source in envelope.sources:
        yield from hung("  ", f"{voice.ours('source:')} {voice.theirs(source)}", _WIDTH, "  ")
    forms = voice.theirs(", ".join(envelope.forms)) or voice.ours("none is made for it; any whose sheet goes in may be used")
    yield from hung("  ", f"{voice.ours('forms:')} {forms}", _WIDTH, "  ")


def envelope_json(envelopes: Sequence[EnvelopeEntry]) -> str:
    """Return the envelopes as one line of JSON: ``{"envelopes": []}``."""
    return _json({"envelopes": [asdict(each) for each in envelopes]})


def _json(value: object) -> str:
    return uncommanded_json(json.dumps(value, ensure_ascii=False, sort_keys=True))


def font_table_text(rows: tuple[ServedScript, ...], voice: Voice = ENGLISH_VOICE) -> Iterator[str]:
    """Yield the lines of a table of scripts, then their files by folders, each with the beginning of its digest.

    A name or a path that does not fit in 80 columns goes on below. A script keeps the name that letterpack.yaml knows it by.
    """
    name = max(cells(row.script.name) for row in rows)
    family = max([cells(row.family) for row in rows if cells(row.family) <= _MOST_OF_FAMILY], default=0)
    for row in rows:
        before = f"{filled(row.script.name, name)}  "
        if not row.family:
            yield from hung(f"{before}{voice.ours('none:')} ", voice.theirs(_short_advice(row)), _WIDTH)
            continue
        behind = f"  {filled(_styles(row, voice), _STYLES)}  {voice.ours(str(row.source))}"
        left = min(family, _WIDTH - cells(before + behind))
        if cells(row.family) <= left:
            yield f"{before}{filled(voice.theirs(row.family), left)}{behind}"
        else:
            yield from map(voice.theirs, _folded(row.family, before))
            yield " " * (cells(before) + left) + behind
    yield ""
    yield from map(voice.theirs, _files(rows))


def _files(rows: tuple[ServedScript, ...]) -> Iterator[str]:
    folders: dict[str, dict[tuple[str, ...], None]] = {}
    for each in [style for row in rows for style in row.styles]:
        path = PurePath(each.path or each.file)
        digest = f"{each.sha256[:_DIGITS]}  "
        folder = "" if path.parent == PurePath() else str(path.parent)
        folders.setdefault(folder, {})[tuple(_folded(path.name, f"  {digest}" if folder else digest))] = None
    for folder, files in folders.items():
        if folder:
            yield from _folded(folder, "")
        for lines in files:
            yield from lines


def _folded(text: str, before: str) -> Iterator[str]:
    """Yield ``text`` behind ``before``, folded where a folder ends, or within a name that is longer than a line."""
    line, begun = before, False
    for part in _PART_OF_PATH.findall(text):
        if begun and cells(line + part) > _WIDTH:
            yield line
            line = " " * (len(before) + 2)
        for char in part:
            if cells(line + char) > _WIDTH:
                yield line
                line = " " * (len(before) + 2)
            line += char
        begun = True
    yield line


def _styles(row: ServedScript, voice: Voice) -> str:
    made = list(dict.fromkeys([each.set_in for each in row.styles]))
    return voice.ours("all four styles") if len(made) == len(row.styles) else ", ".join(map(voice.ours, made))


def _short_advice(row: ServedScript) -> str:
    if row.script.pip:
        return to_install(row.script.pip)
    return f"apt install {row.script.debian}" if on_debian() else f"{row.script.published} ({NOTO.removeprefix('https://')})"


def font_table_json(rows: tuple[ServedScript, ...], findings: Iterable[Diagnostic]) -> str:
    """Return the table as one line of JSON: ``{"ok", "scripts": [], "findings": []}``."""
    said = [found.to_dict() for found in findings]
    ok = not any(found["severity"] == "error" for found in said)
    table = {"ok": ok, "scripts": [_row(row) for row in rows], "findings": said}
    return uncommanded_json(json.dumps(table, ensure_ascii=False))


def _row(row: ServedScript) -> dict[str, object]:
    script = row.script
    styles = [
        {"style": each.style, "set_in": each.set_in, "file": each.file, "path": each.path or None, "sha256": each.sha256}
        for each in row.styles
    ]
    install = {"pip": f"letterpack[{script.pip}]" if script.pip else None, "debian": script.debian, "npm": script.npm}
    return {
        "script": script.code,
        "name": script.name,
        "family": row.family or None,
        "source": row.source,
        "styles": styles,
        "install": install,
    }
