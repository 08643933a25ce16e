"""Sources in their own words."""

from __future__ import annotations

from letterpack.campaign import read_campaign
from letterpack.diagnostics import Report
from letterpack.model.change import Change
from letterpack.review.sources import SideSources, compare_sources
from tests.build.making import HEAD, campaign, person
from tests.review.comparing import Told, tell
from tests.worlds import DictWorld

BODY = "We write to you about the journalists.\n\nThey must be released.\n"


def changes(old: dict[str, bytes], new: dict[str, bytes]) -> list[Told]:
    return [tell(change) for change in compared(old, new)]


def told(old: dict[str, bytes], new: dict[str, bytes]) -> list[tuple[str, str, str]]:
    return [(change.kind, change.field, change.note) for change in compared(old, new)]


def compared(old: dict[str, bytes], new: dict[str, bytes]) -> tuple[Change, ...]:
    sides = []
    for files in (old, new):
        report = Report()
        world = DictWorld(files)
        read = read_campaign(world, report)
        assert read and not report.has_errors, list(report)
        sides.append(SideSources(read, world))
    return compare_sources(*sides)


def enclosing(*names: str, more: dict[str, bytes]) -> dict[str, bytes]:
    """A campaign whose first addressee gets the enclosures ``names``."""
    files = [f"enclosures/{name}.pdf" for name in names]
    return campaign([person("Alpha", enclosures=files), person("Beta")], more=more)


def test_nothing() -> None:
    assert changes(campaign(), campaign()) == []


def test_an_addressee_by_id_and_key() -> None:
    old, new = (
        person("Alpha", title="Minister of Information"),
        person("Alpha", title="Minister of Culture", salutation="Dear Sir,"),
    )
    assert changes(campaign([old]), campaign([new])) == [
        ("address", "addressees.yaml: alpha: title", "Minister of Information", "Minister of Culture"),
        ("text", "addressees.yaml: alpha: salutation", "", "Dear Sir,"),
    ]


def test_only_the_lines_of_an_address_that_differ() -> None:
    old = person("Alpha", address=["House of Ministries", "Street 1", "010000 Astana"])
    new = person("Alpha", address=["House of Ministries", "Street 2", "010000 Astana"])
    assert changes(campaign([old]), campaign([new])) == [("address", "addressees.yaml: alpha: address", "Street 1", "Street 2")]


def test_who_is_new_and_who_is_gone() -> None:
    found = changes(campaign([person("Alpha"), person("Beta")]), campaign({"to": [person("Alpha")], "cc": [person("Gamma")]}))
    assert found == [
        ("address", "addressees.yaml: gamma", "", "Gamma Example, Minister of Gamma"),
        ("address", "addressees.yaml: beta", "Beta Example, Minister of Beta", ""),
    ]


def test_signatories() -> None:
    rows = b"organization,name,title,country,consent\n"
    old = campaign(
        more={"signatories.csv": rows + b"Alpha Union,A,Chair,KZ,yes\nBeta Union,B,Chair,PL,\nGamma Union,C,Chair,,yes\n"}
    )
    new = campaign(
        more={"signatories.csv": rows + b"Alpha Union,A,President,KZ,yes\nGamma Union,C,Chair,,yes\nZed Union,Z,Chair,KZ,yes\n"}
    )
    assert changes(old, new) == [
        ("signatory", "signatories.csv: Alpha Union: title", "Chair", "President"),
        ("signatory", "signatories.csv", "Beta Union (PL)\nB, Chair", ""),
        ("signatory", "signatories.csv", "", "Zed Union (KZ)\nZ, Chair"),
    ]


def test_signatories_in_another_order() -> None:
    old, new = campaign(signatories=["A Union", "B Union", "C Union"]), campaign(signatories=["A Union", "C Union", "B Union"])
    assert changes(old, new) == [("signatory", "signatories.csv: order", "B Union", "C Union")]


def test_consent_that_was_given() -> None:
    rows = "organization,consent\nAlpha Union,yes\nBeta Union,{}\n"
    old, new = [campaign(more={"signatories.csv": rows.format(said).encode()}) for said in ("no", "yes")]
    assert changes(old, new) == [("signatory", "signatories.csv: Beta Union: consent", "no", "yes")]


def test_a_letter_by_its_keys_and_lines() -> None:
    new = HEAD.replace("the imprisoned", "all") + BODY.replace("must be", "have to be")
    assert changes(campaign(letter=HEAD + BODY), campaign(letter=new)) == [
        ("text", "letter.md: subject", "Release of the imprisoned", "Release of all"),
        ("text", "letter.md:8", "must", "have to"),
    ]


def test_a_new_letter() -> None:
    new = campaign(more={"letter.ru.md": (HEAD + "Мы пишем вам.\n").encode()})
    assert changes(campaign(), new) == [("text", "letter.ru.md", "", "a letter in ru")]


def test_settings_by_their_keys() -> None:
    old = campaign(settings={"sender": {"names": ["Example House"], "address": ["A", "B"]}})
    new = campaign(settings={"sender": {"names": ["Example House"], "address": ["A", "C"]}, "form": "din5008b"})
    assert changes(old, new) == [
        ("text", "letterpack.yaml: sender.address.2", "B", "C"),
        ("text", "letterpack.yaml: form", "", "din5008b"),
    ]


def test_enclosures_by_their_digests() -> None:
    old = enclosing("a", "b", more={"enclosures/a.pdf": b"1", "enclosures/b.pdf": b"1"})
    new = enclosing("a", "c", more={"enclosures/a.pdf": b"2", "enclosures/c.pdf": b"1"})
    assert [(field, note) for _, field, note in told(old, new)] == [
        ("addressees.yaml: alpha: enclosures", ""),
        ("enclosures/a.pdf", "changed"),
        ("enclosures/b.pdf", "gone"),
        ("enclosures/c.pdf", "new"),
    ]


def test_a_letter_from_another_script_is_seen_in_the_sources() -> None:
    old, new = "Lars Ingen Society", "L\u0430rs Ingen Society"
    (change,) = compared(*[campaign(signatories=[who, "Example Union"]) for who in (old, new)])
    assert (change.kind, change.before, change.after) == ("invisible", old, new)
    assert "U+0430" in change.note
