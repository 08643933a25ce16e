"""What a file's content calls its resources (ISO 32000-1, 7.8.3), and what the copy calls them.

Programs name a picture after its file, a style after its author. A name that says more than its kind and number is replaced, by
the same one everywhere in the file; a resource that no content names is a leftover, and stays behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from letterpack.patterns import late

_SAYS_NOTHING: Final = late(
    r"(?:[A-Z][A-Za-z]?|[a-z]{1,2}|Im|Img|img|Image|image|Fm|Frm|Form|GS|gs|ExtGState|State|Font|font|TT|CS|cs|MC|Mc|Pat|Pattern|"
    r"Sh|Shading|XObject|xobject|XO|Prop|Properties|Pr|Meta|fz[A-Z][a-z]*)[\d_.+\-]{0,12}|[A-Z]\d[_.-]\d{1,6}"
)
"""What programs write: a letter or two, or the kind, and a number."""
FIXED: Final = frozenset((
    "DeviceGray", "DeviceRGB", "DeviceCMYK", "Pattern", "G", "RGB", "CMYK", "I", "Indexed", "DefaultGray", "DefaultRGB",
    "DefaultCMYK",
))  # fmt: skip
"""Names that mean something to every reader (8.6, table 94)."""


class ResourceNames(Struct, frozen=True):
    """The names ``used``, and those of them that are ``renamed``; all without a slash."""

    used: frozenset[str]
    renamed: Mapping[str, str]

    def uses(self, name: str) -> bool:
        """Whether some content may mean the resource ``name``."""
        return name in self.used or name in FIXED

    def called(self, name: str) -> str:
        """Return what the copy calls the resource ``name``."""
        return self.renamed.get(name, name)


def names_for(used: Iterable[str]) -> ResourceNames:
    """Return what becomes of the names that a file's content uses. The same names give the same answer."""
    known = frozenset(used)
    telling = sorted([name for name in known - FIXED if not _SAYS_NOTHING.fullmatch(name)])
    free = (name for number in range(2 * len(known) + 1) if (name := f"N{number}") not in known)
    return ResourceNames(known, dict(zip(telling, free, strict=False)))
