"""Which change of a packet brings which others with it: what follows is listed under its cause, and still shown.

A rule is a row of ``_RULES``: which changes can be causes, and whether another change follows from one of them. Changes that have
the same cause outside of the letter (a name that is another one throughout) are known by a key, so a long list costs no more
than its length.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct

from letterpack.languages.numbers import spellings
from letterpack.model import roles
from letterpack.model.change import Change, Located
from letterpack.patterns import late
from letterpack.review.document import NOTE, loosened
from letterpack.values import replace

AROUND_A_WORD: Final = ".,:;!?()[]«»“”\"'’„‚‘‹›،؛؟、。，：；！？（）「」『』।॥։՝"
_LEAST_WORD: Final = 4
"""Letters of what took another's place throughout a letter."""
_MOST_CAUSES: Final = 40
"""Changes that one rule looks at as causes. Of more, those that follow stand by themselves: nobody reads a list of so many."""
_NUMBER: Final = late(r"\d+")
_FIXED: Final = ("address", "carrier address", "date", "reference", "subject", "signature", "closing", "sender")
"""Fields that stand in a letter once and that its text may repeat, the first of them as the cause of the others."""
FURNITURE: Final = "head or foot of the page"
_PLACED: Final = frozenset({"address", "date", "reference", "sender", FURNITURE})
"""Fields that stand where the form says, whatever the text does."""
CARRIER: Final = "carrier"
CARRIER_PAGE: Final = "carrier page"
"""A packet that has one now and had none, or the other way round: an addressee who gets a copy now, or a letter of their own."""
FRAME: Final = frozenset(
    {"date", "reference", "copies", "enclosures", "closing", "salutation", CARRIER, roles.SIGNATORIES, FURNITURE}
)
"""Fields whose words are the program's, or begin with a label of its."""
_SHOWN: Final = frozenset({"moved", "pixels", "font", "tags"})
_COLON: Final = late(r"[:：]\s*$")
_PRINTED_ADDRESS: Final = late(r"(?<!\s)\s*\((?=[^()\s]+\.[^()\s])[^()\s]++\)")
"""Of a link, which a print profile shows behind its words."""
_CALL: Final = late(r"\u202f?(?:[⁰¹²³⁴-⁹]+|(?<=\S)\((?![0-9])\d+\)|(?<=[^\s\d])(?![0-9])\d+)")
"""A note's number in the text: superior figures, or raised ones of a script that has no superior ones, or in brackets where it
runs from right to left."""
_DIVIDERS: Final = late(r"\s*[\n·]\s*")
ORDER: Final = "order of "
RENAMED: Final = "renamed packet"
PAGE: Final = late(r"page \d+")
"""Where a link within the file leads: to a footnote, say."""


class Facts(Struct, frozen=True):
    """What a packet's changes are judged by: how many signatories there were, and are; what its enclosures were and are called,
    by their paths; the letter's language; whether pictures of other sizes move the text around them, whether there are other
    pictures at all, the links that lie over words that came or went, where links of both sides lead, and the words of the
    letter's address.
    """

    signatories: tuple[int, int] = (0, 0)
    titles: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {})
    language: str = ""
    resized: bool = False
    repictured: bool = False
    links: frozenset[tuple[str, str]] = frozenset()
    kept_links: frozenset[str] = frozenset()
    addressed: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


_Core: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]


@lru_cache(maxsize=1 << 13)
def core(before: str, after: str) -> _Core:
    """Return the words that differ between two texts, without what both begin and end with."""
    old, new = words_of(before), words_of(after)
    shorter, start, end = min(len(old), len(new)), 0, 0
    while start < shorter and old[start] == new[start]:
        start += 1
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return old[start : len(old) - end], new[start : len(new) - end]


@lru_cache(maxsize=1 << 13)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of ``text`` as they are compared: small letters, no signs around them."""
    return tuple([word for each in loosened(text).casefold().split() if (word := each.strip(AROUND_A_WORD))])


def with_causes(changes: Sequence[Located], facts: Facts) -> list[Located]:
    """Return ``changes`` with each consequence under its cause."""
    if len(changes) == 1:
        return list(changes)
    parents: dict[int, int] = {}
    for rule in _RULES:
        for index, cause in rule.causes([each.change for each in changes], facts):
            if not changes[index].harmless:
                parents.setdefault(index, cause)
    roots = [root_of(index, parents) for index in range(len(changes))]
    below: dict[int, list[Located]] = defaultdict(list)
    for index, root in enumerate(roots):
        if root != index:
            below[root].append(changes[index])
    return [replace(each, follows=tuple(below[index])) for index, each in enumerate(changes) if roots[index] == index]


def root_of(index: int, parents: Mapping[int, int]) -> int:
    """Return the change that has no cause; the first of those that are each other's."""
    way = [index]
    while (above := parents.get(way[-1])) is not None:
        if above in way:
            return min(way[way.index(above) :])
        way.append(above)
    return way[-1]


class _CauseRule(NamedTuple):
    """Changes of ``kinds``, and of ``fields`` if any are named, are causes; ``follows`` says whether the second follows from the
    first.
    """

    kinds: frozenset[str]
    fields: tuple[str, ...]
    follows: Callable[[Change, Change, Facts], object]

    def causes(self, changes: Sequence[Change], facts: Facts) -> list[tuple[int, int]]:
        """Return pairs of what follows and the first cause of it, by their indexes."""
        able = [
            index
            for index, each in enumerate(changes)
            if each.kind in self.kinds and (not self.fields or each.field.startswith(self.fields))
        ][:_MOST_CAUSES]
        found = []
        for index, change in enumerate(changes) if able else ():
            first = next((at for at in able if at != index and self.follows(changes[at], change, facts)), None)
            found.extend([(index, first)] if first is not None else [])
        return found


class _Peers(NamedTuple):
    """Changes with the same key are one change in several places. Without a key, a change stands by itself."""

    key: Callable[[Change], Hashable | None]
    partner: Callable[[Hashable], Hashable] = lambda key: key

    def causes(self, changes: Sequence[Change], _: Facts) -> list[tuple[int, int]]:
        """Return pairs of a change and the first other one like it, by their indexes."""
        alike: dict[Hashable, list[int]] = defaultdict(list)
        keys = [self.key(each) for each in changes]
        for index, key in enumerate(keys):
            if key is not None and len(alike[key]) < len((index, index + 1)):
                alike[key].append(index)
        found = []
        for index, key in enumerate(keys):
            others = alike.get(self.partner(key), ()) if key is not None else ()
            found.extend([(index, other) for other in others if other != index][:1])
        return found


def _sides(change: Change) -> tuple[bool, bool]:
    return bool(change.before), bool(change.after)


def _is_one_sided(change: Change) -> bool:
    return bool(change.before) != bool(change.after)


def is_label(change: Change) -> bool:
    """Whether a change is about a label alone: `Enclosures:`."""
    return all(not side or _COLON.search(side) for side in (change.before, change.after))


def is_flowing(change: Change) -> bool:
    """Whether what moved has no place of its own on the page."""
    return change.kind == "moved" and not {*change.field.split(", ")} & _PLACED


def _follows_text(change: Change) -> bool:
    """Whether a change is of a kind that repeats what the text says, or leads to where it stands now."""
    within = change.field == "link" and PAGE.fullmatch(change.before) and PAGE.fullmatch(change.after)
    return change.kind == "active" and (change.field == "bookmark" or bool(within))


def _of_carrier(_: Change, change: Change, facts: Facts) -> bool:
    """Whether a change follows from who gets a copy now, or a letter of their own: a carrier page with all that is on it, and a
    letter that another one reads first.
    """
    if change.kind in _SHOWN | {"address", "active", "pages"}:
        return True
    return (change.kind == "text" and change.field in (CARRIER, "copies")) or _of_reader(change, facts)


def _readdressed(cause: Change, change: Change, facts: Facts) -> bool:
    """Whether a text names who reads the letter, where another one does now; or whom that letter is copied to."""
    lines = [side.split("\n") for side in (cause.before, cause.after)]
    is_another = min(map(len, lines)) > 1 and not {*lines[0]} & {*lines[1]}
    return (is_another and (change.kind, change.field) == ("text", "copies")) or _of_reader(change, facts)


def _of_reader(change: Change, facts: Facts) -> bool:
    """Whether words of the one who reads the letter now took the place of another addressee's."""
    if change.kind != "text" or facts.addressed[0] == facts.addressed[1]:
        return False
    sides = zip(facts.addressed, core(change.before, change.after), strict=True)
    return all(own.issuperset(side) and max(map(len, side), default=0) >= _LEAST_WORD for own, side in sides)


def _in_language(_: Change, change: Change, __: Facts) -> bool:
    """Whether the program's own words are in another language: dates, labels, countries, the foot of the page."""
    if change.kind in ("address", "signatory"):
        return change.before.split("\n")[:-1] == change.after.split("\n")[:-1] and all(_sides(change))
    return change.kind in _SHOWN | {"metadata"} or (change.kind == "text" and change.field in FRAME)


def _of_profile(_: Change, change: Change, __: Facts) -> bool:
    printed = [_PRINTED_ADDRESS.sub("", side).strip(AROUND_A_WORD) for side in (change.before, change.after)]
    return change.kind in _SHOWN | {"metadata", "active"} or (change.kind == "text" and printed[0] == printed[1])


def _counted(cause: Change, change: Change, facts: Facts) -> bool:
    """Whether nothing but the number of signatories is another, in figures or in words."""
    if facts.signatories[0] == facts.signatories[1] or not _is_one_sided(cause):
        return False
    if change.kind != "text" and not _follows_text(change):
        return False
    sides = list(zip((change.before.casefold(), change.after.casefold()), facts.signatories, strict=True))
    if all([*map(int, _NUMBER.findall(side))] == [count] for side, count in sides):
        return True
    without = [{side.replace(words, "#") for words in spellings(count, facts.language) if words in side} for side, count in sides]
    return not without[0].isdisjoint(without[1])


def _listed(cause: Change, change: Change, facts: Facts) -> bool:
    """Whether an enclosure that came or went is named in the letter's list of them, or by its title on a carrier page."""
    if not _is_one_sided(cause):
        return False
    if change.kind != "text" or change.field != CARRIER:
        return (change.kind, change.field) in (("metadata", "claims"), ("text", "enclosures"))
    if is_label(change):
        return len(facts.titles[0]) != len(facts.titles[1])
    gone, come = core(change.before, change.after)
    side, titles = (come, facts.titles[1]) if cause.after else (gone, facts.titles[0])
    listed = {word for each in facts.titles for title in each.values() for word in words_of(title)}
    return not {*words_of(titles.get(cause.field, ""))}.isdisjoint(side) and listed.issuperset((*gone, *come))


def _exchanged(cause: Change, change: Change, facts: Facts) -> bool:
    """Whether the only enclosure that is gone went for the only one that came."""
    if change.kind != "enclosure" or cause.before or change.after:
        return False
    gone, come = facts.titles[0].keys() - facts.titles[1].keys(), facts.titles[1].keys() - facts.titles[0].keys()
    return gone == {change.field} and come == {cause.field}


def _of_note(cause: Change, change: Change, _: Facts) -> bool:
    """Whether a footnote that came, went or stands elsewhere is called there, or numbers the other ones anew."""
    if cause.field == NOTE and all(_sides(cause)):
        return False
    if change.kind == "active":
        return change.field == "link" and all(not side or PAGE.fullmatch(side) for side in (change.before, change.after))
    return change.kind == "text" and _CALL.sub("", change.before) == _CALL.sub("", change.after)


def _linked(cause: Change, change: Change, facts: Facts) -> bool:
    """Whether a link came or went with the words that it lies over."""
    if change.kind != "active" or (change.before, change.after) not in facts.links:
        return False
    return bool(cause.after if change.after else cause.before) and (not all(_sides(cause)) or bool(cause.lead))


def _broken_otherwise(_: Change, change: Change, facts: Facts) -> bool:
    """Whether a link is in more pieces now, or in fewer, as its words stand on other lines."""
    is_link = change.kind == "active" and change.field == "link" and _is_one_sided(change)
    return is_link and (change.before or change.after) in facts.kept_links


def _shown_as_link(cause: Change, change: Change, _: Facts) -> bool:
    """Whether words look otherwise, or their lines end elsewhere, because they are a link now, or no more."""
    is_look = change.kind == "pixels" or is_flowing(change)
    return _is_one_sided(cause) and is_look and (cause.page is None or cause.page == change.page)


def _call(change: Change) -> Hashable | None:
    """Return which notes a text called and calls, if nothing else of it changed."""
    if change.kind != "text" or _CALL.sub("", change.before) != _CALL.sub("", change.after):
        return None
    calls = tuple(_CALL.findall(change.before)), tuple(_CALL.findall(change.after))
    return calls if calls[0] != calls[1] else None


def _exchanged_sides(key: Hashable) -> Hashable:
    return key[::-1] if isinstance(key, tuple) else key


def _cell(change: Change) -> Hashable | None:
    """Return which side has a cell that the other has not: those of one column came, or went, together."""
    is_cell = change.kind == "text" and change.field == "table" and "\n" not in change.before + change.after
    return _sides(change) if is_cell and _is_one_sided(change) and not change.lead else None


def _relined(change: Change) -> Hashable | None:
    """Return a key of signatories who say the same in other lines: the list became compact, or is so no more."""
    if change.kind != "signatory" or change.before == change.after:
        return None
    return "relined" if _DIVIDERS.split(change.before) == _DIVIDERS.split(change.after) else None


def _signed(change: Change) -> Hashable | None:
    """Return a key of the name and the office of who signs, which came or went together; so the sender's name and address."""
    is_one = change.kind == "text" and change.field in ("closing", "sender") and _is_one_sided(change)
    return (change.field, *_sides(change)) if is_one else None


def _exchanged_words(change: Change) -> Hashable | None:
    """Return the words that took the place of others: a name, or a term, that is another one throughout; a title or a country of
    many who sign.
    """
    if change.kind not in ("text", "signatory") or change.field in FRAME:
        return None
    words = core(change.before, change.after)
    if change.kind == "signatory":
        return (change.kind, words) if all(_sides(change)) and any(words) else None
    is_word = all(sum(map(len, side)) >= _LEAST_WORD and not any(map(str.isdigit, "".join(side))) for side in words)
    return (change.kind, words) if is_word else None


def _town(change: Change) -> Hashable | None:
    """Return the words of an address that took the place of others, in the letter's window and in a carrier page's."""
    return core(change.before, change.after) if change.kind == "address" and all(_sides(change)) else None


def _of_subject(cause: Change, change: Change, _: Facts) -> bool:
    """Whether a subject came or went: with it the file's title, its label on a carrier page, the level of headings below it."""
    if not _is_one_sided(cause):
        return False
    if change.kind == "metadata":
        return change.field.startswith("title")
    label = change.field == CARRIER and is_label(change) and _sides(change) == _sides(cause)
    return (change.kind == "tags" and change.field == "heading") or label


def _of_picture(cause: Change, change: Change, _: Facts) -> bool:
    """Whether pages look otherwise where a picture came, went, stands elsewhere or has other words, or a printed head stands in
    its place.
    """
    if all(_sides(cause)) and cause.field == "picture":
        return change.field == "picture" and change.kind == "pixels" and cause.page in (None, change.page)
    in_its_place = change.field == "sender" and not (change.before if cause.before else change.after)
    return change.kind == "pixels" or (change.kind == "text" and cause.field == "picture" and in_its_place)


def _of_other_picture(_: Change, change: Change, facts: Facts) -> bool:
    """Whether a picture of another size moved the text, and what else looks otherwise; or heads of pages gave way to it."""
    if facts.resized and (change.kind == "pixels" or is_flowing(change)):
        return True
    return facts.repictured and change.kind == "moved" and change.field == FURNITURE


def _numbered_no_more(cause: Change, change: Change, _: Facts) -> bool:
    """Whether the number of an item came, or went, with its list."""
    is_list = ("LI" in cause.before.split("/")) != ("LI" in cause.after.split("/"))
    return is_list and change.field == "list numbers" and _is_one_sided(change)


def _repeated(cause: Change, change: Change, _: Facts) -> bool:
    return change.kind == "text" and repeats(cause, change)


def repeats(cause: Change, change: Change) -> bool:
    """Whether ``change`` says again what ``cause`` says of a field that stands there once."""
    if cause.field not in _FIXED or not any(_sides(cause)):
        return False
    if change.field in _FIXED and _FIXED.index(change.field) <= _FIXED.index(cause.field):
        return False
    words, again = core(cause.before, cause.after), core(change.before, change.after)
    # `Ministry of Justice` behind `Minister of Justice` is told as `Justice, Ministry of`.
    is_turned = all(sorted(one) == sorted(other) for one, other in zip(words, again, strict=True))
    return is_turned or all(words_of(getattr(cause, side)) == words_of(getattr(change, side)) for side in ("before", "after"))


def _of_font(cause: Change, change: Change, _: Facts) -> bool:
    if change.kind == "font":
        return cause.field == "font" or change.field == "size"
    same_words = change.kind == "address" and words_of(change.before) == words_of(change.after)
    return same_words or change.kind in ("moved", "pixels") or (change.kind, change.field) == ("pages", "pages")


def _of_form(cause: Change, change: Change, _: Facts) -> bool:
    """Whether a block moved with the address: another form moves all that has a place of its own."""
    if "address" not in cause.field.split(", ") or change.kind not in ("moved", "pixels"):
        return False
    return not (change.kind == "moved" and "address" in change.field.split(", "))


def _rule(kinds: str, fields: str, follows: Callable[[Change, Change, Facts], object]) -> _CauseRule:
    return _CauseRule(frozenset(kinds.split()), tuple(filter(None, fields.split("|"))), follows)


_RULES: Final[tuple[_CauseRule | _Peers, ...]] = (
    _rule("pages", CARRIER_PAGE, _of_carrier),
    _rule("text", "language", lambda _, change, __: change.kind in _SHOWN | {"text", "invisible", "metadata"}),
    _rule("metadata", "language", _in_language),
    _rule("metadata", "profile", _of_profile),
    _rule("signatory", "", _counted),
    _rule("enclosure", "", _listed),
    _rule("enclosure", "", _exchanged),
    _rule("text", "", _linked),
    _rule("text tags font moved", "", _broken_otherwise),
    _rule("active", "link", _shown_as_link),
    _rule("text", f"{NOTE}|{ORDER}{NOTE}s", _of_note),
    _Peers(_call, _exchanged_sides),
    _Peers(_cell),
    _Peers(_relined),
    _rule("text", "subject", _of_subject),
    _rule(
        "enclosure",
        f"{ORDER}enclosures",
        lambda _, change, __: (
            change.kind == "active" or (change.kind == "text" and change.field in ("enclosures", CARRIER, f"{ORDER}enclosures"))
        ),
    ),
    _rule("text", f"picture|{ORDER}pictures", _of_picture),
    _Peers(_signed),
    _rule("pixels", "", _of_other_picture),
    _Peers(lambda change: change.field if change.field.startswith(ORDER) else None),
    _rule("text signatory enclosure", ORDER, lambda _, change, __: change.field == "list numbers"),
    _rule("tags", "", _numbered_no_more),
    _rule("text address invisible signatory", "|".join(_FIXED), _repeated),
    _Peers(_town),
    _rule("address", "", _readdressed),
    _rule(
        "text",
        "copies|enclosures",
        lambda cause, change, _: cause.field == change.field and is_label(change) and not is_label(cause),
    ),
    _rule("pages", "size", lambda _, change, __: change.kind in _SHOWN | {"pages", "metadata"} and change.kind != "tags"),
    # A face follows from what a block is now: a quotation that is none any more.
    _rule("tags", "", lambda cause, change, _: cause.field != "structure" and change.kind in ("font", "moved")),
    _rule("font", "font|size", _of_font),
    _rule("moved", "", _of_form),
    # The number of pages follows from what the letter says.
    _rule("text signatory address enclosure", "", lambda _, change, __: (change.kind, change.field) == ("pages", "pages")),
    # A bookmark repeats a heading, or leads to a page that has another number now.
    _rule("text address signatory enclosure pages font moved", "", lambda _, change, __: _follows_text(change)),
    # An id was made of a title that is another one now.
    _rule("address", "", lambda _, change, __: change.field == RENAMED),
    _Peers(_exchanged_words),
)
