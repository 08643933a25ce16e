"""Files that a campaign brings beside its texts, pictures and enclosures: their bytes, or why they cannot be had."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.limits import MOST_ATTACHED_BYTES
from letterpack.remedies import is_no_file, remedy
from letterpack.spans import Span
from letterpack.world import PathOutside, World, has_control

MAX_BYTES: Final = MOST_ATTACHED_BYTES


class FileKind(Struct, frozen=True):
    """What a file is to the letter: its noun, the codes for one that cannot be read and one that is too large, where such files
    belong, and how to make one smaller.
    """

    noun: str
    unreadable: str
    too_large: str
    home: str
    smaller: str


PICTURE: Final = FileKind("picture", "LP229", "LP222", "the campaign", "save it smaller")
INTENT: Final = FileKind("output intent", "LP237", "LP237", "the campaign", "use the ICC profile that your printer hands out")
ENCLOSURE: Final = FileKind("enclosure", "LP400", "LP405", "`enclosures/`", "reduce its pictures: 300 dpi is enough for print")


def attached(world: World, path: str, kind: FileKind, span: Span, report: Report) -> bytes | None:
    """Return the bytes of the file at ``path``, or None with the reason in ``report``, at ``span``."""
    try:
        with world.open(path) as stream:
            data = stream.read(MAX_BYTES + 1)
    except PathOutside:
        _report_outside(path, kind, span, report)
    except FileNotFoundError:
        message = f"the {kind.noun} `{path}` cannot be read"
        report.error(kind.unreadable, span, message, "check its name, and that the file is in place")
    except OSError as error:
        message = f"the {kind.noun} `{path}` cannot be read: {(error.strerror or str(error)).lower()}"
        report.error(kind.unreadable, span, message, "put the file itself in its place" if is_no_file(error) else remedy(error))
    else:
        if len(data) <= MAX_BYTES:
            return data
        report.error(kind.too_large, span, f"the {kind.noun} `{path}` is larger than {MAX_BYTES >> 20} MB", kind.smaller)
    return None


def _report_outside(path: str, kind: FileKind, span: Span, report: Report) -> None:
    if has_control(path):
        message = f"the path of the {kind.noun} `{path}` contains a line break, a tab or another control character"
        report.error(kind.unreadable, span, message, "rename the file, and write its name on one line")
        return
    message = f"the {kind.noun} `{path}` lies outside the campaign's folder"
    report.error(kind.unreadable, span, message, f"copy it into {kind.home}")
