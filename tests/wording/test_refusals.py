"""Where a word that refuses begins in a text, and names that hold one."""

from __future__ import annotations

import pytest

from letterpack.wording.answers import begins_a_word, refusals_among


@pytest.mark.parametrize(
    ("stem", "text", "begins"),
    [
        ("san non", "san non", True),
        ("san non", "susan nonaka", False),
        ("san non", "susan nonaka, san non", True),
        ("n't", "we don't sign", True),
        ("không", "tôi không đồng ý", True),
        ("不", "我不同意", True),
        ("no", "yes", False),
    ],
)
def test_a_refusalbegins_a_word_where_words_stand_apart(stem: str, text: str, begins: bool) -> None:
    assert begins_a_word(stem, text) is begins


NAMES = """
ياسمين زحلاوي | علي القاسمي | عادل بلقاسمي | ياسر اسميك | ﻳﺎﺳﻤﻴﻦ | Nimetullah Kaya | მანონი | Adimilson Souza | Jean Duverney
Renault Société Anonyme | Ormeño Sociedad Anónima | Banco Sociedade Anônima | Compañía Anónima Nacional | Damm Societat Anònima
Societate Anonimă Petrom | T. Garanti Bankası Anonim Şirketi | ΑΝΩΝΥΜΗ ΓΕΝΙΚΗ ΑΣΦΑΛΙΣΤΙΚΗ ΕΤΑΙΡΕΙΑ
شركة مجهولة الاسم
Alcoholics Anonymous Oslo | Alcooliques anonymes | Anonyme Alkoholiker | Anonimowi Alkoholicy | Анонимные Алкоголики
北京匿名戒酒会
"""
REFUSERS = """
ياسمين، بدون ذكر اسمي | باسمي فقط | المجهول | مجهول الهوية | Adımı yazmayın | Nimetu | anonim kalmak istiyorum
Anonymous | ანონიმურად
notre société souhaite rester anonyme | Alcoholics Anonymous, but stay anonymous | Alkoholiker, anonym
Причина: анонимно | είμαστε ανώνυμοι | 匿名
"""


@pytest.mark.parametrize(("said", "refuses"), [(NAMES, False), (REFUSERS, True)])
def test_a_name_that_holds_a_word_for_a_refusal_is_none(said: str, *, refuses: bool) -> None:
    cells = [cell.strip() for cell in said.strip().replace("\n", "|").split("|")]
    assert refusals_among(cells, of_names=True) == frozenset(cells if refuses else ())
