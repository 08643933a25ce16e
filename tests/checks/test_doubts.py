"""What spares rules most addressees must never spare them one that they have something to say of."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from letterpack.checks.evidence.texts import addressee_texts, said_by
from letterpack.checks.rules.scripts import oddities
from letterpack.checks.table import RULES
from letterpack.lookalikes import script_of
from letterpack.model.campaign import Addressee
from letterpack.values import replace
from tests.checks.sources import ADDRESSEES, HEAD, Dict, sources_of
from tests.test_merge import to
from tests.trying import tried

SETTINGS = "names: [Amangeldy Batyrbekov]\n"
SOURCES = sources_of(Dict({"addressees.yaml": ADDRESSEES, "letter.md": f"{HEAD}Text.\n", "letterpack.yaml": SETTINGS}))
FAULTS = Path(__file__).with_name("faults")
PIECES = (
    """
Ministry¦of¦Justice¦Anna¦Müller¦Ірина¦12345¦KAZAKHSTAN¦[NAME]¦{{ x }}¦TODO¦To-do: x¦to do¦XXXX¦xx November
DD.MM.YYYY¦20XX¦???¦??¦____¦None¦nan¦NaN¦null¦undefined¦#N/A¦N/A¦н/д¦n/a¦-¦–¦.¦,¦...¦…¦--¦Test Test¦asdf¦aaaa¦TBD
tbc¦T.B.C.¦NN people¦N people¦dd/mm/yyyy¦<name>¦lorem ipsum¦Lorem ipsum¦date goes here¦name goes here¦DRAFT
NOTE TO SELF¦FILL IN¦Dear null¦Имярек¦ФИО¦**¦~~¦##We¦`¦\\¦[a] (b)¦](¦&amp;¦<b>x</b>¦"quoted"¦«whole»¦h1. Head
1)First¦- item¦http:/x¦https://https://x.org¦www.example.org¦^^x^^¦$$x$$¦'x'¦=1+2¦+1*2¦-1/2¦@SUM(A1)¦a@example.org
yes¦да¦2026-01-02¦1.2.2026¦Mangіlіk¦0bservatory¦2O19¦Ｆｕｌｌ¦\u200bx¦x\u200e¦Ã©¦РђРЅ¦â€™¦\ufffd¦Jos?¦A??¦Amengeldy
Batyrbekow¦²¦٣¦① x¦xх¦гг¦AAAA-MM-JJ¦apellidos¦cognome¦nazwisko¦sobrenome¦prénom¦фамилия
""".strip()
    .replace("\n", "¦")
    .split("¦")
)
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), min_size=1, max_size=4).map(" ".join).map(str.strip).filter(bool)


def spared(addressee: Addressee) -> list[str]:
    """The codes of the rules that find something in a text of ``addressee``, and say that they cannot."""
    said = said_by(addressee)
    return [
        rule.code
        for rule in RULES
        if rule.text and rule.doubts and not rule.doubts(SOURCES, said)
        if any(list(rule.text(SOURCES, text)) for text in addressee_texts(addressee))
    ]


def test_a_plain_addressee_is_spared() -> None:
    plain = replace(
        to("a", name="Anna Müller", title="Minister of Justice"), addresses=(("1 Example Street", "12345 SAMPLETON"),)
    )
    said = said_by(plain)
    assert [rule.code for rule in RULES if rule.doubts and rule.doubts(SOURCES, said)] == ["LP309"]  # It has names to look for.


def given_texts() -> Iterator[str]:
    """The texts that the corpora of faults put into letters and lists."""
    for path in sorted(FAULTS.glob("*.toml")):
        waiting: list[object] = [tomllib.loads(path.read_text(encoding="utf-8"))]
        while waiting:
            value = waiting.pop()
            if isinstance(value, dict | list):
                waiting.extend(value.values() if isinstance(value, dict) else value)
            elif isinstance(value, str) and value.strip():
                yield value.strip()


@tried(5)
@given(st.lists(TEXTS, min_size=1, max_size=6), TEXTS)
def test_no_rule_spares_an_addressee_that_it_would_speak_of(values: list[str], own: str) -> None:
    name, title, *lines = (*values, own)
    assert not spared(replace(to("a", name=name), title=title, addresses=(tuple(lines),), fields={"own": own}))


def test_a_text_that_is_spared_for_its_script_is_of_that_script() -> None:
    letters = "".join(map(chr, (*range(0x400, 0x482), *range(0x48A, 0x530))))
    assert set(map(script_of, letters)) == {"CYRILLIC"}
    assert oddities(letters) == ()
    assert not list(oddities(f"{letters}…"))  # With this sign, its words are looked at.


def test_no_rule_spares_what_faults_are_written_with() -> None:
    texts = [part for text in given_texts() for part in {text, *text.split("\n"), *text.split()} if part.strip()]
    assert len(texts) > 2_000
    for text in texts:
        assert not spared(replace(to("a", name=text), title=text, salutation=text, addresses=((text,),))), text
