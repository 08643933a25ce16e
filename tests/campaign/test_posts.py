"""What posts ask of addresses: the country's line in a language they read, and long lines broken where an address has parts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.campaign.addresses import with_country
from letterpack.countries import country_codes
from letterpack.countries.breaks import line_breaks
from letterpack.countries.orders import lines_in_order, number_first
from letterpack.countries.parting import postcode_shape
from letterpack.countries.posts import posts
from letterpack.datafiles import program_table
from letterpack.diagnostics import Diagnostic
from letterpack.disk import Disk
from letterpack.forms import form_names
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from tests.build.making import boxes_of, campaign, make, person

THREE = "1600 Pennsylvania Avenue Northwest Apartment 12345 Building Fifty of Ten PO Box 123456"
"""A line that din5008b has no room for in one or in two."""
POSTCODES = (
    "12345", "1234", "123456", "123", "12 345", "123 45", "12-345", "1234-567", "12345-678", "123-4567", "1234567", "SW1A 1AA",
    "K1A 0B1", "1234 AB", "LV-1010", "AD100", "D02 X285", "BB11000", "GY1 1AA", "IM1 1AA", "JE1 1AA", "97110", "98000", "H100",
)  # fmt: skip
"""Examples of most shapes."""


def test_every_post_is_a_countrys_and_has_a_source() -> None:
    assert set(posts()) <= country_codes()
    assert {"GB", "US", "CA", "BE", "NL", "SE", "NO", "DK", "AT", "DE"} <= set(posts())
    assert all(len(post.source) > 10 for post in posts().values())


@pytest.mark.parametrize(
    ("size", "wanted"),
    [
        (("CH", 229, 162), (15.0, 140.0)),
        (("CH", 162, 229), (15.0, 140.0)),
        (("CH", 324, 229), (35.0, 100.0)),
        (("DK", 229, 324), (65.0, 0.0)),
        (("AT", 324, 229), (0.0, 0.0)),
        (("US", 241.3, 104.8), (15.9, 120.7)),
        (("NO", 229, 162), (0.0, 0.0)),
    ],
)
def test_what_stays_free_below_follows_the_envelope(size: tuple[str, float, float], wanted: tuple[float, float]) -> None:
    code, width, height = size
    assert posts()[code].strip(width, height) == wanted


@pytest.mark.parametrize(
    ("code", "form", "envelope", "said"),
    [
        ("BE", "din5008b", "de-dl", ["15 mm from the lower edge, and the post of BE wants 30 mm clear there"]),
        ("SE", "ch-right", "ch-c65-right", ["21 mm from the lower edge, and the post of SE wants 30 mm clear there"]),
        ("AU", "ch-right", "ch-c65-right", ["12 mm from the edge at its side, and the post of AU wants 15 mm clear there"]),
        ("DE", "no", "no-c65", ["39 mm below the upper edge, and the post of DE wants 40 mm clear there"]),
        ("DK", "din5008b", "de-c5", []),
    ],
)
def test_a_window_lies_where_the_post_wants_it(code: str, form: str, envelope: str, said: list[str], tmp_path: Path) -> None:
    settings = {"form": form, "envelopes": [envelope], "sender": {"names": ["Sender"], "country": code}}
    for path, data in campaign([person("Alpha", address=["Street 1", "1000 Town"])], settings=settings).items():
        (tmp_path / path).write_bytes(data)
    found = check(Disk(tmp_path), CheckRequest(tmp_path, select=("LP347",), sources_only=True)).findings
    warned = [each.message for each in found if each.severity == "warning"]
    assert warned == [f"an address in the window of `{envelope}` may stand {each}" for each in said]


@pytest.mark.parametrize("name", sorted(form_names()))
def test_the_envelopes_of_a_form_are_as_its_posts_want_them(name: str, tmp_path: Path) -> None:
    for path, data in campaign([person("Alpha", address=["Street 1", "1000 Town"])], settings={"form": name}).items():
        (tmp_path / path).write_bytes(data)
    found = check(Disk(tmp_path), CheckRequest(tmp_path, select=("LP347",), sources_only=True)).findings
    assert [(each.severity, each.message[-22:]) for each in found] == [("note", "so nothing is compared")] * (
        name in ("fi", "no")
    )


@pytest.mark.parametrize(("named", "code"), [("se", "SE"), ("Denmark", "DK"), ("sverige", "SE")])
def test_a_form_for_a_country_whose_windows_are_not_known_is_refused_kindly(named: str, code: str, tmp_path: Path) -> None:
    made = make(tmp_path, campaign([person("Alpha")], settings={"form": named}))
    (found,) = [each for each in made.findings if each.code == "LP159"]
    assert found.hint is not None and found.hint.startswith(
        f"no source that we trust gives the windows of {code}: print envelopes"
    )


@pytest.mark.parametrize(
    ("home", "language", "line"),
    [
        ("US", "ru", "GERMANY"),
        ("NO", "en", "TYSKLAND"),
        ("NO", "nn", "TYSKLAND"),
        ("SE", "en", "GERMANY"),
        ("SE", "ru", "TYSKLAND"),
        ("AT", "fr", "ALLEMAGNE"),
        ("", "ru", "ГЕРМАНИЯ"),
        ("DE", "ru", None),
    ],
)
def test_the_country_is_said_in_a_language_of_the_post(home: str, language: str, line: str | None) -> None:
    lines = ("Street 1", "80331 Munich")
    assert with_country(lines, "DE", language, home) == ((*lines, line) if line else lines)


def built(folder: Path, line: str, form: str) -> list[str]:
    """Build a letter with this ``line`` in its address, and return the codes of the errors."""
    files = campaign([person("Alpha", address=[line, "1000 Town"])], settings={"form": form})
    for path, data in files.items():
        (folder / path).write_bytes(data)
    return [each.code for each in build(Disk(folder), BuildRequest(folder)).findings if each.severity == "error"]


def test_a_line_too_wide_is_broken_where_it_has_parts(tmp_path: Path) -> None:
    """Nothing of it is lost, a check finds the address, and no number is divided at its comma."""
    typed = "Directorate for Letters and Windows, Building 12, door 12,5"
    assert built(tmp_path, typed, "din5008b") == []
    pdf = (tmp_path / "build/packets/alpha.pdf").read_bytes()
    first, second = (boxes_of(pdf, 0, part) for part in ("Directorate for Letters and Windows,", "Building 12, door 12,5"))
    assert first and second and first[0][1] < second[0][1] and first[0][0] == pytest.approx(second[0][0], abs=2)
    assert not [each for each in check(Disk(tmp_path), CheckRequest(tmp_path)).findings if each.severity == "error"]


@pytest.mark.parametrize(
    ("code", "line", "pairs"),
    [
        (
            "US",
            "1600 Long Avenue Apt. 12 5th Floor",
            [("1600 Long Avenue Apt. 12", "5th Floor"), ("1600 Long Avenue", "Apt. 12 5th Floor")],
        ),
        ("US", "Washington, DC 20500", []),
        ("GB", "Cambridge CB2 1TN", [("Cambridge", "CB2 1TN")]),
        (
            "DE",
            "Hauptstraße 12 3. Stock Aufgang B",
            [("Hauptstraße 12 3. Stock", "Aufgang B"), ("Hauptstraße 12", "3. Stock Aufgang B")],
        ),
        ("DE", "Haus der Treppe am See", []),
        ("AT", "Ring 5, 1010 Wien", [("Ring 5,", "1010 Wien")]),
        (
            "FR",
            "Escalier 4, 12 bis avenue du Lac BP 12",
            [("Escalier 4, 12 bis avenue du Lac", "BP 12"), ("Escalier 4,", "12 bis avenue du Lac BP 12")],
        ),
        ("ES", "Calle Mayor, 12, 3º B", [("Calle Mayor, 12,", "3º B")]),
        ("IT", "Via Roma, 12", []),
        ("RU", "ул. Ленина, д. 12, кв. 5", [("ул. Ленина, д. 12,", "кв. 5")]),
        ("JP", "千葉県市川市八幡1丁目", [("千葉県市川市", "八幡1丁目"), ("千葉県", "市川市八幡1丁目")]),
        ("CN", "北京市朝阳区建国路88号", [("北京市朝阳区", "建国路88号"), ("北京市", "朝阳区建国路88号")]),
        ("KR", "서울특별시 중구 세종대로 110", [("서울특별시 중구", "세종대로 110"), ("서울특별시", "중구 세종대로 110")]),
        ("", "Palace, room 5", [("Palace,", "room 5")]),
        (
            "PL",
            "Biuro ul. Długa 12 m. 5, 00-950 Warszawa",
            [
                ("Biuro ul. Długa 12 m. 5,", "00-950 Warszawa"),
                ("Biuro ul. Długa 12", "m. 5, 00-950 Warszawa"),
                ("Biuro", "ul. Długa 12 m. 5, 00-950 Warszawa"),
            ],
        ),
        ("PL", "ul. Długa 12, dom 5", []),
        (
            "TR",
            "Kızılay Mah. Atatürk Cad., No:12 Daire:7",
            [("Kızılay Mah. Atatürk Cad., No:12", "Daire:7"), ("Kızılay Mah.", "Atatürk Cad., No:12 Daire:7")],
        ),
        ("TR", "KIZILAY MAHALLESİ ATATÜRK 12", [("KIZILAY MAHALLESİ", "ATATÜRK 12")]),
        ("TR", "Gül Sok. 12/5 Kızılay", []),
        (
            "VN",
            "12 Nguyễn Trãi Phường Bến Nghé Q.1, TP.HCM",
            [
                ("12 Nguyễn Trãi Phường Bến Nghé Q.1,", "TP.HCM"),
                ("12 Nguyễn Trãi Phường Bến Nghé", "Q.1, TP.HCM"),
                ("12 Nguyễn Trãi", "Phường Bến Nghé Q.1, TP.HCM"),
            ],
        ),
        ("HU", "Fő utca, 12.", []),
        ("HU", "Fő utca 12. III. em. 4", [("Fő utca 12.", "III. em. 4")]),
        ("UA", "вул. Хрещатик, буд. 12 кв.5", [("вул. Хрещатик, буд. 12", "кв.5")]),
        ("ID", "Jl. Sudirman, Kav. 52-53 Lt. 3", [("Jl. Sudirman, Kav. 52-53", "Lt. 3")]),
        ("SI", "Cesta d 5", []),
        ("BY", "ул. Ленина 12, 220030, Минск", [("ул. Ленина 12,", "220030, Минск")]),
        ("IS", "Laugavegur 123, inngangur 4", [("Laugavegur 123,", "inngangur 4")]),
        (
            "EG",
            "مجمع الوزارات شارع لاظوغلي 12 الطابق الثالث",
            [("مجمع الوزارات شارع لاظوغلي 12", "الطابق الثالث"), ("مجمع الوزارات", "شارع لاظوغلي 12 الطابق الثالث")],
        ),
        ("EG", "مبنى الوزارة 12 شارع لاظوغلي", []),
        ("SA", "طريق الملك فهد 7 وحدة ٤", [("طريق الملك فهد 7", "وحدة ٤")]),
        (
            "IR",
            "خیابان ولیعصر، پلاک ۱۲ طبقه ۳ واحد ۶",
            [
                ("خیابان ولیعصر، پلاک ۱۲ طبقه ۳", "واحد ۶"),
                ("خیابان ولیعصر، پلاک ۱۲", "طبقه ۳ واحد ۶"),
                ("خیابان ولیعصر،", "پلاک ۱۲ طبقه ۳ واحد ۶"),
            ],
        ),
        (
            "TH",
            "404 ถนนแจ้งวัฒนะ แขวงทุ่งสองห้อง เขตหลักสี่",
            [
                ("404 ถนนแจ้งวัฒนะ แขวงทุ่งสองห้อง", "เขตหลักสี่"),
                ("404 ถนนแจ้งวัฒนะ", "แขวงทุ่งสองห้อง เขตหลักสี่"),
            ],
        ),
        ("TH", "25/25 ถ.พุทธมณฑล สาย 4 ต. ศาลายา", [("25/25 ถ.พุทธมณฑล สาย 4", "ต. ศาลายา")]),
        ("AM", "Արցախի պողոտա 28 բն. 44", [("Արցախի պողոտա 28", "բն. 44")]),
        (
            "GE",
            "ყაზბეგის ავენიუ 15 მე-2 სართული ბინა №5",
            [("ყაზბეგის ავენიუ 15 მე-2 სართული", "ბინა №5"), ("ყაზბეგის ავენიუ 15", "მე-2 სართული ბინა №5")],
        ),
        (
            "MN",
            "Чингэлтэй дүүрэг 4-р хороо Сэнтрал Тауэр 8-р давхар",
            [
                ("Чингэлтэй дүүрэг 4-р хороо Сэнтрал Тауэр", "8-р давхар"),
                ("Чингэлтэй дүүрэг 4-р хороо", "Сэнтрал Тауэр 8-р давхар"),
                ("Чингэлтэй дүүрэг", "4-р хороо Сэнтрал Тауэр 8-р давхар"),
            ],
        ),
        (
            "IN",
            "दूसरी मंजिल शास्त्री भवन जिला वाराणसी",
            [("दूसरी मंजिल शास्त्री भवन", "जिला वाराणसी"), ("दूसरी मंजिल", "शास्त्री भवन जिला वाराणसी")],
        ),
        ("IN", "श्रीमंजिल भवन", []),
        ("PK", "دوسری منزل شاہراہ دستور", [("دوسری منزل", "شاہراہ دستور")]),
    ],
)
def test_a_line_is_broken_at_its_countrys_own_places(code: str, line: str, pairs: list[tuple[str, str]]) -> None:
    """The fullest first line first; a postcode stays with its town, the number of a house with its street."""
    assert list(line_breaks(line, code)) == pairs


def test_every_country_has_places_with_a_source() -> None:
    rules = program_table("countries", "breaks")
    assert {code for rule in rules.values() for code in rule["countries"]} == country_codes()
    assert all(len(rule["source"]) > 10 for rule in rules.values())


def written(draw: st.DrawFn, code: str) -> tuple[str, list[str]]:
    """Return an address in one line, as people of the country ``code`` write it, and what of it must stay together."""
    rules = [rule for rule in program_table("countries", "breaks").values() if code in rule["countries"]]
    words = {key: [word for rule in rules for word in rule.get(key, [])] for key in ("houses", "numbered", "storeys", "behind")}
    number = draw(st.sampled_from(["12", "7-9", "12/5", "3B", "10/2-4"]))
    houses = [f"{word}{sign}" for word in words["houses"] for sign in (":", ". ")]
    number = draw(st.sampled_from(["", *houses])) + number
    comma = draw(st.sampled_from([" ", ", "]))
    house = f"{number} Zorkel Quist" if code in number_first() else f"Zorkel Quist{comma}{number}"
    parts = [house]
    shapes = (("numbered", "{} 4"), ("numbered", "{}. B"), ("storeys", "2. {}"), ("behind", "Quend {}."))
    for key, shape in draw(st.lists(st.sampled_from(shapes), unique=True)):
        if words[key]:
            part = shape.format(draw(st.sampled_from(words[key])))
            parts = [part, *parts] if key == "behind" else [*parts, part]
    postcode = next((each for each in POSTCODES if re.fullmatch(postcode_shape(code) or "(?!)", each)), "")
    town = lines_in_order({"postcode": [postcode] if postcode else [], "city": ["Qwarth"]}, code)
    return draw(st.sampled_from([" ", ", "])).join([*parts, *town]), [house, *town]


@given(st.data())
def test_no_break_parts_a_house_from_its_street_or_a_postcode_from_its_town(data: st.DataObject) -> None:
    """In any country, in two lines and in three; and nothing of the line is lost."""
    code = data.draw(st.sampled_from(sorted(country_codes())))
    line, together = data.draw(st.composite(written)(code))
    for first, second in line_breaks(line, code):
        for halves in [(first, second), *[(*pair, second) for pair in line_breaks(first, code)]]:
            assert "".join(halves).replace(" ", "") == line.replace(" ", "")
            assert all(any(each in half for half in halves) for each in together), (code, halves)


def broken(folder: Path, line: str, settings: dict[str, Any]) -> list[Diagnostic]:
    """Build a letter with this ``line`` in its address; return what is said of broken lines: nothing else is wrong."""
    files = campaign([person("Alpha", country="US", address=[line, "Town, DC 20500"])], settings=settings)
    for path, data in files.items():
        (folder / path).write_bytes(data)
    result = build(Disk(folder), BuildRequest(folder))
    assert result.ok, result.findings
    assert not [each for each in check(Disk(folder), CheckRequest(folder)).findings if each.severity == "error"]
    return [each for each in result.findings if each.code in ("LP246", "LP247")]


def test_a_line_may_become_three_and_is_noted(tmp_path: Path) -> None:
    (found,) = broken(tmp_path, THREE, {"form": "din5008b"})
    assert found.severity == "note"
    assert found.message.endswith(
        "`1600 Pennsylvania Avenue Northwest` · `Apartment 12345 Building Fifty of Ten` · `PO Box 123456`"
    )


def test_more_lines_than_a_post_wants_are_a_warning(tmp_path: Path) -> None:
    """With name and title, the address has four lines; broken, it has six, and Italy's post takes five."""
    sender = {"names": ["Sender"], "address": ["Street 1"], "country": "IT"}
    warned, noted = broken(tmp_path, THREE, {"form": "din5008b", "sender": sender})
    assert (noted.code, noted.severity, warned.code, warned.severity) == ("LP246", "note", "LP247", "warning")
    assert warned.message.endswith("the address has 6 lines, and the post of IT wants at most 5")


@pytest.mark.parametrize(
    ("home", "title", "address", "said"),
    [
        ("FI", "Chancellor of Justice, and Director of the Office of Letters", ["Street 1", "00170 HELSINKI"], ["35 characters"]),
        ("FI", "Minister", ["Street of the Long Houses 12, Building of Letters", "00170 HELSINKI"], []),
        ("IT", "Minister of Letters to Parliament, Windows and Doors", ["Door 1", "Street 1", "00100 Roma"], ["has 6 lines"]),
        ("GB", "", ["LONDON"], ["at least 3"]),
        ("GB", "", ["The House of Letters and Windows, 12 High Street, LONDON"], []),
    ],
)  # fmt: skip
def test_lines_are_counted_and_measured_as_they_are_set(
    home: str, title: str, address: list[str], said: list[str], tmp_path: Path
) -> None:
    """A title or a street that runs over two lines counts as two, and neither is as long as the text."""
    settings = {"form": "din5008b", "sender": {"names": ["Sender"], "country": home}}
    for path, data in campaign([person("Alpha", title=title or None, address=address)], settings=settings).items():
        (tmp_path / path).write_bytes(data)
    result = build(Disk(tmp_path), BuildRequest(tmp_path))
    assert result.ok, result.findings
    found = check(Disk(tmp_path), CheckRequest(tmp_path, select=("LP347",))).findings
    warned = [each.message for each in found if each.packet]
    assert len(warned) == len(said) and all(part in each for part, each in zip(said, warned, strict=True)), found


@pytest.mark.parametrize(
    ("language", "form", "said"),
    [
        ("de", "plain-a4", "`SÜDGEORGIEN UND DIE` · `SÜDLICHEN SANDWICHINSELN`"),
        ("ru", "din5008b", "`ЮЖНАЯ ГЕОРГИЯ И` · `ЮЖНЫЕ САНДВИЧЕВЫ О-ВА`"),
    ],
)
def test_a_country_with_a_long_name_is_broken_between_its_words(tmp_path: Path, language: str, form: str, said: str) -> None:
    """In lines of nearly one length."""
    files = campaign([person("Alpha", country="GS", address=["King Edward Point"])], settings={"form": form})
    files["letter.md"] = files["letter.md"].replace(b"---\n", f"---\nlanguage: {language}\n".encode(), 1)
    for path, data in files.items():
        (tmp_path / path).write_bytes(data)
    findings = build(Disk(tmp_path), BuildRequest(tmp_path)).findings
    (found,) = [each for each in findings if each.code in ("LP231", "LP246", "LP247")]
    assert (found.code, found.message.partition("broken: ")[2]) == ("LP246", said)
    assert "countries: {GS: …}" in found.hint
    assert "LP308" not in [each.code for each in check(Disk(tmp_path), CheckRequest(tmp_path)).findings]


@pytest.mark.parametrize(
    ("line", "form", "code"),
    [
        ("Directorate General for Long Names and Department of Letters and Windows, Door 12", "din5008b", "LP231"),
        ("Directorate for Long Names, Department of Windows", "us10", "LP230"),
    ],
)
def test_what_has_no_place_to_be_broken_or_gets_too_many_lines_is_told(tmp_path: Path, line: str, form: str, code: str) -> None:
    assert built(tmp_path, line, form) == [code]
