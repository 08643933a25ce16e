"""No person is dropped in silence: names in parts are put together, and exports of known programs are read whole."""

from __future__ import annotations

import csv
import io
import tomllib
from hashlib import sha256
from importlib.resources import files

import openpyxl
import pytest

from letterpack.campaign import read_campaign
from letterpack.campaign.signatories import read_signatories
from letterpack.diagnostics import Report
from letterpack.formats.tables.addressees import open_addressee_table
from letterpack.formats.tables.headers import ADDRESS_PARTS, Headings, fold
from letterpack.formats.tables.signatories import COLUMNS
from letterpack.intake.signatories import import_form
from letterpack.intake.signatories.rows import Said, open_form
from letterpack.model.campaign import Settings
from letterpack.model.columns import NAME_PARTS
from letterpack.pipeline.sources import SourceLookup
from tests.checks.sources import Dict


def names(table: str) -> list[str]:
    report = Report()
    read = read_signatories(Dict({"signatories.csv": table}), Settings(), report)
    assert not report
    return [each.name for each in read.printed]


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("First name,Last name\nAna,Núñez", "Ana Núñez"),
        ("Last name,First name\nNúñez,Ana", "Ana Núñez"),
        ("name,surname\nAna,Núñez", "Ana Núñez"),
        ("Имя,Фамилия\nАнна,Иванова", "Анна Иванова"),
        ("Фамилия,Имя,Отчество\nИванова,Анна,Петровна", "Анна Петровна Иванова"),
        ("Фамилия Имя Отчество\nИванова Анна Петровна", "Иванова Анна Петровна"),
        ("Nom,Prénom\nDupont,Anne", "Anne Dupont"),
        ("Nombre,Apellidos\nAna,Núñez Sol", "Ana Núñez Sol"),
        ("الاسم,اسم العائلة\nليلى,مثال", "ليلى مثال"),
        ("Name,Vorname\nMuster,Anna", "Anna Muster"),
        ("Vezetéknév,Keresztnév\nMinta,Anna", "Minta Anna"),
        ("Họ,Tên đệm,Tên\nNguyễn,Văn,An", "Nguyễn An Văn"),
        ("姓,名\n山田,太郎", "山田太郎"),
        ("First name,Last name\n민준,김", "김민준"),
        ("성,이름\n김,민준", "김민준"),
        ("Ad,Soyad\nAyşe,Örnek", "Ayşe Örnek"),
        ("Prefix,First name,Middle name,Last name,Suffix\nDr.,Ana,Luz,Núñez,PhD", "Dr. Ana Luz Núñez, PhD"),
        ("First name,Last name,Suffix\nAdam,Sample,Jr.", "Adam Sample Jr."),
        ("Full name,Last name\nAna Núñez,Núñez", "Ana Núñez"),
        ("First name,Last name\nAna,", "Ana"),
    ],
)
def test_a_name_in_parts_is_whole(table: str, name: str) -> None:
    assert names(table + "\n") == [name]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Your name", "name"),
        ("1. Your full name (as it should appear)", "name"),
        ("G01Q02. Name of your organisation", "organization"),
        ("Organization\n(as it should appear)", "organization"),
        ("Affiliation", "organization"),
        ("Votre nom", "name"),
        ("Nom / Name", "name"),
        ("Ihr Name", "name"),
        ("Name Ihrer Organisation", "organization"),
        ("Название вашей организации", "organization"),
        ("Adınız Soyadınız", "name"),
        ("お名前", "name"),
        ("Imię i nazwisko", "name"),
        ("Nome completo *", "name"),
        ("您的姓名", "name"),
        ("اسم منظمتك", "organization"),
        ("Full name of your organization:", "organization"),
    ],
)
def test_a_header_is_understood(header: str, column: str) -> None:
    assert Headings(COLUMNS).resolve(header) == column


def test_headers_are_data_of_many_languages_and_no_word_means_two_things() -> None:
    data = tomllib.loads(files("letterpack.formats.tables").joinpath("headers.toml").read_text(encoding="utf-8"))
    del data["stems"]
    named = [language for language, words in data.items() if "organization" in words and {"name", "bare_name"} & set(words)]
    assert len(named) >= 40
    meant: dict[str, set[str]] = {}
    for words in data.values():
        for concept, said in words.items():
            for word in said.split("|"):
                meant.setdefault(fold(word), set()).add(concept)
    assert {word: concepts for word, concepts in meant.items() if len(concepts) > 1} == {}


EXPORTS = {
    "Action Network": (
        "uuid,first_name,last_name,email,zip_code,can2_user_address,can2_user_city,can2_state_abbreviated,country,can2_phone,"
        "can2_user_tags,can2_subscription_status",
        "1b,Ana,Núñez,a@example.org,1,1 St,Town,NY,US,5551234,x,unsubscribed",
        {"name": "Ana Núñez", "organization": "", "country": "US", "email": "a@example.org"},
    ),
    "NationBuilder": (
        "nationbuilder_id,first_name,middle_name,last_name,full_name,email,employer,occupation,tag_list,is_supporter,primary_address1,"
        "primary_city,primary_country_code",
        "7,Ana,Luz,Núñez,Ana Luz Núñez,a@example.org,Uno,Director,x,false,1 St,Town,US",
        {"name": "Ana Luz Núñez", "organization": "Uno", "title": "Director", "country": "US", "email": "a@example.org"},
    ),
    "CiviCRM": (
        "Contact ID,Contact Type,Individual Prefix,First Name,Last Name,Display Name,Job Title,Current Employer,Email,"
        "Street Address,Supplemental Address 1,City,Postal Code,State,Country,Location Type,Do Not Email",
        "7,Individual,Dr.,Ana,Núñez,Dr. Ana Núñez,Director,Uno,a@example.org,1 St,,Town,1,NY,US,Home,No",
        {"name": "Dr. Ana Núñez", "organization": "Uno", "title": "Director", "country": "US", "email": "a@example.org"},
    ),
    "Salesforce": (
        "Contact ID,Salutation,First Name,Last Name,Title,Account Name,Mailing Street,Mailing City,Mailing State/Province,"
        "Mailing Zip/Postal Code,Mailing Country,Email,Phone,Do Not Call",
        "003,Ms.,Ana,Núñez,Director,Uno,1 St,Town,NY,1,US,a@example.org,555,1",
        {"name": "Ms. Ana Núñez", "organization": "Uno", "title": "Director", "country": "US", "email": "a@example.org"},
    ),
    "Change.org": (
        "name,city,state_province,country_code,country_name,signed_at",
        "Ana Núñez,Town,NY,US,United States,2026-10-01",
        {"name": "Ana Núñez", "organization": "", "country": "US"},
    ),
    "Microsoft Forms": (
        "ID,Start time,Completion time,Email,Name,Your full name,Organisation",
        "1,10/1/26 9:00,10/1/26 9:01,anonymous,,Ana Núñez,Uno",
        {"name": "Ana Núñez", "organization": "Uno", "email": "anonymous"},
    ),
    "LimeSurvey": (
        '"id. Response ID","submitdate. Date submitted","lastpage. Last page","startlanguage. Start language","Q1. Your name",'
        '"Q2. Organisation"',
        '1,"2026-10-01 09:00:00",2,en,"Ana Núñez",Uno',
        {"name": "Ana Núñez", "organization": "Uno"},
    ),
    "Airtable": (
        "Record ID,Created time,Name,Organization",
        "rec1,2026-10-01T09:00,Ana Núñez,Uno",
        {"name": "Ana Núñez", "organization": "Uno"},
    ),
    "Notion": (
        "Name,Organization,Created by,Created time,Last edited time",
        "Ana Núñez,Uno,Bo,2026-10-01,2026-10-02",
        {"name": "Ana Núñez", "organization": "Uno"},
    ),
    "Google Forms": (
        "Timestamp,Email Address,Full name,Organization",
        "10/1/2026 9:00:00,a@example.org,Ana Núñez,Uno",
        {"name": "Ana Núñez", "organization": "Uno", "email": "a@example.org"},
    ),
}


@pytest.mark.parametrize("program", sorted(EXPORTS))
def test_an_export_is_read_whole(program: str) -> None:
    header, row, wanted = EXPORTS[program]
    report = Report()
    opened = open_form(Dict({"form.csv": f"{header}\n{row}\n"}), "form.csv", Said({}, {}), report)
    assert opened is not None
    imported = import_form(Dict({}), opened, report, merge=False)
    assert not report
    assert imported is not None
    assert list(csv.DictReader(io.StringIO(imported.text))) == [wanted]


def addressee(table: str) -> dict[str, object]:
    report = Report()
    world = Dict({"addressees.csv": table})
    opened = open_addressee_table(world, "addressees.csv", "", report)
    assert opened is not None
    (record,) = opened.rows(world, report)
    assert not report
    return dict(record.values)


def test_an_addressee_has_its_whole_name_and_its_address_in_parts() -> None:
    assert addressee("First name,Last name,Street,House number,ZIP,City,Country\nAna,Núñez,Musterstr.,1,01067,Dresden,DE\n") == {
        "name": "Ana Núñez",
        "country": "DE",
        "address": {"street": "Musterstr.", "house_number": "1", "postcode": "01067", "city": "Dresden"},
    }


def test_an_address_beside_a_town_is_its_street() -> None:
    assert addressee("title,address,city,zip\nMinister,Musterstr. 1,Dresden,01067\n")["address"] == {
        "street": ["Musterstr. 1"],
        "postcode": "01067",
        "city": "Dresden",
    }


def test_every_part_has_words() -> None:
    data = tomllib.loads(files("letterpack.formats.tables").joinpath("headers.toml").read_text(encoding="utf-8"))
    assert {*NAME_PARTS, *ADDRESS_PARTS} - {"building"} <= {concept for words in data.values() for concept in words}


def test_workbooks_are_read_like_their_csv() -> None:
    def workbook(*rows: list[str]) -> bytes:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        data = io.BytesIO()
        book.save(data)
        return data.getvalue()

    addressees = workbook(
        ["Title", "Address", "Country"], ["Minister", "1 Street\nSampleton", "Norge"], ["Minister", "2 Street\nSampleton", "NO"]
    )
    signatories = workbook(["Name", "Organisation", "Consent"], ["Ana", "Uno", "ja"], ["Bo", "Duo", "nein"])
    letter = "---\ndate: 2026-10-30\n---\n\nPlease.\n"
    report = Report()
    world = Dict({"letter.md": letter, "addressees.xlsx": addressees, "signatories.xlsx": signatories})
    campaign = read_campaign(world, report)
    assert campaign is not None
    assert [found.code for found in report] == ["LP183"]
    assert [(each.id, each.addresses) for each in campaign.mailing.to()] == [
        ("minister", (("1 Street", "Sampleton", "NORWAY"),)),
        ("minister-2", (("2 Street", "Sampleton", "NORWAY"),)),
    ]
    assert [each.organization for each in campaign.signatories] == ["Uno"]
    digests = {each.path: each.sha256 for each in campaign.inputs}
    assert digests["addressees.xlsx"] == sha256(addressees).hexdigest()
    assert SourceLookup(world).line("addressees.xlsx", 3).startswith("Minister,")
