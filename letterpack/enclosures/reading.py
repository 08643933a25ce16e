"""Stage 6 of 7, first part: a PDF that somebody else made becomes an ``Enclosure``: its pages and what they need, nothing else.

A file that would make the packet wrong (encrypted, damaged, empty) gives an error and no enclosure; what a packet cannot carry
(scripts, comments, attachments) is left out with a warning. pypdf is loaded only when there is an enclosure.
"""

from __future__ import annotations

import hashlib
from typing import Final

from letterpack.attached import ENCLOSURE, attached
from letterpack.diagnostics import Report
from letterpack.enclosures.purpose import Purpose
from letterpack.model.pdf import Enclosure
from letterpack.spans import Span
from letterpack.wording.enclosures import enclosure_title
from letterpack.world import World

LOOKALIKES: Final = (
    (b"PK\x03\x04", "a Word, LibreOffice or ZIP file"),
    (b"\xd0\xcf\x11\xe0", "an old Word file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"<", "a web page"),
    (b"%!PS", "a PostScript file"),
)
"""How files begin that get the name of a PDF by mistake."""


def read_enclosure(
    world: World,
    path: str,
    span: Span,
    report: Report,
    *,
    purpose: Purpose,
) -> Enclosure | None:
    """Return the PDF at ``path`` ready for packets, or None with the reason in ``report``.

    ``span`` is where a source names the file.
    ``purpose`` says what packets are for, and what becomes of pages. The result is a function of the file's bytes and these.
    Errors: LP400 to LP405, LP408, LP411, LP413, LP415, LP422, LP423; warnings: LP406, LP407, LP409, LP410, LP412, LP414; LP416
    is a note, or an error.
    """
    data = attached(world, path, ENCLOSURE, span, report)
    if data is None or not _looks_like_pdf(data, path, span, report):
        return None
    from letterpack.enclosures.copy import copy_pages

    copied = copy_pages(data, path, span, report, purpose)
    if copied is None:
        return None
    digest = hashlib.sha256(data).hexdigest()
    return Enclosure(
        path,
        enclosure_title(path),
        digest,
        copied.pages,
        copied.fragment,
        copied.keeps,
        copied.structure,
        copied.language,
        copied.title,
        purpose.placing.stamp.text if purpose.placing.stamp else "",
    )


def _looks_like_pdf(data: bytes, path: str, span: Span, report: Report) -> bool:
    if b"%PDF-" in data[:1024]:
        return True
    kind = next((name for magic, name in LOOKALIKES if data.lstrip().startswith(magic)), "")
    what = "is empty" if not data else f"is {kind}, not a PDF" if kind else "is not a PDF"
    report.error("LP401", span, f"the enclosure `{path}` {what}", "export or print it to a PDF, and name that")
    return False
