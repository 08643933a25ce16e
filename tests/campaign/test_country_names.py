"""Countries by any usual name in any language, and never printed twice."""

from __future__ import annotations

import pytest
from babel import Locale, localedata

from letterpack.campaign.addressees import AddresseeReader
from letterpack.campaign.settings import read_settings
from letterpack.countries import country_codes, country_named, ends_in_country, names_in
from letterpack.diagnostics import Report
from letterpack.model.sources import NodeOrigin, TextNode
from letterpack.spans import Span
from tests.checks.sources import Dict

NAMES = {
    "中国": "CN",
    "США": "US",
    "日本": "JP",
    "Чад": "TD",
    "ОАЭ": "AE",
    "مصر": "EG",
    "UK": "GB",
    "U.S.A.": "US",
    "Viet Nam": "VN",
    "Iran (Islamic Republic of)": "IR",
    "Deutschland": "DE",
    "Қазақстан": "KZ",
    "საქართველო": "GE",
    "Kosovo": "XK",
    "NO": "NO",
    "Democratic Republic of the Congo": "CD",
    "Congo": "CG",
    "Niger": "NE",
    "Republic of Korea": "KR",
    "Great Britain": "GB",
}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_country_is_known_by_its_usual_names(name: str) -> None:
    assert country_named(name) == NAMES[name]


@pytest.mark.parametrize("text", ["", "Sampleton", "QQ", "Republic of", "Norwey"])
def test_what_is_no_country_is_none(text: str) -> None:
    assert country_named(text) is None


@pytest.mark.parametrize("tag", ["nb", "nn", "no", "sr", "yue", "af", "kok", "zu"])
def test_names_are_read_as_babel_has_them(tag: str) -> None:
    """Those of Bokmål and Nynorsk are inherited from Norwegian."""
    assert names_in(tag) == dict(Locale.parse(tag).territories)


def test_every_name_that_cldr_has_is_its_country_or_nobodys() -> None:
    wrong = []
    for tag in localedata.locale_identifiers():
        if "_" in tag:
            continue
        for code, name in Locale.parse(tag).territories.items():
            if code in country_codes() and country_named(name) not in (code, None):
                wrong.append((tag, code, name, country_named(name)))
    assert [each for each in wrong if each[0] in ("en", "fr", "es", "ru", "ar", "zh", "de")] == []
    assert len(wrong) < 30


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("CONGO - KINSHASA", "CD"),
        ("Democratic Republic of the Congo", "CD"),
        ("Viet Nam", "VN"),
        ("РОССИЯ", "RU"),
        ("Deutschland", "DE"),
        ("PANAMÁ", "PA"),
        ("Saint Lucia", "LC"),
        ("East Timor", "TL"),
        ("Hong Kong", "HK"),
        ("Bosnia and Herzegovina", "BA"),
        ("Syrian Arab Republic", "SY"),
        ("Kyrgyz Republic", "KG"),
        ("Lao PDR", "LA"),
        ("Antigua and Barbuda", "AG"),
    ],
)
def test_an_address_that_ends_in_its_country_gets_no_second_line(line: str, code: str) -> None:
    assert ends_in_country(line, code, "en")


@pytest.mark.parametrize(("last", "lines"), [("Kinshasa", ("Kinshasa", "DR CONGO")), ("Congo - Kinshasa", ("DR CONGO",))])
def test_the_line_can_be_set(last: str, lines: tuple[str, ...]) -> None:
    report = Report()
    settings, _ = read_settings(Dict({"letterpack.yaml": "countries: {CD: DR CONGO}\n"}), report)
    reader = AddresseeReader(Dict({}), settings, frozenset({"en"}), "en")
    places = NodeOrigin(TextNode("", Span("addressees.yaml")))
    addressee = reader.read({"title": "Minister", "address": ["1 Street", last], "country": "CD"}, "to", places, report)
    assert not report
    assert addressee is not None
    assert addressee.addresses == (("1 Street", *lines),)
