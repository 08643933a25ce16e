"""LP346: the numbers of an envelope are not certain
severity: warning

## What

The form, or `envelopes` in letterpack.yaml, uses an envelope whose measures come from a single source, or at second hand.

## Why

The address is placed by these numbers. If a window lies 5 mm lower than they say, half of the address is hidden in every
letter of the mailing.

## Example

```
letterpack.yaml:2:12: warning[LP346]: the window of `house` is of low confidence: read at second hand
  2 | envelopes: [house]
    |            ^
  = hint: print `letterpack forms proof plain-a4` and hold it against your envelope
```

## Remedy

Print the proof sheet on plain paper, fold it, and put it into the envelope. If the windows lie as drawn, accept the finding
under `suppress` and say so. If not, write the envelope's own measures into `envelopes/NAME.toml` in the campaign's folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from letterpack.checks.inputs import Sources
from letterpack.diagnostics import Diagnostic
from letterpack.envelopes import envelope_file
from letterpack.spans import Span

CODE: Final = "LP346"


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for each envelope that letters travel in and whose windows nobody has vouched for."""
    settings = sources.campaign.settings
    key = "envelopes" if settings.envelopes else "form"
    place = settings.origin.span(key) if settings.origin else Span("letterpack.yaml")
    for fit in sources.form.fits:
        envelope = fit.envelope
        if envelope.confidence != "low":
            continue
        if envelope.name:
            file = envelope_file(envelope.name, sources.campaign.own)
            said = "; ".join(dict.fromkeys([hole.source for _, hole in file.holes]))
            message = f"the window of `{envelope.name}` is of low confidence: {said}"
        else:
            message = f"the window of `{sources.form.name}` is of low confidence: read at second hand"
        hint = f"print `letterpack forms proof {sources.form.name}` and hold it against your envelope"
        yield Diagnostic(CODE, "warning", message, place, hint)
