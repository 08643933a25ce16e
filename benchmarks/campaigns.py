"""Campaigns for measuring: a letter of 700 words, 120 signatories, as many addressees as asked for, every name different."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path


def words_of(text: str) -> list[str]:
    """Return the words of ``text``."""
    return text.split()


SYLLABLES = words_of("""
ba de ki lo mu na pe ri so tu va we xi yo zu an er il on ur dá šé ří ló nü
""")
CYRILLIC = words_of("""
ба де ки ло му на пе ри со ту ва га жи зо ну ан ер ил он ур ша щё ры лю ня ғы қа ңі ұл
""")
TOWNS = (
    ("010", "Astana"), ("030", "Aktobe"), ("040", "Taldykorgan"), ("050", "Almaty"), ("060", "Atyrau"), ("071", "Semey"),
    ("080", "Taraz"), ("090", "Oral"), ("100", "Karaganda"), ("110", "Kostanay"), ("120", "Kyzylorda"), ("130", "Aktau"),
    ("140", "Pavlodar"), ("150", "Petropavl"), ("160", "Shymkent"),
)  # fmt: skip
"""Towns of Kazakhstan, each behind what its postcodes begin with: `letterpack check` has nothing to say about them."""
WORDS = words_of("""
the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one
you were all her she there would their we him been has when who will no more if out so up said what its about than
into them can only other time new some could these two may first then do any like my now over such our man me even
most made after also did many off before must well back through years journalist freedom expression government court
sentence ministry defamation release organization international covenant rights
""")


def word(chance: random.Random, syllables: list[str] = SYLLABLES) -> str:
    """Return an invented name."""
    return "".join(chance.choices(syllables, k=chance.randint(2, 4))).title()


def town_of(chance: random.Random) -> str:
    """Return a line with a postcode and its town."""
    start, town = chance.choice(TOWNS)
    return f"{start}{chance.randint(100, 999)} {town}"


def write_campaign(
    folder: Path, addressees: int, signatories: int = 120, words: int = 700, field: bool = False, final: bool = False
) -> None:
    """Write a campaign that no cache has seen: seeded, so that it is the same everywhere."""
    chance = random.Random(1)
    folder.mkdir(parents=True, exist_ok=True)
    paragraphs = []
    left = words
    while left > 0:
        text = " ".join(chance.choices(WORDS, k=min(70, left)))
        paragraphs.append(text.capitalize() + ".")
        left -= 70
    if field:
        paragraphs[3] = paragraphs[3].replace(" court", " court of {{ addressee.name }}", 1) + " {{ addressee.name }} knows."
        paragraphs[5:8] = [" ".join(paragraphs[5:8]).replace(" release", " release by {{ addressee.organization }}", 1)]
    status = "final" if final else "draft"
    head = f"---\ndate: 2025-03-01\nsubject: Release of the imprisoned\nstatus: {status}\n---\n\n"
    (folder / "letter.md").write_text(head + "\n\n".join(paragraphs) + "\n", encoding="utf-8")
    write_signatories(folder, chance, signatories)
    with (folder / "addressees.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "name", "title", "organization", "address1", "address2", "country"])
        for index in range(addressees):
            rows.writerow(
                [
                    f"a{index:06}",
                    f"{word(chance)} {word(chance)}",
                    f"Minister of {word(chance)}",
                    f"Ministry of {word(chance)}",
                    f"{chance.randint(1, 200)} {word(chance)} Street",
                    town_of(chance),
                    "KZ",
                ]
            )


def write_signatories(folder: Path, chance: random.Random, signatories: int) -> None:
    """Write ``signatories`` of invented organizations."""
    with (folder / "signatories.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["organization", "name", "title", "country"])
        for _ in range(signatories):
            rows.writerow([f"{word(chance)} {word(chance)} Union", f"{word(chance)} {word(chance)}", "Director", "PL"])


def write_real_list(folder: Path, addressees: int) -> None:
    """Put in place of the campaign's list one as campaigns have them: JSON Lines, each third name and office in Cyrillic, a
    salutation of each one's own.
    """
    chance = random.Random(2)
    (folder / "addressees.csv").unlink()
    with (folder / "addressees.jsonl").open("w", encoding="utf-8") as file:
        for index in range(addressees):
            syllables = CYRILLIC if index % 3 == 0 else SYLLABLES
            name = f"{word(chance, syllables)} {word(chance, syllables)}"
            row = {
                "id": f"a{index:06}",
                "name": name,
                "title": f"{word(chance, syllables)} {word(chance, syllables)}",
                "organization": f"{word(chance, syllables)} {word(chance, syllables)}",
                "address": [
                    f"{chance.randint(1, 200)} {word(chance)} Street",
                    town_of(chance),
                ],
                "country": "KZ",
                "salutation": f"Dear {name},",
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
