"""Fonts: the files of the bundled family, and, as data, which families and packages serve which script."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from msgspec import Struct

from letterpack.datafiles import TomlTable, program_table
from letterpack.remedies import on_debian, to_install

_HEXADECIMAL: Final = 16
_SET_AS: Final = {"Hans": "Hani", "Hant": "Hani", "Jpan": "Hani", "Kore": "Hang"}
"""The scripts of languages that are written in several, or in one of two forms of one."""
_MEASURED: Final = "Noto "
"""Begins the names of the families whose letters were measured for ``size``; they are made to one scale."""

NOTO: Final = "https://fonts.google.com/noto"
"""Where Noto's families are, for a system without Debian's packages."""

FONT_PACKAGES: Final = ("letterpack_fonts", "manimgx_fonts", "manimgx_fonts_cjk")
"""Python packages whose folders hold fonts: what the extras ``scripts`` and ``cjk`` install."""


class Script(Struct, frozen=True):
    """A script (``code`` by ISO 15924), the families that set it, the best first, and the packages that bring one.

    ``signs`` are ranges of characters that scripts share and that fonts of this script have. ``languages`` maps a BCP 47 tag to
    families that go before. ``leading`` is how many times as far apart lines of it stand as the style has them. ``size`` is
    how many times as large its letters are set; ``leadings`` and ``sizes`` are the same of single families. ``letters`` maps a
    BCP 47 tag to the family of letters in it. Families with ``italic`` have small capitals, too, or text that is spaced in their
    place. ``pip`` names an extra of letterpack.
    """

    code: str
    name: str
    sample: str
    families: tuple[str, ...]
    signs: tuple[range, ...]
    languages: Mapping[str, tuple[str, ...]]
    pip: str
    debian: str
    npm: str
    leading: float
    size: float
    sizes: Mapping[str, float]
    leadings: Mapping[str, float]
    letters: Mapping[str, str]
    italic: bool

    def families_for(self, language: str) -> tuple[str, ...]:
        """Return the families for text of ``language`` (BCP 47), the best first."""
        return (*self.languages.get(_longest(language, self.languages), ()), *self.families)

    def family_of_letters(self, language: str) -> str:
        """Return the family of its own that a letter in ``language`` (BCP 47) has; empty where that is one of the others."""
        return self.letters.get(_longest(language, self.letters), "")

    @property
    def advice(self) -> str:
        """What to install for it on this system."""
        of_system = f"`apt install {self.debian}`" if on_debian() else f"{self.published} from {NOTO}"
        return f"`{to_install(self.pip)}` or {of_system}" if self.pip else of_system

    @property
    def published(self) -> str:
        """The family that Noto publishes for it, and that ``npm`` brings."""
        published = self.npm.rpartition("/")[2].replace("-", " ")
        return next(family for family in self.families if family.casefold() == published)


@cache
def scripts() -> Mapping[str, Script]:
    """Return the scripts by code, in the order in which people know them."""
    data = program_table("fonts", "scripts")
    return {code: _script(code, entry) for code, entry in data.items() if code != "placeholders"}


def leading_of(script: str, family: str = "") -> float:
    """Return how many times as far apart lines of ``script`` (ISO 15924), set in ``family``, stand as the style has them."""
    known = scripts().get(_SET_AS.get(script, script))
    return known.leadings.get(family, known.leading) if known else 1.0


def needs_own_lines(script: str, family: str) -> bool:
    """Whether ``family`` sets ``script`` (ISO 15924) on lines that are as far apart as it asks, and on no others."""
    known = scripts().get(script)
    return known is not None and family in known.leadings


def size_of(script: str, family: str) -> float:
    """Return how many times as large ``family`` is set in ``script`` as other text, to look as large."""
    known = scripts().get(script)
    if known is None or not family.startswith(_MEASURED):
        return 1.0
    return known.sizes.get(family, known.size)


def has_italic(script: str) -> bool:
    """Whether families for ``script`` (ISO 15924) have italic."""
    known = scripts().get(_SET_AS.get(script, script))
    return known is None or known.italic


@cache
def placeholders() -> frozenset[str]:
    """Return the names of families that show every character, and none as it is."""
    return frozenset(program_table("fonts", "scripts")["placeholders"]["families"])


@cache
def script_of_sign(char: str) -> str:
    """Return the code of the script whose fonts have the shared sign ``char``, else an empty text."""
    return next((each.code for each in scripts().values() if any(ord(char) in signs for signs in each.signs)), "")


def _script(code: str, entry: TomlTable) -> Script:
    return Script(
        code,
        entry["name"],
        entry["sample"],
        tuple(entry["families"]),
        tuple([_range(part) for part in entry.get("signs", "").split()]),
        {tag: tuple(families) for tag, families in entry.get("languages", {}).items()},
        entry.get("pip", ""),
        entry["debian"],
        entry["npm"],
        entry.get("leading", 1.0),
        entry.get("size", 1.0),
        entry.get("sizes", {}),
        entry.get("leadings", {}),
        entry.get("letters", {}),
        entry.get("italic", False),
    )


def _longest(language: str, known: Mapping[str, object]) -> str:
    """Return the longest beginning of a tag that is ``known``; empty where none is."""
    while language and language not in known:
        language = language.rpartition("-")[0]
    return language


def _range(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first, _HEXADECIMAL), int(last or first, _HEXADECIMAL) + 1)
