"""Merging: what an addressee reads."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.campaign.fields import check_fields, check_shared_fields
from letterpack.diagnostics import Report
from letterpack.formats.markdown.blocks import read_body
from letterpack.formats.markdown.fields import text_runs
from letterpack.formats.markdown.places import Body
from letterpack.merge import compile_letter, merge
from letterpack.model.campaign import Addressee, CampaignRead, Settings, Signatory
from letterpack.model.letter import PLAIN, Conditional, Letter, Paragraph, Run, Style, has_fields, walk
from letterpack.model.own_data import OwnData
from letterpack.spans import Span
from letterpack.values import replace


class Row:
    """An origin that answers with its own line, whatever is asked."""

    def __init__(self, line: int = 1):
        self.line = line

    def span(self, *path):
        return Span("addressees.yaml", self.line, 1 + len(path))


def to(id: str, line: int = 1, **values) -> Addressee:
    blank = dict.fromkeys([each.name for each in fields(Addressee)], "")
    rest: dict[str, Any] = {
        "jointly": (),
        "enclosures": (),
        "fields": {},
        "verified": None,
        "cc": (),
        "bcc": (),
        "addresses": (("x",),),
    }
    return Addressee(**{**blank, **rest, "id": id, "kind": "to", "delivery": "first", "origin": Row(line), **values})


class Listed:
    """A mailing of a list."""

    def __init__(self, *addressees: Addressee, cc: tuple[Addressee, ...] = (), joint=None):
        self.addressees, self.cc, self.bcc, self.joint = addressees, cc, (), joint or {}
        self.count = len(addressees)
        self.given: frozenset[str] = frozenset()

    def to(self, start=0, stop=None):
        return iter(self.addressees[start:stop])


def head_runs(text: str):
    return text_runs(text, lambda offset, length: Span("letter.md", 2, offset + 1, length), Report())


def campaign_of(markdown: str, *addressees: Addressee, cc=(), joint=None, signatories=2, settings=None, **head) -> CampaignRead:
    blank = {"subject": "", "reference": "", "salutation": "", "closing": ""}
    texts = {key: head_runs(head.pop(key, "")) for key in blank}
    rest = {"date": date(2019, 10, 30), "status": "draft", "place": "", "approved": None, "style": "standard", "enclosures": ()}
    body = read_body(Body("letter.md", tuple(markdown.split("\n")), 10), Report()).blocks
    letter = Letter(**{"file": "letter.md", "language": "en", "spans": (), "sha256": "", **rest, **texts, **head}, body=body)
    signed = tuple(Signatory(f"S{index}", "", "", "", "", "", "", "", "", "", Row()) for index in range(signatories))
    mailing = Listed(*addressees, cc=cc, joint=joint)
    return CampaignRead(settings or Settings(name="Spring"), {letter.language: letter}, letter.language, signed, mailing, ())


def merged(markdown: str, addressee: Addressee, **head):
    campaign = campaign_of(markdown, addressee, **head)
    return merge(compile_letter(campaign, campaign.letter), addressee)


def text(blocks) -> str:
    return "|".join("".join(run.text for run in block.runs) for block in walk(blocks) if isinstance(block, Paragraph))


ANN = to("ann", name="Ann *Bold* <b>", title="Minister", fields={"case": "12/3"})
BOB = to("bob", name="Bob", title="Judge", fields={"case": "4"})


def test_a_value_is_text_and_never_markup():
    letter = merged("Dear **{{ addressee.name }}** of {{ addressee.fields.case }}, {{ addressee.case }}.", ANN)
    assert letter.body[0].runs == (Run("Dear "), Run("Ann *Bold* <b>", Style(bold=True)), Run(" of 12/3, 12/3."))


@given(st.text(min_size=1))
def test_any_value_comes_out_as_it_went_in(value):
    runs = merged("x {{ addressee.name }} y", to("a", name=value)).body[0].runs
    assert "".join(run.text for run in runs) == f"x {value} y"


def test_a_value_that_runs_from_right_to_left_is_isolated():
    assert merged("x {{ addressee.name }} y", to("a", name="Ann")).body[0].runs == (Run("x Ann y"),)
    runs = merged("x {{ addressee.name }} y", to("a", name="\u0622\u0646")).body[0].runs
    assert runs == (Run("x "), Run("\u0622\u0646", isolated=True), Run(" y"))
    assert merged("\u0627 {{ addressee.name }}", to("a", name="3 (b)")).body[0].runs[1] == Run("3 (b)", isolated=True)


def test_fields_of_letter_campaign_and_signatories():
    letter = merged(
        "{{ letter.date }}, {{ letter.place }}, {{ letter.subject }}, {{ letter.reference }}, {{ campaign.name }}, "
        "{{ signatories.count }}",
        ANN,
        place="Almaty",
        subject="On {{ addressee.title }}",
        reference="R/{{ signatories.count }}",
    )
    assert text(letter.body) == "30 October 2019, Almaty, On Minister, R/2, Spring, 2"
    assert letter.subject == (Run("On Minister"),)
    assert letter.reference == (Run("R/2"),)


def test_blocks_that_do_not_vary_are_the_same_objects_for_all():
    campaign = campaign_of("one\n\n> two {{ campaign.name }}\n\nthree {{ addressee.name }}\n\n::: for bob\nfour\n:::", ANN, BOB)
    template = compile_letter(campaign, campaign.letter)
    ann, bob = merge(template, ANN), merge(template, BOB)
    assert ann.body[0] is bob.body[0]
    assert ann.body[1] is bob.body[1]
    assert (text(ann.body), text(bob.body)) == ("one|two Spring|three Ann *Bold* <b>", "one|two Spring|three Bob|four")


def test_without_fields_the_whole_body_is_one_object():
    campaign = campaign_of("one\n\n{{ signatories.count }}", ANN, BOB)
    template = compile_letter(campaign, campaign.letter)
    assert merge(template, ANN).body is merge(template, BOB).body


def test_nothing_open_is_left_in_a_merged_body():
    nested = "1. {{ addressee.name }}\n   > {{ addressee.title }}\n\n"
    letter = merged(nested + "::: for ann\n- {{ addressee.case }}\n:::\n\n::: for bob\nx\n:::", ANN)
    assert not any(has_fields(block) for block in letter.body)
    assert not any(isinstance(block, Conditional) for block in walk(letter.body))
    assert text(letter.body) == "Ann *Bold* <b>|Minister|12/3"


@pytest.mark.parametrize(
    ("addressee", "head", "salutation"),
    [
        (replace(ANN, salutation="Dear Ann,"), {"salutation": "Dear {{ addressee.title }},"}, "Dear Ann,"),
        (ANN, {"salutation": "Dear {{ addressee.title }},"}, "Dear Minister,"),
        (ANN, {}, "Dear Minister,"),
        (to("a", name="Ann"), {}, "Dear Ann,"),
        (to("a", organization="Court"), {}, "Dear Sir or Madam,"),
        (ANN, {"language": "fr"}, "Madame, Monsieur,"),
        (ANN, {"language": "gsw"}, "Dear Minister,"),
    ],
)
def test_a_salutation_is_the_addressees_the_letters_or_the_languages(addressee, head, salutation):
    spoken = "en" if head.get("language") == "gsw" else ""
    assert merged("x", addressee, **head).salutation == (Run(salutation, PLAIN, language=spoken),)


def test_closing_and_date_are_in_the_letters_language():
    letter = merged("x", ANN, language="ru")
    assert (letter.closing, letter.date_text) == ((Run("С уважением,"),), "30 октября 2019\xa0г.")
    assert merged("x", ANN, closing="Yours, {{ campaign.name }}").closing == (Run("Yours, Spring"),)


def test_a_joint_letter_and_a_copy_get_the_blocks_of_all_who_read_it():
    campaign = campaign_of("::: for ann\nA\n:::\n\n::: for bob\nB\n:::\n\n::: for copy\nC\n:::", ANN, BOB)
    template = compile_letter(campaign, campaign.letter)
    assert text(merge(template, ANN, (ANN, BOB)).body) == "A|B"
    assert text(merge(template, ANN, reader=to("copy")).body) == "A|C"
    assert merge(template, ANN, (ANN, BOB)).salutation == (Run("Dear Sir or Madam,"),)


def test_enclosures_are_the_letters_then_the_addressees_each_once():
    letter = merged("x", replace(ANN, enclosures=("b.pdf", "c.pdf")), enclosures=("a.pdf", "b.pdf"))
    assert letter.enclosures == ("a.pdf", "b.pdf", "c.pdf")


ONLY_BOB = "{if addressee.case = 4}"


def test_a_passage_is_printed_where_its_condition_holds():
    body = f"We [thank {{{{ addressee.name }}}}]{ONLY_BOB}[remind you]{{else}}, **[truly]{ONLY_BOB}**."
    assert merged(body, BOB).body[0].runs == (Run("We thank Bob, "), Run("truly", Style(bold=True)), Run("."))
    assert merged(body, ANN).body[0].runs == (Run("We remind you, ."),)


def test_a_heading_is_merged():
    heading = f"## To {{{{ addressee.name }}}}[, now]{ONLY_BOB}"
    assert [merged(heading, each).body[0].runs for each in (BOB, ANN)] == [(Run("To Bob, now"),), (Run("To Ann *Bold* <b>"),)]
    assert not merged(f"## [For Bob]{ONLY_BOB}", ANN).body


def test_every_cell_of_a_table_is_merged():
    table = f"| {{{{ addressee.name }}}} | b |\n|---|---|\n| [x]{ONLY_BOB}[y]{{else}} | {{{{ addressee.title }}}} |"
    made = [merged(table, each).body[0] for each in (BOB, ANN)]
    assert [(each.head, *each.rows) for each in made] == [
        (((Run("Bob"),), (Run("b"),)), ((Run("x"),), (Run("Judge"),))),
        (((Run("Ann *Bold* <b>"),), (Run("b"),)), ((Run("y"),), (Run("Minister"),))),
    ]


def notes(letter):
    """The numbers of a letter's notes as they are called, and what each says."""
    runs = [run for block in letter.body for run in block.runs if run.note]
    return [(run.text, run.note.number, text(run.note.blocks)) for run in runs]


def test_a_note_is_merged_where_it_is_called():
    letter = f"Text[^1], as all know.\n\n[^1]: See {{{{ addressee.title }}}}[, only you]{ONLY_BOB}."
    assert [notes(merged(letter, each)) for each in (BOB, ANN)] == [
        [("¹", 1, "See Judge, only you.")],
        [("¹", 1, "See Minister.")],
    ]
    assert text(merged(letter, ANN).body) == "Text¹, as all know.|See Minister."


def test_notes_are_numbered_as_each_reader_meets_them():
    letter = "A[^a]\n\n::: for bob\nB[^b]\n:::\n\nC[^c]\n\n[^a]: a\n\n[^b]: b\n\n[^c]: c"
    assert notes(merged(letter, BOB)) == [("¹", 1, "a"), ("²", 2, "b"), ("³", 3, "c")]
    assert notes(merged(letter, ANN)) == [("¹", 1, "a"), ("²", 2, "c")]


def test_an_item_for_some_is_left_out_and_the_others_keep_their_numbers():
    letter = f"1. [only]{ONLY_BOB}\n2. all\n\n- [x]{ONLY_BOB}\n\n> [q]{ONLY_BOB}"
    assert text(merged(letter, BOB).body) == "only|all|x|q"
    (items,) = merged(letter, ANN).body
    assert [(item.label, text(item.blocks)) for item in items.items] == [("2.", "all")]


def test_a_value_stands_as_the_field_was_written():
    shared = "**{{ letter.subject }}** [{{ letter.reference }}](https://a.example) [{{ campaign.name }}]{lang=fr}"
    own = "[{{ addressee.title }}]{lang=kk}"
    runs = merged(f"{shared} {own}", ANN, subject="On {{ addressee.title }}", reference="R").body[0].runs
    assert [(run.text, run.style.bold, run.link, run.language) for run in runs if run.text.strip()] == [
        ("On Minister", True, None, ""),
        ("R", False, "https://a.example", ""),
        ("Spring", False, None, "fr"),
        ("Minister", False, None, "kk"),
    ]


def test_what_all_share_in_a_passage_for_some_is_for_them_alone():
    shared = ("{{ letter.subject }}", "{{ letter.reference }}", "{{ campaign.name }}", "{{ letter.place }}")
    body = "To all" + "".join(f"[, {each}]{ONLY_BOB}" for each in shared)
    head = {"subject": "On {{ addressee.title }}", "reference": "R", "place": "Oslo"}
    assert text(merged(body, BOB, **head).body) == "To all, On Judge, R, Spring, Oslo"
    assert text(merged(body, ANN, **head).body) == "To all"


def test_a_condition_asks_what_all_share_and_what_is_an_addressees():
    block = "::: if letter.place = Oslo and addressee.case = 4\nhere\n:::\n\n[{{ campaign.name }}](https://a.example)"
    assert text(merged(block, BOB, place="Oslo").body) == "here|Spring"
    assert text(merged(block, ANN, place="Oslo").body) == text(merged(block, BOB, place="Rome").body) == "Spring"
    link = merged(block, ANN).body[-1]
    assert [run.link for run in link.runs] == ["https://a.example"]
    assert link.span.line == 14


def test_a_letter_keeps_what_its_head_says():
    letter = merged(
        "x", ANN, language="fr", status="final", place="Paris", reference="{{ addressee.title }}", closing="{{ addressee.title }}"
    )
    assert (letter.language, letter.status, letter.date, letter.place) == ("fr", "final", date(2019, 10, 30), "Paris")
    assert (letter.date_text, letter.reference, letter.closing) == ("30 octobre 2019", (Run("Minister"),), (Run("Minister"),))


@pytest.mark.parametrize(
    ("language", "addressee", "salutation"),
    [
        ("en", to("a", name="محمد"), Run("Dear \u2068محمد\u2069,")),
        ("en", to("a", title="وزير"), Run("Dear \u2068وزير\u2069,")),
        ("ar", to("a", name="Ann"), Run("\u2068Ann\u2069، تحية طيبة وبعد،")),
        ("ar", to("a"), Run("تحية طيبة وبعد،")),
        ("en", to("a", salutation="سيدي"), Run("سيدي", isolated=True)),
        ("en", to("a", salutation="Dear all,"), Run("Dear all,")),
    ],
)
def test_a_salutation_keeps_its_direction(language, addressee, salutation):
    assert merged("x", addressee, language=language).salutation == (salutation,)


@pytest.mark.parametrize("addressee", [to("a", name="Ann"), to("a", title="Minister"), to("a"), to("a", name="محمد")])
def test_words_that_a_language_lacks_are_marked_as_the_language_they_are_in(addressee):
    letter = merged("x", addressee, language="dv")
    assert letter.salutation[0].language == letter.closing[0].language == "en"
    assert letter.salutation[0].isolated == (addressee.name == "محمد")


def test_a_campaigns_own_words_are_used():
    own = OwnData((("languages/en.toml", 'closing = "With regards,"\n[salutation]\ntitle = "Hello {title}!"\n'),))
    campaign = replace(campaign_of("x", BOB), own=own)
    letter = merge(compile_letter(campaign, campaign.letter), BOB)
    assert (letter.closing, letter.salutation) == ((Run("With regards,"),), (Run("Hello Judge!"),))


def check(campaign: CampaignRead, report: Report, named=()):
    uses = check_shared_fields(campaign.letters.values(), campaign.settings, report, campaign.own, len(campaign.signatories))
    check_fields(campaign, uses, named, (), report)


def findings(campaign: CampaignRead, named=()):
    report = Report()
    check(campaign, report, named)
    return [(each.code, each.message, each.hint) for each in report]


def test_fields_that_are_there_are_no_findings():
    markdown = "{{ addressee.name }} {{ addressee.case }} {{ letter.date }} {{ signatories.count }} {{ campaign.name }}"
    assert findings(campaign_of(markdown, ANN, BOB)) == []


@pytest.mark.parametrize(
    ("field", "code", "said"),
    [
        ("adressee.name", "LP201", "did you mean `addressee`?"),
        ("letter.dtae", "LP201", "did you mean `letter.date`?"),
        ("addressee.nmae", "LP201", "did you mean `name`?"),
        ("addressee.fields.cas", "LP201", "did you mean `case`?"),
        ("letter.place", "LP202", "`letter.place` is empty"),
        ("addressee.organization", "LP202", "`addressee.organization` is empty for 2 addressees, the first being `ann`"),
    ],
)
def test_fields_that_name_nothing_are_found(field, code, said):
    ((found, message, hint),) = findings(campaign_of(f"{{{{ {field} }}}}", ANN, BOB))
    assert found == code
    assert said in (message, hint)


def test_an_empty_field_points_at_the_addressees_that_lack_it():
    report = Report()
    lacking = to("carl", 7, name="Carl", fields={})
    check(campaign_of("x {{ addressee.fields.case }}", ANN, lacking), report)
    (found,) = report
    assert (found.span.line, found.span.column) == (10, 3)
    assert [related.span for related in found.related] == [Span("addressees.yaml", 7, 3)]


def test_a_field_in_a_block_for_some_is_asked_of_them_alone():
    markdown = "::: for ann\n{{ addressee.organization }}\n:::"
    assert findings(campaign_of(markdown, replace(ANN, organization="Court"), BOB)) == []
    assert [code for code, *_ in findings(campaign_of(markdown, ANN, BOB))] == ["LP202"]


@pytest.mark.parametrize("reader", ["of all", "of this letter", "of the entry", "joint"])
def test_a_block_for_a_reader_takes_its_fields_from_whom_the_letter_is_to(reader):
    """Whoever reads the letter, its fields are those of the addressee it is written to."""
    copy = to("copy", fields={"case": "99"}, copy_of="ann" if reader == "of this letter" else "")
    bare = replace(ANN, fields={}, cc=(copy,) if reader == "of the entry" else ())
    people = (bare, copy) if reader == "joint" else (bare, BOB)
    campaign = campaign_of(
        "::: for copy\n{{ addressee.case }}\n:::",
        *people,
        cc=(copy,) if reader in ("of all", "of this letter") else (),
        joint=dict.fromkeys(("ann", "copy"), people) if reader == "joint" else None,
    )
    found = findings(campaign)
    assert ("LP202", "`addressee.case` is empty for `ann`") in [each[:2] for each in found]
    template = compile_letter(campaign, campaign.letter)
    printed = merge(template, bare, people) if reader == "joint" else merge(template, bare, reader=copy)
    assert text(printed.body) == ""


def test_a_field_that_a_joint_letter_takes_from_another_is_not_lost_in_silence():
    joint = {"ann": (ANN, BOB), "bob": (ANN, BOB)}
    message = "a joint letter uses the field `case` of `ann`, so this one would be lost"
    hint = "give both the same, or take it out of `bob`"
    assert findings(campaign_of("{{ addressee.case }} {{ addressee.fields.case }}", ANN, BOB, joint=joint)) == [
        ("LP166", message, hint)
    ]
    assert findings(campaign_of("{{ addressee.name }}", ANN, BOB, joint=joint)) == []
    alike = replace(BOB, fields=ANN.fields)
    assert findings(campaign_of("{{ addressee.case }}", ANN, alike, joint=dict.fromkeys(("ann", "bob"), (ANN, alike)))) == []


def test_a_salutation_of_ones_own_needs_no_fields():
    own = to("own", salutation="Dear all,")
    assert findings(campaign_of("x", own, ANN, salutation="Dear {{ addressee.name }},")) == []


def test_the_subject_cannot_hold_itself():
    assert [code for code, *_ in findings(campaign_of("x", ANN, subject="On {{ letter.subject }}"))] == ["LP201"]


def test_ids_of_blocks_are_those_of_any_addressee():
    campaign = campaign_of("x", replace(ANN, cc=(to("own-copy"),)), BOB, cc=(to("copy"),))
    named = tuple((name, Span("letter.md", 3, 9, 3)) for name in ("ann", "own-copy", "copy", "bbo"))
    assert findings(campaign, named) == [("LP203", "no addressee has the id `bbo`", "did you mean `bob`?")]
