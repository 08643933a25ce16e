"""Stage 6 of 7, first part: a PDF that somebody else made becomes an ``Enclosure``: its pages and what they need, nothing else.

A file that would make the packet wrong (encrypted, damaged, empty) gives an error and no enclosure; what a packet cannot carry
(scripts, comments, attachments) is left out with a warning. pypdf is loaded only when there is an enclosure.
"""

from __future__ import annotations

import hashlib
from typing import Final

from msgspec import Struct

from letterpack.attached import ENCLOSURE, attached
from letterpack.diagnostics import Report
from letterpack.model.pdf import AS_IT_IS, Enclosure, Placing
from letterpack.model.profile import Profile
from letterpack.spans import Span
from letterpack.wording.enclosures import enclosure_title
from letterpack.world import World

_LOOKALIKES: Final = (
    (b"PK\x03\x04", "a Word, LibreOffice or ZIP file"),
    (b"\xd0\xcf\x11\xe0", "an old Word file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"<", "a web page"),
    (b"%!PS", "a PostScript file"),
)
"""How files begin that get the name of a PDF by mistake."""


class Purpose(Struct, frozen=True):
    """What an enclosure is read for: the packets' profile; whether a claim that it costs them is an error; how its pages are
    placed; what veraPDF has confirmed; whether the file ``is_known``, so that its pages need not be drawn to see what they cost.
    """

    profile: Profile
    conformance_required: bool = False
    placing: Placing = AS_IT_IS
    confirmed: frozenset[str] = frozenset()
    is_known: bool = False


def read_enclosure(world: World, path: str, span: Span, report: Report, *, purpose: Purpose) -> Enclosure | None:
    """Return the PDF at ``path`` ready for packets, or None with the reason in ``report``.

    ``span`` is where a source names the file. The result is a function of the file's bytes and of ``purpose``.
    Errors: LP400 to LP405, LP408, LP411, LP413, LP415, LP422, LP423; warnings: LP406, LP407, LP409, LP410, LP412, LP414; LP416
    is a note, or an error.
    """
    data = attached(world, path, ENCLOSURE, span, report)
    if data is None:
        return None
    if b"%PDF-" not in data[:1024]:
        kind = next((name for magic, name in _LOOKALIKES if data.lstrip().startswith(magic)), "")
        what = "is empty" if not data else f"is {kind}, not a PDF" if kind else "is not a PDF"
        report.error("LP401", span, f"the enclosure `{path}` {what}", "export or print it to a PDF, and name that")
        return None
    from letterpack.enclosures.copy import copy_pages

    copied = copy_pages(data, path, span, report, purpose)
    if copied is None:
        return None
    return Enclosure(
        path,
        enclosure_title(path),
        hashlib.sha256(data).hexdigest(),
        copied.pages,
        copied.fragment,
        copied.keeps,
        copied.structure,
        copied.language,
        copied.title,
        purpose.placing.stamp.text if purpose.placing.stamp else "",
    )
