"""Which change of a packet brings which others with it: what follows is told under its cause, and still shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from letterpack.languages.numbers import spellings
from letterpack.model import roles
from letterpack.model.change import Change, Located
from letterpack.patterns import late
from letterpack.review.active import PAGE, follows_text
from letterpack.review.facts import AROUND_A_WORD, LEAST_WORD, Facts, core, words_of
from letterpack.review.readdressed import CARRIER, SHOWN, of_carrier, of_same_address, readdressed
from letterpack.values import replace

_NUMBER: Final = late(r"\d+")
_FIXED: Final = ("address", "carrier address", "date", "reference", "subject", "signature", "closing", "sender")
"""Fields that stand in a letter once and that its text may repeat, the first of them as the cause of the others."""
FURNITURE: Final = "head or foot of the page"
_PLACED: Final = frozenset({"address", "date", "reference", "sender", FURNITURE})
"""Fields that stand where the form says, whatever the text does."""
_LABELLED: Final = frozenset({"copies", "enclosures"})
FRAME: Final = frozenset(
    {"date", "reference", "copies", "enclosures", "closing", "salutation", CARRIER, roles.SIGNATORIES, FURNITURE}
)
"""Fields whose words are the program's, or begin with a label of its."""
_COLON: Final = late(r"[:：]\s*$")
_PRINTED_ADDRESS: Final = late(r"(?<!\s)\s*\((?=[^()\s]+\.[^()\s])[^()\s]++\)")
"""Of a link, which a print profile shows behind its words."""
NOTE: Final = "footnote"
_CALL: Final = late(r"\u202f?(?:[⁰¹²³⁴-⁹]+|(?<=\S)\((?![0-9])\d+\)|(?<=[^\s\d])(?![0-9])\d+)")
"""A note's number in the text: superior figures, or raised ones of a script that has no superior ones, or in brackets where it
runs from right to left."""
_SPOKEN: Final = frozenset({"text", "invisible"})
_DIVIDERS: Final = late(r"\s*[\n·]\s*")
ORDER: Final = "order of "
RENAMED: Final = "renamed packet"
_SAVED: Final = "saved again"
_ADDRESS: Final = late(r"\w+:")
"""How a link begins that leads out of the file."""


_Follows: TypeAlias = Callable[[Change, Change, Facts], bool]
"""Whether the second change follows from the first."""


def with_causes(changes: Sequence[Located], facts: Facts) -> list[Located]:
    """Return ``changes`` with each consequence under its cause."""
    if len(changes) == 1:
        return list(changes)
    parents = [_cause(index, changes, facts) for index in range(len(changes))]
    below: dict[int, list[Located]] = {}
    for index, each in enumerate(changes):
        root = _root(index, parents)
        if root != index:
            below.setdefault(root, []).append(each)
    return [
        replace(each, follows=tuple(below.get(index, ()))) for index, each in enumerate(changes) if _root(index, parents) == index
    ]


def saving(by: tuple[str, str], changes: Sequence[Located]) -> list[Located]:
    """Return the change that a file was saved by another program, ``by`` two of them, where that lost something."""
    if by[0] == by[1] or not any(_is_lost(each.change) for each in changes):
        return []
    return [Located(Change("metadata", _SAVED, by[0], by[1]))]


def _is_lost(change: Change) -> bool:
    """Whether a change is nothing but what programs lose that only save a file, seen from either side: what it says of itself. Of
    links and the like, what is gone; a name of a place may become its page.
    """
    if change.kind == "metadata":
        return not (change.before and change.after)
    named = change.field == "link" and PAGE.fullmatch(change.after) and not _ADDRESS.match(change.before)
    return change.kind == "active" and bool(change.before) and (not change.after or bool(named))


def _of_saving(cause: Change, change: Change, _: Facts) -> bool:
    return cause.kind == "metadata" and cause.field == _SAVED and _is_lost(change)


def _root(index: int, parents: Sequence[int | None]) -> int:
    """Return the change that has no cause; the first of those that are each other's."""
    seen = [index]
    while (above := parents[seen[-1]]) is not None:
        if above in seen:
            return min(seen[seen.index(above) :])
        seen.append(above)
    return seen[-1]


def _cause(index: int, changes: Sequence[Located], facts: Facts) -> int | None:
    """Return the index of the change that brings the one at ``index`` with it."""
    change = changes[index].change
    if changes[index].harmless:
        return None
    for follows in _RULES:
        for other, each in enumerate(changes):
            if other != index and follows(each.change, change, facts):
                return other
    return None


def _translated(cause: Change, change: Change, _: Facts) -> bool:
    if cause.kind != "text" or cause.field != "language":
        return False
    return change.kind in _SPOKEN | SHOWN | {"metadata"}


def _in_language(cause: Change, change: Change, _: Facts) -> bool:
    """Whether the program's own words are in another language: dates, labels, countries, the foot of the page."""
    if cause.kind != "metadata" or cause.field != "language":
        return False
    if change.kind in ("address", "signatory"):
        return change.before.split("\n")[:-1] == change.after.split("\n")[:-1] and bool(change.before and change.after)
    return change.kind in SHOWN | {"metadata"} or (change.kind == "text" and change.field in FRAME)


def _of_profile(cause: Change, change: Change, _: Facts) -> bool:
    if cause.kind != "metadata" or cause.field != "profile":
        return False
    printed = [_PRINTED_ADDRESS.sub("", side).strip(AROUND_A_WORD) for side in (change.before, change.after)]
    return change.kind in SHOWN | {"metadata", "active"} or (change.kind == "text" and printed[0] == printed[1])


def _counted(cause: Change, change: Change, facts: Facts) -> bool:
    if cause.kind != "signatory" or bool(cause.before) == bool(cause.after) or facts.signatories[0] == facts.signatories[1]:
        return False
    if change.kind != "text" and not follows_text(change):
        return False
    numbers = [list(map(int, _NUMBER.findall(side))) for side in (change.before, change.after)]
    return numbers == [[count] for count in facts.signatories] or _counted_in_words(change, facts)


def _counted_in_words(change: Change, facts: Facts) -> bool:
    """Whether nothing but the number of signatories is another, in words on one side or both."""
    without = [
        {side.replace(said, "#") for said in spellings(count, facts.language) if said in side}
        for side, count in zip((change.before.casefold(), change.after.casefold()), facts.signatories, strict=True)
    ]
    return not without[0].isdisjoint(without[1])


def _listed(cause: Change, change: Change, facts: Facts) -> bool:
    """Whether an enclosure that came or went is named in the letter's list of them, or on a carrier page."""
    if cause.kind != "enclosure" or (cause.before and cause.after):
        return False
    if change.kind == "metadata":
        return change.field == "claims"
    if change.kind != "text":
        return False
    return change.field == "enclosures" or (change.field == CARRIER and _named(cause, change, facts))


def _named(cause: Change, change: Change, facts: Facts) -> bool:
    """Whether a change of a carrier page is about the enclosure's title, and about those of enclosures alone; or about the label
    before them, which agrees with their number.
    """
    if is_label(change):
        return len(facts.titles[0]) != len(facts.titles[1])
    gone, come = core(change)
    side, titles = (come, facts.titles[1]) if cause.after else (gone, facts.titles[0])
    listed = {word for each in facts.titles for title in each.values() for word in words_of(title)}
    return not {*words_of(titles.get(cause.field, ""))}.isdisjoint(side) and listed.issuperset((*gone, *come))


def _exchanged(cause: Change, change: Change, facts: Facts) -> bool:
    """Whether the only enclosure that is gone went for the only one that came."""
    if cause.kind != "enclosure" or change.kind != "enclosure" or cause.before or change.after:
        return False
    gone, come = facts.titles[0].keys() - facts.titles[1].keys(), facts.titles[1].keys() - facts.titles[0].keys()
    return gone == {change.field} and come == {cause.field}


def _of_note(cause: Change, change: Change, _: Facts) -> bool:
    """Whether a footnote that came, went or stands elsewhere is called there, or numbers the other ones anew."""
    whole = cause.field == NOTE and not (cause.before and cause.after)
    if cause.kind != "text" or not (whole or cause.field == f"{ORDER}{NOTE}s"):
        return False
    if change.kind == "active":
        return change.field == "link" and all(not side or PAGE.fullmatch(side) for side in (change.before, change.after))
    return change.kind == "text" and _CALL.sub("", change.before) == _CALL.sub("", change.after)


def _linked(cause: Change, change: Change, facts: Facts) -> bool:
    """Whether a link came or went with the words that it lies over."""
    if change.kind != "active" or (change.before, change.after) not in facts.links or cause.kind != "text":
        return False
    return bool(cause.after if change.after else cause.before) and (not cause.before or not cause.after or bool(cause.lead))


def _broken_otherwise(cause: Change, change: Change, facts: Facts) -> bool:
    """Whether a link is in more pieces now, or in fewer, as its words stand on other lines."""
    if change.kind != "active" or change.field != "link" or bool(change.before) == bool(change.after):
        return False
    return cause.kind in ("text", "tags", "font", "moved") and (change.before or change.after) in facts.kept_links


def _shown_as_link(cause: Change, change: Change, _: Facts) -> bool:
    """Whether words look otherwise, or their lines end elsewhere, because they are a link now, or no more."""
    is_link = cause.kind == "active" and cause.field == "link" and bool(cause.before) != bool(cause.after)
    is_look = change.kind == "pixels" or is_flowing(change)
    return is_link and is_look and (cause.page is None or cause.page == change.page)


def _called_elsewhere(cause: Change, change: Change, _: Facts) -> bool:
    """Whether a footnote is called here that was called there, and nothing else changed in either place."""
    if cause.kind != "text" or change.kind != "text":
        return False
    only = all(_CALL.sub("", each.before) == _CALL.sub("", each.after) for each in (cause, change))
    called = [[_CALL.findall(side) for side in (each.before, each.after)] for each in (cause, change)]
    return only and called[0] == called[1][::-1] and called[0][0] != called[0][1]


def _of_column(cause: Change, change: Change, _: Facts) -> bool:
    """Whether both are cells that came, or went: of one column."""
    sides = [(bool(each.before), bool(each.after)) for each in (cause, change)]
    is_cell = all(
        each.kind == "text" and each.field == "table" and "\n" not in each.before + each.after for each in (cause, change)
    )
    return is_cell and sides[0] == sides[1] and sides[0] != (True, True) and not (cause.lead or change.lead)


def _set_otherwise(cause: Change, change: Change, _: Facts) -> bool:
    """Whether signatories say the same in other lines: the list became compact, or is so no more."""
    return cause.kind == change.kind == "signatory" and all(
        each.before != each.after and _parts(each.before) == _parts(each.after) for each in (cause, change)
    )


def _parts(signatory: str) -> list[str]:
    return _DIVIDERS.split(signatory)


def _of_subject(cause: Change, change: Change, _: Facts) -> bool:
    """Whether a subject came or went: with it the file's title, its label on a carrier page, the level of headings below it."""
    if cause.kind != "text" or cause.field != "subject" or (cause.before and cause.after):
        return False
    if change.kind == "metadata":
        return change.field.startswith("title")
    same_side = bool(change.before) == bool(cause.before) and bool(change.after) == bool(cause.after)
    return (change.kind == "tags" and change.field == "heading") or (change.field == CARRIER and is_label(change) and same_side)


def _rearranged(cause: Change, change: Change, _: Facts) -> bool:
    """Whether enclosures in another order are named so in the letter's list, on a carrier page, and by bookmarks."""
    if cause.kind != "enclosure" or cause.field != f"{ORDER}enclosures":
        return False
    return (change.kind == "text" and change.field in ("enclosures", CARRIER, f"{ORDER}enclosures")) or change.kind == "active"


def _under_picture(cause: Change, change: Change, facts: Facts) -> bool:
    """Whether heads of pages gave way to a picture that came, went or is another one."""
    return facts.repictured and cause.kind == "pixels" and change.kind == "moved" and change.field == FURNITURE


def _of_same_words(cause: Change, change: Change, _: Facts) -> bool:
    """Whether the same word took the place of the same other one: a name, or a term, that is another one throughout; a title or
    a country of many who sign.
    """
    if cause.kind != change.kind or cause.kind not in ("text", "signatory") or {cause.field, change.field} & FRAME:
        return False
    words = core(cause)
    if cause.kind == "signatory":
        is_row = all((cause.before, cause.after, change.before, change.after))
        return is_row and any(words) and words == core(change)
    is_word = all(sum(map(len, side)) >= LEAST_WORD and not any(map(str.isdigit, "".join(side))) for side in words)
    return is_word and words == core(change)


def _of_signature(cause: Change, change: Change, _: Facts) -> bool:
    """Whether the name and the office of who signs came, or went, together; or the sender's name and address."""
    sides = [(bool(each.before), bool(each.after)) for each in (cause, change)]
    is_both = cause.field == change.field in ("closing", "sender") and cause.kind == change.kind == "text"
    return is_both and sides[0] == sides[1] and sides[0] != (True, True)


def _of_table(cause: Change, change: Change, _: Facts) -> bool:
    """Whether lines of a table look otherwise where its words are others."""
    return cause.kind == "text" and cause.field == "table" and change.kind == "pixels" and change.page == cause.page


def _of_picture(cause: Change, change: Change, _: Facts) -> bool:
    """Whether pages look otherwise where a picture came, went or stands elsewhere, or a printed head stands in its place."""
    came, went = bool(cause.after and not cause.before), bool(cause.before and not cause.after)
    if cause.kind != "text" or not (cause.field == f"{ORDER}pictures" or (cause.field == "picture" and (came or went))):
        return False
    in_its_place = change.field == "sender" and not (change.after if came else change.before)
    return change.kind == "pixels" or (change.kind == "text" and cause.field == "picture" and in_its_place)


def _of_other_picture(cause: Change, change: Change, _: Facts) -> bool:
    """Whether a picture that is another one has other words, too."""
    is_picture = cause.field == change.field == "picture" and cause.kind == "text" and change.kind == "pixels"
    return is_picture and bool(cause.before and cause.after) and cause.page in (None, change.page)


def _of_size(cause: Change, change: Change, facts: Facts) -> bool:
    """Whether a picture of another size moved the text, and with it what else looks otherwise."""
    if not facts.resized or cause.kind != "pixels":
        return False
    return change.kind == "pixels" or (change.kind == "moved" and is_flowing(change))


def is_flowing(change: Change) -> bool:
    """Whether what moved has no place of its own on the page."""
    return change.kind == "moved" and not {*change.field.split(", ")} & _PLACED


def _numbered_no_more(cause: Change, change: Change, _: Facts) -> bool:
    """Whether the number of an item came, or went, with its list."""
    is_list = cause.kind == "tags" and ("LI" in cause.before.split("/")) != ("LI" in cause.after.split("/"))
    return is_list and change.field == "list numbers" and bool(change.before) != bool(change.after)


def _reordered(cause: Change, change: Change, _: Facts) -> bool:
    """Whether blocks stand in another order: two that changed places both moved."""
    return cause.field.startswith(ORDER) and change.field in ("list numbers", cause.field)


def _repeated(cause: Change, change: Change, _: Facts) -> bool:
    return change.kind == "text" and repeats(cause, change)


def repeats(cause: Change, change: Change) -> bool:
    """Whether ``change`` says again what ``cause`` says of a field that stands there once."""
    if cause.field not in _FIXED or not (cause.before or cause.after):
        return False
    if change.field in _FIXED and _FIXED.index(change.field) <= _FIXED.index(cause.field):
        return False
    said, again = core(cause), core(change)
    # `Ministry of Justice` behind `Minister of Justice` is told as `Justice, Ministry of`.
    is_turned = all(sorted(one) == sorted(other) for one, other in zip(said, again, strict=True))
    return is_turned or _whole(cause) == _whole(change)


def _whole(change: Change) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return words_of(change.before), words_of(change.after)


def _labelled(cause: Change, change: Change, _: Facts) -> bool:
    """Whether a label, `Copy:` or `Copies:`, agrees with what stands behind it."""
    if cause.field != change.field or change.field not in _LABELLED or change.kind != "text":
        return False
    return is_label(change) and not is_label(cause)


def is_label(change: Change) -> bool:
    """Whether a change is about a label alone: `Enclosures:`."""
    return all(not side or _COLON.search(side) for side in (change.before, change.after))


def _of_font(cause: Change, change: Change, _: Facts) -> bool:
    if cause.kind != "font" or cause.field not in ("font", "size"):
        return False
    if change.kind == "font":
        return change.field != "glyphs" and (cause.field == "font" or change.field == "size")
    same_words = change.kind == "address" and words_of(change.before) == words_of(change.after)
    return same_words or change.kind in ("moved", "pixels") or (change.kind == "pages" and change.field == "pages")


def _of_role(cause: Change, change: Change, _: Facts) -> bool:
    """Whether a face follows from what a block is now: a quotation that is none any more."""
    return cause.kind == "tags" and cause.field != "structure" and change.kind in ("font", "moved")


def _of_sheet(cause: Change, change: Change, _: Facts) -> bool:
    """Whether a change follows from sheets of another size."""
    return cause.kind == "pages" and cause.field == "size" and change.kind in ("moved", "pixels", "pages", "metadata", "font")


def _of_form(cause: Change, change: Change, _: Facts) -> bool:
    """Whether a block moved with the address: another form moves all that has a place of its own."""
    if cause.kind != "moved" or change.kind not in ("moved", "pixels"):
        return False
    return "address" in cause.field.split(", ") and not (change.kind == "moved" and "address" in change.field.split(", "))


def _bookmarked(cause: Change, change: Change, _: Facts) -> bool:
    """Whether a bookmark repeats a heading, or leads to a page that has another number now."""
    return follows_text(change) and cause.kind in ("text", "address", "signatory", "enclosure", "pages", "font", "moved")


def _called(cause: Change, change: Change, _: Facts) -> bool:
    """Whether an id was made of a title that is another one now."""
    return cause.kind == "address" and change.field == RENAMED


def _of_text(cause: Change, change: Change, _: Facts) -> bool:
    """Whether the number of pages follows from what the letter says."""
    return change.kind == "pages" and change.field == "pages" and cause.kind in ("text", "signatory", "address", "enclosure")


_RULES: Final[tuple[_Follows, ...]] = (
    _of_saving,
    of_carrier,
    _translated,
    _in_language,
    _of_profile,
    _counted,
    _listed,
    _exchanged,
    _linked,
    _broken_otherwise,
    _shown_as_link,
    _of_note,
    _called_elsewhere,
    _of_column,
    _set_otherwise,
    _of_subject,
    _rearranged,
    _of_picture,
    _of_other_picture,
    _of_signature,
    _of_table,
    _of_size,
    _under_picture,
    _reordered,
    _numbered_no_more,
    _repeated,
    of_same_address,
    readdressed,
    _labelled,
    _of_sheet,
    _of_role,
    _of_font,
    _of_form,
    _of_text,
    _bookmarked,
    _called,
    _of_same_words,
)
