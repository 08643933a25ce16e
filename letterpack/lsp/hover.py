"""What an editor shows beside the pointer: an addressee's address as it is printed, what a field prints, what a key is for; and
quick fixes: what a finding's hint proposes, if that can be put in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from letterpack.lsp.completion import front_matter_end, keys_at, yaml_place
from letterpack.patterns import late

if TYPE_CHECKING:
    from letterpack import Finding, Proof, ProofPacket

_FIELD: Final = late(r"\{\{\s*([\w.]+)[^{}]*\}\}")
_MM_PER_PT: Final = 25.4 / 72
_MEANT: Final = late(r"\bdid you mean `([^`\n]+)`")
_WRITE: Final = late(r"write `([^`\n]+)`")
_QUOTED: Final = late(r"`([^`\n]+)`")


def told(name: str, lines: list[str], line: int, column: int, proof: Proof | None) -> str:
    """Return Markdown about what stands at a place of the source ``name``; empty where there is nothing to say."""
    text = lines[line] if line < len(lines) else ""
    if name.startswith("letter") and name.endswith(".md"):
        if 0 < line < front_matter_end(lines):
            return _key("letter", lines[1:], line - 1, text, column)
        return _field(text, column, proof)
    parts = [_address(name, line, proof)] if name.startswith("addressees") else []
    if name.endswith(".yaml"):
        parts.append(_key(name.rpartition(".")[0], lines, line, text, column))
    return "\n\n---\n\n".join([part for part in parts if part])


def _field(text: str, column: int, proof: Proof | None) -> str:
    for found in _FIELD.finditer(text):
        if found.start() <= column < found.end():
            wanted = f"{{{{ {found[1]} }}}}"
            offers = () if proof is None else proof.offers()
            example = next((each.example for each in offers if each.text in (wanted, wanted.replace(".", ".fields.", 1))), "")
            return f"`{found[1]}`: {as_code(example)}" if example else f"`{found[1]}`"
    return ""


def _key(schema: str, lines: list[str], line: int, text: str, column: int) -> str:
    found = re.match(r"^\s*(?:- +)*(\w+)(?=\s*:)", text)
    if not found or not found.start(1) <= column <= found.end(1):
        return ""
    place = yaml_place(lines, line, found.end(1))
    path = place.path if place else ()
    for asked in (path, ("to", *path)):
        for key in keys_at(schema, asked):
            if key.name == found[1]:
                return f"`{key.name}`: {key.about}" if key.about else ""
    return ""


def _address(name: str, line: int, proof: Proof | None) -> str:
    """Return the address of the entry that ``line`` (0-based) belongs to, line by line as the window shows it."""
    if proof is None:
        return ""
    entries = [each for each in proof.entries if each.file == name and each.line <= line + 1]
    nearest = max((each.line for each in entries), default=0)
    for entry in entries:
        if entry.line == nearest and (packet := proof.packet(entry.id)) is not None:
            shown = printed_address(packet, proof)
            if not shown:
                return ""
            count, fence = f"{packet.row.pages} page{'s' if packet.row.pages != 1 else ''}", _fence(shown, "```")
            return "\n".join([f"**{_plain(entry.id)}** · {entry.kind} · {count}\n", f"{fence}text", *shown, fence])
    return ""


def printed_address(packet: ProofPacket, proof: Proof) -> tuple[str, ...]:
    """Return the lines that stand in the address field of a packet's first page."""
    field = next((zone for zone in proof.zones if zone.name == "address"), None)
    if field is None or not packet.pages:
        return ()
    found: dict[float, str] = {}
    for each in packet.pages[0].lines:
        x_mm, y_mm = each.x_pt * _MM_PER_PT, each.y_pt * _MM_PER_PT
        if field.x_mm - 1 <= x_mm <= field.x_mm + field.width_mm and field.y_mm <= y_mm <= field.y_mm + field.height_mm + 1:
            # What other fonts or directions show stands apart on the same line.
            found[each.y_pt] = found.get(each.y_pt, "") + each.text
    return tuple([text.rstrip() for text in found.values()])


def _fence(texts: Iterable[str], least: str) -> str:
    while any(least in text for text in texts):
        least += "`"
    return least


def as_code(text: str) -> str:
    """Return ``text`` as code in Markdown, whatever is in it (CommonMark, 6.1): in one line, for an empty one would end it."""
    said = " ".join(text.split())
    ticks = _fence([said], "`")
    apart = " " if said[:1] == "`" or said[-1:] == "`" else ""
    return f"{ticks}{apart}{said}{apart}{ticks}"


def _plain(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", text)


class Fix(NamedTuple):
    """The ``text`` for the place of a finding, and what the editor calls that."""

    title: str
    text: str


def fix(finding: Finding, text: str) -> Fix | None:
    """Return what the hint of ``finding`` proposes for its place, where ``text`` stands; None where a person must decide."""
    meant = _MEANT.search(finding.hint)
    if meant is None and finding.code.startswith("LP3"):
        # Rules name words. Hints about a source's shape show an example of it, which is nobody's text.
        meant = _WRITE.fullmatch(finding.hint)
    if meant is None:
        return None
    for quoted in _QUOTED.finditer(finding.message):
        # The scope of a field is quoted with its dot, and proposed without.
        wrong = quoted[1].removesuffix(".") if finding.code == "LP201" else quoted[1]
        if (start := _place(wrong, text)) >= 0:
            return Fix(f"Change `{wrong}` to `{meant[1]}`", text[:start] + meant[1] + text[start + len(wrong) :])
    return None


def _place(wrong: str, text: str) -> int:
    """Return where ``wrong`` stands in ``text``, as a word of its own before part of another; -1 where it does not."""
    own = re.search(rf"(?<!\w){re.escape(wrong)}(?!\w)", text)
    return own.start() if own else text.find(wrong)
