r"""The way back: where a text holds a place for words that nobody has written.

Patterns by what the place is written with: brackets, signs of programs, dates, notes of the author to the author.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Final, TypeAlias

from msgspec import Struct

from letterpack.checks.evidence.dates import fold, month_names
from letterpack.checks.evidence.pairs import within_quotes
from letterpack.checks.lexicon.words import phrases
from letterpack.patterns import late

Stretch: TypeAlias = tuple[int, int]

_MARKERS: Final = (
    r"\{\{.*?\}\}|\{\{|\}\}|\{%.*?%\}|\$\{\w*\}|<%.*?%>|｛｛.*?｝｝|[❴﹛⦃⟦]{2}.*?[❵﹜⦄⟧]{2}"
    r"|\*\|\w+\|\*|<<\w[\w ]*>>|«[A-Za-z]+(?:_[A-Za-z0-9]+)+»|%%?[A-Z]+_?[A-Z]+%%?|([#@$~])\1?[A-Z]{3,}(?:_[A-Z]+)*\1\1?"
    r"|\b[A-Z]+ GOES HERE\b|\b(?i:(?:name|date|text|address|title|logo|signature|subject|content|quote|letter) goes here)\b"
    r"|\b(?i:lorem ipsum|dolor sit amet)\b|\[?\bT\.?B\.?[CDA]\b\]?(?=\W*$|\])"
    r"|\bTBD\b|\bTB[CA]\b(?! [A-Z])|\b(?:FIXME|TKTK|TK TK)\b"
    r"|(?<!\w)[Xx]{4,}(?!\w)|[XХ]{4,}|x{5,}|\bИмярек\b|\b(?:ИМЯ|ФАМИЛИЯ|ФИО|ВСТАВИТЬ|УТОЧНИТЬ)\b(?! [А-Я]{2})"
    r"|<!--|#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|ССЫЛКА!|ИМЯ\?|ЗНАЧ!|Н/Д)"
    r"|\bDRAFT\b(?! [A-Z]{2})|\bNOTE TO (?:SELF|EDITOR)\b|\b(?i:delete this (?:line|paragraph|sentence))\b"
    r"|(?<!\S)@?(?i:todo|to-do)\s?[:–-]|#(?i:todo|fixme)\b"
    r"|(?<![A-Z] )\b(?:DATE|NAME|SURNAME|TITLE|PLACE|CITY|COUNTRY|ORGANI[SZ]ATION|ADDRESS)\b(?! [A-Z]{2})"
    r"|(?<![^\W\d_a-zà-žа-я] )(?<![A-ZÀ-ŽА-Я] )\b"
    r"(?:DOPLNI[TŤ]|UZUPEŁNIĆ|ДОПОВНИТИ|ДОПОЛНИТЬ|ДОБАВИТЬ|УТОЧНИТИ|AUSFÜLLEN|ERGÄNZEN|EINFÜGEN"
    r"|COMPLÉTER|RELLENAR|COMPLETAR"
    r"|INVULLEN|UDFYLDES|TÄYDENNETÄÄN|DOLDURULACAK|PAPILDYTI|ĮRAŠYTI|DOPOLNITI|DOPUNITI|KITÖLTENDŐ"
    r"|ΣΥΜΠΛΗΡΩΣΤΕ|ТОЛТЫРУ|ДАДАЦЬ|ДОПЪЛНИ|ПОПЪЛНИ)\b(?! [A-ZÀ-ŽА-Я]{2})"
    r"|(?<![A-Z] )\b(?:FILL IN|FILL OUT|INSERT)\b(?: [A-Z]+)?|!{2,}\s?[A-ZА-Я]{3,}\s?!{2,}|(?<![\w/.])tb[acd](?![\w/])"
    r"|\$(?!(?:USD|AUD|CAD|NZD|HKD|SGD)\b)[A-Z]{3,}\b"
    r"|\b(?:YYYY|JJJJ|ГГГГ|РРРР|RRRR)\b|(?<![\d/.-])0{2,}[/–-]0{2,}(?![\d/.-])|\bФ\.\s?И\.\s?О\.|([*#=~_])(?<!\2\2)\2+\s?[A-ZА-Я]{4,}\s?\2{2,}"
    r"|[€$£₸₽₴¥]\s?[XxХх]{1,}(?![\w])|(?<!\w)[XxХх]{1,}\s?(?:[€£₸₽₴]|(?:EUR|USD|GBP|KZT|RUB|UAH)\b)"
    r"|(?<![\w@])@[A-Z][a-z]+[,:]?\s(?i:please|pls|plz|can you|could you|bitte|kannst du|por favor|svp|s'il te pla[iî]t|peux-tu"
    r"|puoi|per favore|проверь|посмотри|пожалуйста|будь ласка|proszę|lütfen)\b"
    r"|[«“„\"]_{2,}[»”“\"](?=\s[^\W\d])"
    r"|(?<![\w%])%[sd](?!\w)|\b(?:Mr|Mrs|Ms|Dr|Herr|Frau|Sr|Sra|Mme|г-н|г-жа)\.? (?:XYZ|ABC|АБВ)\b"
    r"|(?<![a-z] )\b(?i:(?:please )?(?:insert|fill in) (?:the |your )?"
    r"(?:amount|name|date|number|address|text|title|place|figure|details|link|quote) here)\b"
    r"|(?<![一二三四五六七八九十〇○\d])(?:[XxХх○〇●×]{1,2}[年月日])+|(?<![A-Za-z○〇●×])(?:[OＯ○〇●×]{1,4}|0{2,4})\s?[월년](?!\w)|(?<!\w)[OＯ○〇●×]{2,4}(?=\s(?:씨|님)|\s?(?:장관|위원|의원|변호사|대사|총리|대통령|총장|시장|귀하|귀중))|[XxХх○〇●×]{2,}[人名]|某某+|(?<!\w)[XxХх]{1,2}:[XxХх]{1,2}(?!\w)"
    r"|(?<![\w-])(?:\+\d{1,3}[ -]?)?(?:\(?[XxХх]{2,4}\)?[ -]){2,}[XxХх]{2,4}(?![\w-])"
    r"|(?<![\w-])\+\d{1,3}(?:[ -]?[XxХх#]{2,}){2,}(?![\w-])"
)
_GAPS: Final = (
    r"_{3,}|(?<!\.)\.{6,}|…{3,}|(?<![?!\w])\?{3,}|(?<=\s)\?{2,}(?=\s|[.,;)]|$)|[\[(]\s?[?•●*_xX]{1,3}\s?[\])]|\[\w[\w ]{0,30}\?\]"
    r"|(?<!\w)(?:[Nn]gày|tháng)\s(?:\.{2,}|…)(?=\s(?:tháng|năm))|\[\s*\]|\[_+\]|□{2,}|(?<![\w.])\.\.20\d\d(?!\w)|(?<![\w/:])//20\d\d(?!\w)"
    r"|(?<!\w)(?:№|No\.|Nr\.|n°|nº)\s?(?:_+|[XХ]{2,}|\?+|…)(?!\w)|(?:(?<![\w.-])|(?<=[\w.]-))-{4,}(?![\w-])"
)
_DAYS: Final = (
    r"(?<![\w?])(?:[XxХх_]{2}|__|\?{2}|[DdTtJjGgДдPpNn]{2}|ηη|ΗΗ|0?\d|[12]\d|3[01])([./-])(?:[XxХх_]{2}|__|\?{2}|MM|mm|ММ|мм|AA|aa|[Kk]{2}|[Ll]{2}|μμ|ΜΜ|0?\d|1[0-2])\1"
    r"(?:[XxХх_]{2,4}|20[XxХх_?]{2}|_{2,4}|\?{2,4}|[Yy]{4}|YY|[Aa]{4}|[Jj]{4}|[Гг]{4}|[Рр]{4}|[Rr]{4}|[Vv]{4}|[Åå]{4}|[Éé]{4}|[Εε]{4}|20\d\d|19\d\d)(?!\w)"
    r"|(?<!\w)(?:[Åå]{4}|[Éé]{4}|[Rr]{4})[.-]\s?(?:MM|mm|[Hh]{2})[.-]\s?(?:DD|dd|[Nn]{2})(?!\w)"
    r"|[Yy]{4}\s?[年년]|(?P<day>[^\W\d_])(?P=day)(?P<dot>[./-])\s?(?P<month>[^\W\d_])(?P=month)(?P=dot)\s?(?P<year>[^\W\d_])(?P=year){3}"
    r"|(?P<begins>[^\W\d_])(?P=begins){3}(?P<sign>[./-])\s?(?P<then>[^\W\d_])(?P=then)(?P=sign)\s?(?P<ends>[^\W\d_])(?P=ends)"
    r"|\d{4}[年년][ \u3000_?]+[月월]|[月월][ \u3000_?xX]+[日일号號]|[月월]\s(?:_+|\?+|[xX]+)[日일号號]"
    r"|\b(?:YYYY|AAAA|JJJJ|ГГГГ|yyyy)-(?:MM|ММ|mm)-(?:DD|TT|JJ|ДД|dd)\b"
    r"|\b(?:MM|mm)[/-](?:DD|dd)[/-](?:YYYY|yyyy|YY|yy|20\d\d)\b"
    r"|\b20(?:\d[XxХх_?](?![\wа-я])|[XxХх]{2}(?!\w)|__(?!\w)|\?\?)|\b19[XxХх]{2}\b"
)
_FILLING: Final = "○◯〇●◎△▲▽▼■◇◆☆★×✕✖※"
_OFFICES: Final = (
    "大臣|大使|大統領|首相|長官|省|庁|御中|様|部[长長]|局[长長]|院[长長]|市[长長]|州[长長]"
    "|知事|主席|总理|總理|总统|總統|委[员員]|議員|议员|[检檢]察|裁判所|法院|閣下|阁下"
)
_DOUBTFUL: Final = (
    r"(?m:^|(?<=[(\[]))N\.?B\.?(?=[:\s])|(?<![\w.])N\.\s?N\.(?!\s?[^\W\d_]{2})"
    r"|\[(?![^\[\]\n]{0,120}://)[^\[\]\n\d]{0,57}[^\W\d_A-ZА-Я]{2} ?/ ?[^\[\]\n\d]{1,60}\]"
    r"|\([^()\n]{2,80}\?\)"
    rf"|(?<![\u4e00-\u9fff\uac00-\ud7a3\w{_FILLING}])[○◯〇△□]{{2,4}}(?=[\u3040-\u309f\uac00-\ud7a3](?<!さ)|\s[\uac00-\ud7a3])"
    rf"|(?<=[\u3040-\u309f、。])[○◯〇△□]{{2,4}}(?=[\u3040-\u309f](?<!さ))"
    rf"|(?:(?<![\u4e00-\u9fff{_FILLING}])|(?<=[致呈给給]))(?:[{_FILLING}]{{2,4}}|(?<![・.…])[・.…]{{3,6}})(?={_OFFICES})"
)
"""What an author leaves for later, or means: `NB:`, a choice in brackets, a question in them; signs for the name of an office or
of who is written to, as in `△△大臣`: before `氏` they keep a name secret.
"""
_FILLED_DAY: Final = late(r"[\d./-]+")
_CUT: Final = late(r"[\[(](?:\.{2,3}|…)[\])]")
"""In a quotation it says that something is left out; elsewhere something is missing."""
_QUOTED: Final = ('"', "”", "“", "»", "’", "」")
_NEXT_QUOTATION: Final = late(r"(?:\s\w+)?\s?[\"“„«‘「]")
_WIDE: Final = late("[＃＄％＊＠Ａ-Ｚ［］＿ａ-ｚ｛｜｝]|？{2}")
_NARROW: Final = {code: code - 0xFEE0 for code in map(ord, "＃＄％＊？＠［］＿｛｜｝")} | {
    code: code - 0xFEE0 for first, last in ("ＡＺ", "ａｚ") for code in range(ord(first), ord(last) + 1)
}
"""What East Asian keyboards type in full width, and stands for the same sign."""
_TWO_GREEK_X: Final = late("[Χχ]{2}")
_GREEK_X: Final = str.maketrans("Χχ", "Xx")
_RARE_SIGNS: Final = frozenset("❴﹛⦃⟦[<{}$€£₸₽₴¥«%#*_?@~|（【［｛□(№…！!:某") | frozenset(_FILLING)
_RARE: Final = (
    late(
        r"--|\.\.\.|\.\.2|None|NaN|N/A|T\.B|Todo|To-do|TB|TK|TODO|TO DO|NN|YY|ГГ|AAAA|JJJJ|РРРР|RRRR|FIXME|HERE|DRAFT|NOTE|LOREM"
        r"|DATE|TITLE|PLACE|CITY|COUNTRY|ORGANI|FILL|INSERT|NAME|NULL|ADDRESS|ИМЯ|ФАМ|ФИО|ВСТ|УТОЧ|NB|N\.|Ф\.|Errore\.|Virhe\."
        r"|Muster|Pupkin|Пупкин|Modaal|Fulano|Nescio"
    ),
    late(r"N(?!\w)(?<!\wN)"),
    late(r"х(?!\w)(?<!\wх)"),
    late(r"nan(?!\w)(?<!\wnan)"),
)
_RARE_WITH: Final = (
    (frozenset("XХ"), late(r"[XХ](?:(?![a-zа-яё])|[xх]|st|nd|rd|th|er)")),
    (frozenset("xхyг"), late(r"[xхyг][xхyг]")),
    (frozenset("./–-"), late(r"[DTJДdtjgдPpNnÅåÉéΗη]{2}[./-]|00[/–-]0|//2|[./-]\s?([^\W\d_])\1[./-]")),
    (frozenset("OＯ"), late(r"[OＯ]{2}\s?[\uac00-\ud7a3]")),
    (frozenset("월년"), late(r"[OＯ]\s?[월년]")),
)
"""Ways that are looked for where one of their characters is there."""
_RARE_WORDS: Final = (
    "n/a", "null", "undefined", "name", " here", " Here", "orem", "olor sit", "elete this", "todo", "to-do", "tb", "aaaa", "jjjj",
    "nsert ", "ill in ", "pellido", "ognome", "obrenome", "azwisko", "folg", "follow", "to come", "venir", "suivre",
)  # fmt: skip
_RARE_ELSEWHERE: Final = ("н/д", "Имярек", "амилия", "rénom", "позже", "・・・", "ΧΧ", "χχ")
"""Every placeholder holds one of these, and most texts hold none: sought in ways that are quick, a class of signs, or a text in a
text.
"""
_TODO: Final = late(r"(?<![A-ZÁÉÍÓÚÑ]{2} )\bTO ?DO\b(?! [A-ZÁÉÍÓÚÑ]{2}| (?:el|la|los|las|lo|un|una|su|sus|este|esto|ese|eso)\b)")
"""A Spanish headline in capitals may hold the word `TODO`; a note to oneself stands among small letters."""
_TRIPLE_X: Final = late(r"(?<![\w.])(?:XXX|ХХХ|xxx)(?=\s*[,.:;)\]]|\s*$)(?<!\.XXX)")
_MOST_BEFORE: Final = 60
"""Characters before a number that say what it counts."""
_ROMAN_BEFORE: Final = late(
    r"\b(?:articles?|art\.|chapters?|parts?|titles?|books?|volumes?|vol\.|sections?|annex(?:es)?|no\.|глав[аы]|стать[яи]|том"
    r"|capítulo|título|chapitre|titre|siècle|siglo|век|artykuł\w*|rozdział\w*|louis|congress|съезд\w*)\s*$",
    re.IGNORECASE,
)
_ROMAN_BEHIND: Final = late(r"\s*(?:век|століт|ғасыр|century|съезд|з[’']їзд|wiek|Congress|годовщин|летие)", re.IGNORECASE)
_UNIT_GAP: Final = late(r"(?<!\w)(?:[XxХх]{1,3}|N{1,2}|TB[ACD]|_{1,2}|\?{1,3})\s([^\W\d_]{2,20})")
_MAY_BE_A_MONTH: Final = r"[^\W\d_](?:[^\W\d_]|(?!\w)[\u0900-\u0e4e\u1000-\u109f\u1780-\u17d3]){1,40}"
"""Letters and their signs, which no letter is: what either could be would be tried in every way. No month is as long."""
_BEHIND_MONTH: Final = late(rf"(?<![^\W\d_])(?P<month>{_MAY_BE_A_MONTH})\s(?:[xхXХ]{{2}}|__|\?{{2}})(?![\w?])")
_LONE_X: Final = late(r"(?<![\w.-])(?:XX{1,2}|ХХ{1,2})(?![\w-])(?!\.?\s[A-ZА-ЯЁ])")
"""Twenty or thirty in Roman figures, or words that are missing: where names of rulers, congresses and centuries do not say so."""
_RANK_BEFORE: Final = late(r"\S\s[^\W\d_]*[A-ZА-ЯЁÀ-ÞΑ-Ω][^\W\d_]*\s$")
_CENTURY: Final = late(
    r"(?:centur|si[èe]cl|siglo|s[ée]c[uo]lo?|segle|jahrhundert|eeuw|århundr|vuosis|sajan|gadsim|amži|wiek|stolet|století|storoč|stoljeć"
    r"|ve[ck]\b|vije[ck]|век|столет|століт|стагодд|ғасыр|кылым|\bаср|зуун|yüzyıl|əsr|asyr|asr\b|század|αιών|shekul|tseklu|haois|abad|kurun|annivers|jubil|годовщ|річниц|rocznic|výroč|congress|съезд|з[’']їзд)",
    re.IGNORECASE,
)
_CASELESS: Final = late(
    r"[\u0590-\u074f\u0780-\u109f\u10d0-\u11ff\u1200-\u137f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
)
"""A letter of a script without capitals: a word of another stands in it as in a space."""
_LETTERS: Final = late(r"[^\W\d]+")
_MONTH_BY_NAME: Final = late(
    r"(?<!\w)([^\W\d_])\1\.?\s(?:de |of )?(?P<month>[^\W\d_]{2,20})\s(?:de )?(?:\d{4}|([^\W\d_])\3{3})(?!\w)"
)
_DAY_BY_NAME: Final = late(
    r"(?<!\w)(?P<first>[^\W\d_]{2,20})(?P<sign>\s?[/.]\s?)(?P<month>[^\W\d_]{2,20})(?P=sign)(?P<last>[^\W\d_]{2,20})(?![\w/])"
)
_IN_BRACKETS: Final = late(r"\[\s?([^\W\d_]{3,15})\s?\](?!\()")
_OF_DATES: Final = ("day", "month", "year")
_UNITS: Final = ("hour", "day", "week", "month", "year")
_OF_EACH_PLURAL: Final = (1, 2, 3, 5, 11, 100)
"""Numbers that among them need every form that a language has for its plurals."""
_NEAR_CENTURY: Final = 40
_LEAST_UNIT: Final = 3
_LONGEST_BEND: Final = 2
_TO_NOBODY: Final = late(r"(?i:dear|уважаем\w+|құрметті|estimad[oa]|cher|chère|monsieur|madame) (None|nan|NaN|null|undefined)\b")


_LANGUAGES_OF_MONTHS: Final = (
    "en", "de", "fr", "es", "it", "pt", "ru", "uk", "kk", "pl", "cs", "nl", "tr", "sv", "da", "ro", "bg", "sr", "el", "az", "uz",
    "ky", "ar", "be", "fa", "fi", "he", "hr", "hu", "hy", "ka", "sk", "tg", "vi", "bs", "ca", "et", "ga", "hi", "id", "is",
    "lb", "lt", "lv", "mk", "mn", "ms", "mt", "nb", "nn", "sl", "sq", "sw", "tk", "am", "bn", "fil", "km", "mr", "my", "ne", "rm",
    "ta", "te", "th", "ti", "ur",
)  # fmt: skip


class _GapPatterns(Struct, frozen=True):
    """What finds placeholders, made from the words of ``unfilled.toml`` when the first text needs it. In a quotation
    ``bracketed`` is taken where it is capitalised or of a script without capitals: `[name]` there may be one that is withheld.

    ``signed`` are as certain: each with the signs without which it finds nothing, so that few texts have it compiled.
    """

    certain: tuple[re.Pattern[str], ...]
    signed: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    doubtful: re.Pattern[str]
    days: re.Pattern[str]
    bracketed: re.Pattern[str]
    beside_month: re.Pattern[str]


_VOID: Final = "\ufffc"
_OPENS_BRACKET: Final = late(r"[\[<【［（]")


@cache
def _patterns() -> _GapPatterns:
    wanted = "|".join(phrases("unfilled", "wanted"))
    fields = (
        rf"\{{+\s*(?:{wanted})\s*\}}+|%+(?:{wanted})%+|([#@$~|^*])\1?(?:{wanted})\1+"
        r"|\{(?:[a-z]+[_.])*[a-z]*(?:name|date|title|address|organi[sz]ation|country)[a-z_]*\}|\{[A-Z][A-Z_ ]+\}"
        r"|[\[{]\s?(?:addressee|letter|campaign|signator(?:y|ies)|recipient)\.\w+\s?[\]}]"
    )
    quoted_fields = (
        rf"«\s?(?:{wanted})\s?»"
        r"|«(?:First|Last|Full|Middle|Given|Family|Address|Org(?:ani[sz]ation)?|Company|Job|Post|Sur|Street)_?(?:Name|Line|Title|Code)\w*»"
    )
    people = rf"(?<!\w)(?:[XХxх]{{2,3}}|N{{1,2}}|_+|\?{{1,3}})\s(?:[\w-]+\s){{0,2}}?(?i:{_said('counted')})(?!\w)"
    # In round brackets, the same words are parts of sentences: `(qui ont signé)`, `(to be heard by a judge)`.
    ends = rf"(?:{_said('notes_behind')}|{_said('notes_end')})"
    asides = (
        rf"[\[<](?i:{_said('asks')})\b[^\]>\n]{{0,60}}[\]>]|\((?!(?i:{_said('asks_mildly')})\b)(?i:{_said('asks')})\s?\)"
        rf"|\((?i:{_said('asks')})\s(?:the |your |a )?(?i:{wanted})(?: here)?\s?\)"
        rf"|[\[<【［](?i:{_said('asks_in_square')})\b[^\]>】］\n]{{0,60}}[\]>】］]"
        rf"|\[[^\[\]\n]{{1,40}}\s(?i:{_said('asks_at_end')})\]"
        rf"|[\[(](?:{_said('loud_notes')}|(?i:{_said('notes_to_self')}))\b[^\])]*[\])]|\[(?i:{_said('notes')})(?!\w)[^\])]*\]"
        rf"|\((?i:{_said('notes')})(?!\w)(?:\s(?:(?:у|с|with|bei|avec|con|com|z|met)\s)?[^\W\d_]+)?\s?[.!?]?\)"
        rf"|\[[^\])]{{1,40}} (?i:{_said('notes_behind')})(?!\w)[^\])]*\]|\[[^\])]{{1,40}} (?i:{_said('notes_end')})\s?\]"
        rf"|\((?i:{wanted}) (?i:{ends})\s?\)"
    )
    asks = f"(?:{_said('asks_in_square')}|{_said('asks_at_end')})"
    doubtful = (
        rf"{_DOUBTFUL}|[(（](?i:(?:{wanted})\s?{asks}|{asks}\s(?:{wanted}))[)）]"
        rf"|[\[(](?:{_said('loud_to_readers')})\b[^\])]*[\])]"
        rf"|\((?!(?i:{_said('asks_mildly')})\b)(?i:{_said('asks')})(?:\s[^\W\d_]+){{1,2}}\s?\)"
        rf"|\((?i:{_said('wanted_of')}) (?i:{_said('of_what')})"
        rf"(?![^()\n]{{0,40}}(?i:{_said('left_out')}))[^()\n]{{2,40}}\)"
        rf"|(?<!\w)(?:{_said('sample_people')})(?!\w)"
        rf"|(?m:^)(?:{_said('to_a_colleague')})|(?m:^)(?i:{_said('to_follow')})\.?(?m:$)|\((?i:{_said('to_follow')})\.?\)"
    )
    return _GapPatterns(
        (
            re.compile(_MARKERS),
            re.compile(_GAPS),
            re.compile(rf"\b(?i:{_said('numbered')})\s[XХ?_]{{1,3}}(?!\w)"),
            re.compile(people),
            re.compile(rf"(?i:{_said('lost_references')})|(?i:\b{_said('samples')}\b)"),
        ),
        (
            (re.compile(r"[{%#@$~|^*\[]"), late(fields, re.IGNORECASE)),
            (re.compile("«"), late(quoted_fields, re.IGNORECASE)),
            (re.compile(r"[\[<(【［]"), late(asides)),
        ),
        late(doubtful),
        re.compile(_DAYS),
        late(
            rf"[\[<]{{1,2}}(?:{wanted})(?: here)?[\]>]{{1,2}}|[（【［](?:{wanted})[）】］]"
            rf"|\[(?:{_said('wanted_of')})\b(?![^\[\]\n]{{0,40}}\b(?:{_said('left_out')}))[^\[\]\n]{{0,40}}\](?!\()",
            re.IGNORECASE,
        ),
        re.compile(
            r"(?:(?<!\w)(?:[XxХх]{1,3}|_+|\?{1,3}|\[\s*\]|[Dd]{2}|NN|nn)(?:st|nd|rd|th|\.|er)?[\s-]|(?<=\w\s)(?:\.{3,5}|…(?=\s[^\W\d_]+\s(?:de\s)?20\d\d))\s)"
            rf"(?:of |de |d[’']|del |di |da |ta[’'] |من |från |af )?(?P<month>{_MAY_BE_A_MONTH})"
        ),
    )


def _said(key: str) -> str:
    """Return the pattern that ``unfilled.toml`` has under ``key``, over several lines, as one."""
    return "".join(phrases("unfilled", key)).replace("\n", "")


def may_hold(text: str, signs: AbstractSet[str]) -> bool:
    """Whether ``text``, one or several, of the characters ``signs``, may hold a placeholder, or be a program's word for nothing:
    true of few names.
    """
    if not _RARE_SIGNS.isdisjoint(signs) or _WIDE.search(text):
        return True
    for rare in _RARE:
        if rare.search(text):
            return True
    for needed, rare in _RARE_WITH:
        if not needed.isdisjoint(signs) and rare.search(text):
            return True
    return any(map(text.__contains__, _RARE_WORDS)) or (not text.isascii() and any(map(text.__contains__, _RARE_ELSEWHERE)))


def placeholders(text: str) -> Iterator[Stretch]:
    """Yield start and end of every placeholder in ``text``, in order; a reader of finished letters may ask for any text."""
    if not may_hold(text, set(text)):
        return
    found = list(_as_typed(text))
    for stand_ins in (_NARROW if _WIDE.search(text) else None, _GREEK_X if _TWO_GREEK_X.search(text) else None):
        found += _as_typed(text.translate(stand_ins)) if stand_ins else ()
    last = 0
    for start, end in sorted(found, key=lambda pair: (pair[0], -pair[1])):
        if start >= last:
            yield start, end
            last = end


def _as_typed(text: str) -> list[Stretch]:
    """Return the placeholders of ``text`` in the signs that it is typed in."""
    ways = _patterns()
    found = [match.span() for pattern in ways.certain for match in pattern.finditer(text)]
    found += [match.span() for sign, pattern in ways.signed if sign.search(text) for match in pattern.finditer(text)]
    found += [match.span() for match in ways.days.finditer(text) if not _FILLED_DAY.fullmatch(match[0])]
    if _OPENS_BRACKET.search(text):
        found += [
            match.span() for match in ways.bracketed.finditer(text) if _is_loud(match) or not within_quotes(text, match.start())
        ]
    found += [match.span() for match in _TODO.finditer(text)]
    found += [match.span() for match in _TRIPLE_X.finditer(text) if not _is_roman(text, *match.span())]
    found += [
        match.span()
        for match in _CUT.finditer(text)
        if not within_quotes(text, match.start()) and not _is_between_quotations(text, *match.span())
    ]
    found += [
        match.span()
        for match in ways.beside_month.finditer(text)
        if _is_month(match["month"]) and not (match[0][0] == "." and within_quotes(text, match.start()))
    ]
    found += [
        match.span() for match in _BEHIND_MONTH.finditer(text) if _is_month(match["month"]) and not _is_roman(text, *match.span())
    ]
    found += [match.span(1) for match in _TO_NOBODY.finditer(text)]
    found += [
        match.span()
        for match in (_IN_BRACKETS.finditer(text) if "[" in text else ())
        if _is_unit(match[1], _OF_DATES) and not within_quotes(text, match.start())
    ]
    found += [match.span() for match in _UNIT_GAP.finditer(text) if _is_unit(match[1])]
    if _CASELESS.search(text):
        apart = _CASELESS.sub(_VOID, text)
        found += [
            match.span()
            for pattern in (*ways.certain[:2], ways.days, _LONE_X, _TODO)
            for match in pattern.finditer(apart)
            if not _FILLED_DAY.fullmatch(match[0]) and not _is_emphatic(text, *match.span())
        ]
    return found


def _is_between_quotations(text: str, start: int, end: int) -> bool:
    """Whether a quotation ends right before, and the next begins a word later: `“…” […] and “…”`."""
    return text[:start].rstrip().endswith(_QUOTED) and bool(_NEXT_QUOTATION.match(text, end))


def _is_month(word: str) -> bool:
    folded = fold(word)
    return folded in _months() or folded[1:] in _months()


def _is_emphatic(text: str, start: int, end: int) -> bool:
    """Whether the signs at the end of a sentence are of one who asks loudly, and no gap: `为什么???`."""
    return not text[start:end].strip("?") and text[start - 1 : start].isalpha() and not text[end:].strip("”’」』)）")


def doubtful_places(text: str) -> Iterator[Stretch]:
    """Yield start and end of what may have been left for later, and may be meant."""
    if may_hold(text, set(text)):
        for match in _patterns().doubtful.finditer(text):
            if not within_quotes(text, match.start()):
                yield match.span()
        # Where words are not divided, these signs are looked at elsewhere.
        for match in () if _CASELESS.search(text) else _LONE_X.finditer(text):
            before = text[max(0, match.start() - _NEAR_CENTURY) : match.start()]
            around = before + text[match.end() : match.end() + _NEAR_CENTURY]
            if (
                not _RANK_BEFORE.search(before)
                and not _CENTURY.search(around)
                and not _is_roman(text, *match.span())
                and not within_quotes(text, match.start())
            ):
                yield match.span()


def dates_by_name(text: str) -> Iterator[Stretch]:
    """Yield start and end of the dates in ``text``, of a letter, that say in words what belongs there: `DD Month 2026`,
    `día/mes/año`.
    """
    for match in _MONTH_BY_NAME.finditer(text):
        if _is_unit(match["month"], ("month",)):
            yield match.span()
    for match in _DAY_BY_NAME.finditer(text) if "/" in text or "." in text else ():
        named = (match["first"], match["month"], match["last"])
        kinds = ("day", "month", "year") if _is_unit(match["first"], ("day",)) else ("year", "month", "day")
        if all(_is_unit(word, (kind,)) for word, kind in zip(named, kinds, strict=True)):
            yield match.span()


def _is_unit(word: str, kinds: tuple[str, ...] = _UNITS) -> bool:
    """Whether ``word`` is a unit of time of these ``kinds``, bent as it may be."""
    folded = fold(word)
    return any(folded.startswith(unit) and len(folded) - len(unit) <= _LONGEST_BEND for unit in _units(kinds))


@cache
def _units(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Return what units of time of these ``kinds`` are called, folded, in the languages that letters are mostly in."""
    from babel.units import format_unit

    found = {
        fold("".join(_LETTERS.findall(format_unit(number, f"duration-{unit}", locale=tag))))
        for tag in _LANGUAGES_OF_MONTHS
        for unit in kinds
        for number in _OF_EACH_PLURAL
    }
    return tuple(sorted(each for each in found if len(each) >= _LEAST_UNIT and each.isalpha()))


def _is_loud(match: re.Match[str]) -> bool:
    inner = match[0].strip("[]<>（）【】［］")
    return inner[:1].isupper() or not inner.isascii()


def _is_roman(text: str, start: int, end: int) -> bool:
    """Whether the X of a text are a number: of an article, a century, a congress."""
    return bool(_ROMAN_BEFORE.search(text, max(0, start - _MOST_BEFORE), start) or _ROMAN_BEHIND.match(text, end))


@cache
def _months() -> frozenset[str]:
    """Return the names of months, folded, in the languages that letters are mostly in."""
    return frozenset(name for tag in _LANGUAGES_OF_MONTHS for name in month_names(tag))


def says_nothing(alternative: str) -> bool:
    """Whether words for a picture are a file's name, or say only that there is a picture."""
    return bool(_file_names()["pictures"].fullmatch(alternative.strip()))


def is_of_a_version(name: str) -> bool:
    """Whether the name of a file says which version, copy or scan it is: no title that readers should see."""
    return bool(_file_names()["versions"].search(name))


@cache
def _file_names() -> dict[str, re.Pattern[str]]:
    return {key: re.compile(_said(key), re.IGNORECASE) for key in ("pictures", "versions")}
