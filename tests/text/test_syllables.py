"""Words divided by syllables or by patterns that letterpack brings: lists of real words, and what holds of every word."""

from __future__ import annotations

import hashlib
import re
import tomllib
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.languages.traits import traits
from letterpack.text.hyphenate import hyphenate, load_patterns, syllables

RULES = tomllib.loads(files("letterpack.languages").joinpath("syllables.toml").read_text(encoding="utf-8"))
PATTERNS = files("letterpack.text").joinpath("patterns")
LINES = Path(__file__).with_name("divided_words.tsv").read_text(encoding="utf-8").splitlines()
WORDS = [line.split("\t") for line in LINES if not line.startswith("#")]
LISTED = {tag for tag, _ in WORDS}


def shown(word: str, language: str) -> str:
    cuts = [0, *hyphenate(word, language), len(word)]
    return "-".join(word[begin:end] for begin, end in pairwise(cuts))


@pytest.mark.parametrize("tag", sorted(LISTED))
def test_real_words_are_divided_where_another_authority_divides_them(tag: str) -> None:
    words = [word for each, word in WORDS if each == tag]
    assert len(set(words)) >= 50
    assert [(shown(word.replace("-", ""), tag), word) for word in words if shown(word.replace("-", ""), tag) != word] == []


def test_every_rule_has_a_list_a_source_and_its_trait() -> None:
    assert set(RULES) <= LISTED
    assert [tag for tag in RULES if traits(tag).hyphens != "syllables" or not RULES[tag]["source"]] == []


@pytest.mark.parametrize(
    ("tag", "word"),
    [
        *(
            ("tr", "Tür-ki-ye"),
            ("tr", "İs-tan-bul"),
            ("tr", "sa-at"),
            ("tr", "il-köğ-re-tim"),
            ("tr", "An-ka-ra’da"),
            ("tr", "kont-rol"),
        ),
        *(("az", "hü-quq-la-rı-nın"), ("az-Cyrl", "Азәр-бај-ҹан"), ("uz", "Oʻz-be-kis-ton"), ("uz", "maʼ-no")),
        *(("uz", "ko'chi-rish"), ("uz", "dengiz"), ("uz", "to-gʻa"), ("uz-Cyrl", "Ўз-бе-кис-тон")),
        *(
            ("ky", "мээ-рим"),
            ("ky", "маа-лы-мат"),
            ("ky", "су-луу-лук"),
            ("ky", "кыз-мат-таш-тык"),
            ("ky", "аалам"),
            ("ky", "акыл"),
        ),
        *(("kk", "Қа-зақ-стан"), ("tt", "тәү-лек"), ("tg", "маъ-лу-мот"), ("tk", "ýa-şa-ýyş")),
        *(("fi", "maa-il-ma"), ("fi", "ih-mis-oi-keuk-sien"), ("fi", "mie-li-pi-teen-va-paus"), ("fi", "yötä")),
        *(("hy", "հան-րա-պե-տու-թյուն"), ("hy", "իրա-վունք-նե-րի"), ("mk", "сло-бо-да-та"), ("mk", "Аме-ри-кан-ска")),
        *(("el", "πνεῦ-μα"), ("el", "τοῦ-το"), ("el", "δι-καιώματα"), ("el-polyton", "δι-καιώ-μα-τα"), ("ka", "უფ-ლე-ბა-თა")),
        *(
            ("ms", "ke-be-basan"),
            ("bs", "slo-bo-da"),
            ("rm", "li-ber-tad"),
            ("oc", "li-ber-tat"),
            ("fur", "li-ber-tât"),
            ("la", "li-ber-ta-tem"),
        ),
    ],
)
def test_words_of_rules_and_of_patterns_that_pyphen_lacks(tag: str, word: str) -> None:
    assert shown(word.replace("-", ""), tag) == word


@given(st.sampled_from(sorted(RULES)), st.data())
def test_no_piece_is_short_and_every_piece_has_a_vowel(tag: str, data: st.DataObject) -> None:
    rule = RULES[tag]
    alphabet = rule["vowels"] + "bdgklmnrstvzбдгклмнрстзбդկմնրս" + rule.get("joined", "") + "'’"
    word = data.draw(st.text(alphabet, min_size=2, max_size=20)).strip("'’")
    cuts = [0, *syllables(word, tag), len(word)]
    pieces = [word[begin:end] for begin, end in pairwise(cuts)]
    if len(pieces) > 1:
        makes = set(rule["vowels"]) | set(rule.get("syllabic", ""))
        assert all(makes & set(piece) for piece in pieces)
        before, behind = rule.get("least", [2, 2])
        assert len(pieces[0]) >= before
        assert len(pieces[-1]) >= behind
        assert all(piece[-1] not in "'’" for piece in pieces)
        assert all(piece[0] not in "'’" for piece in pieces)
    assert "".join(pieces) == word


@pytest.mark.parametrize("file", sorted(each.name for each in PATTERNS.iterdir() if each.name.endswith(".dic")))
def test_patterns_say_whose_they_are_and_load(file: str) -> None:
    head = PATTERNS.joinpath(file).read_text(encoding="utf-8").split("\n")[1:3]
    assert "Copyright (C)" in head[0]
    assert re.search(r"sha256 [0-9a-f]{64}$", head[1])
    assert file in PATTERNS.joinpath("LICENSE.txt").read_text(encoding="utf-8")
    loaded = load_patterns(file.removeprefix("hyph_").removesuffix(".dic").replace("_", "-"))
    assert loaded is not None
    assert len(loaded.entries) > 200
    docs = (Path(__file__).parent.parent.parent / "docs/dependencies.md").read_text(encoding="utf-8")
    assert hashlib.sha256(PATTERNS.joinpath(file).read_bytes()).hexdigest() in docs
