"""LP347: an address is not as the post wants it
severity: warning

## What

The post of the country that the mail is posted in, or one that the form is made for, asks for a number of lines, for short
ones, or that none begins with some characters; or the window of an envelope lies where that post wants the envelope clear.
Where no source says what stays clear (Norway, Finland), a note says that nothing is compared.

The posts' rules are in `letterpack/countries/posts.toml`, with their sources. The country of posting is `sender.country`.

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

from collections.abc import Iterator
from typing import Final

from letterpack.checks.inputs import Sources
from letterpack.countries import ends_in_country
from letterpack.countries.posts import Post, posts
from letterpack.diagnostics import Diagnostic
from letterpack.model.campaign import Addressee
from letterpack.model.form import Envelope
from letterpack.spans import Span
from letterpack.units import pt_to_mm
from letterpack.wording.people import names_of

CODE: Final = "LP347"
_ROUNDED_MM: Final = 0.1


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
    lined = {code: post for code, post in asked.items() if post.least or post.most or post.longest or post.not_first}
    for addressee in sources.everybody() if lined else ():
        for code, post in lined.items():
            yield from _lines(addressee, code, post)


def _asked(sources: Sources) -> dict[str, Post]:
    """Return the posts that are to be asked: those of the form, and that of the country of posting."""
    wanted = (*sources.form.posts, sources.campaign.settings.sender.country)
    return {code: posts()[code] for code in dict.fromkeys(wanted) if code in posts()}


def _lines(addressee: Addressee, code: str, post: Post) -> Iterator[Diagnostic]:
    for index, address in enumerate(addressee.addresses):
        span = _place(addressee, index)
        abroad = bool(address and addressee.country) and ends_in_country(address[-1], addressee.country, addressee.language)
        count = len(names_of(addressee)) + len(address) - abroad
        whose = f"the address of `{addressee.id}` has {count} {'line' if count == 1 else 'lines'} with its names"
        if post.most and count > post.most:
            message = f"{whose}, and the post of {code} wants at most {post.most}"
            yield Diagnostic(CODE, "warning", message, span, "join or drop lines")
        elif post.least and address and count < post.least:
            message = f"{whose}, and the post of {code} wants at least {post.least}"
            yield Diagnostic(CODE, "warning", message, span, "add the street, the town and the postcode")
        for line in (*names_of(addressee), *address):
            if post.longest and len(line) > post.longest:
                has = f"the line `{line}` of `{addressee.id}` has {len(line)} characters"
                message = f"{has}, and the post of {code} wants at most {post.longest}"
                yield Diagnostic(CODE, "warning", message, span, "shorten it, or write it as two lines")
        for line in address:
            if line[:1] in post.not_first:
                message = (
                    f"the line `{line}` of `{addressee.id}` begins with `{line[:1]}`, which the post of {code} does not read"
                )
                yield Diagnostic(CODE, "warning", message, span, "begin the line with a letter or a digit")


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
