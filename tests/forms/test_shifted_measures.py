"""Every measure of every form and of every envelope, 2 mm off: it is refused, or what is printed by it is an error to a check.

The packet that is printed so is put in the place of the right one, and the manifest owns up to its digest. What changes nothing
at all has its reason in ``QUIET``.
"""

from __future__ import annotations

import copy
import hashlib
import json
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, TypeAlias

import pytest

from letterpack.disk import Disk
from letterpack.envelopes import envelope_names, load_envelope, read_envelope
from letterpack.forms import envelope_faults, form_names, load_form, read_form
from letterpack.forms.catalogue import envelope_entry
from letterpack.model.form import Rect
from letterpack.model.own_data import NO_OWN_DATA
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from letterpack.stores.memory import MemoryStore
from letterpack.units import pt_to_mm
from tests.build.making import HEAD, campaign, in_memory, make, person
from tests.trying import WIDE
from tests.worlds import DictWorld

Outcome: TypeAlias = Literal["refused", "red", "alike", "missed"]
Keys: TypeAlias = tuple[str | int, ...]
BY_MM: Final = (2.0, -2.0)
SENDER: Final[dict[str, Any]] = {
    "names": ["Sender of Letters"],
    "address": ["Street 5"],
    "contact": ["www.example.org"],
    "return_address": "S, Street 5",
}
PARAGRAPH: Final = "We write to you about those who are in prison. " * 6
SHORT: Final = HEAD.replace("---\n\n", "place: Sampleton\nreference: REF 17/26\n---\n\n") + "\n\n".join(
    [PARAGRAPH, *["We write."] * 60, PARAGRAPH]
)
"""Two pages, and two paragraphs that are as wide as the page."""


def text_of(room: str, name: str) -> str:
    return files("letterpack").joinpath(f"{room}/{name}.toml").read_text(encoding="utf-8")


def measures(table: dict[str, Any], keys: Keys = ()) -> Iterator[Keys]:
    """Yield the way to every length of a file."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from measures(value, (*keys, key))
        elif isinstance(value, list):
            yield from ((*keys, key, index) for index, each in enumerate(value) if isinstance(each, float))
        elif isinstance(value, float):
            yield (*keys, key)


def shifted(table: dict[str, Any], keys: Keys, by_mm: float) -> dict[str, Any]:
    made = copy.deepcopy(table)
    below: Any = made
    for key in keys[:-1]:
        below = below[key]
    below[keys[-1]] += by_mm
    return made


def toml(table: dict[str, Any], before: str = "") -> str:
    """Return ``table`` as TOML, a dotted key a line."""
    parts = [
        toml(value, f"{before}{key}.") if isinstance(value, dict) else f"{before}{key} = {json.dumps(value)}\n"
        for key, value in table.items()
    ]
    return "".join(parts)


QUIET: Final = {
    r"address\.recipient\.(width|height)": "bounds what stands there, and nothing reaches so far",
    r"address\.recipient\.x": "lines begin at `text_x`, which is farther in",
    r"address\.text_x": "where lines begin; from right to left they begin at the other edge",
    r"address\.return_line\..*": "above a short address the line stands close to it, and its room bounds it",
    r"pages\.information\.(y|width|height)": "the date stands beside the address's first line, and the room bounds it",
    r"pages\.letterhead\..*": "bounds the head, which is smaller; the other edge of a letter from right to left",
    r"pages\.(first|following)\.(top|bottom)": "pages are broken between lines, which stand on a grid",
    r"envelope\..*|(return_)?window\..*|keep_out\..*": "bounds what may stand elsewhere, and nothing reaches so far",
}
"""Measures of forms that change nothing of the letter below, and why: a letter that reaches so far would be refused."""
QUIET_ENVELOPES: Final = {
    r"size\.(width|height) -": "a smaller envelope leaves the sheet less play, and more shows",
    r"(return_)?window\.(width|height) \+": "a larger window shows more",
    r"(return_)?window\.clear -": "less white round an address leaves it more room",
    r"us-9-double return_window\.left \+": "the sheet's edge bounds what shows, not the window's",
}
"""Measures of envelopes, which way they are moved, and why nothing changes where an address fills all that showed before."""


class Printed(NamedTuple):
    """A campaign in a folder, built as it should be, and the ``file`` of it that is shifted."""

    folder: Path
    sources: dict[str, bytes]
    file: str
    packet: bytes
    manifest: str


def printed(folder: Path, sources: dict[str, bytes], file: str) -> Printed:
    for path, data in sources.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(data)
    result = build(Disk(folder), BuildRequest(folder))
    assert result.ok, result.findings
    manifest = (folder / "build/manifest.json").read_text(encoding="utf-8")
    return Printed(folder, sources, file, (folder / "build/packets/alpha.pdf").read_bytes(), manifest)


def outcome(right: Printed, table: dict[str, Any]) -> Outcome:
    """Return what comes of it where ``table`` is in the file's place."""
    with in_memory():
        sources = {**right.sources, right.file: toml(table).encode()}
        made = make(right.folder / "shifted", sources, Disk(right.folder).fonts)
    if not made.ok:
        return "refused"
    packet = made.packets["alpha"]
    if packet == right.packet:
        return "alike"
    old, new = [hashlib.sha256(data).hexdigest() for data in (right.packet, packet)]
    owned = json.loads(right.manifest.replace(old, new))
    (right.folder / "build/packets/alpha.pdf").write_bytes(packet)
    (right.folder / "build/manifest.json").write_text(json.dumps(owned, indent=1, sort_keys=True), encoding="utf-8")
    found = check(Disk(right.folder), CheckRequest(right.folder, select=("LP308", "LP315", "LP331"))).findings
    return "red" if any(each.severity == "error" for each in found) else "missed"


def printed_on(folder: Path, form: str, *, turned: bool) -> Printed:
    """Return a letter on ``form``, ``turned`` from right to left or not."""
    letter = SHORT.replace("---\n", "---\nlanguage: ar\n", 1) if turned else SHORT
    settings = {"form": "house", "sender": SENDER}
    more = {"forms/house.toml": text_of("forms", form).encode()}
    return printed(folder, campaign([person("Alpha")], letter, settings=settings, more=more), "forms/house.toml")


def printed_for(folder: Path, envelope: str) -> Printed:
    """Return a letter for ``envelope``, whose address fills all that shows of it, on a form made so."""
    forms = sorted(form_names(), key=lambda form: (form not in envelope_entry(envelope, NO_OWN_DATA).forms, form))
    form = next(each for each in forms if not envelope_faults(each, NO_OWN_DATA, (envelope,)))
    loaded, table = load_form(form, NO_OWN_DATA, (envelope,)), tomllib.loads(text_of("forms", form))
    safe, count = loaded.address.safe, loaded.address.max_lines
    table["address"] |= {"recipient": in_mm(safe), "text_x": pt_to_mm(safe.x_pt), "line": pt_to_mm(safe.height_pt / count)}
    returned = [window.safe for window in loaded.return_windows]
    table["address"]["return_line"] = in_mm((*returned, Rect(safe.x_pt, safe.y_pt - 1.0, safe.width_pt, 1.0))[0])
    table["envelopes"] = {"source": "computed", "fits": [envelope]}
    table["pages"]["first"]["top"] = pt_to_mm(loaded.first.y_pt)
    table["pages"] |= {"letterhead": in_mm(loaded.letterhead), "information": in_mm(loaded.information)}
    table["marks"]["folds"] = list(map(pt_to_mm, loaded.marks.folds_y_pt))
    for key in ("envelope", "window", "return_window"):
        table.pop(key, None)
    sender = SENDER if returned else {**SENDER, "return_address": ""}
    more = {"forms/tight.toml": toml(table).encode(), "envelopes/house.toml": text_of("envelopes", envelope).encode()}
    widest = "n" * int(safe.width_pt / (_N_EM * min(11.0, 0.9 * safe.height_pt / count)))
    for stops in range(5, -1, -1):
        lines = [widest + "." * stops, *[f"Line {index}" for index in range(count - 3)]]
        settings = {"form": "tight", "envelopes": ["house"], "sender": sender}
        sources = campaign([person("Alpha", address=lines)], settings=settings, more=more)
        if build(DictWorld(sources), BuildRequest(folder / "tried", MemoryStore("tried"))).ok:
            break
    return printed(folder, sources, "envelopes/house.toml")


def in_mm(rect: Rect) -> dict[str, float]:
    return {key: pt_to_mm(getattr(rect, f"{key}_pt")) for key in ("x", "y", "width", "height")}


_N_EM: Final = 0.587
"""How wide a letter n of an address is, of its size."""


def of_those(wanted: list[tuple[Keys, float]], of: int, number: int) -> list[tuple[Keys, float]]:
    """Return a part of ``wanted``, another one for each ``number``, or all of them in a wide run."""
    return wanted if WIDE else wanted[number % of :: of]


@pytest.mark.parametrize("name", form_names())
def test_a_measure_of_a_form_shifted_is_refused_or_found(tmp_path: Path, name: str) -> None:
    """Letters from left to right and from right to left, each length 2 mm more and 2 mm less."""
    number, table = form_names().index(name), tomllib.loads(text_of("forms", name))
    for turned in (False, True) if WIDE else (number % 2 == 1,):
        (folder := tmp_path / str(turned)).mkdir()
        right = printed_on(folder, name, turned=turned)
        for keys, by_mm in of_those([(keys, by_mm) for keys in measures(table) for by_mm in BY_MM], 30, number):
            made, called = shifted(table, keys, by_mm), ".".join(map(str, keys))
            found = "refused" if isinstance(read_form("house", made), list) else outcome(right, made)
            assert found != "missed", (called, by_mm)
            assert found != "alike" or any(re.fullmatch(quiet, called) for quiet in QUIET), (called, by_mm)


WINDOWED: Final = [name for name in envelope_names() if load_envelope(name).window]


@pytest.mark.parametrize("name", WINDOWED if WIDE else WINDOWED[1::6])
def test_a_measure_of_an_envelope_shifted_is_refused_or_found(tmp_path: Path, name: str) -> None:
    right, table = printed_for(tmp_path, name), tomllib.loads(text_of("envelopes", name))
    for keys, by_mm in of_those([(keys, by_mm) for keys in measures(table) for by_mm in BY_MM], 5, WINDOWED.index(name)):
        made, called = shifted(table, keys, by_mm), f"{'.'.join(map(str, keys))} {by_mm:+}"
        found = "refused" if isinstance(read_envelope("house", made), list) else outcome(right, made)
        assert found != "missed", called
        quiet = any(re.match(each, said) for each in QUIET_ENVELOPES for said in (called, f"{name} {called}"))
        assert found != "alike" or quiet, called
