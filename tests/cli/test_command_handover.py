"""``letterpack handover``: the folder that a printing service takes, and no blind copy beside others."""

from __future__ import annotations

import json
import stat
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

from letterpack.countries.parting import parted
from letterpack.disk import Disk
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.handed import is_coloured
from letterpack.providers import EitherValue, load_provider, provider_names
from letterpack.providers.handing import KnownOfPacket, filled, refused, written
from letterpack.stores.files import FolderStage
from tests.build.making import HEAD, campaign, person

FINAL = HEAD.replace("---\n\n", "status: final\n---\n\n") + "We write to you.\n"
SENDER = {"names": ["Sample Initiative"], "address": ["Sender Road 1", "Rm 2", "New York, NY 10001"], "country": "US"}
AT_HOME = {
    "US": ["1 Sample Road", "Washington, DC 20520"],
    "DE": ["Beispielweg 1", "10117 Berlin"],
    "NO": ["Eksempelgata 1", "0026 Oslo"],
    "GB": ["1 Sample Road", "London", "SW1A 2AH"],
}
SENDERS = {
    "US": SENDER,
    "DE": {"names": ["Muster e. V."], "address": ["Weg 1", "53113 Bonn"], "country": "DE"},
    "NO": {"names": ["Eksempel"], "address": ["Gata 1", "5003 Bergen"], "country": "NO"},
    "GB": {"names": ["Sample Initiative"], "address": ["1 Road", "Leeds", "LS1 1AA"], "country": "GB"},
}
FORMS = {
    "lob": ("plain-letter", "US"),
    "digipost": ("digipost", "NO"),
    "notify": ("notify", "GB"),
    "pingen": ("pingen", "DE"),
    "letterxpress": ("pingen", "DE"),
}
TAKING = [name for name in provider_names() if load_provider(name).handover]


@cache
def batch(form: str, home: str, letter: str) -> dict[str, bytes]:
    """A campaign and its batch of a letter at home, one abroad, and a blind copy, on ``form``."""
    people = {
        "to": [
            person("Alpha", address=AT_HOME[home], country=home),
            person("Beta", address=["Via Roma 1", "00187 Roma"], country="IT"),
        ],
        "bcc": [person("Gamma", address=AT_HOME[home], country=home, copy_of="alpha")],
    }
    with TemporaryDirectory() as name:
        folder = Path(name)
        for path, data in campaign(
            people, letter, settings={"form": form, "sender": {"return_address": "Sample, Road 1, Town", **SENDERS[home]}}
        ).items():
            (folder / path).write_bytes(data)
        result = build(Disk(folder), BuildRequest(folder))
        assert result.ok, result.findings
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def built(folder: Path, form: str, home: str, letter: str = FINAL) -> Path:
    for path, data in batch(form, home, letter).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@pytest.mark.parametrize("name", TAKING)
def test_every_service_gets_what_it_takes(tmp_path: Path, name: str, letterpack: Any) -> None:
    source, out = built(tmp_path, *FORMS.get(name, ("e-post", "DE"))), tmp_path / "out"
    ran = letterpack("handover", name, "--campaign", source, "--output", out)
    assert ran.code == 0, ran
    assert "3 packets · 1 blind copy apart" in ran.out
    kind = load_provider(name).handover.kind
    found = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    pairs = [f"{each}.{ending}" for each in ("alpha", "beta", "blind-copies/gamma/gamma") for ending in (kind, "pdf")]
    assert found == sorted(pairs)
    for each in ("alpha", "beta"):
        assert (out / f"{each}.pdf").read_bytes() == (source / f"build/packets/{each}.pdf").read_bytes()
        text = (out / f"{each}.{kind}").read_text(encoding="utf-8")
        told = json.loads(text) if kind == "json" else ElementTree.fromstring(text)
        assert told is not None
        assert (
            "Gamma" not in text
            and "gamma" not in text
            and "=" not in text.replace('version="1.0" encoding="UTF-8"', "").replace("xmlns=", "")
        )


def test_what_a_service_is_told(tmp_path: Path, letterpack: Any) -> None:
    source = built(tmp_path, "plain-letter", "US")
    assert letterpack("handover", "lob", "--campaign", source, "--output", tmp_path / "lob").code == 0
    told = json.loads((tmp_path / "lob/alpha.json").read_text())
    assert told["to"] == {
        "name": "Alpha Example",
        "company": "Minister of Alpha",
        "address_line1": "1 Sample Road",
        "address_city": "Washington",
        "address_state": "DC",
        "address_zip": "20520",
        "address_country": "US",
    }
    assert told["from"]["address_line2"] == "Rm 2" and told["color"] is False and told["double_sided"] is True
    assert "alpha" not in told["description"]


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ({"name": None, "title": None, "organization": "Department of Letters"}, {"companyName": "Department of Letters"}),
        ({"name": None, "organization": "Department"}, {"firstName": "Minister of Alpha", "companyName": "Department"}),
        ({"organization": "Office"}, {"firstName": "Alpha Example", "companyName": "Minister of Alpha, Office"}),
    ],
)
def test_an_organization_is_no_persons_name(tmp_path: Path, who: dict[str, Any], said: dict[str, str], letterpack: Any) -> None:
    people = [person("Alpha", address=AT_HOME["US"], country="US", **who)]
    for path, data in campaign(people, FINAL, settings={"form": "plain-letter", "sender": SENDER}).items():
        (tmp_path / path).write_bytes(data)
    assert build(Disk(tmp_path), BuildRequest(tmp_path)).ok
    assert letterpack("handover", "postgrid", "--campaign", tmp_path, "--output", tmp_path / "out").code == 0
    told = json.loads((tmp_path / "out/alpha.json").read_text())["to"]
    assert {key: value for key, value in told.items() if key in ("firstName", "companyName")} == said


def test_digipost_is_told_in_xml(tmp_path: Path, letterpack: Any) -> None:
    source = built(tmp_path, "digipost", "NO")
    assert letterpack("handover", "digipost", "--campaign", source, "--output", tmp_path / "out").code == 0
    ns = "{http://api.digipost.no/schema/v8}"
    home, abroad = (ElementTree.parse(tmp_path / f"out/{name}.xml").getroot() for name in ("alpha", "beta"))
    address = home.find(f"{ns}recipient/{ns}print-details/{ns}recipient/{ns}norwegian-address")
    assert address is not None and [each.text for each in address] == ["Eksempelgata 1", "0026", "Oslo"]
    foreign = abroad.find(f"{ns}recipient/{ns}print-details/{ns}recipient/{ns}foreign-address")
    assert foreign is not None and [each.text for each in foreign] == ["Via Roma 1", "00187 Roma", "ITALY", "IT"]


def test_a_service_is_told_of_a_sender_abroad(tmp_path: Path, letterpack: Any) -> None:
    """What is abroad, the service's own country says: Digipost's is Norway, E-POST's Germany."""
    source = built(tmp_path, "digipost", "DE")
    assert letterpack("handover", "digipost", "--campaign", source, "--output", tmp_path / "out").code == 0
    details = ElementTree.parse(tmp_path / "out/alpha.xml").getroot().find("{*}recipient/{*}print-details")
    assert details is not None and [each.tag.rpartition("}")[2] for each in details][:2] == ["recipient", "return-address"]
    said = [each.text for each in details.findall("{*}return-address/{*}foreign-address/*")]
    assert said == [*SENDERS["DE"]["address"], "GERMANY", "DE"]
    assert details.find("{*}recipient/{*}foreign-address") is not None
    assert details.find(".//{*}norwegian-address") is None
    shape = load_provider("digipost").handover
    assert shape is not None
    longest = "recipient.print-details.recipient.name"
    assert any("has 131 characters and may have 130" in each.message for each in refused(shape, {longest: "x" * 131}))


@pytest.mark.parametrize(
    ("form", "home", "name", "message"),
    [
        ("din5008b", "DE", "digipost", "something stands in the zone for the barcode"),
        ("plain-letter", "US", "pingen", "page 1 is 216 × 279 mm"),
        ("plain-a4", "DE", "lob", "there is nothing for `from.address_state`"),
    ],
)
def test_nothing_is_written_of_what_would_be_refused(
    tmp_path: Path, form: str, home: str, name: str, message: str, letterpack: Any
) -> None:
    source = built(tmp_path, form, home)
    ran = letterpack("handover", name, "--campaign", source, "--output", tmp_path / "out")
    assert ran.code == 1 and message in ran.err and "nothing was written" in ran.out
    assert not (tmp_path / "out").exists()


def test_a_draft_an_unknown_service_and_what_is_there_are_refused(tmp_path: Path, letterpack: Any) -> None:
    source = built(tmp_path, "pingen", "DE", FINAL.replace("status: final\n", ""))
    ran = letterpack("handover", "pingen", "--campaign", source, "--output", tmp_path / "out")
    assert ran.code == 2 and "the packets are a draft" in ran.err
    for name, why in (("pigeon", "no such provider"), ("postel", "does not know what it takes")):
        ran = letterpack("handover", name, "--campaign", source, "--output", tmp_path / "out")
        assert ran.code == 2 and why in ran.err and "`pingen`" in ran.err
    built(tmp_path, "pingen", "DE")
    (tmp_path / "out").mkdir()
    mine = tmp_path / "out/mine.txt"
    mine.write_text("mine")
    ran = letterpack("handover", "pingen", "--campaign", source, "--output", tmp_path / "out")
    assert ran.code == 2 and "already exists" in ran.err and mine.read_text() == "mine"
    assert not list(tmp_path.glob(".letterpack-*"))


def test_a_packet_that_was_changed_is_not_handed_over(tmp_path: Path, letterpack: Any) -> None:
    source = built(tmp_path, "pingen", "DE")
    packet = source / "build/packets/alpha.pdf"
    packet.write_bytes(packet.read_bytes() + b"\n")
    assert letterpack("handover", "pingen", "--campaign", source, "--output", tmp_path / "out").code == 1
    assert not (tmp_path / "out").exists()


def test_what_a_killed_command_has_left_goes(tmp_path: Path, letterpack: Any) -> None:
    source = built(tmp_path, "pingen", "DE")
    left = tmp_path / ".letterpack-0123456789abcdef"
    left.mkdir()
    FolderStage(left).put("blind-copies/gamma/gamma.pdf", [b"%PDF"])
    assert letterpack("handover", "pingen", "--campaign", source, "--output", tmp_path / "out").code == 0
    assert not left.exists() and not list(tmp_path.glob("*kept*"))


def test_nobody_reads_the_folder_who_may_not_read_the_campaign(tmp_path: Path, letterpack: Any) -> None:
    source = built(tmp_path, "pingen", "DE")
    (source / "addressees.yaml").chmod(0o600)
    assert letterpack("handover", "pingen", "--campaign", source, "--output", tmp_path / "out").code == 0
    for path in (tmp_path / "out", *(tmp_path / "out").rglob("*")):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path


def test_a_link_out_of_a_campaign_is_not_followed(tmp_path: Path, letterpack: Any) -> None:
    (tmp_path / "campaign").mkdir()
    (tmp_path / "elsewhere").mkdir()
    source = built(tmp_path / "campaign", "pingen", "DE")
    (source / "link").symlink_to(tmp_path / "elsewhere")
    ran = letterpack("handover", "pingen", "--campaign", source, "--output", source / "link")
    assert ran.code == 2 and "leads out of the campaign" in ran.err and not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("name", TAKING)
def test_a_file_of_a_service_asks_for_what_is_known(name: str) -> None:
    """A misspelled name in a provider's file would be handed over as it stands."""
    shape = load_provider(name).handover
    assert shape is not None and len(shape.source) > 10
    lines = {"names": ("N", "T", "O"), "street": ("S1", "S2"), "above": ("N", "T", "S1"), "lines": ("S1", "C")}
    lines |= {"sender_lines": ("S1", "C"), "body": ("T", "O")}
    texts = dict.fromkeys(
        [
            "file",
            "person",
            "reference",
            "uuid",
            "checksum",
            "window",
            "postcode",
            "city",
            "region",
            "country",
            "country_in_german",
            "country_in_english",
            "sender_name",
            "sender_postcode",
            "sender_city",
            "sender_region",
            "sender_country",
            "sender_country_in_english",
        ],
        "x",
    )
    for country, sender_country in product(("DE", "NO"), repeat=2):
        known: KnownOfPacket = {
            **lines,
            **texts,
            "sender_street": ("S",),
            "country": country,
            "sender_country": sender_country,
            "colour": True,
        }
        values = filled(shape, known)
        assert not [value for value in values.values() if isinstance(value, str) and value.startswith("=")]
        assert not list(refused(shape, values))
        assert written(shape, values)
    paths = {*shape.fields, *shape.abroad, *shape.sender_abroad}
    assert {path for each in shape.required for path in each.split("|")} | set(shape.longest) <= paths
    assert all(each.when in ("colour", "abroad") for each in shape.fields.values() if isinstance(each, EitherValue))


@pytest.mark.parametrize(
    ("code", "lines", "wanted"),
    [
        ("DE", ["Amt", "Weg 1", "D-10117 Berlin"], (("Amt", "Weg 1"), "10117", "Berlin", "")),
        ("US", ["1 Road", "New York NY 10001-1234"], (("1 Road",), "10001-1234", "New York", "NY")),
        ("US", ["1 Road", "St. Louis, Missouri 63101"], (("1 Road",), "63101", "St. Louis", "Missouri")),
        ("CA", ["24 Drive", "Ottawa ON K1M 1M4"], (("24 Drive",), "K1M 1M4", "Ottawa", "ON")),
        ("GB", ["Street", "London", "SW1A 2AH"], (("Street",), "SW1A 2AH", "London", "")),
        ("FR", ["1 rue X", "75007 Paris Cedex 07"], (("1 rue X",), "75007", "Paris Cedex 07", "")),
        ("BR", ["Rua 1", "Centro", "Brasilia-DF", "70000-000"], (("Rua 1", "Centro"), "70000-000", "Brasilia", "DF")),
        ("IT", ["Via 1", "00187 Roma RM"], (("Via 1",), "00187", "Roma", "RM")),
        ("AE", ["PO Box 1", "Dubai"], (("PO Box 1",), "", "Dubai", "")),
        ("SE", ["103 33 Stockholm"], ((), "103 33", "Stockholm", "")),
        ("KZ", ["Улица Мира, дом 14", "Астана", "010000"], (("Улица Мира, дом 14",), "010000", "Астана", "")),
        ("KZ", ["Улица Мира, дом 14", "010000 Астана"], (("Улица Мира, дом 14",), "010000", "Астана", "")),
        ("RU", ["ул. Ленина, д. 5", "101000 Москва"], (("ул. Ленина, д. 5",), "101000", "Москва", "")),
        ("NO", ["1234 Main Road", "0030 Oslo"], (("1234 Main Road",), "0030", "Oslo", "")),
    ],
)
def test_lines_tell_their_parts(code: str, lines: list[str], wanted: tuple[Any, ...]) -> None:
    assert parted(lines, code) == wanted


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("DE", ["Weg 1", "Berlin"]),
        ("AE", ["Dubai"]),
        ("GB", ["Street", "London SW1A 2AH"]),
        ("RU", ["ul. X", "Moscow", "Region", "119200"]),
        ("IE", ["House", "Green", "Dublin 2", "D02 VY53"]),
        ("HU", ["Budapest", "Fo u 1", "1011"]),
        ("", ["Weg 1", "10117 Berlin"]),
        ("US", []),
    ],
)
def test_what_cannot_be_told_for_certain_is_not_told(code: str, lines: list[str]) -> None:
    assert parted(lines, code) is None


def test_colour_is_what_shows(tmp_path: Path) -> None:
    for index, (colour, wanted) in enumerate((((200, 0, 0), True), ((70, 70, 70), False), ((250, 250, 255), False))):
        Image.new("RGB", (200, 200), colour).save(tmp_path / f"{index}.pdf")
        assert is_coloured((tmp_path / f"{index}.pdf").read_bytes()) is wanted
