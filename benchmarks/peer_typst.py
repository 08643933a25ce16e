"""The same letter by typst's Python binding: one compiler reused, the sources in memory, tags on. CAMPAIGN OUT COUNT."""

from __future__ import annotations

import sys
from pathlib import Path

import typst

from benchmarks.peer_text import FONT, address, addressees, paragraphs, signatories

campaign, out, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
out.mkdir(exist_ok=True)


def string(text: str) -> str:
    """Return ``text`` as a string of typst's."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def source(row: dict[str, str], body: str) -> bytes:
    """Return the source of one packet: what is its own, then what all share."""
    head = f"{row['title']}, {row['organization']}"
    lines = " \\\n".join(f"#{string(line)}" for line in address(row))
    own = f"{lines}\n\n#v(2em)\n1 March 2025\n\n= Release of the imprisoned\n\n#{string('Dear ' + row['title'] + ',')}"
    return f"#let head = {string(head)}\n{SETTING}{own}\n\n{body}".encode()


SETTING = """#set document(title: "Release of the imprisoned", date: none)
#set text(font: "Gentium Book Plus", size: 11pt, lang: "en")
#set par(justify: true)
#let small(it) = text(8.5pt, luma(38%), it)
#set page("a4", margin: 27mm,
  header: context if counter(page).get().first() > 1 { small[#head #h(1fr) 1 March 2025 #line(length: 100%, stroke: 0.5pt)] },
  footer: context small[Draft #h(1fr) Page #counter(page).display() of #counter(page).final().first()])
"""
signed = "".join(f"({string(name)}, {string(line)}),\n" for name, line in signatories(campaign))
shared = "\n\n".join(f"#{string(text)}" for text in paragraphs(campaign))
listed = f"#columns(2)[#for (name, line) in (\n{signed}) [#block(breakable: false)[#text(9.5pt, name) \\ #small(line)]]]"
body = f"{shared}\n\nYours faithfully,\n\n== The 120 undersigned organizations\n\n{listed}\n"
compiler = typst.Compiler(root=str(campaign), font_paths=[str(FONT.parent)], ignore_system_fonts=True)
for row in addressees(campaign, count):
    made = compiler.compile(input=source(row, body), format="pdf")
    assert isinstance(made, bytes)
    (out / f"{row['id']}.pdf").write_bytes(made)
