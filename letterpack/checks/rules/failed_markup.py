r"""LP350: markup is printed as it was typed
severity: error

## What

A text shows signs that were meant as markup and are printed: `**` or `~~` without a partner, `##We`, `[text] (address)`, a
`](`, a table's bars, a backslash, an HTML entity (`&amp;`). In lists and settings,
where nothing is markup, so are HTML tags and quotation marks around a whole value. A link is one,
too, if its address cannot be right (`http://https://…`), or if its text is an address of another host. An address of another
page of the same host is a warning.

## Why

The minister reads `**We demand` and wonders what else nobody has read.

## Example

```
letter.md:8:1: error[LP350]: `##We` is printed as it was typed
  8 | ##We demand that the court hears him.
    | ^^^^
  = hint: put a space after the signs of a heading: `## Heading`
```

## Remedy

Correct the markup; the hint says how. To print such a sign, write a backslash before it (`\**`), or set it as code between
backticks. In lists and settings write the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache, partial
from itertools import groupby
from operator import attrgetter
from typing import Final, TypeAlias
from urllib.parse import unquote

from msgspec import Struct

from letterpack.checks.evidence.texts import LetterPassage, Text, TextsOfOne, passages
from letterpack.checks.inputs import Sources
from letterpack.diagnostics import Diagnostic, Severity
from letterpack.languages import primary
from letterpack.model.letter import Letter, texts, walk
from letterpack.patterns import late
from letterpack.spans import SourceText

CODE: Final = "LP350"
_RARE: Final = late(r"[*#\[\]\\&<>`|~={}•●▪◦‣_^＃＊［｛“\"‘']")
_RARE_SIGNS: Final = ("--", ": -", ":\n-", ":/", "//", "www", "++", "%20", "$$")
_NUMBERED: Final = late(r"^\d{1,2}[.)]\w", re.MULTILINE)


class _Slip(Struct, frozen=True):
    """What markup that failed looks like, and what to do about it."""

    pattern: str
    hint: str


_LINK: Final = (
    r"!?\[[^\[\]\n]{0,200}\]\s\((?:https?:|www\.|mailto:|/|[\w-]+\.\w{2,}/"
    r"|[\w ./-]{1,100}\.(?:png|jpe?g|svg|gif|webp|pdf|html?|docx?)\))[^()\n]{0,300}\)?"
    r"|!?\[[^\[\]\n]{0,200}\]\([^()\n]{1,300}\)"
    r"|!?\[[^\[\]\n]{0,200}\]\((?:[^\s()]{1,300}(?!\S))?|!?\[[^\[\]()\n]{1,200}(?<=\S)\((?:https?:|www\.|mailto:)[^\s()]{1,300}\)?(?![^\[\]\n]*\])"
    r"|!?\[[^\[\]\n]{1,200}\]\s?https?://[^\s()]{1,300}"
    r"|\]\((?:[^\s()]{1,300}\))?|\]\[|\)\[(?=[^\]]*\])"
)
_FAILED_LINK: Final = late(_LINK)
_TAGS: Final = r"(?:b|i|u|br|p|em|strong|span|div|a|sup|sub|font|h[1-6]|ul|ol|li|table|t[rdh]|img|hr)"
_EVERYWHERE: Final = (
    _Slip(rf"</{_TAGS}(?![\w>])(?![^<>\n]{{0,200}}>)|<{_TAGS}\s(?=[^\W\d_])(?![^<>\n]{{0,200}}>)",
          "delete what is left of the tag"),
    _Slip(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,6}|amp|nbsp|lt|gt|quot|apos|[lr][sd]quo|laquo|raquo|[mn]dash|hellip|copy|euro|shy|eacute|uuml|ouml|auml);"
          r"|&(?:nbsp|copy|quot|euro|hellip|[mn]dash|[lr]aquo|[lr][sd]quo)\b|(?:=[0-9A-F]{2}){2,}|(?<!\S)(?!https?:|www\.)[^\s/:@]{0,80}[^\W\d_][.,)]?%20[^\s/:@]{0,80}(?!\S)|(?<!\S)%20(?!\S)",
          "write the character itself"),
    _Slip(r"\*\*+|~~+", "give the signs a partner right at the words: `**words**`, or delete them"),
    _Slip(_LINK, "write `[text](address)`, without a space between or within the address"),
    _Slip(r"\bhtt?p?s?:/(?=\w)|\bh?t?ttps?//|\bhtpp?s?://|\bhttps?;//|\bhttps?://https?:|\bhttps?://\s|\bhttps?:\s//|\bwww,\w|\bw{4,}\.\w|(?<![\w.])ww\.\w|\bwww\.[\w-]+,\w{2,}|\bwww\s\.\w|\bwww\s\w[\w-]*\.\w{2,}",
          "correct the address"),
)  # fmt: skip
_IN_LISTS: Final = (
    _Slip(rf"</?{_TAGS}\b[^<>]{{0,200}}/?>",
          "delete the tag"),
)  # fmt: skip
_IN_LETTERS: Final = (
    _Slip(r"^#{2,6}(?=[^\W\d])(?:\w+)|(?<=\s)#{2,6}\s?\w+",
          "put a space after the signs of a heading: `## Heading`, on a line of its own"),
    _Slip(r"^\d{1,2}[.)](?=[^\W\d_])\w+|^[-*+•●▪◦‣]\s?(?=[^\W\d_])\w+",
          "write each item of a list on a line of its own, with a space after its sign"),
    _Slip(r"(?<=\s)[•●▪◦‣]\s?\w+|(?<=:\s)-(?=[^\W\d_])\w+", "write each item on a line of its own: `- item`"),
    _Slip(r"\[\^[^\]\s]{1,40}\]", "write the note: `[^1]: its text`, on a line of its own"),
    _Slip(r"\[[^\[\]\n]{1,80}\]:\s?(?:<?\w+:/?/?\w|www\.|[\w.]*/|#|[\w-]+\.\w)\S*",
          "put an empty line before the definition of a link"),
    _Slip(r"(?<![\w_])__(?=[^\W_])|(?<=[^\W_])__(?![\w_])",
          "give the signs a partner right at the words: `__words__`, or delete them"),
    _Slip(r"(?<![\w*])\*(?=[^\W\d_]{2,})(?![^*]*\*)|(?<=[^\W\d_]{2})\*(?=[^\W\d_]{2})",
          "give the sign a partner right at the words: `*words*`, or delete it"),
    _Slip(r"(?<![\w_])_(?=[^\W\d_]{2,})(?![^_]*_)|(?<=[^\W\d_]{2})_(?![\w_])(?![^_]*_)",
          "give the sign a partner right at the words: `_words_`, or delete it"),
    _Slip(r"(?<!=)==(?=[^=])[^=\n]{1,300}==(?!=)|(?<!\+)\+\+(?=[^\s+])[^+\n]{1,300}\+\+(?!\+)|(?<=\w)~\w{1,10}~(?!~)|(?<!\^)\^(?=[\w(])|\^\^[^^\n]{1,300}\^\^|\$\$[^$\n]{1,300}\$\$|'{3,}[^'\n]{1,300}'{3,}",
          "write it in Markdown: `*words*` or `**words**`"),
    _Slip(r"^＃{1,6}\s?(?=[^\W\d])\w+|(?<!＊)＊＊(?=[^\s＊])|(?:［[^［］\n]{1,200}］[（(]|\[[^\[\]\n]{1,200}\]（)\s?https?:\S*",
          "write the signs of Markdown in their narrow forms: `##`, `**`, `[…](…)`"),
    _Slip(r"<!(?:-(?!-)|[‐-―−])[^<>\n]{0,300}>?|(?<!-)-->",
          "write a comment as `<!-- … -->`, with two hyphens on either side, or delete it"),
    _Slip(r"［[^［］\n]{1,200}］[{｛](?=if|else|lang)|(?<=\])｛(?:if|else|lang)[^{}｛｝\n]{0,200}[}｝]?",
          "write the signs in their narrow forms: `[words]{if …}`"),
    _Slip(r"\[/?(?:b|i|u|s|url|img|quote|size|color|list)(?:=[^\]\n]{0,200})?\]|^h[1-6]\.\s\w+", "write it in Markdown"),
    _Slip(r"^#(?=[^\W\d_])\w+$", "put a space behind the sign of a heading: `# Heading`"),
    _Slip(r"`", "give the backtick a partner, or delete it"),
    _Slip(r"\\[^\s]?", "delete the backslash; to print one, write two"),
    _Slip(r"^\|.*|\|\s*:?-{2,}|(?<=\s)\|\s[^|]+\|\s",
          "put an empty line before the table, and a line `|---|---|` below its head"),
    _Slip(r"(?<!=)={3,}|(?<!-)-{3,}(?=\s|$)", "put an empty line around the rule, or delete it"),
    _Slip(r"\{[.#][\w-]+\}|<https?:[^\s>]*(?=\s|$)|^>{1,3}(?=\w)\w+",
          "delete the signs, or write the markup that is meant"),
)  # fmt: skip
_CALL: Final = late(r"\[\^[^\]\s]{1,40}\]")
"""In a letter's body, a call of a note that is not there: LP169 says so."""
_COMMENT_END: Final = "-->"
_SPACE: Final = "%20"
"""A space within an address, or a fifth in languages that write the sign first."""
_ESCAPED: Final = frozenset("\\*_#[]`|~<&{>-=")
_QUOTED: Final = late(r"[“”][^“”]*”|“[^“”]*“|„[^„“”]*[“”]|[\"＂][^\"＂]*[\"＂]|[‘‚’][^‘‚’]*[‘’]|'[^']*'|〝[^〝〟]*〟")
_TITLED: Final = late("«[^«»]*»|»[^«»]*«|‹[^‹›]*›|›[^‹›]*‹|「[^「」]*」|『[^『』]*』")
"""Marks that many languages put around the name of an organization or a report: there they are meant."""
_BEGINS: Final = late("[-+h„”‚’＂〝«»‹›「『]")
_NEVER_TITLED: Final = frozenset({"name", "title", "country", "address", "return_address", "contact", "salutation"})
_NEVER_QUOTED: Final = frozenset(
    {"name", "title", "organization", "country", "group", "address", "names", "return_address", "contact", "field", "salutation"}
)
_ALONE: Final = "write the text alone: a value needs no quotation marks like these, and would be printed with them"
_LONGEST_SHOWN: Final = 60
_Escaped: TypeAlias = Callable[[SourceText, int, str], int]
_IS_ADDRESS: Final = late(
    r"(?:https?://|www\.)\S+|(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[\w-]+(?:\.[\w-]+)*\.(?:[a-z]{2}|com|org|net|int|info|gov|edu|news|media|press|example)(?:/\S*)?",
    re.IGNORECASE,
)
"""Without a scheme, a name of a file looks like one."""
_SCHEME: Final = late(r"^(?:https?://|mailto:)?(?:www\.)?", re.IGNORECASE)
_ADDRESS: Final = late(
    r"(?:https?://(?:[\w-]+(?:\.[\w-]+)+|localhost)(?::\d+)?(?:[/?#]\S*)?"
    r"|mailto:[^@\s]+@[\w-]+(?:\.[\w-]+)+\S*|tel:[+\d][\d()./ -]*)"
)


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every piece of markup in the letters that is printed as it was typed, and for links that lead
    nowhere.
    """
    # Each line and each text is looked through once for each sign, however many are found in it.
    escaped_in = cache(_escaped_in)
    for passage in passages(sources):
        is_meant = cache(partial(_is_meant, sources, passage, escaped_in))
        if _may_hold(passage.text, passage.text[:1]):
            for start, end, hint in slips(passage.text, in_letter=True):
                said = passage.text[start:end]
                if said == _SPACE and _writes_percent_first(passage.language):
                    continue
                if said == _COMMENT_END and not _has_comments(sources, passage):
                    continue
                if not is_meant(said.strip()[:1]) and not (passage.part != "head" and _CALL.fullmatch(said)):
                    place = passage.place(sources, start, end)
                    yield Diagnostic(CODE, "error", _message(said), place, hint)
            if passage.part == "head" and _QUOTED.fullmatch(passage.text):
                yield Diagnostic(CODE, "error", f"{_shown(passage.text)} is printed with its quotation marks", passage.at, _ALONE)
    for letter in sources.campaign.letters.values():
        if _TITLED.fullmatch(letter.place):
            message = f"{_shown(letter.place)} is printed with its quotation marks"
            yield Diagnostic(CODE, "error", message, letter.span("place"), _ALONE)
        yield from _links(letter)


def _has_comments(sources: Sources, passage: LetterPassage) -> bool:
    """Whether the letter has comments, one of which may have ended too early: elsewhere `-->` is an arrow."""
    source = sources.lookup.text(passage.at.file)
    return source is not None and "<!--" in source.text


@lru_cache(maxsize=32)
def _writes_percent_first(tag: str) -> bool:
    """Whether the language ``tag`` writes the sign of percents before their number, as Turkish does (`%20`)."""
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(primary(tag)).percent_formats[None].pattern).startswith("%")
    except (UnknownLocaleError, ValueError):
        return False


def may_be_markup(_: Sources, said: TextsOfOne) -> bool:
    """Whether a text of an addressee may hold markup."""
    return _may_hold(said.all, said.begin)


def _may_hold(text: str, begin: str) -> bool:
    """Whether ``text``, one or several that ``begin`` so, may hold markup."""
    if _RARE.search(text) or _BEGINS.search(begin):
        return True
    return any(sign in text for sign in _RARE_SIGNS) or _NUMBERED.search(text) is not None


def check_text(_: Sources, text: Text) -> Iterable[Diagnostic]:
    """Return a finding for every piece of markup in a text that knows none."""
    said = text.text
    if not _may_hold(said, said[:1]):
        return ()
    found = [
        Diagnostic(CODE, "error", _message(said[start:end]), text.part(start, end), hint)
        for start, end, hint in slips(said, in_letter=False)
    ]
    if (text.role in _NEVER_QUOTED and _QUOTED.fullmatch(said)) or (text.role in _NEVER_TITLED and _TITLED.fullmatch(said)):
        found.append(Diagnostic(CODE, "error", f"{_shown(said)} is printed with its quotation marks", text.span, _ALONE))
    return found


def failed_links(text: str) -> list[tuple[int, int]]:
    """Return where links that failed stand in ``text``: their brackets need no other finding."""
    return [match.span() for match in _FAILED_LINK.finditer(text)]


def slips(text: str, *, in_letter: bool) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and remedy of what looks like markup in ``text``, in order, none within another."""
    found = [
        (*match.span(), hint)
        for pattern, hint in _compiled(in_letter=in_letter)
        for match in pattern.finditer(text)
        if match.end() > match.start()
    ]
    last = 0
    for start, end, hint in sorted(found, key=lambda slip: (slip[0], -slip[1])):
        if start >= last:
            yield start, end, hint
            last = end


@cache
def _compiled(*, in_letter: bool) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(slip.pattern), slip.hint) for slip in (*_EVERYWHERE, *(_IN_LETTERS if in_letter else _IN_LISTS)))


def _is_meant(sources: Sources, passage: LetterPassage, escaped_in: _Escaped, sign: str) -> bool:
    r"""Whether each ``sign`` is to be printed: in the source as many of them stand behind a backslash, as in `\**`."""
    source = sources.lookup.text(passage.at.file)
    if source is None or not passage.at.line or sign not in _ESCAPED:
        return False
    end = min(len(source.line_starts), passage.at.line + len(passage.text) // 40 + 2)
    escaped = sum([escaped_in(source, number, sign) for number in range(passage.at.line, end)])
    return bool(escaped) and escaped >= passage.text.count(sign)


def _escaped_in(source: SourceText, number: int, sign: str) -> int:
    """How many of ``sign`` stand behind a backslash, or behind one that does, in line ``number``."""
    run = re.compile(rf"(?:\\{re.escape(sign)})+{re.escape(sign)}*")
    return sum([match[0].count(sign) for match in run.finditer(source.line(number))])


def _links(letter: Letter) -> Iterator[Diagnostic]:
    """Yield a finding for each address of a link that cannot be one: of two schemes, without a host, with a stop at its end."""
    seen: set[str] = set()
    for block in walk(letter.body):
        for runs in texts(block):
            for link, linked in groupby(runs, attrgetter("link")):
                if link and (severity := _leads_elsewhere("".join([run.text for run in linked]).strip(), link)):
                    message = f"a link to {_shown(link)} has another address as its text"
                    yield Diagnostic(CODE, severity, message, block.span, "make both the same, or write words as its text")
            for run in runs:
                link = run.link or ""
                if link and not link.startswith("#") and link not in seen and not _ADDRESS.fullmatch(link):
                    seen.add(link)
                    yield Diagnostic(
                        CODE, "error", f"the address of a link, {_shown(link)}, leads nowhere", block.span, "correct the address"
                    )


def _leads_elsewhere(said: str, link: str) -> Severity | None:
    """Return how grave it is that ``said``, the text of a link, is an address and not that of ``link``: of another host or
    mailbox, or of another page; None where it is no address, or the same, perhaps in short.
    """
    if not _IS_ADDRESS.fullmatch(said):
        return None
    shown, led = _plain_address(said), _plain_address(link)
    host, own = shown.partition("/")[0], led.partition("/")[0]
    if "@" in shown or "@" in led:
        return None if shown == led.partition("?")[0] else "error"
    if host != own and not own.endswith(f".{host}"):
        return None if led.endswith(f"/{shown}") else "error"
    return None if led.partition("/")[2].startswith(shown.partition("/")[2].rstrip("…/.")) else "warning"


def _plain_address(text: str) -> str:
    """Return an address without its scheme, `www.` and the sign at its end, in small letters."""
    return unquote(_SCHEME.sub("", text.strip()).casefold()).rstrip("/.").replace("/?", "?")


def _message(said: str) -> str:
    return f"{_shown(said)} is printed as it was typed"


def _shown(said: str) -> str:
    said = said if len(said) <= _LONGEST_SHOWN else f"{said[: _LONGEST_SHOWN - 1]}…"
    return f"`` {said} ``" if "`" in said else f"`{said}`"
