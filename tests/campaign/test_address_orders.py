"""Addresses in parts: each country's order, and no part lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from letterpack.countries import country_codes
from letterpack.countries.orders import PARTS, lines_in_order
from letterpack.disk import Disk
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from tests.build.making import campaign, text_of

WHOLE = {"street": ["1 High Road"], "city": ["Town"], "region": ["NY"], "postcode": ["01234"]}


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("", ("1 High Road", "01234 Town", "NY")),
        ("KZ", ("1 High Road", "Town", "NY", "01234")),
        ("US", ("1 High Road", "TOWN, NY 01234")),
        ("CA", ("1 HIGH ROAD", "TOWN NY  01234")),
        ("GB", ("1 High Road", "TOWN", "NY", "01234")),
        ("UA", ("1 High Road", "Town", "NY", "01234")),
        ("HU", ("TOWN", "NY", "1 HIGH ROAD", "01234")),
        ("BR", ("1 High Road", "TOWN-NY", "01234")),
    ],
)
def test_parts_stand_as_the_country_s_post_wants_them(code: str, lines: tuple[str, ...]) -> None:
    assert lines_in_order(WHOLE, code) == lines


KNOWN = {
    "AM": ("Saryan str 22|0002|Yerevan|", "Saryan str 22/0002 Yerevan"),
    "AR": ("Corrientes 123|C1043AAX|Buenos Aires|", "CORRIENTES 123/C1043AAX BUENOS AIRES"),
    "AT": ("Graben 12|1010|Wien|", "Graben 12/1010 Wien"),
    "AU": ("200 George Street|2000|Sydney|NSW", "200 George Street/SYDNEY NSW 2000"),
    "BD": ("5 Mirpur Rd|1205|Dhaka|", "5 Mirpur Rd/Dhaka - 1205"),
    "BE": ("Rue de la Loi 16|1000|Bruxelles|", "Rue de la Loi 16/1000 Bruxelles"),
    "BR": ("Av. Paulista 1000|01310-100|São Paulo|SP", "Av. Paulista 1000/SÃO PAULO-SP/01310-100"),
    "BY": ("ul. Lenina 5|220030|Minsk|", "ul. Lenina 5/220030, Minsk"),
    "CA": ("10 Main St|K1A 0B1|Ottawa|ON", "10 MAIN ST/OTTAWA ON  K1A 0B1"),
    "CH": ("Bundesgasse 3|3003|Bern|", "Bundesgasse 3/3003 Bern"),
    "CN": ("88 Jianguo Rd|100022|Chaoyang District|Beijing", "88 Jianguo Rd/Chaoyang District/BEIJING, 100022"),
    "CO": ("Calle 10 5-51|110111|Bogotá|D.C.", "Calle 10 5-51/Bogotá, D.C., 110111"),
    "CZ": ("Vodičkova 12|110 00|Praha 1|", "Vodičkova 12/110 00 Praha 1"),
    "DE": ("Weg 1|10117|Berlin|", "Weg 1/10117 Berlin"),
    "DK": ("Vesterbrogade 1|1620|København V|", "Vesterbrogade 1/1620 København V"),
    "EC": ("Av. Amazonas N21|170143|Quito|", "Av. Amazonas N21/170143/QUITO"),
    "EE": ("Viru 3|10140|Tallinn|", "Viru 3/10140 Tallinn"),
    "EG": ("5 Tahrir St|11511|Cairo|", "5 Tahrir St/Cairo/11511"),
    "ES": ("Calle Mayor 5|28013|Madrid|", "Calle Mayor 5/28013 MADRID"),
    "FI": ("Mannerheimintie 1|00100|Helsinki|", "Mannerheimintie 1/00100 HELSINKI"),
    "FR": ("10 rue de Rivoli|75001|Paris|", "10 rue de Rivoli/75001 PARIS"),
    "GE": ("Rustaveli 5|0108|Tbilisi|", "Rustaveli 5/0108 Tbilisi"),
    "GI": ("5 Main Street|GX11 1AA|Gibraltar|", "5 Main Street/Gibraltar/GX11 1AA"),
    "GB": ("10 Downing Street|SW1A 2AA|London|", "10 Downing Street/LONDON/SW1A 2AA"),
    "GR": ("Ermou 10|105 63|Athens|", "Ermou 10/105 63 Athens"),
    "GT": ("6a Avenida 5-10|01001|Guatemala|", "6a Avenida 5-10/01001 - Guatemala"),
    "HK": ("5 Queen's Road||Central|Hong Kong", "5 Queen's Road/Central/HONG KONG"),
    "HR": ("Ilica 5|10000|Zagreb|", "Ilica 5/10000 Zagreb"),
    "HU": ("Fő utca 12|1011|Budapest|", "BUDAPEST/FŐ UTCA 12/1011"),
    "ID": ("Jl. Sudirman 5|10220|Jakarta|DKI Jakarta", "Jl. Sudirman 5/Jakarta/DKI Jakarta 10220"),
    "IE": ("5 O'Connell Street|D01 F5P2|Dublin 1|", "5 O'Connell Street/Dublin 1/D01 F5P2"),
    "IL": ("Herzl St 5|6688210|Tel Aviv|", "Herzl St 5/Tel Aviv 6688210"),
    "IN": ("5 MG Road|560001|Bengaluru|Karnataka", "5 MG Road/Bengaluru 560001/Karnataka"),
    "IS": ("Laugavegur 5|101|Reykjavík|", "Laugavegur 5/101 Reykjavík"),
    "IT": ("Via Roma 5|00184|Roma|RM", "Via Roma 5/00184 ROMA RM"),
    "KE": ("P.O. Box 5|00100|Nairobi|", "P.O. Box 5/Nairobi/00100"),
    "KG": ("Chuy 5|720000|Bishkek|", "Chuy 5/720000 Bishkek"),
    "KR": ("209 Sejong-daero|03171|Jongno-gu|Seoul", "209 Sejong-daero/Jongno-gu/Seoul/03171"),
    "KY": ("PO Box 10|KY1-1100||Grand Cayman", "PO Box 10/Grand Cayman KY1-1100"),
    "KZ": ("Abay Ave 5|050000|Almaty|", "Abay Ave 5/Almaty/050000"),
    "LT": ("Gedimino pr. 5|LT-01103|Vilnius|", "Gedimino pr. 5/LT-01103 Vilnius"),
    "LV": ("Brīvības iela 5|LV-1010|Rīga|", "Brīvības iela 5/Rīga, LV-1010"),
    "MN": ("Peace Ave 5|14200|Ulaanbaatar|", "Peace Ave 5/Ulaanbaatar/14200"),
    "MX": ("Av. Reforma 5|06500|Ciudad de México|CDMX", "Av. Reforma 5/06500 CIUDAD DE MÉXICO, CDMX"),
    "MT": ("5 Republic Street|VLT 1110|Valletta|", "5 Republic Street/VALLETTA VLT 1110"),
    "MY": ("5 Jalan Ampang|50450|Kuala Lumpur|", "5 Jalan Ampang/50450 KUALA LUMPUR"),
    "NG": ("5 Marina St|101001|Lagos|Lagos", "5 Marina St/LAGOS 101001/LAGOS"),
    "NL": ("Spui 5|2511 BL|Den Haag|", "Spui 5/2511 BL  DEN HAAG"),
    "NO": ("Karl Johans gate 5|0154|Oslo|", "Karl Johans gate 5/0154 Oslo"),
    "NZ": ("5 Queen Street|1010|Auckland|", "5 Queen Street/Auckland 1010"),
    "PE": ("Av. Arequipa 5|15046|Lima|", "Av. Arequipa 5/Lima 15046"),
    "PK": ("5 Mall Road|54000|Lahore|", "5 Mall Road/Lahore-54000"),
    "PL": ("ul. Długa 12|00-950|Warszawa|", "ul. Długa 12/00-950 Warszawa"),
    "PT": ("Rua Augusta 5|1100-053|Lisboa|", "Rua Augusta 5/1100-053 Lisboa"),
    "RO": ("Str. Lipscani 5|030031|București|", "STR. LIPSCANI 5/030031 BUCUREȘTI"),
    "RU": ("ul. Tverskaya 5|125009|Moskva|", "UL. TVERSKAYA 5/MOSKVA/125009"),
    "SA": ("King Fahd Rd 5|12211|Riyadh|", "King Fahd Rd 5/Riyadh 12211"),
    "SE": ("Drottninggatan 5|111 51|Stockholm|", "Drottninggatan 5/111 51 Stockholm"),
    "SG": ("5 Orchard Road|238823|Singapore|", "5 Orchard Road/Singapore 238823"),
    "SK": ("Hlavná 5|811 01|Bratislava|", "Hlavná 5/811 01 Bratislava"),
    "TH": ("5 Ratchadamnoen Rd|10200|Phra Nakhon|Bangkok", "5 Ratchadamnoen Rd/Phra Nakhon/BANGKOK 10200"),
    "TR": ("Atatürk Cad. 5|06100|Kızılay|Ankara", "Atatürk Cad. 5/06100 Kızılay/Ankara"),
    "UA": ("vul. Khreshchatyk 5|01001|Kyiv|", "vul. Khreshchatyk 5/Kyiv/01001"),
    "US": ("1600 Pennsylvania Ave|20500|Washington|DC", "1600 Pennsylvania Ave/WASHINGTON, DC 20500"),
    "VN": ("5 Hang Bai|100000|Ha Noi|", "5 Hang Bai/Ha Noi/100000"),
    "ZA": ("5 Church St|0002|Pretoria|", "5 Church St/Pretoria/0002"),
}
"""Street, postcode, town and region of addresses as they are in these countries, and the lines that their posts have."""


@pytest.mark.parametrize("code", sorted(KNOWN))
def test_known_addresses_stand_as_their_posts_have_them(code: str) -> None:
    given, wanted = KNOWN[code]
    parts = zip(("street", "postcode", "city", "region"), given.split("|"), strict=True)
    assert "/".join(lines_in_order({name: [part] for name, part in parts if part}, code)) == wanted


@pytest.mark.parametrize(
    ("code", "parts", "lines"),
    [
        ("JP", ("霞が関1-1-1", "千代田区", "東京都", "100-8977"), ("〒100-8977", "東京都千代田区", "霞が関1-1-1")),
        (
            "JP",
            ("1-1-1 Kasumigaseki", "Chiyoda-ku", "Tokyo", "100-8977"),
            ("1-1-1 Kasumigaseki", "Chiyoda-ku, TOKYO", "100-8977"),
        ),
        ("CN", ("朝阳门南大街2号", "朝阳区", "北京市", "100701"), ("100701", "北京市朝阳区", "朝阳门南大街2号")),
        ("KR", ("세종대로 209", "종로구", "서울특별시", "03171"), ("서울특별시 종로구", "세종대로 209", "03171")),
    ],
)
def test_an_address_in_the_country_s_own_letters_has_its_own_order(
    code: str, parts: tuple[str, ...], lines: tuple[str, ...]
) -> None:
    named = zip(("street", "city", "region", "postcode"), parts, strict=True)
    assert lines_in_order({name: [part] for name, part in named}, code) == lines


PARTS_OF = {
    "JP": {"street": "霞が関1-1-1", "city": "千代田区", "region": "東京都", "postcode": "100-8977"},
    "KR": {"street": "세종대로 209", "city": "종로구", "region": "서울특별시", "postcode": "03171"},
    "CN": {"street": "朝阳门南大街2号", "city": "朝阳区", "region": "北京市", "postcode": "100701"},
}
NAMED: list[tuple[str, dict[str, Any], str]] = [
    ("JP", {"name": "山田太郎", "title": "法務大臣", "organization": "法務省"}, "霞が関1-1-1/法務省/法務大臣/山田太郎 様/JAPAN"),
    ("JP", {"name": "佐藤花子先生"}, "霞が関1-1-1/佐藤花子先生/JAPAN"),
    ("JP", {"title": "法務大臣"}, "霞が関1-1-1/法務大臣 殿/JAPAN"),
    ("JP", {"organization": "法務省"}, "霞が関1-1-1/法務省 御中/JAPAN"),
    ("JP", {"name": "Jane Example"}, "霞が関1-1-1/Jane Example/JAPAN"),
    ("KR", {"name": "김철수", "organization": "법무부"}, "세종대로 209/법무부/김철수 귀하/03171/SOUTH KOREA"),
    ("KR", {"name": "김철수 장관님", "organization": "법무부"}, "세종대로 209/법무부/김철수 장관님/03171/SOUTH KOREA"),
    ("KR", {"title": "법무부 장관"}, "세종대로 209/법무부 장관 귀하/03171/SOUTH KOREA"),
    ("KR", {"organization": "법무부"}, "세종대로 209/법무부 귀중/03171/SOUTH KOREA"),
    ("CN", {"name": "王伟"}, "100701/北京市朝阳区/朝阳门南大街2号/王伟/CHINA"),
    ("JP", {"name": "Jane Example", "address": ["1-1 Kasumigaseki", "TOKYO"]}, "Jane Example/1-1 Kasumigaseki/TOKYO/JAPAN"),
]


def test_names_stand_where_the_country_has_them_in_its_own_letters(tmp_path: Path) -> None:
    """The person last, with what Japan writes behind a name; what a check reads in the window is what it expects there."""
    people = [
        {"id": f"p{index}", "country": code, "address": PARTS_OF[code], **who} for index, (code, who, _) in enumerate(NAMED)
    ]
    settings = {"form": "din5008b", "sender": {"names": ["Sender"], "country": "DE"}}
    for path, data in campaign(people, settings=settings).items():
        (tmp_path / path).write_bytes(data)
    assert build(Disk(tmp_path), BuildRequest(tmp_path)).ok
    for index, (_, _, lines) in enumerate(NAMED):
        said = text_of((tmp_path / f"build/packets/p{index}.pdf").read_bytes()).replace("\u00a0", " ")
        assert lines.replace("/", " ") in said.replace("\n", " "), said
    assert not [found for found in check(Disk(tmp_path), CheckRequest(tmp_path)).findings if found.severity == "error"]


def test_kazakhstan_has_the_district_beside_the_place_and_the_postcode_last() -> None:
    """Kazpost's own example, in Russian and in Latin letters."""
    parts = ("Улица Мира, дом 14, квартира 6", "Каскелен", "Карасайский район", "Алматинская область", "040900")
    given = {name: [part] for name, part in zip(("street", "city", "district", "region", "postcode"), parts, strict=True)}
    assert lines_in_order(given, "KZ") == (parts[0], "Каскелен, Карасайский район", "Алматинская область", "040900")


def test_what_is_not_given_leaves_no_mark() -> None:
    assert lines_in_order({"street": ["1 High Road", "Back yard"], "postcode": ["01234"]}, "US") == (
        "1 High Road",
        "Back yard",
        "01234",
    )
    for code in ("CN", "PH", "TH"):
        assert lines_in_order({"street": ["1 High Road"], "city": ["Town"], "postcode": ["01234"]}, code)[1:] == ("Town", "01234")


@pytest.mark.parametrize("code", ["", *sorted(country_codes())])
def test_no_part_is_lost_in_any_country(code: str) -> None:
    printed = "\n".join(lines_in_order({name: [f"<{name}>"] for name in PARTS}, code)).casefold()
    assert [name for name in PARTS if printed.count(f"<{name}>") != 1] == []
