"""Lists as staff have them: courtesies in columns of their own, titles above the header, tables on their side, no country."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Final

import pytest

import letterpack
from letterpack.countries.orders import lines_in_order
from letterpack.diagnostics import Report
from letterpack.formats.tables.addressees import AddresseeTable, open_addressee_table
from letterpack.intake.letters import LetterDecisions, import_document
from letterpack.intake.signatories.rows import Said, open_form
from letterpack.model.columns import Meaning
from tests.checks.sources import Dict

TODAY: Final = date(2026, 3, 3)


def opened(text: str) -> AddresseeTable:
    report = Report()
    table = open_addressee_table(Dict({"list.csv": text}), "list.csv", "", report)
    assert table is not None and not report.has_errors
    return table


@pytest.mark.parametrize(
    ("header", "row", "name", "title"),
    [
        ("Anrede;Titel;Vorname;Nachname;Funktion", "Frau;Dr.;Erika;Muster;Ministerin", "Frau Dr. Erika Muster", "Ministerin"),
        ("Titel;Vorname;Nachname", "Ministerin;Erika;Muster", "Erika Muster", "Ministerin"),
        ("Titre;Prénom;Nom;Fonction", "Mme;Zoé;Dupont;Préfète", "Mme Zoé Dupont", "Préfète"),
        ("Title;First Name;Last Name;Job Title", "Dr;Ann;Lee;Chair", "Dr Ann Lee", "Chair"),
        ("Anrede;Akademischer Titel;Vorname;Nachname", ";Prof.;Erika;Muster", "Prof. Erika Muster", ""),
    ],
)
def test_courtesies_stand_before_a_name(header: str, row: str, name: str, title: str) -> None:
    world = Dict({"list.csv": f"{header}\n{row}\n"})
    (record,) = opened(f"{header}\n{row}\n").rows(world, Report())
    assert (record.values["name"], record.values.get("title", "")) == (name, title)


@pytest.mark.parametrize(
    ("city", "region", "postcode", "lines"),
    [
        ("Washington", "DC", "20515", ("WASHINGTON, DC 20515",)),
        ("Austin", "texas", "78701-1234", ("AUSTIN, TEXAS 78701-1234",)),
        ("Milano", "MI", "20121", ("20121 Milano", "MI")),
        ("Trento", "TN", "38121", ("38121 Trento", "TN")),
        ("Leeds", "", "ls1 1aa", ("LEEDS", "LS1 1AA")),
        ("Ottawa", "ON", "K1A 0A6", ("OTTAWA ON  K1A 0A6",)),
        ("Sydney", "NSW", "2000", ("SYDNEY NSW 2000",)),
        ("Bern", "", "3000", ("3000 Bern",)),
        ("Washington", "CA", "20515", ("20515 Washington", "CA")),
    ],
)
def test_a_postcode_tells_the_order_of_lines(city: str, region: str, postcode: str, lines: tuple[str, ...]) -> None:
    given = {"city": [city], "region": [region], "postcode": [postcode], "street": ["1 Street"]}
    parts = {name: each for name, each in given.items() if each != [""]}
    street = "1 STREET" if city == "Ottawa" else "1 Street"
    assert lines_in_order(parts, "") == (street, *lines)


def test_a_district_beside_a_zip_code_votes_and_is_no_part_of_the_address() -> None:
    assert "district" not in opened("name,District,Street,City,ZIP\nA,TX-01,1 St,Town,20515\n").table.columns
    assert "district" in opened("name,District,Street,City,Postcode\nA,Suburb,1 St,Town,1\n").table.columns


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Liste des signataires (provisoire),,\n,,\nN°,Nom et prénom,Accord (O/N)\n1,Zoé Dupont,O\n", "named in line 3"),
        ("Nom,Dupont,Durand\nOrganisation,Asso,Ligue\nAccord,oui,non\n", "down the first column"),
        ("Name;Anna;Ben\nOrganisation;A;B\n", "down the first column"),
    ],
)
def test_a_title_above_and_a_table_on_its_side_are_named(text: str, said: str) -> None:
    report = Report()
    assert open_form(Dict({"form.csv": text}), "form.csv", Said({}, {}), report) is None
    assert [(found.code, said in found.message) for found in report] == [("LP185", True)]


def test_a_header_may_be_copied_with_the_marks_that_a_terminal_shows_it_with() -> None:
    said = Said({"\u2066هل توافق على النشر؟\u2069": Meaning("consent")}, {})
    export = open_form(Dict({"form.csv": "name,هل توافق على النشر؟\nسعاد,نعم\n"}), "form.csv", said, Report())
    assert export is not None and "consent" in export.table.columns


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Sehr geehrte Frau Ministerin,\n\nwir bitten Sie.\n\nMit freundlichen Grüßen\n", "de"),
        ("Madame la Ministre,\n\nNous vous prions.\n\nVeuillez agréer nos salutations.\n", "fr"),
        ("Уважаемый господин министр!\n\nПросим вас.\n\nС уважением,\n", "ru"),
        ("Dear Minister,\n\nWe ask you.\n\nYours sincerely,\n", ""),
        ("March 3, 2026\n\nDear Minister,\n\nWe ask you.\n\nSincerely,\n", "en-US"),
        ("3 March 2026\n\nDear Minister,\n\nWe ask you.\n\nSincerely,\n", ""),
        ("拝啓\n\n釈放を求めます。\n\n敬具\n", "ja"),
    ],
)
def test_a_letter_is_in_the_language_in_which_it_greets(text: str, language: str) -> None:
    imported, _ = import_document("letter.txt", text.encode(), LetterDecisions(), TODAY, Report())
    assert imported is not None
    assert imported.front.get("language", "") == language
    assert (f"language: {language}\n" in imported.text) == bool(language)


def test_fields_that_were_typed_are_fields_and_quotations_are_not() -> None:
    def taken(text: str) -> list[str]:
        imported, _ = import_document("letter.txt", text.encode(), LetterDecisions(), TODAY, Report())
        assert imported is not None
        return [each.merge_field for each in imported.fields]

    assert taken("Dear «Title» «Last_Name»,\n\nYou know «State» well.\n") == [
        "addressee.title",
        "addressee.fields.last_name",
        "addressee.fields.state",
    ]
    assert taken("Monsieur le Ministre,\n\nElle a crié « assez » et «libertés».\n") == []


def test_what_the_letter_has_a_field_for_is_kept_beside_what_else_it_is(tmp_path: Path) -> None:
    fields = (f"{{{{ addressee.fields.{name} }}}}" for name in ("last_name", "state", "party"))
    letter = f"---\ndate: 2026-03-03\n---\nDear {' '.join(fields)}\n"
    (tmp_path / "letter.md").write_text(letter, encoding="utf-8")
    table = 'First Name,Last Name,State,City,ZIP,Street,Party\nAda,"O\'Sample",DC,Washington,20515,1 St,=I\n'
    (tmp_path / "house.csv").write_text(table, encoding="utf-8")
    result = letterpack.import_addressees(tmp_path / "house.csv", tmp_path)
    assert result.ok and not result.findings
    (row,) = csv.DictReader(io.StringIO((tmp_path / "addressees.csv").read_text(encoding="utf-8")))
    assert row["name"] == "Ada O'Sample"
    assert (row["region"], row["fields.state"], row["fields.last_name"], row["fields.party"]) == ("DC", "DC", "O'Sample", "'=I")
    built = letterpack.build(tmp_path)
    assert not [found for found in built.findings if found.severity == "error"]


def test_a_greeting_of_a_woman_goes_to_no_man(tmp_path: Path) -> None:
    head = "date: 2026-03-03\nlanguage: de\nsalutation: Sehr geehrte Frau Bundesministerin,"
    (tmp_path / "letter.md").write_text(f"---\n{head}\n---\nWir bitten Sie.\n", encoding="utf-8")
    rows = "Frau Erika Muster,Bundesministerin,1 St\nHerr Otto Normal,Staatssekretär,1 St\n"
    (tmp_path / "addressees.csv").write_text(f"name,title,address\n{rows}", encoding="utf-8")
    found = [each for each in letterpack.check(tmp_path).findings if each.code == "LP351"]
    assert ["`staatssekretar` speaks to a woman" in each.message for each in found] == [True]
