"""Which code page a table is in: all its odd words tell, and what is proposed reads them right."""

from __future__ import annotations

import pytest

from letterpack.diagnostics import Report
from letterpack.formats.tables.code_pages import CODE_PAGES, known_page, likely_pages, suggestion
from letterpack.formats.tables.csv_rows import open_table
from letterpack.formats.tables.headers import Headings
from tests.checks.sources import Dict

TABLES = {
    "tr": ("cp1254", "Ürün;Kurum\nİsmail Şahin;Basın Özgürlüğü Derneği\n"),
    "cs": ("cp1250", "José Novák\nJiřina Dvořáková;Svobodné spolčování\n"),
    "pl": ("cp1250", "Łukasz Żółć;Towarzystwo Dziennikarzy Źródło\n"),
    "hu": ("cp1250", "Őry Győző;Szövetség\n"),
    "ro": ("cp1250", "Ştefan Ţăran;Asociaţia\n"),
    "hr": ("cp1250", "Đorđe Čolić;Udruženje\n"),
    "he": ("cp1255", "שם,ארגון\nדנה כהן,עמותה\n"),
    "el": ("cp1253", "Ελλάδα;Γιώργος Παπαδόπουλος\n"),
    "ru": ("cp1251", "Имя;Организация\nАнна Иванова;Мемориал\n"),
    "uk": ("cp1251", "Ім'я;Організація\nЄвген Їжак\n"),
    "kk": ("kz1048", "Аты;Ұйым\nӘсел Құрманғали;Қазақстан\n"),
    "koi": ("koi8-r", "Имя;Организация\nАнна Иванова\n"),
    "dos": ("cp866", "Имя;Организация\nАнна Иванова\n"),
    "mac": ("mac-roman", "Élodie Gérard;Été\n"),
    "fr": ("cp1252", "Élodie Gérard;Société française\n"),
    "de": ("cp1252", "Jürgen Groß;Verein für Pressefreiheit\n"),
    "is": ("cp1252", "Þórður Guðmundsson;Blaðamannafélag\n"),
    "ar": ("cp1256", "الاسم,المنظمة\nليلى,حرية\n"),
    "lt": ("cp1257", "Šarūnas Žąsis;Žurnalistų sąjunga\n"),
    "lv": ("cp1257", "Jānis Bērziņš;Žurnālistu savienība\n"),
    "th": ("cp874", "ชื่อ,องค์กร\nสมชาย,สมาคม\n"),
    "ja": ("cp932", "氏名,団体名\n山田太郎,表現の自由の会\n"),
    "zh": ("gb18030", "姓名,组织\n王小明,记者协会\n"),
    "tw": ("big5", "姓名,組織\n王小明,記者協會\n"),
    "ko": ("cp949", "이름,단체\n김민준,언론인협회\n"),
}


@pytest.mark.parametrize("language", sorted(TABLES))
def test_the_likeliest_page_reads_the_text(language: str) -> None:
    page, text = TABLES[language]
    assert likely_pages(text.encode(page))[0] == page
    assert f"`encoding: {page}` reads" in suggestion(text.encode(page))


def test_turkish_is_not_read_as_icelandic() -> None:
    assert likely_pages("Ürün\nİsmail Şahin".encode("cp1254")) == ("cp1254",)


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("cp932", "cp932"),
        ("Shift_JIS", "cp932"),
        ("cp949", "cp949"),
        ("EUC-KR", "cp949"),
        ("Big5", "big5"),
        ("latin-1", "iso-8859-1"),
        ("Windows-1251", "cp1251"),
        ("GBK", "gb18030"),
        ("cp9999", ""),
        ("rot13", ""),
    ],
)
def test_a_page_is_known_by_its_names(name: str, page: str) -> None:
    assert known_page(name) == page


@pytest.mark.parametrize("language", ["ja", "zh", "tw", "ko", "th"])
def test_places_are_right_in_pages_of_two_bytes(language: str) -> None:
    page, text = TABLES[language]
    assert page in CODE_PAGES
    report = Report()
    world = Dict({"a.csv": f"name,note\n{text}".encode(page)})
    table = open_table(world, "a.csv", Headings(("name", "note")), page, report)
    assert table is not None
    rows = list(table.rows(world, report))
    assert not report
    data = world.read("a.csv")
    assert [data[row.origin.offset_bytes :].decode(page).split("\n")[0] for row in rows] == text.splitlines()


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"<!DOCTYPE html><html><table>", "LP101", "HTML"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>', "LP101", "XML"),
        (b'[{"name": "Ana"}]', "LP101", "JSON"),
        (b'{"name": "Ana"}\n', "LP101", "JSON"),
        ("name\nAna\n".encode("utf-32"), "LP101", "UTF-32"),
        ("name\nAna\n".encode("utf-32-le"), "LP101", "UTF-32"),
        (b"Signatories of spring,,\n,,\nname,title,note\nAna,Director,\n", "LP185", "below a title"),
    ],
)
def test_another_kind_of_file_is_named(data: bytes, code: str, said: str) -> None:
    report = Report()
    assert open_table(Dict({"a.csv": data}), "a.csv", Headings(("name", "title", "note")), "", report) is None
    (found,) = report
    assert found.code == code
    assert said in found.message
