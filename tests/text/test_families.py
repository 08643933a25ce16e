"""Which font sets a character: the family's, the campaign's choice, the machine's."""

from __future__ import annotations

import pytest

from letterpack.fonts import script_of_sign, scripts
from letterpack.text.families import (
    FAMILY,
    MONO_FAMILY,
    Chains,
    Choice,
    Family,
    MachineFonts,
    bundled,
    bundled_choice,
    script_for,
)
from letterpack.text.font_set import FontSet, faces_of
from letterpack.text.fonts import MONO
from letterpack.text.shape import Shaper
from tests.fontmaking import LATIN, Machine, font

ARABIC = scripts()["Arab"].sample


def family(machine: Machine, **chosen: Choice) -> Family:
    finder = MachineFonts(machine, chosen)
    return Family(Chains(elsewhere=chosen), finder)


def choice(data: bytes) -> Choice:
    faces = faces_of(data, "own.ttf")
    return Choice(FontSet(faces, lambda path: data), faces)


def name_of(found) -> str:
    return found.family if found else ""


def test_what_the_bundled_family_has_asks_no_machine() -> None:
    machine = Machine({"a.ttf": font("Ж")})
    found = family(machine).covering("regular", "Ж")
    assert found is bundled("regular")
    assert (machine.read_paths, machine.note) == ([], b"")


def test_known_families_go_before_others_and_these_by_name() -> None:
    fonts = {
        "1": font("س", "Aaa"),
        "2": font("س", "Noto Sans Arabic"),
        "3": font("س", "Noto Naskh Arabic"),
        "4": font("🕊س", "Bbb"),
    }
    assert name_of(family(Machine(fonts)).covering("regular", "س")) == "Noto Naskh Arabic"
    del fonts["3"]
    assert name_of(family(Machine(fonts)).covering("regular", "س")) == "Noto Sans Arabic"
    del fonts["2"]
    assert name_of(family(Machine(fonts)).covering("regular", "س")) == "Aaa"
    assert name_of(family(Machine(fonts)).covering("regular", "🕊")) == "Bbb"
    assert family(Machine(fonts)).covering("regular", "ⴰ") is None


def test_a_package_goes_before_what_is_known_to_be_better() -> None:
    fonts = {"a": font("س", "Noto Naskh Arabic"), "package/b": font("س", "Noto Sans Arabic")}
    assert name_of(family(Machine(fonts)).covering("regular", "س")) == "Noto Sans Arabic"


def test_a_font_that_shows_everything_as_a_box_is_none() -> None:
    fonts = {"a": font("ⴰ", "LastResort"), "b": font("ⴰ", ".Hidden")}
    assert family(Machine(fonts)).covering("regular", "ⴰ") is None


def test_a_font_that_may_not_be_embedded_is_passed_over() -> None:
    fonts = {"a": font("س", "Noto Naskh Arabic", permission=0x0002), "b": font("س", "Other")}
    assert name_of(family(Machine(fonts)).covering("regular", "س")) == "Other"


def test_chinese_characters_take_the_forms_of_the_language() -> None:
    fonts = {name: font("直", f"Noto Serif CJK {name}") for name in ("SC", "TC", "HK", "JP", "KR")}
    wanted = {"": "SC", "en": "SC", "zh": "SC", "zh-Hans": "SC", "zh-Hant-TW": "TC", "zh-HK": "HK", "ja": "JP", "ko-KR": "KR"}
    one = family(Machine(fonts))
    assert {tag: name_of(one.covering("regular", "直", tag))[-2:] for tag in wanted} == wanted


def test_a_choice_goes_first_for_its_script_alone() -> None:
    fonts = {"a": font("سא", "Noto Naskh Arabic"), "b": font("א", "Noto Serif Hebrew")}
    chosen = family(Machine(fonts), Arab=choice(font("سא", "Mine")))
    assert name_of(chosen.covering("regular", "س")) == "Mine"
    assert name_of(chosen.covering("regular", "א")) == "Noto Serif Hebrew"


def test_a_choice_for_a_script_of_the_bundled_family_takes_it_over() -> None:
    chosen = family(Machine({}), Cyrl=choice(font("Жқ", "Mine")))
    found = [name_of(chosen.covering("regular", char)) for char in "ЖДA1"]
    assert found == ["Mine", "Gentium Book Plus", "Gentium Book Plus", "Gentium Book Plus"]
    own, spare = (chosen.covering("regular", char).resource for char in "AД")
    assert own != spare
    assert name_of(Family(Chains()).covering("regular", "Ж")) == "Gentium Book Plus"


def test_the_font_of_a_character_depends_on_nothing_set_before() -> None:
    fonts = {"a": font("بس", "Noto Naskh Arabic"), "b": font("بسא", "Zzz")}
    first, second = family(Machine(fonts)), family(Machine(fonts))
    forward = {char: first.covering("regular", char).resource for char in "אبس"}
    assert forward == {char: second.covering("regular", char).resource for char in "سبא"}


def test_fonts_beyond_the_family_are_found_by_the_text_alone() -> None:
    fonts = {
        "a": font(ARABIC, "Noto Naskh Arabic"),
        "b": font(ARABIC, "Noto Naskh Arabic", style="Bold"),
        "c": font("א", "Other"),
    }
    one = family(Machine(fonts))
    assert one.beyond("Dvořák Жанна", "en") == ()
    assert [each.style for each in one.beyond("Ada سلام", "en")] == ["regular", "bold"]
    assert {each.family for each in one.beyond("س א", "en")} == {"Noto Naskh Arabic", "Other"}


def test_a_letter_may_have_a_family_of_its_own() -> None:
    data = font(LATIN, "Mine")
    chains = Chains(first={"regular": choice(data).load("regular")})
    one = Family(chains)
    assert name_of(one.covering("regular", "a")) == "Mine"
    assert name_of(one.covering("regular", "Ж")) == "Gentium Book Plus"
    assert one.chain("bold")[0] is bundled("bold")


def test_every_script_says_what_helps() -> None:
    for each in scripts().values():
        assert each.families
        assert each.debian.startswith("fonts-noto-")
        assert each.npm.startswith("@expo-google-fonts/")
        assert script_for(each.sample) == each.code, each.code
    assert [script_of_sign(char) for char in "،、।☎"] == ["Arab", "Hani", "Deva", "Zsym"]


def test_a_word_that_joins_has_its_letters_in_one_font() -> None:
    fonts = {"1": font("سلام«", "Noto Naskh Arabic"), "2": font("سلامپ", "Noto Sans Arabic")}
    shaper = Shaper(family(Machine(fonts)))
    for word, names in {"سلام": ["Noto Naskh Arabic"], "سلامپ": ["Noto Sans Arabic"], "لپ": ["Noto Sans Arabic"]}.items():
        runs = shaper.shape(word, "regular", "ar", right_to_left=True).runs
        assert [run.font.family for run in runs] == names
        assert "".join([run.text for run in reversed(runs)]) == word


@pytest.mark.parametrize("name", [FAMILY, "EB Garamond", "Source Serif 4"])
def test_code_looks_as_large_as_the_text_around_it(name: str) -> None:
    mono, text, *_ = Chains(first={"regular": bundled_choice(name).load("regular")})[MONO]
    assert mono.family == MONO_FAMILY and text.family == name
    assert mono.scale * mono.metrics.x_height == pytest.approx(text.metrics.x_height, rel=0.002)
