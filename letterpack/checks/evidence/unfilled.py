r"""The way back: where a text has a place for words that nobody has written.

Certain are the signs of programs and of forms, notes such as `TBD`, and brackets with what belongs in a place; what an author may
mean is doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Final, TypeAlias

from letterpack.checks.evidence.dates import fold, month_names
from letterpack.checks.evidence.pairs import within_quotes
from letterpack.checks.lexicon.words import phrases
from letterpack.patterns import late

Stretch: TypeAlias = tuple[int, int]

_PROGRAMS: Final = (
    r"\{\{.*?\}\}|\{\{|\}\}|\{%.*?%\}|\$\{\w*\}|<%.*?%>|\*\|\w+\|\*|<<\w[\w ]*>>|<!--|«[A-Za-z]+(?:_[A-Za-z0-9]+)+»"
    r"|([%#@$~])\1?[A-Z]{3,}(?:_[A-Z]+)*\1\1?|(?<![\w%])%[sd](?!\w)|\{[A-Z][A-Z_ ]+\}|\{(?:[a-z]+[_.])*name\}"
    r"|[\[{]\s?(?:addressee|letter|campaign|signator(?:y|ies)|recipient)\.\w+\s?[\]}]"
    r"|#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|ССЫЛКА!|ИМЯ\?|ЗНАЧ!|Н/Д)"
)
_NOTES: Final = (
    r"\b(?:TBD|FIXME|TKTK|TK TK)\b|\bTB[CA]\b(?! [A-Z])|\b(?i:lorem ipsum)\b|\b\w+ GOES HERE\b"
    r"|(?<!\S)@?(?i:todo|to-do)\s?[:–-]"
    r"|(?<![A-ZÁÉÍÓÚÑ]{2} )\bTO ?DO\b(?! [A-ZÁÉÍÓÚÑ]{2}| (?:el|la|los|las|lo|un|una|su|sus|este|esto|ese|eso)\b)"
)
"""A Spanish headline in capitals may have the word `TODO`; a note to oneself stands among small letters."""
_GAPS: Final = (
    r"_{3,}|(?<!\.)\.{6,}|…{3,}|(?:(?<![?!\w])|(?<=[぀-鿿]))\?{3,}"
    r"|(?<=\s)\?{2,}(?=\s|[.,;)]|$)|[\[(]\s?[?•●*_xX]{1,3}\s?[\])]|\[\w[\w ]{0,30}\?\]"
    r"|\[\s*\]|□{2,}|(?<![\w/:])//20\d\d(?!\w)|(?:(?<![\w.-])|(?<=[\w.]-))-{4,}(?![\w-])|(?<!\w)[XxХх]{4,}(?!\w)"
    r"|(?<!\w)[XxХх]{1,2}:[XxХх]{1,2}(?!\w)|(?<!\w)(?:№|No\.|Nr\.|n°|nº)\s?(?:_+|[XХ]{2,}|\?+|…)(?!\w)"
)
_DAYS: Final = late(
    r"(?<![\w?])(?:(?P<a>[^\W\d_])(?P=a)|[_?]{2}|\d\d?)(?P<sign>[./-])\s?(?:(?P<b>[^\W\d_])(?P=b)|[_?]{2}|\d\d?)(?P=sign)\s?"
    r"(?:(?P<c>[^\W\d_])(?P=c){1,3}|[_?]{2,4}|20[XxХх_?]{2}|(?:19|20)\d\d)(?!\w)"
    r"|(?<!\w)(?P<d>[^\W\d_])(?P=d){3}(?P<other>[./-])\s?(?P<e>[^\W\d_])(?P=e)(?P=other)\s?(?P<f>[^\W\d_])(?P=f)(?!\w)"
    r"|\b20(?:\d[XxХх_?](?!\w)|__(?!\w)|\?\?)|\b(?:19|20)[XxХх]{2}(?!\w)|(?<![^\W\d年月])[XxХх○●×]{1,2}[年月日]"
)
_FILLED_DAY: Final = late(r"[\d./\s-]+")
_BESIDE_MONTH: Final = (
    late(
        r"(?<!\w)(?:[XxХх]{2,3}|_{2,}|\?{2,}|\[\s*\]|[Dd]{2})(?:st|nd|rd|th|\.)?[\s-](?:of |de |d[’'])?(?P<month>[^\W\d_]{2,40})"
    ),
    late(r"(?<!\w)(?P<month>[^\W\d_]{2,40})\s(?:[xхXХ]{2}|__|\?{2})(?![\w?])"),
)
_DOUBTFUL: Final = late(
    r"(?m:^|(?<=[(\[]))N\.?B\.?(?=[:\s])|(?<![\w.])N\.\s?N\.(?!\s?[^\W\d_]{2})"
    r"|\[(?![^\[\]\n]{0,120}://)[^\[\]\n\d]{0,57}[^\W\d_A-ZА-Я]{2} ?/ ?[^\[\]\n\d]{1,60}\]|\([^()\n]{2,80}\?\)"
    r"|\((?i:to be (?:confirmed|added|completed|checked|decided|announced)|\w+ to (?:follow|come))\)"
    r"|(?<![\w.])(?<![ (][a-z]{2}\. )(?<![ (][a-z]{3}\. )(?:XXX|ХХХ|xxx)(?=\s*[,.:;)\]]|\s*$)"
)
"""What an author leaves for later, or means: `NB:`, a name that is not given, a choice or a question in brackets, thirty in Roman
figures (but of a `vol.` or an `art.`, it is thirty).
"""
_CUT: Final = late(r"[\[(](?:\.{2,3}|…)[\])]")
"""In a quotation it says that something is left out; elsewhere something is missing."""
_NEXT_QUOTATION: Final = late(r"(?:\s\w+)?\s?[\"“„«‘「]")
_TO_NOBODY: Final = late(r"(?i:dear|уважаем\w+|құрметті|estimad[oa]|cher|chère|monsieur|madame) (None|nan|NaN|null|undefined)\b")
_WIDE: Final = late("[＃＄％＊＠Ａ-Ｚ［］＿ａ-ｚ｛｜｝]|？{2}")
_NARROW: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""What East Asian keyboards type in full width, and stands for the same sign."""
_SIGNS: Final = frozenset("[<{}$«%#*_?@~|［｛□№…(（【•")
_WORDS: Final = late(
    r"TB[ACD]|T[OK] ?(?:D|TK)|[Tt][Oo]-?[Dd][Oo]|FIXME|HERE|orem|OREM|[Nn]ull|None|undefined|[Nn]a[nN]|N/A|n/a|н/д|N\.|NB|---|//2"
    r"|\.\.\.|[XxХхDd]{2}|([^\W\d])\1[./-]|[XxХх]:|[ХxX×○●][年月日]|!\s"
)
_MONTHS_OF: Final = (
    "en de fr es it pt nl pl cs tr ru uk kk sv da nb fi ro hu el bg sr hr sk sl lt lv et az uz ky ar be fa he hy ka ca"
)
_BRACKETS: Final = frozenset("[<{(（【%«")
_QUOTES: Final = ('"', "”", "“", "»", "’", "」")


@cache
def _certain() -> tuple[re.Pattern[str], ...]:
    """Return what is always a placeholder."""
    return tuple(map(re.compile, (_PROGRAMS, _NOTES, _GAPS, rf"(?i:{_said('lost_references')})")))


@cache
def _bracketed() -> re.Pattern[str]:
    """Return what finds brackets with what belongs in a place, or with what to write there."""
    wanted = "|".join(phrases("unfilled", "wanted"))
    return re.compile(
        rf"[\[<{{]{{1,2}}\s?(?:{wanted})(?: here)?\s?[\]>}}]{{1,2}}|%+(?:{wanted})%+|«\s?(?:{wanted})\s?»"
        rf"|[（【](?:{wanted})[）】]"
        rf"|[\[<【](?:{_said('asks')})\b[^\]>】\n]{{0,60}}[\]>】]",
        re.IGNORECASE,
    )


def _said(key: str) -> str:
    """Return the pattern that ``unfilled.toml`` has under ``key``, over several lines, as one."""
    return "".join(phrases("unfilled", key)).replace("\n", "")


@cache
def _months() -> frozenset[str]:
    """Return the names of months, folded, in the languages that letters are mostly in."""
    return frozenset(name for tag in _MONTHS_OF.split() for name in month_names(tag))


def may_hold(text: str, signs: AbstractSet[str]) -> bool:
    """Whether ``text``, of the characters ``signs``, may have a placeholder: true of few names."""
    return not _SIGNS.isdisjoint(signs) or _WORDS.search(text) is not None or _WIDE.search(text) is not None


def placeholders(text: str) -> Iterator[Stretch]:
    """Yield start and end of every placeholder in ``text``, in order; a reader of finished letters may ask for any text."""
    if not may_hold(text, set(text)):
        return
    spans = list(_as_typed(text))
    if _WIDE.search(text):
        spans += _as_typed(text.translate(_NARROW))
    last = 0
    for start, end in sorted(spans, key=lambda pair: (pair[0], -pair[1])):
        if start >= last:
            yield start, end
            last = end


def _as_typed(text: str) -> Iterator[Stretch]:
    for pattern in _certain():
        yield from (match.span() for match in pattern.finditer(text))
    yield from (match.span() for match in _DAYS.finditer(text) if not _FILLED_DAY.fullmatch(match[0]))
    for pattern in _BESIDE_MONTH:
        yield from (match.span() for match in pattern.finditer(text) if fold(match["month"]) in _months())
    yield from (match.span(1) for match in _TO_NOBODY.finditer(text))
    if not _BRACKETS.isdisjoint(text):
        for match in _bracketed().finditer(text):
            inner = match[0].strip("[]<>{}（）【】()% ")
            # In a quotation, `[name]` may be one that is withheld.
            if inner[:1].isupper() or not inner.isascii() or not within_quotes(text, match.start()):
                yield match.span()
        for match in _CUT.finditer(text):
            between = text[: match.start()].rstrip().endswith(_QUOTES) and _NEXT_QUOTATION.match(text, match.end())
            if not between and not within_quotes(text, match.start()):
                yield match.span()


def doubtful_places(text: str) -> Iterator[Stretch]:
    """Yield start and end of what may have been left for later, and may be meant."""
    if may_hold(text, set(text)):
        yield from (match.span() for match in _DOUBTFUL.finditer(text) if not within_quotes(text, match.start()))


def says_nothing(alternative: str) -> bool:
    """Whether words for a picture are a file's name, or say only that there is a picture."""
    return _of_files("pictures").fullmatch(alternative.strip()) is not None


def is_of_a_version(name: str) -> bool:
    """Whether the name of a file says which version, copy or scan it is: no title that readers should see."""
    return _of_files("versions").search(name) is not None


@cache
def _of_files(key: str) -> re.Pattern[str]:
    return re.compile(_said(key), re.IGNORECASE)
