"""Campaigns with a word of their own in every place that is nobody's business, to be looked for in all that is made of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.hostile.private_files import enclosure, jpeg, png, svg
from tests.hostile.seeking import found_in


class Words:
    """Gives each place of a campaign a word, and keeps which places are private."""

    def __init__(self, make: Callable[[str], str]) -> None:
        self._make = make
        self.words: dict[str, str] = {}

    def __call__(self, place: str) -> str:
        """Return the word of ``place``, the same each time."""
        if place not in self.words:
            self.words[place] = self._make(place)
        return self.words[place]

    def told_in(self, data: bytes) -> set[str]:
        """Return the places whose words ``data`` holds."""
        found = found_in(data, self.words.values())
        return {place for place, word in self.words.items() if word in found}


LETTERPACK = """\
# {yaml comment in settings}
name: Campaign
form: din5008b
language: en
sender:
  names: [Sender Society]  # {yaml comment behind a value}
  logo: pictures/logo.svg
import: {{signatories: {{"{unread column}": "nothing: {reason for not reading a column}"}}}}
suppress:
  - {{code: LP310, reason: "{reason of a suppression}", expires: 2030-01-01}}
"""

LETTER = """\
---
# {yaml comment in the head}
date: 2026-10-30
subject: Release of Jane Example
enclosures: [{folder of enclosures}/{file of an enclosure}.pdf]
status: final
style: house
approved: 2026-10-29
---

<!-- {comment of the letter} -->

We write about {{{{ addressee.fields.case }}}}, <!-- {comment in a line} --> and hope for {open word of the letter}.

- One <!-- {comment in an item}
  {comment of two lines} -->

| A<!-- {comment in a cell} --> | B |
|---|---|
| C | D[^1] |

[^1]: A note. <!-- {comment in a note} -->

![A court <!-- {comment in an alternative text} -->]({folder of pictures}/{file of a jpeg}.jpg)

![A map]({folder of pictures}/{file of a png}.png)

::: for minister
To you alone we say {word for the minister alone}. <!-- {comment for some} -->
:::
"""

ADDRESSEES = """\
# {yaml comment in addressees}
to:
  - id: minister
    name: Anna {name of the minister}
    title: Minister {title of the minister}
    organization: Ministry {organization of the minister}
    country: SE
    address: [Gatan {street of the minister}, 111 22 Stockholm]
    verified: 2021-07-11  # {yaml comment at verified}
    fields: {{case: "{field of the minister}", unused: "{unused field of the minister}"}}
    bcc:
      - name: Own {blind name of the minister's own copy}
        organization: Watch {blind organization of the minister's own copy}
        address: [Gade {blind street of the minister's own copy}, 1050 København]
        country: DK
  - id: speaker
    name: Carla {name of the speaker}
    title: Speaker {title of the speaker}
    organization: Parliament {organization of the speaker}
    country: FR
    address: [Rue {street of the speaker}, 75001 Paris]
    fields: {{case: "{field of the speaker}"}}
cc:
  - {{id: copy, name: Dora {name of the copy}, title: Ombud, copy_of: minister, country: CZ, address: [Ulice 3, 110 00 Praha]}}
bcc:
  - name: Emil {blind name}
    title: Editor {blind title}
    organization: House {blind organization}
    copy_of: minister
    country: NO
    address: [Gate {blind street}, 0150 Oslo]
    fields: {{case: "{blind field}"}}
"""

SIGNATORIES = """\
organization,name,title,country,consent,withdrawn,email,note,phone,{unread column}
Union {signatory},Zoe,President,FR,2026-10-29,,{email}@example.org,called {note},+49 30 123456 {phone},{unread cell}
Alliance {signatory of a word},,,GB,yes,,{email of another} <{email in brackets}@example.org>,"{note of two lines}
and {second line of a note}",,
Circle {withdrawn organization},{withdrawn name},{withdrawn title},KZ,,yes,{withdrawn email}@gmial.com,{withdrawn note},,
Front {refusing organization},{refusing name},,KZ,no,,{refusing email}@example.org,{refusing note},,
"""


OWN_WORDS = """\
# {comment in own words}
closing = "Sincerely"  # {comment behind an own word}

[sources]
own = "{source of own words}"
"""

OWN_STYLE = """\
# {comment in an own style}
[body]
size = 12.0  # {comment behind a size}
leading = 16.0
"""

REVIEW = """\
approvals:
  - {{packet: minister, by: "{reviewer}", on: 2026-10-30,
     sha256: "0000000000000000000000000000000000000000000000000000000000000000"}}
comments:
  - {{id: "0a", packet: minister, by: "{who comments}", on: 2026-10-30, text: "Is this {text of a comment}?"}}
  - {{id: "0b", packet: minister, by: "{who asks}", on: 2026-10-30, text: "{text of a settled comment}",
     settled: "{who answers}"}}
"""


def campaign(folder: Path, words: Words) -> None:
    """Write a campaign into ``folder``, whose texts are of ``words``."""
    texts = {"letterpack.yaml": LETTERPACK, "letter.md": LETTER, "addressees.yaml": ADDRESSEES, "signatories.csv": SIGNATORIES}
    texts |= {"languages/en.toml": OWN_WORDS, "styles/house.toml": OWN_STYLE, "review.yaml": REVIEW}
    for name, text in texts.items():
        _write(folder / name, text.format_map(_Texts(words)).encode())
    pictures = folder / words("folder of pictures")
    _write(pictures / f"{words('file of a jpeg')}.jpg", jpeg(words))
    _write(pictures / f"{words('file of a png')}.png", png(words))
    _write(folder / "pictures" / "logo.svg", svg(words))
    _write(folder / words("folder of enclosures") / f"{words('file of an enclosure')}.pdf", enclosure(words))


class _Texts(dict[str, str]):
    """The fields of a template: each is a place, and gets its word."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def __missing__(self, place: str) -> str:
        return self._words(place)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
