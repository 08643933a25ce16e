"""What the control words of Rich Text Format (1.9.1) mean, and what holds in a group of it."""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

ASIDE: Final = frozenset(
    (
        *("fonttbl", "colortbl", "stylesheet", "info", "generator", "listtable", "listoverridetable", "rsidtbl"),
        *("themedata", "xmlnstbl", "colorschememapping", "latentstyles", "datastore", "pgptbl", "mmathPr"),
        *("operator", "filetbl", "ftnsep", "ftnsepc", "objdata", "bkmkstart", "bkmkend", "atrfstart", "atrfend"),
        *("atnref", "blipuid", "picprop", "sp", "nonshppict", "expandedcolortbl", "aftnsep", "aftnsepc"),
        *("wgrffmtfilter", "pnseclvl", "pntxta", "pntxtb", "pn", "ffdata", "datafield", "formfield", "fldtype"),
    )
)
"""Words of groups that hold no text of the letter."""
LISTED: Final = {
    **dict.fromkeys(["header", "headerl", "headerr", "headerf"], "header"),
    **dict.fromkeys(["footer", "footerl", "footerr", "footerf"], "footer"),
    "shptxt": "text box",
}
"""Words of groups whose text is around the letter, by what it is called."""
GATHERED: Final = frozenset(
    ("annotation", "atnid", "atnauthor", "atndate", "fldinst", "fldrslt", "footnote", "listtext", "pntext", "pict", "revtbl")
)
"""Words of groups whose text belongs to something: a note, a field, a label, a picture."""
SIGNS: Final = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "emspace": "\u2003", "enspace": "\u2002", "zwj": "\u200d", "zwnj": "\u200c",
}  # fmt: skip
"""Words that stand for a sign."""
SYMBOLS: Final = {"~": "\u00a0", "-": "\u00ad", "_": "\u2011", "\\": "\\", "{": "{", "}": "}"}
"""Symbols that stand for a sign."""
CHARSETS: Final = {
    0: "cp1252", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255",
    178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
"""The code page of a font, by its number (`fcharset`)."""


class RtfState(Struct, frozen=True):
    """What holds in a group: how text looks, and where it goes: to a ``holder``, by its number among the open groups."""

    bold: bool = False
    italic: bool = False
    struck: bool = False
    hidden: bool = False
    raised: str = ""
    revised: bool = False
    deleted: bool = False
    author: int = 0
    font: int = 0
    skipped: int = 1
    goes: str = ""
    holder: int = 0
    level: int = 0


class RtfGroup(Struct):
    """A group that is open: what held before it, what it gathers for itself, and how many pieces there were before it."""

    outer: RtfState
    kind: str = ""
    texts: list[str] = field(default_factory=list)
    start: int = 0


def known_page(name: str, otherwise: str) -> str:
    """Return the code page ``name``, as Python spells it, or ``otherwise`` where Python knows none of that name."""
    from codecs import lookup

    try:
        return lookup(name).name
    except LookupError:
        return otherwise
