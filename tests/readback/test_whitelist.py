"""What letterpack does not write is strange wherever it stands: operators on any page, entries of any object, glyphs."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.model.observed import ObservedPacket
from letterpack.readback import PacketReader
from letterpack.readback.foreign_objects import ForeignObjects
from letterpack.readback.values import parse
from letterpack.readback.whitelist.dictionaries import page_strange
from letterpack.readback.whitelist.painting import painting_of
from letterpack.text.families import bundled
from letterpack.text.fonts import STYLES, Font
from tests.checks.batches import make
from tests.checks.surgery import Opened, opened, written
from tests.enclosures.makers import hand_made
from tests.trying import tried

OURS = frozenset(b"BT ET BDC EMC Tm Tf TJ Tz Ts g G w m l S q Q cm Do".split())
OTHERS = sorted(
    set(
        b"b B b* B* BMC BX c CS cs d d0 d1 DP EX f F f* gs h i j J K k M MP n re RG rg ri s SC sc SCN scn sh "
        b"T* Tc Td TD Tj TL Tr Tw v W W* y '".split()
    )
    - OURS
)
"""The operators of ISO 32000-1, annex A, that no page of ours has."""


class Named:
    """The bundled family; ``text_in_pictures`` as a campaign has it."""

    def __init__(self, *, text_in_pictures: bool = False) -> None:
        self.text_in_pictures = text_in_pictures

    def __call__(self, name: str, /) -> Sequence[Font]:
        return [bundled(style) for style in STYLES if name == f"GentiumBookPlus-{style.title()}"]


@pytest.fixture(scope="module")
def packet(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return make(tmp_path_factory.mktemp("whitelist") / "campaign").pdf("first").read_bytes()


def strange(file: Opened) -> tuple[str, ...]:
    found = PacketReader(digests=False, fonts=Named()).read(written(file), 2)
    return (*found.strange, *found.problems) if isinstance(found, ObservedPacket) else (found.why,)


def own_pages(file: Opened) -> range:
    return range(len(file.numbers(rb"/StructParents \d+/Tabs/S")))


def test_a_packet_is_not_strange(packet: bytes) -> None:
    assert strange(opened(packet)) == ()


@pytest.mark.parametrize("seed", range(len(OTHERS)))
def test_no_other_operator_stands_anywhere(packet: bytes, seed: int) -> None:
    """Each operator, with operands drawn for it, at a place drawn for it."""
    file, chance = opened(packet), random.Random(seed)
    number = chance.choice([each for page in own_pages(file) for each in file.contents(page)])
    entries, content = file.streams[number]
    words = content.split(b" ")
    at = chance.randint(0, len(words))
    operands = [b"%d" % chance.randint(0, 9) for _ in range(chance.randint(0, 6))]
    file.streams[number] = (entries, b" ".join([*words[:at], *operands, OTHERS[seed], *words[at:]]))
    assert strange(file)


@given(st.data())
def test_no_other_entry_stands_anywhere(packet: bytes, data: st.DataObject) -> None:
    file = opened(packet)
    kinds = (
        rb"/Type/Catalog",
        rb"/Type/Pages",
        rb"/StructParents \d+/Tabs/S",
        rb"/ParentTreeNextKey",
        rb"/S/P/P",
        rb"/Type/Outlines",
    )
    number = data.draw(st.sampled_from([each for kind in kinds for each in file.numbers(kind)]))
    key = data.draw(
        st.sampled_from(["AA", "OpenAction", "Names", "AcroForm", "OCProperties", "Rotate", "CropBox", "UserUnit", "Zz"])
    )
    file.entry(number, f"/{key} 1".encode("ascii"))
    assert strange(file)


@given(st.data())
def test_no_number_of_a_place_turns_or_hides_what_stands_there(packet: bytes, data: st.DataObject) -> None:
    """One of the numbers of a matrix, a size, a width or a color is another."""
    file = opened(packet)
    number = data.draw(st.sampled_from([each for page in own_pages(file) for each in file.contents(page)]))
    entries, content = file.streams[number]
    places = [
        (b"1 0 0 1", b"1 0.3 0 1"),
        (b"1 0 0 1", b"-1 0 0 1"),
        (b"1 0 0 1", b"1 0 0 0.1"),
        (b" 11 Tf", b" 0.7 Tf"),
        (b"0 g", b"1 g"),
    ]
    there = [(old, new) for old, new in places if old in content]
    old, new = data.draw(st.sampled_from(there))
    file.streams[number] = (entries, content.replace(old, new, 1))
    assert strange(file)


@tried(2 / 3)
@given(st.data())
def test_no_glyph_means_another_text(packet: bytes, data: st.DataObject) -> None:
    file = opened(packet)
    number = data.draw(st.sampled_from([each for each, (_, content) in file.streams.items() if b"begincmap" in content]))
    entries, content = file.streams[number]
    rows = [line for line in content.split(b"\n") if line.startswith(b"<") and line.count(b"<") > 1 and line != b"<0000> <FFFF>"]
    row, other = data.draw(st.sampled_from(rows)), data.draw(st.sampled_from([b"<0041>", b"<0037>", b"<0430>", b"<00410042>"]))
    changed = row.partition(b" ")[0] + b" " + other
    if changed != row:
        file.streams[number] = (entries, content.replace(row, changed, 1))
        assert strange(file)


MARK = b"BT /P <</MCID 0>> BDC 1 0 0 1 9 9 Tm /F1 11 Tf %s EMC ET"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (MARK % b"[<0001>] TJ", None),
        (b"Q", "restores a state that it did not save"),
        (b"EMC", "ends a mark that did not begin"),
        (MARK % b"70 Ts [<0001>] TJ", "has text far off its line"),
        (MARK % b"[/Name] TJ", "has the operator TJ with other operands"),
        (MARK % b"[<00>] TJ", "has half a character"),
        (b"/Artifact BMC q 1 G 0 0 m 9 0 l S Q EMC", "has a rule in another color"),
        (b"/Artifact BMC q S Q EMC", "strokes nothing"),
        (b"/Figure <</MCID 0>> BDC /Picture Do EMC", "has a picture outside a mark"),
        (b"/Figure <</MCID 0>> BDC q /Picture Do Q EMC", "has a picture without a place"),
        (MARK % b"[<0001>] TJ" + b" % remark", "has a comment"),
    ],
)
def test_what_a_page_paints_is_named(content: bytes, said: str | None) -> None:
    faults = painting_of(content).faults
    assert said in faults if said else faults == ()


LINK = b"/Subtype/Link/Rect[9 9 60 20]/F 4/Border[0 0 0]/Contents(x)/StructParent 1/A<</S/URI/URI(https://x.org)>>"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"", b"", None),
        (b"/F 4", b"/F 2", "its link on page 1 is hidden, or shows itself"),
        (b"[0 0 0]", b"[0 0 1]", "its link on page 1 has a frame"),
        (b"/S/URI", b"/S/Launch", "its link on page 1 does Launch"),
        (b"60 20", b"60 99", "its link on page 1 is in no tag, or lies over more than a line"),
        (b"/Subtype/Link", b"/Subtype/Widget", "its page 1 has a mark Widget on it"),
    ],
)
def test_a_link_does_nothing_but_lead_somewhere(old: bytes, new: bytes, said: str | None) -> None:
    page, _ = parse(b"<</MediaBox[0 0 595 842]/Annots[<<" + LINK.replace(old, new, 1) + b">>]>>")
    assert isinstance(page, dict)
    found = [*page_strange(ForeignObjects(hand_made([b"<</Pages 2 0 R>>", b"<</Kids[]>>"])), page, 1)]
    assert found == ([said] if said else [])
