"""LP326: an e-mail address cannot be reached
severity: warning

## What

An e-mail address of a signatory, or in the sender's contact lines, is malformed, or its domain is one letter away from
that of a large provider: `gmial.com`.

## Why

A reply, or the question whether they still sign, would go nowhere, or to a stranger.

## Example

```
signatories.csv:6:29: warning[LP326]: `gmial.com` is nearly `gmail.com`
  6 | Example Union,GB,2019-10-20,union@gmial.com
    |                             ^^^^^^^^^^^^^^^
  = hint: ask whether `union@gmail.com` is meant
```

## Remedy

Correct the address. Nothing is looked up on the internet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from letterpack.checks.inputs import Sources
from letterpack.checks.lexicon.words import words
from letterpack.diagnostics import Diagnostic
from letterpack.patterns import late
from letterpack.spans import Span

CODE: Final = "LP326"
_ATOM: Final = r"[\w!#$%&'*+/=?^`{|}~-]+"
_ADDRESS: Final = late(rf"{_ATOM}(?:\.{_ATOM})*@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{{2,}}")
"""RFC 5321, 4.1.2 with RFC 6531's letters of all scripts; no quoted local parts and no addresses of numbers, which nobody
gives.
"""
_BEFORE: Final = late(r"\s*(?:mailto:|<)?(.*?)>?\s*", re.DOTALL)
_BETWEEN: Final = late(r"[;,\s]+")
_LONGEST: Final = 254
_LEAST_LETTERS: Final = 8
"""Shorter domains of providers have real neighbours."""
_COUNTRY: Final = 2
"""Letters of a country's domain: `gmail.cm` may be Cameroon's."""
_SUFFIXES: Final = {"con": "com", "cmo": "com", "comm": "com", "ogr": "org", "rog": "org", "orgg": "org", "nte": "net"}
"""Ends that are no top-level domain (IANA's root zone) and a slip away from one."""


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every e-mail address of the sources that cannot be right."""
    for signatory in sources.campaign.signatories:
        if signatory.email:
            for address in filter(None, _BETWEEN.split(signatory.email)):
                yield from _findings(address, signatory.origin.span("email"))
    settings = sources.campaign.settings
    for index, line in enumerate(settings.sender.contact):
        for word in line.split():
            if "@" in word.strip("@") and settings.origin is not None:
                yield from _findings(word.rstrip(".,;)").lstrip("("), settings.origin.span("sender", "contact", index))


def _findings(address: str, span: Span) -> Iterator[Diagnostic]:
    bare = _BEFORE.fullmatch(address)
    address = bare[1] if bare else address
    if not _ADDRESS.fullmatch(address) or len(address) > _LONGEST:
        yield Diagnostic(CODE, "warning", f"`{address}` is not an e-mail address", span, "write one address: name@example.org")
        return
    local, _, domain = address.rpartition("@")
    meant = meant_domain(domain.casefold())
    if meant:
        message = f"`{domain}` is nearly `{meant}`"
        yield Diagnostic(CODE, "warning", message, span, f"ask whether `{local}@{meant}` is meant")


@cache
def meant_domain(domain: str) -> str:
    """Return the provider's domain that ``domain`` (in small letters) misses by a slip; empty where it misses none."""
    from rapidfuzz.distance import OSA

    great = words("mail_providers")
    if domain in great or domain in words("mail_neighbours"):
        return ""
    name, _, suffix = domain.rpartition(".")
    if suffix in _SUFFIXES:
        return f"{name}.{_SUFFIXES[suffix]}"
    near = (one for one in sorted(great) if len(one) >= _LEAST_LETTERS and OSA.distance(domain, one, score_cutoff=1) <= 1)
    return next((one for one in near if not (name == one.rpartition(".")[0] and len(suffix) == _COUNTRY)), "")
