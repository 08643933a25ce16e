"""Word documents built by hand: what is inside `w:body`, and the parts beside it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

SPACES: Final = " ".join(
    f'xmlns:{name}="{space}"'
    for name, space in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    }.items()
)
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
BY: Final = 'w:author="Ann Editor" w:date="2026-03-04T10:00:00Z"'


def word(
    body: str, parts: Mapping[str, tuple[str, str]] | None = None, links: Mapping[str, str] | None = None, **files: bytes
) -> bytes:
    """Return a docx. ``parts`` are other parts by their names, each its kind and XML; ``links`` are addresses by identifiers."""
    kinds = {name: kind for name, (kind, _) in (parts or {}).items()}
    refers = "".join(f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{name}.xml"/>' for name, kind in kinds.items())
    refers += "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/hyperlink" Target="{url}" TargetMode="External"/>'
        for name, url in (links or {}).items()
    )
    refers += "".join(f'<Relationship Id="{name}" Type="{_OFFICE}/image" Target="media/{name}"/>' for name in files)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f"{_HEAD}<Types/>")
        space = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
        root = f'<Relationship Id="r" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        archive.writestr("_rels/.rels", f"{_HEAD}<Relationships {space}>{root}</Relationships>")
        archive.writestr("word/_rels/document.xml.rels", f"{_HEAD}<Relationships {space}>{refers}</Relationships>")
        archive.writestr("word/document.xml", f"{_HEAD}<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        for name, (_, xml) in (parts or {}).items():
            archive.writestr(f"word/{name}.xml", f"{_HEAD}{xml}")
        for name, data in files.items():
            archive.writestr(f"word/media/{name}", data)
    return made.getvalue()


def run(text: str, properties: str = "") -> str:
    """A run with ``text``."""
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content: str, properties: str = "") -> str:
    """A paragraph of runs; plain text is one of them."""
    inside = content if content.startswith("<") or not content else run(content)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inside}</w:p>"


def inserted(content: str, name: int = 1) -> str:
    """Runs that somebody has inserted."""
    return f'<w:ins w:id="{name}" {BY}>{content}</w:ins>'


def deleted(text: str, name: int = 2) -> str:
    """Words that somebody has deleted."""
    return f'<w:del w:id="{name}" {BY}><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def complex_field(instruction: str, result: str) -> str:
    """A field as Word writes it, in five runs and more."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    said = f'<w:r><w:instrText xml:space="preserve">{instruction}</w:instrText></w:r>'
    return f"{mark.format('begin')}{said}{mark.format('separate')}{run(result) if result else ''}{mark.format('end')}"


def text_box(text: str) -> str:
    """A text box, once as Word 2010 draws it and once for older programs."""
    inside = f"<w:txbxContent><w:p>{run(text)}</w:p></w:txbxContent>"
    shape = f"<a:graphic><wps:wsp><wps:txbx>{inside}</wps:txbx></wps:wsp></a:graphic>"
    drawn = f"<w:drawing><wp:inline><wp:docPr id='1' name='Box'/>{shape}</wp:inline></w:drawing>"
    old = f"<w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict>"
    both = f'<mc:Choice Requires="wps">{drawn}</mc:Choice><mc:Fallback>{old}</mc:Fallback>'
    return f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>"


def comments(*texts: str) -> tuple[str, str]:
    """The part with comments, numbered from 0."""
    each = "".join(f'<w:comment w:id="{index}" {BY}>{paragraph(text)}</w:comment>' for index, text in enumerate(texts))
    return "comments", f"<w:comments {SPACES}>{each}</w:comments>"


def notes(kind: str, *texts: str) -> tuple[str, str]:
    """The part with footnotes or endnotes, numbered from 2 as Word does."""
    each = "".join(f'<w:{kind} w:id="{index}">{paragraph(text)}</w:{kind}>' for index, text in enumerate(texts, 2))
    separator = f'<w:{kind} w:type="separator" w:id="0">{paragraph("")}</w:{kind}>'
    return f"{kind}s", f"<w:{kind}s {SPACES}>{separator}{each}</w:{kind}s>"
