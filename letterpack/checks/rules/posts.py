"""LP347: an address is not as the post wants it
severity: warning

## What

The post of the country that the mail is posted in, or one that the form is made for, asks for a number of lines, for short
ones, or that none begins with some characters; or the window of an envelope lies where that post wants the envelope clear.
Where no source says what stays clear (Norway, Finland), a note says that nothing is compared.

The posts' rules are in `letterpack/countries/posts.toml`, with their sources. The country of posting is `sender.country`.

How many lines an address has, and how long they are, is compared as they are set: a line that is too wide for the window is
broken, and the name of an office may take two. So before the first build, fewer of these are found.

## Why

Machines sort by the address's shape and place. What they cannot read is sorted by hand, later, or costs more.

## Example

```
addressees.yaml:4:14: warning[LP347]: the address of `ministry` has 8 lines with its names, and the post of GB wants at most 7
  4 |     address: [Room 4, 2nd Floor, East Wing, Petty France, London, SW1H 9AJ]
    |              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = hint: join or drop lines
```

## Remedy

Shorten the address, or choose an envelope whose window lies elsewhere. If the post takes your mail as it is, accept the finding
under `suppress`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from letterpack.checks.inputs import Packet, Sources
from letterpack.checks.rules.window_block import in_window
from letterpack.countries import ends_in_country
from letterpack.countries.posts import Post, posts
from letterpack.diagnostics import Diagnostic
from letterpack.model.campaign import Addressee
from letterpack.model.form import Envelope
from letterpack.spans import Span
from letterpack.units import pt_to_mm
from letterpack.wording.people import address_block

CODE: Final = "LP347"
_ROUNDED_MM: Final = 0.1
_BEGIN: Final = "begin the line with a letter or a digit"


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for each address that is not as a post wants it, and for each window that lies where it wants none."""
    asked = _asked(sources)
    windows = [fit.envelope for fit in sources.form.fits if fit.envelope.window is not None]
    for code, post in asked.items():
        if windows and "zones" in post.unknown:
            message = f"no source that we trust says what the post of {code} wants clear on an envelope, so nothing is compared"
            yield Diagnostic(CODE, "note", message, _named(sources), "ask that post before you print a large mailing")
        for envelope in windows:
            yield from _window(sources, envelope, code, post)
    lined = _lined(sources)
    for addressee in sources.everybody() if lined else ():
        for code, post in lined:
            yield from _typed(addressee, code, post, sources.campaign.settings.sender.country)


def check_packet(sources: Sources, packet: Packet) -> Iterator[Diagnostic]:
    """Yield a finding where lines of an address, as they are set, are not as a post wants them; those typed may have been."""
    lined = _lined(sources)
    if not lined or packet.pdf is None:
        return
    expected, reader = packet.expected, packet.expected.reader
    printed, typed = [line.text.strip() for line in in_window(sources, packet)], list(expected.window)
    if _unspaced(printed) != _unspaced(typed):
        return  # LP308 tells that another address is there.
    if typed and _ends_abroad(typed, reader):
        country = _unspaced([typed.pop()])
        while printed and country:
            country = country.removesuffix(_unspaced([printed.pop()]))
    for code, post in lined:
        for message, hint in _as_set(printed, typed, reader, code, post):
            yield Diagnostic(CODE, "warning", message, packet.span, hint, packet=expected.id, page=1)


@lru_cache(maxsize=2)
def _lined(sources: Sources) -> tuple[tuple[str, Post], ...]:
    """Return the posts that ask something of lines."""
    asked = _asked(sources).items()
    return tuple([(code, post) for code, post in asked if post.least or post.most or post.longest or post.not_first])


def _asked(sources: Sources) -> dict[str, Post]:
    """Return the posts that are to be asked: those of the form, and that of the country of posting."""
    wanted = (*sources.form.posts, sources.campaign.settings.sender.country)
    return {code: posts()[code] for code in dict.fromkeys(wanted) if code in posts()}


def _typed(addressee: Addressee, code: str, post: Post, home: str) -> Iterator[Diagnostic]:
    """Yield what is wrong with an address however it is set: setting breaks lines, and joins none."""
    for index in range(len(addressee.addresses)):
        span, block = _place(addressee, index), [text for text, _ in address_block(addressee, index, home)]
        count = len(block) - _ends_abroad(block, addressee)
        if post.most and count > post.most:
            message = f"{_whose(addressee, count)}, and the post of {code} wants at most {post.most}"
            yield Diagnostic(CODE, "warning", message, span, "join or drop lines")
        for line in addressee.addresses[index]:
            if line[:1] in post.not_first:
                yield Diagnostic(CODE, "warning", _begins(line, addressee, code), span, _BEGIN)


def _as_set(printed: list[str], typed: list[str], addressee: Addressee, code: str, post: Post) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the lines ``printed`` that was not with those ``typed``, and what to do."""
    count = len(printed)
    if post.most and count > post.most >= len(typed):
        message = f"{_whose(addressee, count)}, and the post of {code} wants at most {post.most}"
        yield message, "shorten its long lines, or choose a form with a wider window"
    elif post.least and count < post.least:
        message = f"{_whose(addressee, count)}, and the post of {code} wants at least {post.least}"
        yield message, "add the street, the town and the postcode"
    for line in printed:
        if post.longest and len(line) > post.longest:
            has = f"the line `{line}` of `{addressee.id}` has {len(line)} characters"
            message = f"{has}, and the post of {code} wants at most {post.longest}"
            yield message, "shorten it, or write it as two lines"
        if line[:1] in post.not_first and not any(each[:1] == line[:1] for each in typed):
            yield _begins(line, addressee, code), "write the line as two, broken elsewhere"


def _whose(addressee: Addressee, count: int) -> str:
    return f"the address of `{addressee.id}` has {count} {'line' if count == 1 else 'lines'} with its names"


def _begins(line: str, addressee: Addressee, code: str) -> str:
    return f"the line `{line}` of `{addressee.id}` begins with `{line[:1]}`, which the post of {code} does not read"


def _ends_abroad(lines: list[str], addressee: Addressee) -> bool:
    return bool(lines and addressee.country) and ends_in_country(lines[-1], addressee.country, addressee.language)


def _unspaced(lines: Iterable[str]) -> str:
    return "".join("".join(lines).split())


def _place(addressee: Addressee, index: int) -> Span:
    origin = addressee.origin
    found = origin.span("addresses", index)
    return found if found != origin.span() else origin.span("address")


def _named(sources: Sources) -> Span:
    """Return where the campaign names its envelopes, or the form that does."""
    settings = sources.campaign.settings
    key = "envelopes" if settings.envelopes else "form"
    return settings.origin.span(key) if settings.origin else Span("letterpack.yaml")


def _window(sources: Sources, envelope: Envelope, code: str, post: Post) -> Iterator[Diagnostic]:
    """Yield where an address that shows in the window of ``envelope`` may stand that the post wants clear. An address keeps the
    white around it that the envelope's file asks for.
    """
    if envelope.window is None:
        return
    place, clear = envelope.window.place, envelope.window.clear_pt
    width, height = pt_to_mm(envelope.width_pt), pt_to_mm(envelope.height_pt)
    left, right = pt_to_mm(place.x_pt + clear), width - pt_to_mm(place.right_pt - clear)
    above, below = pt_to_mm(place.y_pt + clear), height - pt_to_mm(place.bottom_pt - clear)
    span, name, strip = _named(sources), envelope.name, post.strip(width, height)
    wide, high = post.franking or (0.0, 0.0)
    hint = "choose an envelope whose window lies elsewhere"
    if post.confidence == "low":
        hint = f"choose another envelope, or ask the post of {code}: what we know of it is second-hand or old"
    if below < strip.height - _ROUNDED_MM and right < (strip.width or width):
        shows = f"an address in the window of `{name}` may stand {below:.0f} mm from the lower edge"
        message = f"{shows}, and the post of {code} wants {strip.height:.0f} mm clear there"
        yield Diagnostic(CODE, "warning", message, span, hint)
    if post.top and above < post.top - _ROUNDED_MM:
        shows = f"an address in the window of `{name}` may stand {above:.0f} mm below the upper edge"
        message = f"{shows}, and the post of {code} wants {post.top:.0f} mm clear there"
        yield Diagnostic(CODE, "warning", message, span, hint)
    if post.sides and min(left, right) < post.sides - _ROUNDED_MM:
        shows = f"an address in the window of `{name}` may stand {min(left, right):.0f} mm from the edge at its side"
        message = f"{shows}, and the post of {code} wants {post.sides:.0f} mm clear there"
        yield Diagnostic(CODE, "warning", message, span, hint)
    if above < high - _ROUNDED_MM and right < wide - _ROUNDED_MM:
        shows = f"an address in the window of `{name}` may stand in the upper right corner"
        message = f"{shows}, where the post of {code} wants {wide:.0f} × {high:.0f} mm for the postage"
        yield Diagnostic(CODE, "warning", message, span, hint)
