"""Each packet holds the words that are its reader's, and no other's, however blocks, branches, notes and links are written."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from letterpack.diagnostics import Report
from letterpack.formats.markdown.blocks import read_body
from letterpack.formats.markdown.places import Body
from letterpack.merge import compile_letter, merge
from letterpack.model.letter import Block, texts, walk
from tests.build.making import campaign, in_memory, make, text_of
from tests.properties.letters_for_some import PEOPLE, Drawn, Person, letters_for_some
from tests.test_merge import campaign_of, to
from tests.trying import tried

MARK = re.compile(r"^([\s>]*):::")
SLIPS = (
    "::", "::::", "：：：", ": : :", ":::\u200b", "\u200b:::", "\\:::", ":::\u00a0", "    :::", ";;;", "::;", "***", "—:::",
    "\u2236\u2236\u2236", "\ufe30\ufe30\ufe30", "- :::", "1. :::", "# :::", "| :::", "`:::`", "<div>:::", "::: :", "...",
    "\u2237:", "\u02d0\u02d0\u02d0", "\u0589\u0589\u0589", " :::", "%", "{% ", "@", "=", "~", ";", "|",
    "!", "/", "＠", "_", "§", "^", "?",
)  # fmt: skip
WORD = re.compile(r"word\d+x")
ADDRESSEES = {
    person["id"]: to(person["id"], fields={key: person[key] for key in ("answer", "seats", "since")}) for person in PEOPLE
}


def due(letter: Drawn, person: Person) -> set[str]:
    return {word for word, truth in letter.words.items() if truth(person)}


def read_of(blocks: tuple[Block, ...]) -> set[str]:
    said = [f"{run.text} {run.link}" for block in walk(blocks) for runs in texts(block) for run in runs]
    return set(WORD.findall(" ".join(said)))


@given(letter=letters_for_some())
def test_each_reads_their_own_words_and_nobody_elses(letter):
    report = Report()
    read_body(Body("letter.md", tuple(letter.lines), 1), report)
    assert [found for found in report if found.severity == "error"] == []
    read = campaign_of("\n".join(letter.lines), *ADDRESSEES.values())
    template = compile_letter(read, read.letter)
    for person in PEOPLE:
        assert read_of(merge(template, ADDRESSEES[person["id"]]).body) == due(letter, person)


@tried(0.5)
@given(letter=letters_for_some(), data=st.data())
def test_a_slip_in_a_mark_is_an_error_or_tells_nobody_what_is_anothers(letter, data):
    marks = [index for index, line in enumerate(letter.lines) if MARK.match(line)]
    if not marks:
        return
    index, slip = data.draw(st.sampled_from(marks)), data.draw(st.sampled_from(SLIPS))
    lines = [*letter.lines]
    lines[index] = MARK.sub(lambda match: match[1] + slip, lines[index], count=1)
    text, report = "\n".join(lines), Report()
    read_body(Body("letter.md", tuple(lines), 1), report)
    if any(found.severity == "error" for found in report):
        return
    read = campaign_of(text, *ADDRESSEES.values())
    template = compile_letter(read, read.letter)
    for person in PEOPLE:
        assert read_of(merge(template, ADDRESSEES[person["id"]]).body) <= due(letter, person)


@tried(0.2)
@given(letter=letters_for_some())
def test_each_packet_prints_its_own_words_and_nobody_elses(letter, tmp_path_factory):
    people = [
        {
            "id": each["id"],
            "title": f"Minister {each['id']}",
            "address": ["1 Street"],
            "fields": {key: each[key] for key in ("answer", "seats", "since")},
        }
        for each in PEOPLE
    ]
    text = "---\ndate: 2026-03-02\n---\n\n" + "\n".join(letter.lines)
    with in_memory():
        made = make(tmp_path_factory.mktemp("batch"), campaign({"to": people}, text))
    assert made.ok, made.findings
    for person in PEOPLE:
        printed = set(WORD.findall(re.sub(r"\s+", "", text_of(made.packets[person["id"]]))))
        links = {word for word in due(letter, person) if f"https://{word}" in text}
        assert printed == due(letter, person) - links
