"""What the sources make a packet be, value by value, for one whose bytes are not those that they make."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from letterpack.countries.posts import language_of_country_line
from letterpack.languages import Language, language
from letterpack.languages.words import FALLBACK
from letterpack.model import roles
from letterpack.model.expected import Expected
from letterpack.model.letter import Block, Foreign, Picture, Run, Runs, texts, walk
from letterpack.model.merged import MergedLetter
from letterpack.model.observed import ObservedPacket
from letterpack.pipeline.build.kit import Kit
from letterpack.press.standards import Boxes, Metadata, Sheet, information, xmp
from letterpack.readback.exact import MeantPacket, exact_faults
from letterpack.readback.exact.drawings import KnownDrawings, known_drawings
from letterpack.readback.exact.said import SaidBesideText
from letterpack.readback.values import Value, parse
from letterpack.readback.whitelist.typefaces import FontsNamed
from letterpack.standards import with_lower
from letterpack.wording.people import names_of
from letterpack.wording.senders import signer, spoken_names

_MOST_NOTES: Final = 1_000
_BOXES: Final[tuple[Boxes, ...]] = ("paper", "trim", "bleed")


class CloseLook:
    """Looks at packets of ``kit`` value by value, which may name ``fonts``."""

    def __init__(self, kit: Kit, fonts: FontsNamed) -> None:
        self._kit, self._fonts = kit, fonts
        form, profile = kit.form, kit.profile
        sheets = [
            Sheet(form.paper_width_pt, form.paper_height_pt, each) for each in _BOXES if (each == "paper") != profile.is_trimmed
        ]
        self._boxes = tuple([_entries(sheet) for sheet in sheets])

    def faults(
        self, data: bytes, found: ObservedPacket, expected: Expected, own: int, enclosed: tuple[tuple[str, int], ...]
    ) -> Iterator[str]:
        """Yield what the packet ``data`` holds otherwise than is ``expected``, whose first ``own`` pages are ours; ``enclosed``
        are the titles of its enclosures with the indexes of their first pages.
        """
        profile = self._kit.profile
        claims = tuple([each for each in with_lower(profile.packet_claims) if each in found.metadata.claims])
        about = Metadata(expected.title, expected.author, expected.language, expected.date, claims)
        meant = MeantPacket(
            own,
            1 if expected.carrier else 0,
            self._boxes,
            profile.intent,
            profile.is_pdf_2,
            self._fonts,
            self._drawings(expected.merged),
            frozenset([run.link for run in runs_in(expected.merged) if run.link]),
            enclosed,
            self._said(expected),
            (xmp(about), b"null" if profile.is_pdf_2 else information(about)),
        )
        yield from exact_faults(data, found, meant)

    def _said(self, expected: Expected) -> SaidBesideText:
        settings, merged = self._kit.campaign.settings, expected.merged
        words: Language = language(expected.language, self._kit.campaign.own)
        runs = list(runs_in(merged))
        spoken: dict[str, str] = {}
        for run in runs:
            if run.language:
                spoken[run.language] = spoken.get(run.language, "") + run.text
        blocks = {each.language for each in walk(merged.body) if isinstance(each, Foreign)}
        people = (expected.reader, *expected.members, *expected.copies)
        read = [each.spoken for each in people]
        countries = [language_of_country_line(settings.sender.country, each.language) for each in people]
        listed = [each.language for each in self._kit.campaign.signatories]
        names = [each.text for each in spoken_names(settings.sender, words.tag)]
        sign = settings.signature
        signed = signer(self._kit.campaign, words.tag).text
        text = {
            roles.SALUTATION: expected.salutation, roles.SUBJECT: _text(merged.subject),
            roles.SIGNATORIES: expected.signatories_head, roles.SIGNATORY: "".join(expected.signatories),
        }  # fmt: skip
        named = [name for copy in expected.copies for name in names_of(copy)[:1]]
        some = {
            roles.DATE: merged.date_text, roles.ADDRESS: "".join(expected.window), roles.CLOSING: _text(merged.closing),
            roles.COPIES: "".join(named), roles.REFERENCE: _text(merged.reference),
            roles.ENCLOSURES: "", roles.CARRIER: "", roles.DRAFT: expected.draft_mark if expected.is_draft else "",
            roles.SENDER: "",
        }  # fmt: skip
        return SaidBesideText(
            {key: value for key, value in text.items() if value},
            some,
            frozenset([*spoken, *blocks, *read, *countries, *listed, FALLBACK, words.tag]),
            spoken,
            "".join([run.text for run in runs if run.style.struck]),
            frozenset([", ".join(names), settings.name, settings.letterhead_first, sign.name, signed, "Signature"]),
            frozenset([words.back, *[words.note_call(number) for number in range(1, _MOST_NOTES)]]),
        )

    def _drawings(self, merged: MergedLetter) -> KnownDrawings:
        graphics = self._kit.graphics
        pictures = [block for block in walk(merged.body) if isinstance(block, Picture)]
        said = tuple([(each.alt, graphics[each.path]) for each in pictures if each.path in graphics])
        return _known(tuple(graphics.values()), said)


_known = lru_cache(maxsize=64)(known_drawings)


def _entries(sheet: Sheet) -> dict[str, Value]:
    boxes, _ = parse(f"<<{sheet.entries()}>>".encode("ascii"))
    assert isinstance(boxes, dict)
    return boxes


def runs_in(merged: MergedLetter) -> Iterator[Run]:
    """Yield all runs of a letter, those of its notes too."""
    for runs in (merged.subject, merged.reference, merged.salutation, merged.closing):
        yield from _with_notes(runs)
    yield from _runs_of(merged.body)


def _runs_of(blocks: tuple[Block, ...]) -> Iterator[Run]:
    for block in walk(blocks):
        for runs in texts(block):
            yield from _with_notes(runs)


def _with_notes(runs: Runs) -> Iterator[Run]:
    for run in runs:
        yield run
        if run.note:
            yield from _runs_of(run.note.blocks)


def _text(runs: Runs) -> str:
    return "".join([run.text for run in runs if not run.note])
