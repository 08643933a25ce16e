"""Letters from Word: what is decided, what becomes what, and that no word is lost."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import letterpack
from letterpack.diagnostics import Report
from letterpack.intake.letters import LetterDecisions, LetterImported, import_document
from letterpack.intake.letters.docx.package import counted_as
from letterpack.intake.letters.markdown_text import words_in, words_of_letter
from tests.installed import program
from tests.intake.word_files import (
    SPACES,
    comments,
    complex_field,
    deleted,
    inserted,
    notes,
    paragraph,
    run,
    text_box,
    word,
)

FILES = Path(__file__).parent / "letters"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def taken(data: bytes, changes: str = "", comment: str = "", name: str = "letter.docx") -> LetterImported:
    report = Report()
    made, _ = import_document(name, data, LetterDecisions(changes, comment), date(2026, 1, 2), report)  # type: ignore[arg-type]
    assert made is not None, list(report)
    return made


def body(imported: LetterImported) -> str:
    return imported.text.split("---\n", 2)[2].strip()


def refused(data: bytes, name: str = "letter.docx", changes: str = "") -> list[str]:
    report = Report()
    made, _ = import_document(name, data, LetterDecisions(changes), date(2026, 1, 2), report)  # type: ignore[arg-type]
    assert made is None
    return [f"{each.code} {each.span}: {each.message}" for each in report]


CHANGED = word(paragraph(f"{run('We ask you to ')}{deleted('consider')}{inserted(run('order'))}{run(' the release.')}"))


def test_a_tracked_change_is_told_with_place_words_author_and_day() -> None:
    said = "a tracked change in paragraph 1 is not decided"
    assert refused(CHANGED) == [
        f"LP114 letter.docx:1:15: {said}: `consider` was deleted by Ann Editor on 2026-03-04",
        f"LP114 letter.docx:1:23: {said}: `order` was inserted by Ann Editor on 2026-03-04",
    ]


@pytest.mark.parametrize(("changes", "text"), [("accept", "order"), ("reject", "consider")])
def test_the_user_decides_tracked_changes(changes: str, text: str) -> None:
    imported = taken(CHANGED, changes)
    assert body(imported) == f"We ask you to {text} the release."
    assert imported.changes == 2


@pytest.mark.parametrize(
    ("xml", "accepted", "rejected"),
    [
        (
            paragraph(run("one"), '<w:rPr><w:del w:id="1" w:author="A"/></w:rPr>') + paragraph(run(" two")),
            "one two",
            "one\n\ntwo",
        ),
        (
            paragraph(run("one"), '<w:rPr><w:ins w:id="1" w:author="A"/></w:rPr>') + paragraph(run(" two")),
            "one\n\ntwo",
            "one two",
        ),
        (
            paragraph(f'<w:moveFrom w:id="1" w:author="A">{run("moved ")}</w:moveFrom>{run("stays")}')
            + paragraph(f'{run("then ")}<w:moveTo w:id="2" w:author="A">{run("moved")}</w:moveTo>'),
            "stays\n\nthen moved",
            "moved stays\n\nthen",
        ),
        (
            paragraph(run("bold", '<w:b/><w:rPrChange w:id="1" w:author="A"><w:rPr/></w:rPrChange>')),
            "**bold**",
            "bold",
        ),
        (
            "<w:tbl><w:tr>"
            + "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("a", "b"))
            + '</w:tr><w:tr><w:trPr><w:ins w:id="1" w:author="A"/></w:trPr>'
            + "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("c", "d"))
            + "</w:tr></w:tbl>",
            "| a | b |\n|---|---|\n| c | d |",
            "| a | b |\n|---|---|",
        ),
    ],
    ids=["mark-deleted", "mark-inserted", "moved", "formatted", "row"],
)
def test_changes_of_every_kind_are_told_and_decided(xml: str, accepted: str, rejected: str) -> None:
    data = word(xml)
    assert all(each.startswith("LP114 ") for each in refused(data))
    assert body(taken(data, "accept")) == accepted
    assert body(taken(data, "reject")) == rejected


def test_changes_in_footnotes_are_told() -> None:
    call = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    part = f"<w:footnotes {SPACES}><w:footnote w:id='2'>{paragraph(inserted(run('sly')))}</w:footnote></w:footnotes>"
    assert "`sly` was inserted" in refused(word(paragraph(run("text") + call), {"notes": ("footnotes", part)}))[0]


COMMENTED = word(
    paragraph(
        f'{run("We ")}<w:commentRangeStart w:id="0"/>{run("demand")}<w:commentRangeEnd w:id="0"/>'
        f'<w:r><w:commentReference w:id="0"/></w:r>{run(" it.")}'
    ),
    {"comments": comments("Too harsh?")},
)


def test_a_comment_is_told_and_decided() -> None:
    said = "LP115 letter.docx:1:4: a comment by Ann Editor on 2026-03-04 about `demand` is open: `Too harsh?`"
    assert refused(COMMENTED) == [said]
    kept = taken(COMMENTED, comment="keep")
    assert body(kept) == "We demand<!-- Ann Editor, 2026-03-04: Too harsh? --> it."
    dropped = taken(COMMENTED, comment="drop")
    assert body(dropped) == "We demand it."
    assert [(each.kind, each.words) for each in dropped.left_out] == [("comment by Ann Editor", "Too harsh?")]


def test_merge_fields_become_fields() -> None:
    data = word(
        paragraph(run("Dear ") + complex_field(" MERGEFIELD Title ", "«Title»") + run(","))
        + paragraph(
            f'{run("To ")}<w:fldSimple w:instr=" MERGEFIELD First_Name ">{run("«First_Name»")}</w:fldSimple>{run(" ")}'
            f'<w:fldSimple w:instr=" MERGEFIELD Last_Name ">{run("«Last_Name»")}</w:fldSimple>{run(" of ")}'
            + complex_field(' MERGEFIELD "Wahlkreis" \\* MERGEFORMAT ', "Berlin 3")
        )
    )
    imported = taken(data)
    assert imported.front["salutation"] == "Dear {{ addressee.title }},"
    assert body(imported) == "To {{ addressee.name }} of {{ addressee.fields.wahlkreis }}"
    assert [each.name for each in imported.fields] == ["Title", "First_Name", "Last_Name", "Wahlkreis"]
    assert [each.words for each in imported.left_out] == ["Berlin 3"]


def test_other_fields_are_listed_with_their_words() -> None:
    nested = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> IF </w:instrText></w:r>'
        + complex_field(" MERGEFIELD Sex ", "f")
        + '<w:r><w:instrText> = "f" "Madam" "Sir" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("Madam")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    imported = taken(word(paragraph(run("Hear, ") + nested) + paragraph(complex_field(" PAGE ", "3") + run(" is it"))))
    assert body(imported) == "Hear, Madam\n\n3 is it"
    assert [each.kind for each in imported.left_out] == ["what `MERGEFIELD Sex` was last filled with", "field IF", "field PAGE"]
    assert imported.left_out[1].words == 'IF { MERGEFIELD Sex } = "f" "Madam" "Sir"'


def test_content_controls_are_fields_or_listed() -> None:
    prompt = '<w:sdt><w:sdtPr><w:alias w:val="Job Title"/><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>'
    filled = '<w:sdt><w:sdtPr><w:alias w:val="Case"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>'
    data = word(paragraph(run("The ") + prompt.format(run("Click here")) + run(" in ") + filled.format(run("No. 7"))))
    imported = taken(data)
    assert body(imported) == "The {{ addressee.title }} in No. 7"
    assert [(each.kind, each.words) for each in imported.left_out] == [
        ("prompt of the content control `Job Title`", "Click here"),
        ("content control `Case`", "No. 7"),
    ]


NUMBERING = f"""<w:numbering {SPACES}>
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>
<w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""


def item(text: str, level: int) -> str:
    return paragraph(run(text), f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')


def test_lists_nest_and_keep_their_numbers() -> None:
    xml = item("one", 0) + item("below", 1) + item("deeper", 2) + item("two", 0) + paragraph("between") + item("three", 0)
    imported = taken(word(xml, {"numbering": ("numbering", NUMBERING)}))
    assert body(imported) == "1. one\n\n   - below\n\n     a) deeper\n\n2. two\n\nbetween\n\n3. three"


def test_notes_links_and_pictures() -> None:
    xml = paragraph(
        run("See ")
        + f'<w:hyperlink r:id="l1">{run("the page")}</w:hyperlink><w:r><w:footnoteReference w:id="2"/></w:r>'
        + run(" and")
        + '<w:r><w:endnoteReference w:id="2"/></w:r>'
    ) + paragraph(
        '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="p" descr="The court"/><a:graphic><a:blip r:embed="p.png"/></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
    foot, end = notes("footnote", "First."), notes("endnote", "Second.")
    data = word(xml, {"f": foot, "e": end}, {"l1": "https://example.org/a b"}, **{"p.png": PNG})
    imported = taken(data)
    assert body(imported) == (
        "See [the page](https://example.org/a%20b)[^1] and[^2]\n\n![The court](pictures/picture-1.png)\n\n"
        "[^1]: First.\n\n[^2]: Second."
    )
    assert imported.pictures == {"pictures/picture-1.png": PNG}


def test_what_no_letter_has_is_listed_with_its_words() -> None:
    header = f"<w:hdr {SPACES}>{paragraph('Page head')}</w:hdr>"
    xml = (
        paragraph(run("Text ") + text_box("In the box") + run("goes on"))
        + paragraph(run("seen ") + run("unseen", "<w:vanish/>"))
        + paragraph(run("x = ") + "<m:oMath><m:r><m:t>y+z</m:t></m:r></m:oMath>")
        + paragraph('<w:r><w:br w:type="page"/></w:r>')
        + paragraph(run("red", '<w:color w:val="FF0000"/>'))
    )
    imported = taken(word(xml, {"h": ("header", header)}))
    assert [(each.kind, each.words) for each in imported.left_out] == [
        ("text box", "In the box"),
        ("hidden text", "unseen"),
        ("equation", "y+z"),
        ("page break", ""),
        ("colored text", "red"),
        ("header", "Page head"),
    ]
    assert body(imported) == "Text goes on\n\nseen\n\nx =\n\nred"


def test_merged_cells_become_one_and_empty_ones() -> None:
    cell = "<w:tc><w:tcPr>{}</w:tcPr>{}</w:tc>"
    row = "<w:tr>{}</w:tr>"
    xml = (
        "<w:tbl>"
        + row.format(cell.format('<w:gridSpan w:val="2"/>', paragraph("wide")) + cell.format("", paragraph("c")))
        + row.format("".join(cell.format("", paragraph(text)) for text in "123"))
        + "</w:tbl>"
    )
    imported = taken(word(xml))
    assert body(imported) == "| wide |  | c |\n|---|---|---|\n| 1 | 2 | 3 |"
    assert "merged cells" in imported.left_out[0].kind


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7", "is a PDF"),
        (b"PK\x03\x04broken", "is damaged"),
        (word("<w:p>"), "is damaged"),
        (word("<w:p><w:r><w:t>" + "x" * 17_000_000 + "</w:t></w:r></w:p>"), "has more than 16 MB"),
        (word("".join(paragraph("word " * 100) for _ in range(300))), "has more text than a letter"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, said: str) -> None:
    found = refused(data)
    assert len(found) == 1
    assert found[0].startswith("LP118 letter.docx")
    assert said in found[0]


WORDS = st.text("abcdeé日ж*_#`[]<>&!1.)", min_size=1, max_size=8).filter(lambda text: text.strip() == text)
Maker = Callable[[str], str]
WAYS: dict[str, Maker] = {
    "plain": run,
    "bold": lambda text: run(text, "<w:b/>"),
    "italic": lambda text: run(text, "<w:i/>"),
    "both": lambda text: run(text, "<w:b/><w:i/><w:strike/>"),
    "raised": lambda text: run(text, '<w:vertAlign w:val="superscript"/>'),
    "hidden": lambda text: run(text, "<w:vanish/>"),
    "inserted": lambda text: inserted(run(text)),
    "box": text_box,
    "math": lambda text: f"<m:oMath><m:r><m:t>{text}</m:t></m:r></m:oMath>",
    "control": lambda text: f"<w:sdt><w:sdtPr><w:tag w:val='t'/></w:sdtPr><w:sdtContent>{run(text)}</w:sdtContent></w:sdt>",
    "field": lambda text: complex_field(" REF x ", text),
    "custom": lambda text: f"<w:customXml>{run(text)}</w:customXml>",
    "unknown": lambda text: f"<w:unheardOf>{run(text)}</w:unheardOf>",
}
HOLDERS: dict[str, Maker] = {
    "paragraph": paragraph,
    "heading": lambda runs: paragraph(runs, '<w:outlineLvl w:val="1"/>'),
    "item": lambda runs: paragraph(runs, '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'),
    "numbered": lambda runs: paragraph(runs, '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'),
    "lettered": lambda runs: paragraph(runs, '<w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr>'),
    "cell": lambda runs: f"<w:tbl><w:tr><w:tc>{paragraph(runs)}</w:tc><w:tc>{paragraph(runs)}</w:tc></w:tr></w:tbl>",
    "frame": lambda runs: f"<w:tbl><w:tr><w:tc>{paragraph(runs)}</w:tc></w:tr></w:tbl>",
    "unheard": lambda runs: f"<w:unheardOf>{paragraph(runs)}</w:unheardOf>",
}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


PIECES = st.lists(st.tuples(st.sampled_from(sorted(WAYS)), WORDS, st.booleans()), min_size=1, max_size=5)


@given(st.lists(st.tuples(st.sampled_from(sorted(HOLDERS)), PIECES), min_size=1, max_size=6))
def test_every_word_is_in_the_letter_or_in_the_list(plan: list[tuple[str, list[tuple[str, str, bool]]]]) -> None:
    xml, words = "", []
    for holder, pieces in plan:
        runs = "".join(WAYS[way](_escaped(text)) + (run(" ") if spaced else "") for way, text, spaced in pieces)
        xml += HOLDERS[holder](runs)
        words += [text for _, text, _ in pieces]
    imported = taken(word(xml, {"numbering": ("numbering", NUMBERING)}), "accept")
    letter = words_of_letter(body(imported))
    listed = words_in([*(each.words for each in imported.left_out), *imported.front.values()])
    for proposal in imported.proposals:
        listed += words_in(proposal.lines)
    said = "".join((*letter, *listed))
    for text in words:
        assert all(part in said for part in words_in([text])), (text, imported.text, imported.left_out)


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.iterdir() if path.suffix != ".md"))
def test_documents_of_other_programs(name: str, tmp_path: Path) -> None:
    """Made by python-docx and pandoc; each has its letter beside it. LibreOffice converts what is no docx."""
    if not name.endswith(".docx"):
        program("soffice", "libreoffice")
    shutil.copy(FILES / name, tmp_path / name)
    result = letterpack.import_letter(tmp_path / name, tmp_path)
    assert result.ok
    made = (tmp_path / "letter.md").read_text(encoding="utf-8").replace(date.today().isoformat(), "DATE")
    expected = FILES / f"{name}.md"
    if os.environ.get("LETTERPACK_REWRITE"):
        expected.write_text(made, encoding="utf-8")
    assert made == expected.read_text(encoding="utf-8")


def test_a_letter_that_is_there_is_replaced_only_when_asked(tmp_path: Path) -> None:
    document = tmp_path / "in.docx"
    document.write_bytes(word(paragraph("New words.")))
    (tmp_path / "letter.md").write_text("---\ndate: 2026-01-01\n---\n\nOld words.\n", encoding="utf-8")
    shown = letterpack.import_letter(document, tmp_path, write=False)
    assert shown.imported
    assert "Old words." in shown.replaced
    with pytest.raises(letterpack.LetterpackError, match="already exists"):
        letterpack.import_letter(document, tmp_path)
    assert "Old words." in (tmp_path / "letter.md").read_text(encoding="utf-8")
    assert letterpack.import_letter(document, tmp_path, replace=True).ok
    assert "New words." in (tmp_path / "letter.md").read_text(encoding="utf-8")


def test_what_is_read_beside_characters_is_left_out_and_said() -> None:
    ruby = "<w:ruby><w:rt><w:r><w:t>とうきょう</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>東京</w:t></w:r></w:rubyBase></w:ruby>"
    imported = taken(word(paragraph(f"{run('To ')}<w:r>{ruby}</w:r>{run(' office.')}")))
    assert body(imported) == "To 東京 office."
    assert [(each.kind, each.words) for each in imported.left_out] == [("reading beside characters", "とうきょう")]


def test_a_content_control_is_its_words_and_an_empty_one_is_left_out() -> None:
    def control(name: str, words: str, more: str = "") -> str:
        said = f'<w:sdtPr><w:alias w:val="{name}"/>{more}</w:sdtPr><w:sdtContent>{paragraph(run(words))}</w:sdtContent>'
        return f"<w:sdt>{said}</w:sdt>"

    imported = taken(word(control("Demand", "Release her.") + control("Reference", "Click here.", "<w:showingPlcHdr/>")))
    assert body(imported) == "Release her."
    assert [(each.kind, each.words.strip()) for each in imported.left_out] == [
        ("content control `Demand`", "Release her."),
        ("prompt of the content control `Reference`", "Click here."),
    ]


@pytest.mark.parametrize(
    ("count", "form", "printed"),
    [
        (4, "upperRoman", "IV"), (9, "lowerRoman", "ix"), (14, "upperRoman", "XIV"), (1994, "lowerRoman", "mcmxciv"),
        (27, "lowerLetter", "aa"), (28, "upperLetter", "BB"), (3, "bullet", ""), (3, "hebrew1", "3"),
    ],
)  # fmt: skip
def test_a_list_is_numbered_as_word_does(count: int, form: str, printed: str) -> None:
    assert counted_as(count, form) == printed
