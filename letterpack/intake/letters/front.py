"""The front matter of an imported letter."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Final

from letterpack.languages import canonical_tag, primary

_ORDER: Final = ("subject", "place", "reference", "salutation", "closing")
OWN_SALUTATION: Final = "{{ addressee.salutation }}"
"""What a letter that was exported with its fields has where letterpack sets the salutation: the letter need not say it."""
_COMMENT: Final = "# Between the two lines of dashes: the letter's settings. Below them: the letter, in Markdown."


def front_matter(found: Mapping[str, str], today: date) -> str:
    """Return the lines of dashes with what was ``found`` between them; the date is ``today`` where none was."""
    lines = ["---", _COMMENT, f"date: {found.get('date', today.isoformat())}"]
    lines += [f"{key}: {_quoted(found[key])}" for key in _ORDER if found.get(key, "") not in ("", OWN_SALUTATION)]
    lines += [f"language: {found['language']}"] if found.get("language") else []
    return "\n".join([*lines, "status: draft        # change to final when the letter is ready to mail", "---", ""])


def letter_language(language: str) -> str:
    """Return the tag that the letter names for a document in ``language``; empty for English, and where it says none."""
    tag = canonical_tag(language) or ""
    return "" if primary(tag) == "en" else primary(tag)


def _quoted(text: str) -> str:
    """Return ``text`` as a YAML text in quotes, on one line."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
