"""Letters in OpenDocument, HTML and RTF by way of LibreOffice, in text and Markdown: what is decided, and what becomes what."""

from __future__ import annotations

import http.server
import io
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from letterpack.intake.letters import kinds
from tests.installed import program
from tests.intake.test_letter_import import body, refused, taken

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(
    [f'xmlns:{name}="{_ODF}{name}:1.0"' for name in ("office", "text")] + ['xmlns:dc="http://purl.org/dc/elements/1.1/"']
)
WHO = "<dc:creator>Ann</dc:creator><dc:date>2026-03-04T10:00:00</dc:date>"
LAST = "what LibreOffice may have lost in the conversion: compare the letter with the document"


@pytest.fixture
def libreoffice() -> str:
    return program("soffice", "libreoffice")


def odt(text: str) -> bytes:
    made = io.BytesIO()
    kind = "application/vnd.oasis.opendocument.text"
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", kind)
        inside = f"<office:body><office:text>{text}</office:text></office:body>"
        archive.writestr(
            "content.xml", f'<office:document-content office:version="1.2" {SPACES}>{inside}</office:document-content>'
        )
        entries = "".join(
            f'<m:file-entry m:full-path="{path}" m:media-type="{each}"/>'
            for path, each in (("/", kind), ("content.xml", "text/xml"))
        )
        archive.writestr(
            "META-INF/manifest.xml", f'<m:manifest xmlns:m="{_ODF}manifest:1.0" m:version="1.2">{entries}</m:manifest>'
        )
    return made.getvalue()


def region(name: str, kind: str, inside: str = "") -> str:
    said = f"<office:change-info>{WHO}</office:change-info>{inside}"
    return f'<text:changed-region xml:id="{name}" text:id="{name}"><text:{kind}>{said}</text:{kind}></text:changed-region>'


CHANGED = (
    f"<text:tracked-changes>{region('c1', 'deletion', '<text:p>consider</text:p>')}{region('c2', 'insertion')}"
    "</text:tracked-changes>"
    '<text:p>Please <text:change text:change-id="c1"/><text:change-start text:change-id="c2"/>order'
    '<text:change-end text:change-id="c2"/> it.</text:p>'
)


def test_tracked_changes_survive_the_conversion(libreoffice: str) -> None:
    said = "a tracked change in paragraph 1 is not decided"
    assert refused(odt(CHANGED), "letter.odt") == [
        f"LP114 letter.odt:1:8: {said}: `consider` was deleted by Ann on 2026-03-04",
        f"LP114 letter.odt:1:16: {said}: `order` was inserted by Ann on 2026-03-04",
    ]
    assert body(taken(odt(CHANGED), "accept", name="letter.odt")) == "Please order it."
    assert body(taken(odt(CHANGED), "reject", name="letter.odt")) == "Please consider it."


def test_comments_and_merge_fields_survive_the_conversion(libreoffice: str) -> None:
    comment = f'<office:annotation office:name="n">{WHO}<text:p>Sure?</text:p></office:annotation>'
    text = (
        f'<text:p>We {comment}ask<office:annotation-end office:name="n"/> you, '
        '<text:database-display text:table-name="t" text:database-name="d" text:column-name="Title">x'
        "</text:database-display>.</text:p>"
    )
    data = odt(text)
    said = "LP115 letter.odt:1:4: a comment by Ann on 2026-03-04 about `ask` is open: `Sure?`"
    assert refused(data, "letter.odt") == [said]
    kept = taken(data, comment="keep", name="letter.odt")
    assert body(kept) == "We ask<!-- Ann, 2026-03-04: Sure? --> you, {{ addressee.title }}."
    assert kept.left_out[-1].kind == LAST


RICH = rb"""{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\revtbl{Unknown;}{Ann;}}{\header Head\par}
Caf\'e9 \u8364? {\b bold}\par {\revised\revauth1 new }{\deleted\revauthdel1 old }words{\footnote A note.}\par
{\field{\*\fldinst MERGEFIELD Title}{\fldrslt Minister}}\par}"""


def test_rich_text(libreoffice: str) -> None:
    assert [each.split(": ", 1)[0] for each in refused(RICH, "letter.rtf")] == ["LP114 letter.rtf:2:1", "LP114 letter.rtf:2:5"]
    made = taken(RICH, "accept", name="letter.rtf")
    assert body(made) == "Café € **bold**\n\nnew words[^1]\n\n{{ addressee.title }}\n\n[^1]: A note."
    assert [(each.kind, each.words) for each in made.left_out] == [
        ("what `Title` was last filled with", "Minister"),
        ("header", "Head"),
        (LAST, ""),
    ]


def test_a_page_and_its_comments(libreoffice: str) -> None:
    page = b"<!DOCTYPE html><p>Nous <b>demandons</b> sa libert&eacute;<!-- Ask Ann -->.</p><ol start=3><li>un<li>deux</ol>"
    assert refused(page, "letter.html") == ["LP115 letter.html: a comment is open: `Ask Ann`"]
    made = taken(page, comment="drop", name="letter.html")
    assert body(made).startswith("Nous **demandons** sa liberté.")
    assert ("comment of the page", "Ask Ann") in [(each.kind, each.words) for each in made.left_out]


@pytest.mark.parametrize("marked", ["<ins>sa</ins>", "<del>ma</del>", "<span style='display: none'>x</span>"])
def test_what_a_conversion_would_decide_in_silence_is_refused(marked: str) -> None:
    (said,) = refused(f"<html><p>Nous demandons {marked} vie".encode(), "letter.html")
    assert "which a conversion would decide silently" in said


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("letter.odt", b"PK\x03\x04rest", "is damaged: its directory cannot be read"),
        ("letter.doc", b"\xd0\xcf\x11\xe0rest", "cannot be converted by LibreOffice"),
    ],
)
def test_a_broken_document_is_refused(libreoffice: str, name: str, data: bytes, what: str) -> None:
    assert refused(data, name) == [f"LP118 {name}: `{name}` {what}"]


def test_without_libreoffice_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "find_program", lambda _name: None)
    said = "LP118 letter.odt: `letter.odt` is converted by LibreOffice, as every .odt, and no LibreOffice is installed"
    assert refused(odt("<text:p>x</text:p>"), "letter.odt") == [said]


@pytest.fixture
def asked() -> Iterator[tuple[int, list[str]]]:
    """A server, its port, and what it was asked for."""
    paths: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, *_args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, paths
    server.shutdown()
    server.server_close()


@pytest.mark.loopback
def test_a_conversion_fetches_nothing_and_opens_no_other_file(
    libreoffice: str, asked: tuple[int, list[str]], tmp_path: Path
) -> None:
    port, paths = asked
    (tmp_path / "secret.txt").write_text("SECRET", encoding="utf-8")
    place = (tmp_path / "secret.txt").as_uri()
    page = f'<html><link rel=stylesheet href="http://127.0.0.1:{port}/s.css"><img src="http://127.0.0.1:{port}/i.png"><p>Hi all'
    assert "Hi all" in body(taken(page.encode(), name="letter.html"))
    section = (
        f'<text:section text:name="S"><text:section-source xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{place}"/>'
        "<text:p>old</text:p></text:section><text:p>text</text:p>"
    )
    assert "SECRET" not in taken(odt(section), name="letter.odt").text
    assert paths == []


def test_plain_text_and_markdown() -> None:
    text = (
        "4 March 2026\n\nDear Minister,\n\n"
        + "long words " * 9
        + "\nand on.\n\n1. one\n2. two\n\n# no heading\n\nSincerely,\nAda\n"
    )
    made = taken(text.encode(), name="letter.txt")
    assert body(made) == "long words " * 9 + "and on.\n\n1. one\n2. two\n\n\\# no heading"
    blocks = "# Head\n\nSome *text*[^1].\n\n- a\n  1) b\n\n| A | B |\n|:--|---|\n| 1 | 2 |\n\n> Q\n\n[^1]: Note."
    marked = taken(f"---\ntitle: x\n---\n{blocks}\n".encode(), name="letter.md")
    assert body(marked) == blocks
    assert [each.words for each in marked.left_out] == ["title: x"]
    assert "UTF-8" in refused("é".encode("latin-1"), "letter.txt")[0]
    assert "which only letter.md has" in refused(b"Dear Sir,\n\n::: lang fr\nx\n:::\n", "letter.md")[0]
