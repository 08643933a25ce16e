"""Names in the order in which a language's readers look for them."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from letterpack.languages.collation import ranks
from tests.build.making import campaign, make, person

ALPHABETS = {
    "kk": "а ә б в г ғ д е ё ж з и й к қ л м н ң о ө п р с т у ұ ү ф х һ ц ч ш щ ъ ы і ь э ю я",
    "ru": "а б в г д е ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ы ь э ю я",
    "uk": "а б в г ґ д е є ж з и і ї й к л м н о п р с т у ф х ц ч ш щ ь ю я",
    "en": "a b c d e f g h i j k l m n o p q r s t u v w x y z",
    "es": "a b c d e f g h i j k l m n ñ o p q r s t u v w x y z",
    "pl": "a ą b c ć d e ę f g h i j k l ł m n ń o ó p r s ś t u w y z ź ż",
    "cs": "a b c č d e f g h ch i j k l m n o p q r ř s š t u v w x y z ž",
    "sv": "a b c d e f g h i j k l m n o p q r s t u v w x y z å ä ö",
    "tr": "a b c ç d e f g ğ h ı i j k l m n o ö p r s ş t u ü v y z",
    "sq": "a b c ç d dh e ë f g gj h i j k l ll m n nj o p q r rr s sh t th u v x xh y z zh",
    "ar": "ا ب ت ث ج ح خ د ذ ر ز س ش ص ض ط ظ ع غ ف ق ك ل م ن ه و ي",
    "el": "α β γ δ ε ζ η θ ι κ λ μ ν ξ ο π ρ σ τ υ φ χ ψ ω",
}


def ordered(names: list[str], tag: str) -> list[str]:
    rank = ranks(names, tag)
    return sorted(names, key=rank.__getitem__)


@pytest.mark.parametrize("tag", sorted(ALPHABETS))
def test_an_alphabet_is_in_its_own_order(tag: str) -> None:
    """Each letter begins a word, in either case, which goes on with a letter at the alphabet's end."""
    letters = ALPHABETS[tag].split()
    small = [f"{letter}{letters[-1]}" for letter in letters]
    capital = [f"{letter.title()}{letters[0]}" for letter in letters if (tag, letter) != ("tr", "i")]
    for words in (small, capital):
        shuffled = random.Random(1).sample(words, len(words))
        assert ordered(shuffled, tag) == words


def test_accents_count_only_between_names_that_are_else_alike() -> None:
    assert ordered(["Etude", "Éclair", "étude", "Ecole", "Zola"], "fr") == ["Éclair", "Ecole", "Etude", "étude", "Zola"]


def test_quotes_do_not_count() -> None:
    assert ordered(["„Zet“", "„Alfa“", "Beta"], "pl") == ["„Alfa“", "Beta", "„Zet“"]


def test_the_letter_s_own_script_comes_first() -> None:
    names = ["Beta", "Бета", "Альфа", "Alpha", "Άλφα"]
    assert ordered(names, "ru")[:2] == ["Альфа", "Бета"]
    assert ordered(names, "en")[:2] == ["Alpha", "Beta"]
    assert ordered(names, "el")[0] == "Άλφα"


def test_a_tag_with_a_region_has_its_language_s_order() -> None:
    assert ordered(["Ñu", "Nz", "O"], "es-MX") == ["Nz", "Ñu", "O"]


def test_the_list_of_signatories_is_printed_in_the_letter_s_order(tmp_path: Path) -> None:
    names = ["Ñandú Libre", "Nzinga", "Orden", "Ámbar"]
    letter = "---\ndate: 2026-03-02\nlanguage: {}\nstatus: final\n---\n\nText.\n"
    for tag, wanted in (("es", ["Ámbar", "Nzinga", "Ñandú Libre", "Orden"]), ("en", ["Ámbar", "Ñandú Libre", "Nzinga", "Orden"])):
        files = campaign([person("Alpha")], letter.format(tag), names, {"signatories": {"order": "organization"}})
        text = make(tmp_path / tag, files).text("alpha")
        assert [text.index(name) for name in wanted] == sorted(text.index(name) for name in wanted)


def test_nothing_is_loaded_for_a_list_in_the_file_s_order() -> None:
    code = "import sys, letterpack.typeset.furniture; sys.exit('feruca' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
