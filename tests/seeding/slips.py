"""How names are misspelt: at their end, within, by another way of writing one sound, without their accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from letterpack.lookalikes import script_of

_NEIGHBOURS: Final = {
    "LATIN": "asdfghjklqwertyuiopzxcvbnm",
    "CYRILLIC": "фывапролджэйцукенгшщзхячсмитьбю",
    "GREEK": "ασδφγηξκλςερτυθιοπζχψωβνμ",
    "ARMENIAN": "ասդֆքհճկլթփբսմոպռտըիօպզցգվբնմ",
    "GEORGIAN": "ასდფგჰჯკლქწერტყუიოპზხცვბნმ",
    "ARABIC": "شسبلاتنمكضصثقفغعهخحجدئءؤرةوزظ",
    "HEBREW": "שדגכעיחלקראטופזסבהנמצת",
    "DEVANAGARI": "कखगघचछजटडणतथदधनपफबभमयरलवशषसह",
    "BENGALI": "কখগঘচছজটডণতথদধনপফবভমযরলশষসহ",
    "TAMIL": "கசடதபமயரலவழளறன",
    "TELUGU": "కఖగఘచజటడణతథదధనపఫబభమయరలవశషసహ",
    "KHMER": "កខគឃចឆជញដណតថទធនបផពភមយរលវសហ",
    "THAI": "กขคงจชซดตถทนบปผพภมยรลวสหอ",
    "MYANMAR": "ကခဂငစဆဇညတထဒဓနပဖဗဘမယရလဝသဟ",
    "ETHIOPIC": "ለመረሰሸቀበተነከወዘየደገጠፈ",
    "CJK": "張王李趙劉陳楊黃周吳",
    "HANGUL": "김이박최정강조윤장임",
}
_ONE_SOUND: Final = (
    "i=y y=i j=i i=j j=y y=j w=v v=w k=c c=k kh=h x=ks ks=x sh=s ch=tch z=s s=z ph=f f=ph th=t t=th ei=ai ai=ei ie=i oe=ö ö=oe "
    "ü=ue ä=ae ø=ö å=aa č=ć ć=č š=ś ğ=g ı=i i=ı ş=s ł=l ó=u u=ó ż=rz rz=ż h=ch "
    "и=й й=и и=ы ы=и і=и и=і е=є є=е э=е е=э ё=е і=ы ы=і о=а а=о ө=о ү=у ң=н қ=к ғ=г ұ=у ә=а һ=х ў=в ц=тс ш=щ щ=ш "
    "ј=й ћ=ч ђ=дж љ=л ь= ъ= "
    "ει=ι ι=η η=ι ο=ω ω=ο υ=ι αι=ε ա=օ ե=է է=ե օ=ո ր=ռ ռ=ր თ=ტ ტ=თ კ=ქ ქ=კ პ=ფ ფ=პ ყ=კ "
    "ة=ه ه=ة أ=ا ا=أ إ=ا ذ=ز ز=ذ ص=س س=ص ط=ت ت=ط ق=ک ک=گ ח=כ כ=ח ט=ת ת=ט ק=כ ו= י= "
    "ि=ी ी=ि ु=ू ू=ु श=ष ष=श न=ण ণ=ন ন=ণ ি=ী ী=ি শ=ষ ர=ற ன=ண ల=ళ శ=ష ী=ি స=శ ሃ=ሐ ሐ=ሃ ኃ=ሃ ሠ=ሰ ሰ=ሠ ዕ=እ ጸ=ፀ ศ=ส ส=ศ ณ=น น=ณ ท=ธ"
)
_LEAST: Final = 4


def slips(name: str) -> Iterator[tuple[str, str]]:
    """Yield ``name``, which is one word, misspelt in many ways, each with what the way is called."""
    seen = {name}
    for kind, word in _ways(name):
        if word and word not in seen and unicodedata.normalize("NFC", word) == word:
            seen.add(word)
            yield kind, word


def _ways(name: str) -> Iterator[tuple[str, str]]:
    yield from _other_letters(name)
    if len(name) < _LEAST:
        return
    middle, last = len(name) // 2, len(name) - 1
    for at in {1, middle, last - 1}:
        yield "a letter lost", name[:at] + name[at + 1 :]
        yield "a letter twice", name[:at] + name[at] + name[at:]
        if name[at] != name[at - 1] and at > 1:
            yield "letters exchanged", name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]
    yield "the last letter lost", name[:last]
    yield "the last letter twice", name + name[last]
    yield "the first letters exchanged", _capital(name[1] + name[0].lower() + name[2:], name)
    if script_of(name[0]) == "LATIN":
        bare = "".join([char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char)])
        yield "no accents", bare


def _other_letters(name: str) -> Iterator[tuple[str, str]]:
    letters = _NEIGHBOURS.get(script_of(name[0]), "")
    middle, last = len(name) // 2, len(name) - 1
    for at in sorted({1, middle, last} if len(name) >= _LEAST else {last}):
        if letters and unicodedata.category(name[at])[0] == "L":
            place = letters.find(name[at].casefold())
            for step in (1, 3):
                yield (
                    "the last letter another" if at == last else "another letter",
                    (name[:at] + letters[(place + step) % len(letters)] + name[at + 1 :]),
                )
    for pair in _ONE_SOUND.split():
        left, _, right = pair.partition("=")
        for at in {name.find(left, 1), name.rfind(left, 1)} - {-1}:
            end = at + len(left)
            yield "one sound, at the end" if end == len(name) else "one sound", name[:at] + right + name[end:]


def _capital(word: str, as_in: str) -> str:
    return word[0].upper() + word[1:] if as_in[0].isupper() else word
