"""What a file does, hides or calls its pages beside what they paint is told in words, whoever made the file."""

from __future__ import annotations

from letterpack.model.observed import ActiveFact
from letterpack.readback.foreign import ForeignObjects
from letterpack.readback.looks import active_facts
from letterpack.readback.objects import dictionary
from letterpack.readback.values import Ref
from tests.enclosures.makers import hand_made


def told(catalog: bytes, page: bytes = b"", *more: bytes) -> list[tuple[str, str, int]]:
    """Return the facts of a file with one page, object 3; ``more`` are objects from number 4."""
    return [(fact.kind, fact.said, fact.page) for fact in facts(catalog, page, *more)]


def facts(catalog: bytes, page: bytes = b"", *more: bytes) -> tuple[ActiveFact, ...]:
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]%s>>" % page,
        *more,
    ]
    objects = ForeignObjects(hand_made(bodies))
    return active_facts(objects, dictionary(objects, Ref(1, 0)), [(Ref(3, 0), dictionary(objects, Ref(3, 0)))])


def test_a_plain_file_does_nothing() -> None:
    assert told(b"") == []


def test_attached_files_scripts_and_what_opens() -> None:
    names = b"/Names<</JavaScript<</Kids[4 0 R 4 0 R]>>/EmbeddedFiles<</Names[(a.xls)<</F(b)>>]>>>>/AF[<</UF(c.xml)>>]"
    found = told(names + b"/OpenAction[3 0 R/Fit]/AA<</WC<</S/JavaScript/JS 5 0 R/Next 6 0 R>>>>", b"", *SCRIPTS)
    assert found[:3] == [
        ("opening action", "page 1", 0),
        ("action", "WC script app.beep() and then more", 0),
        ("script", "go script app.alert(1)", 0),
    ]
    assert [(kind, said.split(" ")[0]) for kind, said, _ in found[3:]] == [("attached file", "a.xls"), ("attached file", "c.xml")]


SCRIPTS = (
    b"<</Names[(go)<</S/JavaScript/JS(app.alert(1))>>]>>",
    b"<</Length 10>>stream\napp.beep()\nendstream",
    b"<</S/Named/N/Print>>",
)


def test_fields_of_forms_are_named_with_those_above_them() -> None:
    fields = b"/AcroForm<</Fields[<</T(sender)/Kids[<</T(name)/V(Ada)>><</T(age)/V 36>>]>><</T(agreed)/V/Yes>><</T(open)>>]>>"
    assert told(fields) == [
        ("form field", "sender.name: Ada", 0),
        ("form field", "sender.age: 36", 0),
        ("form field", "agreed: Yes", 0),
        ("form field", "open: ", 0),
    ]


def test_notes_and_links_of_a_page_are_told_with_their_place() -> None:
    annotations = (
        b"/Annots[<</Subtype/Text/Rect[10 20 30 40]/Contents(see me)/F 2/A<</S/URI/URI(https://x.org)>>/AP<</N 4 0 R>>>>"
        b"<</Subtype/Link/Rect[1 2 3 4]/A<</S/GoToR/F<</UF(other.pdf)>>>>>><</Subtype/Link/Rect[1 2 3 4]/Dest(chapter)>>]"
        b"/AA<</O<</S/Launch/F(run.exe)>>>>"
    )
    opened, note, away, within = facts(b"", annotations, b"<</Length 0>>stream\n\nendstream")
    assert (opened.kind, opened.said, opened.page) == ("action", "O started program run.exe", 1)
    assert note.said.startswith("Text, see me, flags 2, link https://x.org, drawn ") and note.place == (10, 20, 30, 40)
    assert (away.kind, away.said, away.page) == ("link to another file", "other.pdf", 1)
    assert (within.kind, within.said) == ("link", "chapter")


def test_bookmarks_say_where_they_lead() -> None:
    outlines = b"/Outlines<</First<</Title(One)/Dest[3 0 R/Fit]/First<</Title(Below)>>/Next<</Title(Two)/A<</S/URI/URI(u)>>>>>>>>"
    assert [said for _, said, _ in told(outlines)] == ["One → page 1", "Below", "Two → link u"]


def test_what_cannot_be_read_is_told_and_hides_nothing_else() -> None:
    catalog = b"/Outlines<</First 4 0 R>>/AcroForm<</Fields[<</T(a)/V(b)>>]>>"
    found = told(catalog, b"/Rotate 90", b"<</Title(One)/Next 4 0 R>>")
    assert found == [
        ("form field", "a: b", 0),
        ("bookmark", "One", 0),
        ("objects", "bookmarks that cannot be read", 0),
        ("page's rotation", "90°", 1),
    ]


def test_trees_that_run_in_circles_are_read_once() -> None:
    """Each node has itself below it twice: whoever read every path would never come to an end."""
    catalog = b"/Names<</EmbeddedFiles 4 0 R>>/AcroForm<</Fields[5 0 R]>>"
    tree = b"<</Names[(a.xls)(x)]/Kids[4 0 R 4 0 R]>>"
    found = told(catalog, b"", tree, b"<</T(a)/Kids[5 0 R 5 0 R]>>", b"")
    assert [kind for kind, _, _ in found] == ["attached file"]


def test_a_file_with_more_than_anybody_reads_says_so() -> None:
    assert told(b"", b"/Annots[%s]" % (b"0 " * 5001))[-1] == ("objects", "more than 5,000 links, notes and the like", 0)
