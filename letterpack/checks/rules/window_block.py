"""LP308: the window, title or salutation does not match the addressee
severity: error

## What

The address field of the first page holds that addressee's block, line by line, and no other's; the salutation is theirs.
In the sources: a salutation contains another addressee's name, or another's title and none of this one's (a warning: of usual
offices, LP351 knows which of them may be called so).

## Why

The window decides where the letter goes. The salutation decides whether it is read.

## Example

```
addressees.yaml:12:17: error[LP308]: the salutation of `general-prosecutor` addresses Abayev, but their name is Nurdauletov
```

## Remedy

Write this addressee's own salutation, or delete it: letterpack makes the usual one from title or name. If the window of a
PDF shows somebody else, build again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache
from operator import attrgetter
from typing import Final

from letterpack.checks.evidence.compare import in_any_order, says
from letterpack.checks.evidence.whose import words_of
from letterpack.checks.inputs import Packet, Sources
from letterpack.diagnostics import Diagnostic
from letterpack.languages import runs_right_to_left
from letterpack.model.campaign import Addressee
from letterpack.model.form import AddressField
from letterpack.model.observed import ASCENT, Shown
from letterpack.text.bidi import needs_bidi

CODE: Final = "LP308"
_BUILD: Final = "build again: letterpack build"
_FEWEST_LETTERS: Final = 4
_TOLERANCE_PT: Final = 3.0
_PLACE: Final = attrgetter("y_pt", "x_pt")
_APART: Final = 1.6
"""Of the distance of an address's lines: what stands farther below is another block."""


class OtherSalutations:
    """Salutations that speak to somebody else. Names and titles are looked at where there is a salutation to judge by them."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._doubted: set[str] = set()

    def see(self, addressee: Addressee) -> None:
        """Take note of the words of a salutation that says nothing of the addressee."""
        if self._is_judged(addressee):
            self._doubted |= _words_of_others(addressee)

    def findings(self) -> Iterator[Diagnostic]:
        """Yield a finding for every salutation that is another's."""
        if self._doubted:
            names = _names_of_all(self._sources, self._doubted)
            for addressee in self._sources.everybody():
                if self._is_judged(addressee):
                    yield from _salutation(addressee, names)

    def _is_judged(self, addressee: Addressee) -> bool:
        return bool(addressee.salutation) and addressee.id not in self._sources.campaign.mailing.joint


def _salutation(addressee: Addressee, names: frozenset[str]) -> Iterator[Diagnostic]:
    said = _words_of_others(addressee)
    span = addressee.origin.span("salutation")
    if addressee.name and (others := sorted(word for word in said if word in names)):
        message = f"the salutation of `{addressee.id}` addresses {others[0].title()}, but their name is {addressee.name}"
        yield Diagnostic(CODE, "error", message, span, "write this addressee's own salutation, or delete it")


def _words_of_others(addressee: Addressee) -> set[str]:
    """Return the words of a salutation in which there is none of its addressee's own; none of any other."""
    said = _long_words(addressee.salutation)
    own = _long_words(f"{addressee.name} {addressee.title} {addressee.organization}")
    return said if said.isdisjoint(own) else set()


def _names_of_all(sources: Sources, wanted: AbstractSet[str]) -> frozenset[str]:
    """Return those of the words ``wanted`` that are in names, and in no title."""
    names: set[str] = set()
    titles: set[str] = set()
    for each in sources.everybody():
        names |= _long_words(each.name) & wanted
        titles |= _long_words(each.title) & wanted
    return frozenset(names - titles)


def _long_words(text: str) -> set[str]:
    return {word for word in words_of(text) if len(word) >= _FEWEST_LETTERS}


def check_packet(sources: Sources, packet: Packet) -> Iterator[Diagnostic]:
    """Yield what stands in the window and is not the addressee's, and a salutation that is not theirs."""
    pdf, expected = packet.pdf, packet.expected
    if pdf is None:
        return
    window = expected.window if len(expected.members) == 1 or expected.carrier else ()
    found = tuple([line.text.strip() for line in in_window(sources, packet)])
    if window and window != found and _unspaced(window) != _unspaced(found):
        shown = " / ".join(found) or "nothing"
        message = f"the window of the packet for `{expected.id}` shows `{shown}`, and not `{' / '.join(window)}`"
        yield Diagnostic(CODE, "error", message, packet.span, _BUILD, packet=expected.id, page=1)
    is_said = packet.says_all and "\n" not in expected.salutation
    if not is_said and not any(says(expected.salutation, " ".join(passage.text.split())) for passage in packet.own_passages):
        message = f"the packet for `{expected.id}` does not begin with `{expected.salutation}`"
        yield Diagnostic(CODE, "error", message, packet.span, _BUILD, packet=expected.id)


def _unspaced(lines: Iterable[str]) -> str:
    return "".join(in_any_order(" ".join(lines)).split())


@lru_cache(maxsize=64)
def in_window(sources: Sources, packet: Packet) -> tuple[Shown, ...]:
    """Return the lines of the first page that begin in the form's address field, from top to bottom, each in one piece.

    A right-to-left letter's lines begin at its right edge. Where no window ends the field, the block does: by a larger space.
    """
    turned = runs_right_to_left(packet.expected.language)
    field = address_field(sources, turned=turned)
    right = field.text_x_pt + field.max_width_pt
    there = _beside_field(sources, packet.pdf.pages[0].shown) if packet.pdf else []
    returned = sources.campaign.settings.sender.return_address
    pieces = there
    if returned:
        own = [piece for piece in there if field.text_x_pt - _TOLERANCE_PT <= piece.x_pt < right]
        pieces = [piece for piece in there if not is_return(piece, own, returned)]
    lines: list[Shown] = []
    for piece in sorted(pieces, key=_PLACE):
        if lines and abs(piece.y_pt - lines[-1].y_pt) < 1 and _goes_on(lines[-1], piece):
            last = lines[-1]
            leftward = turned and needs_bidi(last.text + piece.text)
            text = piece.text + last.text if leftward else last.text + piece.text
            lines[-1] = last._replace(text=text, width_pt=piece.x_pt + piece.width_pt - last.x_pt)
        elif turned or abs(piece.x_pt - field.text_x_pt) <= _TOLERANCE_PT:
            lines.append(piece)
    found = [line for line in lines if not turned or _ends_at(line, right)]
    return tuple(found if field.windows else _block(found, field.leading_pt))


def _ends_at(line: Shown, right: float) -> bool:
    """Whether ``line`` ends at the edge ``right``; the space that it was broken at may stand beyond."""
    return -_TOLERANCE_PT <= line.x_pt + line.width_pt - right <= _TOLERANCE_PT + break_pt(line)


def break_pt(line: Shown) -> float:
    """Return how much of ``line`` at most is the space that it was broken at."""
    return line.size_pt / 2 if line.text.endswith(" ") else 0.0


@lru_cache(maxsize=2)
def address_field(sources: Sources, *, turned: bool) -> AddressField:
    """Return the form's address field, for letters that run from right to left where ``turned``."""
    return sources.form.facing(right_to_left=turned).address


def _block(lines: list[Shown], leading_pt: float) -> Iterator[Shown]:
    """Yield the lines that stand as close as those of an address, from the first on."""
    for index, line in enumerate(lines):
        if index and line.y_pt - lines[index - 1].y_pt > leading_pt * _APART:
            return
        yield line


def _beside_field(sources: Sources, part: tuple[Shown, ...]) -> list[Shown]:
    """Return what stands at the height of the form's address field."""
    room = sources.form.address.room
    top, bottom = room.y_pt - _TOLERANCE_PT, room.bottom_pt + _TOLERANCE_PT
    return [
        each
        for each in part
        if not (each.artifact or each.y_pt > bottom or each.y_pt - ASCENT * each.size_pt < top) and each.text.strip()
    ]


def is_return(line: Shown, beside: Iterable[Shown], address: str) -> bool:
    """Whether ``line`` is of the sender's line, which says the ``address``, or a part of it, and is smaller than what is beside
    it in the address's own column: a date elsewhere may be larger than the addressee's town, which may be the sender's.
    """
    return line.text.strip() in address and line.size_pt < max([each.size_pt for each in beside], default=0.0)


def _goes_on(line: Shown, piece: Shown) -> bool:
    """Whether ``piece``, at the height of ``line``, goes on with it: words of another language are tagged by themselves."""
    return 0 <= piece.x_pt - line.x_pt - line.width_pt + _TOLERANCE_PT <= line.size_pt
