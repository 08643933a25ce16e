"""What findings and comparisons say where they travel."""

from __future__ import annotations

from pathlib import Path

import pytest

from letterpack.campaign import read_campaign
from letterpack.checks.discreet import discretion
from letterpack.cli.choices import in_repository
from letterpack.diagnostics import Diagnostic, Related, Report
from letterpack.model.change import Change, Comparison, Located, PacketChanges
from letterpack.review.groups import Grouper, Ranker
from letterpack.review.telling import without_answers, without_blind_copies
from letterpack.spans import Span
from tests.checks.faulty import files_of
from tests.checks.sources import Dict, found, sources_of
from tests.worlds import DictWorld

ADDRESSEES = """\
to: [{id: minister, name: Anna Open, address: [Square 1], country: SE}]
bcc: [{id: watch, name: Emil Blind, organization: Watch, address: [Gate 7, 0150 Oslo], country: NO}]
"""
SIGNATORIES = """\
organization,name,email,note,consent
Union,Zoe,u@example.org,by phone only,yes
Front,Zoe,f@example.org,afraid of arrest,no
"""
FILES = {
    "letter.md": "---\ndate: 2026-10-30\nsubject: S\n---\nText.\n",
    "addressees.yaml": ADDRESSEES,
    "signatories.csv": SIGNATORIES,
}


def said(message: str, file: str = "signatories.csv", packet: str | None = None) -> Diagnostic:
    found = Diagnostic("LP312", "error", message, Span(file, 2, 1), message, packet, related=(Related(message, Span(file, 3)),))
    return discretion(read_campaign(DictWorld(FILES), Report()), [found]).finding(found)


@pytest.mark.parametrize(
    ("message", "travels"),
    [
        ("`Union` has not said", "`Union` has not said"),
        ("`Zoe, Union` is `Zoe, Front` again", "`Zoe, Union` is `…` again"),
        ("`Front` has not consented and is not printed", "`…` has not consented and is not printed"),
        ("`u@example.org` under `organization` is an address", "`…` under `organization` is an address"),
        ("`maybe` in the column `consent` is not understood", "`…` in the column `consent` is not understood"),
        ("ask whether u@example.com is meant", "ask whether … is meant"),
        (
            "the note of Front, afraid of arrest, is in the packet for `minister`",
            "the note of …, …, is in the packet for `minister`",
        ),
        ("`a`b` stands in a column without a name", "`…` stands in a column without a name"),
    ],
)
def test_a_finding_quotes_what_everybody_may_read(message: str, travels: str) -> None:
    found = said(message)
    assert (found.message, found.hint, found.related[0].message) == (travels, travels, travels)


def test_a_blind_copy_has_no_name() -> None:
    found = said("the packet for `watch` says `Emil Blind` of Watch", "addressees.yaml", "watch")
    assert found.packet == "blind-copy-1" and found.message == "the packet for `blind-copy-1` says `…` of …"
    assert (
        said("the letter names Emil Blind, who gets a blind copy", "letter.md").message
        == "the letter names …, who gets a blind copy"
    )


def test_where_a_blind_copy_is_named_travels_and_not_by_which_word() -> None:
    """A word of the letter beside `blind-copy-1` would tell whoever reads the log who that is."""
    blind = ["id: quirk, name: Zoltan Quirk, address: [9 Tanglewood Row, Bristol BS1 5TR], country: GB"]
    letter = "Mr Quirk says so. Zoltan Quirk does. ![By Quirk](quirk.png)\n\n`Quirk`\n\nSeen at 9 Tanglewood Row."
    signatories = {"columns": "name,title", "signatories": ["Ann Lee,Friend of Quirk"]}
    sources = sources_of(Dict(files_of({"bcc": blind, "letter": letter, **signatories})))
    findings = found(sources, "LP303")
    texts = discretion(sources.campaign, findings)
    told = [texts.finding(each) for each in findings]
    assert len(told) >= 4
    said = " ".join(f"{each.message} {each.hint}" for each in told).casefold()
    assert not {word for word in ("quirk", "zoltan", "tanglewood") if word in said}
    assert told[0].hint.endswith("::: for blind-copy-1")


def test_the_letter_is_quoted() -> None:
    assert said("`teh` is a misspelling", "letter.md").message == "`teh` is a misspelling"


def test_without_a_campaign_nothing_of_a_list_is_quoted() -> None:
    found = Diagnostic("LP127", "error", "`afraid` stands in a column without a name", Span("signatories.csv", 2))
    assert discretion(None, [found]).finding(found).message == "`…` stands in a column without a name"


@pytest.mark.parametrize(
    ("typed", "shown"), [(".", ""), ("a/b", "a/b"), ("{here}", ""), ("{here}/a", "a"), ("..", ""), ("/", "")]
)
def test_no_absolute_path_of_a_campaign(typed: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert in_repository(Path(typed.format(here=tmp_path))) == shown


def test_who_reviewed_and_what_they_said_stays() -> None:
    opened = "a comment about `watch` is open"
    found = Diagnostic(
        "LP330", "warning", "a comment of Ada about `watch` is open: a spy?", Span("review.yaml", 2), openly=opened
    )
    told = discretion(read_campaign(DictWorld(FILES), Report()), [found]).finding(found)
    assert (told.message, told.openly) == ("a comment about `blind-copy-1` is open", "")
    assert said("`a spy?` is not a date", "review.yaml").message == "`…` is not a date"


@pytest.mark.parametrize("format", ["github", "gitlab", "junit", "sarif"])
def test_no_absolute_path_of_a_build(letterpack, format: str, tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for forged in (False, True):
        if forged:
            (tmp_path / "build").mkdir()
            (tmp_path / "build/manifest.json").write_text("{", encoding="utf-8")
        ran = letterpack("check", tmp_path, "--format", format)
        assert ran.code in (0, 1) and str(tmp_path) not in ran.out
    assert "build/manifest.json" in ran.out


@pytest.mark.parametrize("format", ["markdown", "junit", "text"])
def test_a_comparison_that_cannot_be_built_quotes_no_private_row(letterpack, format: str, tmp_path: Path) -> None:
    """Neither on stdout nor on stderr: the log of a CI system has both. Whoever has the sources sees their lines."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text.replace("Gate 7,", "Gate 7, {{ x }},"), encoding="utf-8")
    with (tmp_path / "signatories.csv").open("a", encoding="utf-8") as file:
        file.write("Circle,Ann,a@example.org,afraid too,perhaps\n")
    ran = letterpack("diff", tmp_path, tmp_path, "--format", format)
    assert ran.code == 2 and "error[LP" in ran.err
    private = [text for text in ("Emil", "a@example.org", "afraid", "perhaps") if text in ran.out + ran.err]
    assert bool(private) == (format == "text")


def packet(name: str, *changes: Change, own: str = "") -> PacketChanges:
    return PacketChanges(name, name.upper(), "changed", tuple(map(Located, changes)), (1, 1), own_words=frozenset([own]))


def test_a_comparison_tells_no_answer_and_no_folder() -> None:
    sources = (
        Change("signatory", "signatories.csv: Union: consent", "yes", "no"),
        Change("signatory", "signatories.csv: Front: withdrawn", "", "yes"),
        Change("signatory", "signatories.csv", "", "Front"),
        Change("signatory", "signatories.csv", "", "Circle"),
        Change("text", "letterpack.yaml: suppress.1.reason", "", "they are in prison"),
    )
    told = without_answers(Comparison("/srv/old", "new", sources, (), (), ("`/srv/old` has no manifest",)), {"Front"})
    assert (told.old, told.new, told.notes) == ("old", "new", ("`old` has no manifest",))
    assert [(each.field, each.before, each.after) for each in told.sources] == [
        ("signatories.csv", "", ""),
        ("signatories.csv", "", "Circle"),
        ("letterpack.yaml: suppress", "", ""),
    ]


def test_a_comparison_names_no_blind_copy() -> None:
    shared = [Change("text", "paragraph", f"Dear {name}, no", f"Dear {name}, yes") for name in ("emil", "anna")]
    own = Change("address", "address", "Gate 7", "Gate 8")
    grouper = Grouper(Ranker())
    found = (packet("watch", shared[0], own, own="emil"), packet("minister", shared[1], own="anna"))
    packets = tuple([grouper.add(each) for each in found])
    sources = (
        Change("address", "addressees.yaml: watch: address", "Gate 7", "Gate 8"),
        Change("text", "letter.md:5", "no", "yes"),
    )
    groups = grouper.groups()
    assert [(group.change, group.packets) for group in groups] == [(own, ("watch",)), (shared[0], ("watch", "minister"))]
    told = without_blind_copies(Comparison("old", "new", sources, packets, groups), frozenset({"watch"}))
    assert [(group.change, group.packets) for group in told.groups] == [(shared[1], ("blind-copy-1", "minister"))]
    assert tuple(told.packets) == (PacketChanges("blind-copy-1", "", "changed", pages=(1, 1)), packets[1])
    assert [each.field for each in told.sources] == ["addressees.yaml: a blind copy", "letter.md:5"]
    assert not any(word in repr(told).lower() for word in ("watch", "emil", "gate"))
