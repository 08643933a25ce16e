"""The mailing: addressees out of four formats, streamed twice, and what they say of each other."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.campaign import streams
from letterpack.campaign.mailing import read_mailing
from letterpack.diagnostics import Report
from letterpack.errors import CannotBuild
from letterpack.formats.tables.formulas import restored
from letterpack.model.campaign import Addressee, Mailing, Sender, Settings
from tests.trying import tried
from tests.worlds import DictWorld

CSV = "id,name,address1,address2\n" + "".join(f"a{n},Name {n},{n} Example Street,Sampleton\n" for n in range(300))


def mail(report: Report | None = None, settings: Settings | None = None, **files: str | bytes) -> Mailing:
    world = DictWorld({name.replace("__", "."): data for name, data in files.items()})
    found = Report() if report is None else report
    mailing, inputs = read_mailing(world, settings or Settings(), frozenset({"en", "pt-BR"}), "en", found)
    assert report is not None or not len(found), list(found)
    assert {one.path for one in inputs} == {path for path in world.files if path.startswith("addressees")}
    assert mailing is not None
    return mailing


def one(**files: str | bytes) -> Addressee:
    return next(mail(None, None, **files).to())


def codes(**files: str) -> list[tuple[str, int]]:
    report = Report()
    world = DictWorld({name.replace("__", "."): data for name, data in files.items()})
    read_mailing(world, Settings(), frozenset({"en"}), "en", report)
    return [(found.code, found.span.line) for found in report]


ENTRY = {
    "id": "minister",
    "name": "Ann Example",
    "title": "Minister",
    "address": ["1 Example Square", "Sampleton"],
    "country": "KZ",
    "language": "pt-br",
    "fields": {"case": "17"},
    "verified": "2026-01-02",
}


def in_csv(rows: Sequence[Mapping[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(key for row in rows for key in row)), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


SIGNS = "ab\u00e9\u4e2d\u0416 ,;\t\"'=-|\n\U0001f600"
CELL = st.text(st.sampled_from(SIGNS), max_size=8).filter(lambda text: restored(text) == text)
NEEDED = {"title": CELL.map("A {}".format), "address": CELL.map("x {}".format)}
LISTED = st.lists(st.fixed_dictionaries(NEEDED, optional={"name": CELL, "salutation": CELL}), min_size=1, max_size=6)


@tried(0.2)
@given(LISTED)
def test_a_list_says_the_same_in_every_format(rows: list[dict[str, str]]) -> None:
    rows = [{"id": f"a-{number}", **row} for number, row in enumerate(rows)]
    said = []
    for file in (
        {"addressees__csv": in_csv(rows)},
        {"addressees__jsonl": "".join(json.dumps(row) + "\n" for row in rows)},
    ):
        report = Report()
        mailing = mail(report, None, **file)
        said.append((list(mailing.to()), sorted([(found.code, found.message) for found in report])))
    assert said[0] == said[1]


def test_parquet_is_not_passed_by_in_silence() -> None:
    report = Report()
    world = DictWorld({"addressees.csv": "title,address\nFirst,x\n", "addressees.parquet": "PAR1"})
    read_mailing(world, Settings(), frozenset({"en"}), "en", report)
    assert [(found.code, found.file, found.hint) for found in report] == [
        ("LP112", "addressees.parquet", "save the list as `addressees.csv`")
    ]


def test_the_three_formats_say_the_same() -> None:
    as_json = one(addressees__jsonl=json.dumps(ENTRY))
    as_yaml = one(addressees__yaml=f"[{json.dumps(ENTRY)}]")
    as_csv = one(
        addressees__csv="id,name,title,address,country,language,fields.case,verified\n"
        'minister,Ann Example,Minister,"1 Example Square\nSampleton",KZ,pt-br,17,2026-01-02\n'
    )
    assert as_json == as_yaml == as_csv
    assert as_json.addresses == (("1 Example Square", "Sampleton", "CAZAQUISTÃO"),)
    assert (as_json.language, as_json.country, as_json.verified) == ("pt-BR", "KZ", date(2026, 1, 2))
    assert as_json.fields == {"case": "17"}


@pytest.mark.parametrize("held", [0, 100, 1_000])
@pytest.mark.parametrize("name", ["addressees__csv", "addressees__jsonl"])
def test_a_stream_gives_any_stretch_again(name: str, held: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MOST_HELD", held)
    rows = [{"id": f"a{n}", "name": f"Ñame {n}", "address": "x"} for n in range(300)]
    lists: dict[str, str | bytes] = {
        "csv": CSV,
        "jsonl": "".join(json.dumps(row) + "\n" for row in rows),
    }
    mailing = mail(None, None, **{name: lists[name.partition("__")[2]]})
    whole = list(mailing.to())
    assert [one.id for one in whole] == [f"a{n}" for n in range(300)]
    for start, stop in ((0, 1), (63, 65), (64, 128), (127, 300), (299, 300), (300, 400), (10, None), (5, 5)):
        assert list(mailing.to(start, stop)) == whole[start:stop]


def test_what_is_held_does_not_change_with_the_file() -> None:
    world = DictWorld({"addressees.csv": CSV})
    mailing, _ = read_mailing(world, Settings(), frozenset({"en"}), "en", Report())
    assert mailing is not None
    world.files["addressees.csv"] = b""
    assert len(list(mailing.to())) == 300


def test_files_follow_each_other() -> None:
    mailing = mail(
        addressees__yaml="[{title: First, address: x}, {title: Second, address: x}]",
        addressees__csv="title,address\nThird,x\n",
        addressees__jsonl='{"title": "Fourth", "address": "x"}\n',
    )
    assert mailing.count == 4
    assert [one.id for one in mailing.to()] == ["first", "second", "third", "fourth"]
    assert [one.id for one in mailing.to(1, 3)] == ["second", "third"]


@pytest.mark.parametrize("held", [0, 100])
def test_a_file_that_changes_between_the_passes_is_refused(held: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MOST_HELD", held)
    world = DictWorld({"addressees.csv": CSV})
    mailing, _ = read_mailing(world, Settings(), frozenset({"en"}), "en", Report())
    assert mailing is not None
    world.files["addressees.csv"] = CSV.replace("Name 150,", "Name 151,").encode()
    assert len(list(mailing.to(0, 150))) == 150
    with pytest.raises(CannotBuild, match="changed while"):
        list(mailing.to(100, 160))
    world.files["addressees.csv"] = CSV[: CSV.index("a200")].encode()
    with pytest.raises(CannotBuild):
        list(mailing.to())


def test_texts_are_nfc_stripped_and_never_looked_into() -> None:
    got = one(addressees__yaml='- {id: x, name: "  Zoe\\u0308 *x* {{ y }} <b> \\\\n", address: " a \\n\\n b "}')
    assert got.name == "Zoë *x* {{ y }} <b> \\n"
    assert got.addresses == (("a", "b"),)


def test_canonical_holds_what_shows_and_nothing_else() -> None:
    base = "{id: x, name: Ann, address: [a]"
    first = one(addressees__yaml=f"- {base}}}").canonical
    assert json.loads(first) == {"id": "x", "kind": "to", "language": "en", "name": "Ann", "addresses": [["a"]]}
    for silent in ("verified: 2026-01-02", "bcc: [{name: Spy, address: b}]", "title: ''"):
        assert one(addressees__yaml=f"- {base}, {silent}}}").canonical == first
    assert one(addressees__yaml="- {id: x, name: Ann, addresses: [[a], [b]]}").canonical == first
    for shown in ("title: Minister", "fields: {a: b}", "cc: [{name: Bob, address: b}]", "country: KZ", "salutation: Hi"):
        assert one(addressees__yaml=f"- {base}, {shown}}}").canonical != first
    with_copy = f"- {base}, cc: [{{name: Bob, address: b}}]}}"
    assert (
        one(addressees__yaml=with_copy).canonical == one(addressees__yaml=with_copy.replace("address: b", "address: c")).canonical
    )


@pytest.mark.parametrize(
    ("entry", "ident"),
    [
        ("title: Minister of Information", "minister-of-information"),
        ("{organization: The General Prosecutor’s Office, name: Ann}", "the-general-prosecutors-office"),
        ("name: Élodie Müller-Ångström", "elodie-muller-angstrom"),
        ("title: 'No. 34'", "no-34"),
        ("{title: Министр, id: minister}", "minister"),
        ("title: " + "word " * 20, "-".join(["word"] * 13)),
    ],
)
def test_ids(entry: str, ident: str) -> None:
    entry = entry.strip("{}")
    assert one(addressees__yaml=f"- {{{entry}, address: x}}").id == ident


@pytest.mark.parametrize("title", ["Министр", "Łódź", "…", "وزير", "ministre №1 ß"])
def test_where_no_id_can_be_made_it_is_asked_for(title: str) -> None:
    assert codes(addressees__yaml=f"- title: {title}\n  address: x\n") == [("LP155", 1)]


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("id: minister", "id: Minister", "LP155"),
        ("id: minister", "title: MINISTER", "LP156"),
        ("title: minister", "title: \uff2dinister", "LP156"),
        ("title: Minist\u00e8re", "title: Ministe\u0300re", "LP156"),
        ("id: kelvin", "id: \u212aelvin", "LP155"),
    ],
)
def test_no_two_packets_are_one_file_on_any_system(first: str, second: str, code: str) -> None:
    """Names that differ only in capitals, or in one of Unicode's forms, are found before anything is written."""
    assert codes(
        addressees__yaml=f"- {{{first}, organization: O, address: x}}\n- {{{second}, organization: O, address: x}}\n"
    ) == [(code, 2)]


def test_ids_of_copies_are_taken_too() -> None:
    text = "to:\n- {title: A, address: x, bcc: {title: B, address: x}}\ncc:\n- {id: b, title: C, address: x}\n"
    assert codes(addressees__yaml=text) == [("LP156", 4)]


def test_joint_letters() -> None:
    mailing = mail(
        addressees__csv="id,title,address,jointly\na,A,x,\nb,B,x,c; a\nc,C,x,\nd,D,x,\n",
        addressees__yaml="cc: [{id: e, title: E, address: x, copy_of: c}]",
    )
    assert {member: [one.id for one in letter] for member, letter in mailing.joint.items()} == {
        key: ["b", "c", "a"] for key in "abc"
    }
    assert [one.id for one in mailing.to()] == ["a", "b", "c", "d"]
    assert [(one.id, one.copy_of) for one in mailing.joint["c"][0].cc] == [("e", "c")]


def test_a_copy_is_named_by_the_column_cc_and_belongs_to_one_letter() -> None:
    rows = "id,kind,title,address,cc\na,to,A,x,e; General Prosecutor\nb,to,B,x,{}\ne,cc,E,x,\n,cc,General Prosecutor,x,\n"
    mailing = mail(addressees__csv=rows.format(""))
    assert [[copy.id for copy in one.cc] for one in mailing.to()] == [["e", "general-prosecutor"], []]
    assert mailing.cc == ()
    assert codes(addressees__csv=rows.format("e")) == [("LP161", 3)]
    assert codes(addressees__csv=rows.format("f")) == [("LP161", 3)]


COURTESY = "{},Name,Street,City\n{},Ann Roe,Street 1,Town\n{},Bob Doe,Street 2,Town\n"


@pytest.mark.parametrize(
    ("header", "first", "second"),
    [
        ("Salutation", "Mr", "The Honorable"),
        ("Salutation", "Frau Prof. Dr.", "Herr/Frau"),
        ("Saludo", "Sra.", "Excmo. Sr."),
        ("Обращение", "Г-жа", "Господин"),
        ("Salutations", "Mme", "Monsieur"),
        ("Salutation", "السيدة", "السيد"),
        ("Salutation", "女士", "様"),
        ("Salutation", "ዶ/ር", "Sayın Bay"),
        ("Anrede", "Frau", "Dr."),
        ("Honorific", "Dato' Sri", "Y.B."),
    ],
)
def test_a_column_of_titles_of_courtesy_is_none_of_salutations(header: str, first: str, second: str) -> None:
    found = list(mail(addressees__csv=COURTESY.format(header, first, second)).to())
    assert [(one.honorific, one.name, one.salutation) for one in found] == [(first, "Ann Roe", ""), (second, "Bob Doe", "")]


def test_a_salutation_among_others_is_no_title_of_courtesy() -> None:
    assert codes(addressees__csv=COURTESY.format("Salutation", "Mr", "Dear Judge")) == [("LP134", 2)]
    openings = list(mail(addressees__csv=COURTESY.format("Salutation", '"Madam,"', '"Sir,"')).to())
    assert [one.salutation for one in openings] == ["Madam,", "Sir,"]


def test_kinds_in_a_table() -> None:
    mailing = mail(addressees__csv="title,address,kind\nA,x,\nB,x,CC\nC,x,bcc\n")
    assert ([one.id for one in mailing.to()], [one.id for one in mailing.cc], [one.id for one in mailing.bcc]) == (
        ["a"],
        ["b"],
        ["c"],
    )


@pytest.mark.parametrize(
    ("country", "last", "lines"),
    [
        ("KZ", "Astana", ("Astana", "KAZAKHSTAN")),
        ("KZ", "Kazakhstan", ("Kazakhstan",)),
        ("KZ", "010000 Astana, the Republic of Kazakhstan.", ("010000 Astana, the Republic of Kazakhstan.",)),
        ("KZ", "KAZ, Kazakhstan Street", ("KAZ, Kazakhstan Street", "KAZAKHSTAN")),
        ("NO", "0010 Oslo", ("0010 Oslo", "NORWAY")),
        ("TR", "Ankara TURKEY", ("Ankara TURKEY",)),
        ("CI", "Abidjan, Ivory Coast", ("Abidjan, Ivory Coast",)),
        ("US", "Washington DC, U.S.A.", ("Washington DC, U.S.A.",)),
        ("GB", "London, UK", ("London, UK",)),
        ("DE", "Berlin", ("Berlin",)),
        ("", "Berlin", ("Berlin",)),
    ],
)
def test_the_country_stands_last_and_once(country: str, last: str, lines: tuple[str, ...]) -> None:
    settings = Settings(sender=Sender(country="DE"))
    mailing = mail(settings=settings, addressees__yaml=json.dumps([{"title": "A", "address": [last], "country": country}]))
    assert next(mailing.to()).addresses == (lines,)


def test_an_address_in_parts() -> None:
    parts = "{city: Sampleton, postcode: 010000, street: [House 2, 1 Example Square], region: Mid, care_of: c/o Ann}"
    assert one(addressees__yaml=f"- {{title: A, address: {parts}}}").addresses == (
        ("c/o Ann", "House 2", "1 Example Square", "010000 Sampleton", "Mid"),
    )


def test_all_mistakes_of_all_files_in_one_run() -> None:
    found = codes(
        addressees__yaml="- {titel: A, address: x}\n- {title: B}\n",
        addressees__csv="title,address\nC\nD,\n",
        addressees__jsonl='{"title": "E", "country": "Norwey", "address": "x"}\nno\n',
    )
    assert found == [("LP123", 2), ("LP154", 3), ("LP158", 1), ("LP130", 2), ("LP153", 1), ("LP151", 1), ("LP154", 2)]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_no_value_does_harm(text: str) -> None:
    report = Report()
    line = json.dumps(
        dict.fromkeys(ENTRY, text) | {"address": [text], "fields": {text: text}, "enclosures": [text], "jointly": [text]}
    )
    world = DictWorld({"addressees.jsonl": line})
    mailing, _ = read_mailing(world, Settings(), frozenset({"en"}), "en", report)
    for addressee in mailing.to() if mailing else ():
        assert addressee.id == text.strip()
        assert json.loads(addressee.canonical)["id"] == addressee.id


def test_names_of_fields_are_texts_as_their_values_are() -> None:
    def field(name: str) -> list[tuple[str, int]]:
        return codes(addressees__jsonl=json.dumps({"name": "Ann", "address": "x", "fields": {"case": "1", name: "2"}}))

    assert field("of") == []
    assert field(" case") == [("LP104", 1)]
    assert field("\ud800") == field("a\u202eb") == [("LP160", 1)]
    assert one(addressees__yaml="[{name: Ann, address: x, fields: {cafe\u0301: '1'}}]").fields == {"caf\xe9": "1"}
