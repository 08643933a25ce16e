"""Documents of other kinds than Word's, in and out: LibreOffice converts them, where it is installed.

It runs with a profile of our own, in which it fetches nothing and runs nothing of the document, and ends after its time.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from letterpack.formats.decode import Refused
from letterpack.formats.workbooks.archive import members
from letterpack.intake.letters.document import Decision, DocumentComment, DocumentRead, DocumentRefused, LeftOut, RemarkDecision
from letterpack.intake.letters.docx import read_docx
from letterpack.limits import MOST_DOCUMENT_BYTES
from letterpack.patterns import late
from letterpack.programs import Limits, ProgramFailed, find_program, run_program
from letterpack.temporary import private_folder
from letterpack.values import replace

_LIMITS: Final = Limits(seconds=60, output_bytes=1 << 20)
_FILTERS: Final = {
    "odt": "writer8",
    "rtf": "Rich Text Format",
    "html": "HTML (StarWriter)",
    "doc": "MS Word 97",
    "docx": "MS Word 2007 XML",
}
"""What LibreOffice calls its readers: a file that one cannot read is no text for another."""
_WRITERS: Final = {"html": "html:HTML (StarWriter):EmbedImages"}
_PLACES: Final = {
    "darwin": Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
    "win32": Path("C:/Program Files/LibreOffice/program/soffice.com"),
}
"""Where it is installed without being in ``PATH``."""
_SETTINGS: Final = (
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    *[
        setting
        for scheme in ("HTTP", "HTTPS")
        for setting in (
            ("Inet/Settings", f"ooInet{scheme}ProxyName", "127.0.0.1"),
            ("Inet/Settings", f"ooInet{scheme}ProxyPort", "9"),
        )
    ],
    ("Inet/Settings", "ooInetNoProxy", ""),
)
"""No macro, no object, and for every address a proxy that nobody answers for (RFC 863)."""
_AS_DOCX: Final = "save it as .docx in your word processor, or install LibreOffice"
_DECIDED: Final = late(r"<(?:ins|del)[\s>]|(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
"""What a page hides, or says was inserted or deleted: LibreOffice makes it text without a word."""
_STYLES: Final = late(r"<(style|script)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_REMARK: Final = late(r"<!--(?!\[if|\s*(?:Start|End)Fragment)(.*?)-->", re.DOTALL)


def read_converted(data: bytes, suffix: str, changes: Decision, comments: RemarkDecision) -> DocumentRead:
    """Return the document ``data`` of the kind ``suffix`` by way of Word's. Raises ``DocumentRefused``."""
    remarks: tuple[DocumentComment, ...] = ()
    if suffix == "html":
        page = data.decode("utf-8", "replace").replace("\0", "")
        if _DECIDED.search(page):
            what = "has text that is hidden, or marked as inserted or deleted, which a conversion would decide silently"
            raise DocumentRefused(what, "settle it in the program that made the page, and save that as .docx")
        found = _REMARK.findall(_STYLES.sub("", page))
        remarks = tuple([DocumentComment(words.strip(), "", "", "", 0) for words in found if words.strip()])
    read = read_docx(converted(data, suffix, "docx"), changes, comments)
    left_out = [LeftOut("comment of the page", each.text) for each in remarks if comments]
    check = LeftOut("what LibreOffice may have lost in the conversion: compare the letter with the document", "")
    return replace(read, comments=(*remarks, *read.comments), left_out=(*read.left_out, *left_out, check))


def converted(data: bytes, suffix: str, into: str) -> bytes:
    """Return the document ``data`` of the kind ``suffix`` as one of the kind ``into``. Raises ``DocumentRefused``."""
    program = find_program("soffice") or find_program("libreoffice") or _PLACES.get(sys.platform)
    if program is None or not program.exists():
        kind = suffix if into == "docx" else into
        raise DocumentRefused(f"is converted by LibreOffice, as every .{kind}, and no LibreOffice is installed", _AS_DOCX)
    if data.startswith(b"PK"):
        try:
            members(data)
        except Refused as refused:
            raise DocumentRefused(str(refused)) from refused
    with private_folder() as folder:
        profile, made = folder / "profile", folder / "made" / f"letter.{into}"
        (profile / "user").mkdir(parents=True)
        items = "".join(
            f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{escape(value)}</value></prop>'
            "</item>"
            for path, name, value in _SETTINGS
        )
        head = '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        (profile / "user/registrymodifications.xcu").write_text(f"{head}{items}</oor:items>", encoding="utf-8")
        source = folder / f"letter.{suffix}"
        source.write_bytes(data)
        arguments = [f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", f"--infilter={_FILTERS[suffix]}"]
        arguments += ["--convert-to", _WRITERS.get(into, into), "--outdir", str(made.parent), str(source)]
        try:
            run_program(program, arguments, _LIMITS)
        except ProgramFailed as failed:
            raise DocumentRefused(f"cannot be converted: LibreOffice {failed}", _AS_DOCX) from failed
        if not made.is_file() or made.stat().st_size > MOST_DOCUMENT_BYTES:
            raise DocumentRefused("cannot be converted by LibreOffice", "open it in a word processor, and save it as .docx")
        return made.read_bytes()
