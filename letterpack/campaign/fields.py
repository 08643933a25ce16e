"""Stage 2 of 7: every merge field names something that is there, and every ``::: for`` somebody who is.

The addressees are read through once for it, and only where a letter holds an addressee's field or a block for some.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from letterpack.diagnostics import Related, Report
from letterpack.formats.nearest import did_you_mean
from letterpack.languages import language
from letterpack.model.addressee import MERGE_FIELDS
from letterpack.model.campaign import Addressee, CampaignRead, Settings, copies_by_letter, everybody
from letterpack.model.fields import NAMES, addressee_value
from letterpack.model.letter import Block, Conditional, Field, Letter, Runs, children, texts
from letterpack.model.numbering import numbered
from letterpack.spans import Span

RELATED_LIMIT: Final = 3
"""Most addressees that one finding points at; its message says how many there are."""


@dataclass(slots=True)
class FieldUse:
    """A field of an addressee where a letter uses it, and who was found to lack it.

    ``ids`` are those whom the block around it is for, or None for everybody. ``is_salutation`` is true in the letter's
    salutation, which an addressee's own one replaces.
    """

    named: Field
    language: str
    ids: frozenset[str] | None = None
    is_salutation: bool = False
    lacking: int = 0
    first_lacking: list[Addressee] = field(default_factory=list)

    def concerns(self, addressee: Addressee, spoken: str, readers: frozenset[str]) -> bool:
        """Whether the letter to ``addressee``, in the language ``spoken``, holds this field where it goes to ``readers``."""
        return (
            spoken == self.language
            and (self.ids is None or not self.ids.isdisjoint(readers))
            and not (self.is_salutation and addressee.salutation)
        )


def check_shared_fields(letters: Iterable[Letter], settings: Settings, report: Report) -> list[FieldUse]:
    """Add a finding for each field that is the same for all and names nothing (LP201) or something empty (LP202).

    Returns the addressees' fields, for ``check_fields``. It needs no addressees, so that broken ones hide none of these mistakes.
    """
    return [use for letter in letters for use in _uses(letter) if _is_addressees(use, settings, letter, report)]


def check_fields(campaign: CampaignRead, uses: list[FieldUse], named_ids: tuple[tuple[str, Span], ...], report: Report) -> None:
    """Add a finding for each of ``uses`` that names nothing (LP201) or something empty (LP202), and each id that nobody has
    (LP203).
    """
    if not uses and not named_ids:
        return
    named = frozenset(name for name, _ in named_ids)
    known, custom = _read_through(campaign, uses, named, report)
    for use in uses:
        _report_use(use, custom, report)
    for name, span in named_ids:
        if name not in known:
            ids = (each.id for each in everybody(campaign.mailing))
            hint = did_you_mean(name, ids, "name the ids of addressees as `letterpack build` lists them")
            report.error("LP203", span, f"no addressee has the id `{name}`", hint)


def _uses(letter: Letter) -> Iterator[FieldUse]:
    for runs in (letter.subject, letter.reference, letter.closing):
        yield from (FieldUse(each, letter.language) for each in _fields(runs))
    yield from (FieldUse(each, letter.language, is_salutation=True) for each in _fields(letter.salutation))
    yield from (FieldUse(each, letter.language, ids) for each, ids in _body_fields(numbered(letter.body), None))


def _fields(runs: Runs) -> Iterator[Field]:
    return (run.field for run in runs if run.field is not None)


def _body_fields(blocks: Iterable[Block], ids: frozenset[str] | None) -> Iterator[tuple[Field, frozenset[str] | None]]:
    for block in blocks:
        yield from ((each, ids) for runs in texts(block) for each in _fields(runs))
        inner = frozenset(block.ids) if isinstance(block, Conditional) else ids
        yield from _body_fields(children(block), inner)


def _is_addressees(use: FieldUse, settings: Settings, letter: Letter, report: Report) -> bool:
    """Whether the field is an addressee's and left to check; one that all share is checked here."""
    scope, name, span = use.named.scope, use.named.name, use.named.span
    if scope == "addressee":
        return True
    if scope not in NAMES:
        hint = did_you_mean(scope, NAMES, f"fields begin with {', '.join(f'{known}.' for known in NAMES)}")
        report.error("LP201", span, f"no merge field begins with `{scope}.`", hint)
    elif name not in NAMES[scope]:
        hint = did_you_mean(name, NAMES[scope], f"write one of {', '.join(f'{scope}.{known}' for known in NAMES[scope])}")
        report.error("LP201", span, f"there is no merge field `{scope}.{name}`", hint)
    elif scope == "letter" and name in ("subject", "reference") and _is_in_head(span, letter):
        report.error("LP201", span, f"`letter.{name}` cannot stand in the subject or the reference", "write the text out")
    elif not _shared_value(scope, name, settings, letter):
        where = "letterpack.yaml" if scope == "campaign" else "the front matter"
        report.error("LP202", span, f"`{scope}.{name}` is empty", f"give `{name}` in {where}, or take the field out")
    return False


def _is_in_head(span: Span, letter: Letter) -> bool:
    return any(run.field is not None and run.field.span == span for run in (*letter.subject, *letter.reference))


def _shared_value(scope: str, name: str, settings: Settings, letter: Letter) -> bool:
    if scope == "campaign":
        return bool(settings.name)
    return scope == "signatories" or bool(getattr(letter, name))


def _read_through(
    campaign: CampaignRead, uses: list[FieldUse], named: frozenset[str], report: Report
) -> tuple[frozenset[str], frozenset[str]]:
    """Read all addressees once; return which of the ``named`` ids there are, and the names of all addressees' own fields.
    ``uses`` learn who lacks them.
    """
    known: set[str] = set()
    custom: set[str] = set()
    mailing = campaign.mailing
    copies = copies_by_letter(mailing)
    for addressee in mailing.to():
        known.update(named.intersection([each.id for each in (addressee, *addressee.cc, *addressee.bcc)]))
        custom.update(addressee.fields)
        members = mailing.joint.get(addressee.id) or (addressee,)
        if members[0].id == addressee.id:
            readers = _readers(members, copies)
            spoken = addressee.language or campaign.default_language
            held = [use for use in uses if use.concerns(addressee, spoken, readers)]
            _note_lacking(addressee, held)
            _report_lost(members, held, report)
    known.update(named.intersection([each.id for each in (*mailing.cc, *mailing.bcc)]))
    return frozenset(known), frozenset(custom)


def _readers(members: tuple[Addressee, ...], copies: Mapping[str, list[Addressee]]) -> frozenset[str]:
    """Return the ids of all who get the letter to ``members``, which holds the blocks for any of them."""
    ids = [each.id for member in members for each in (member, *member.cc, *member.bcc)]
    if copies:
        ids.extend(copy.id for letter in ("", *[member.id for member in members]) for copy in copies.get(letter, ()))
    return frozenset(ids)


def _note_lacking(addressee: Addressee, held: list[FieldUse]) -> None:
    for use in held:
        if not addressee_value(addressee, use.named.name):
            use.lacking += 1
            if len(use.first_lacking) < RELATED_LIMIT:
                use.first_lacking.append(addressee)


def _report_lost(members: tuple[Addressee, ...], held: list[FieldUse], report: Report) -> None:
    """Report (LP166) what a member of a joint letter gives for a field that the letter takes from the first of them."""
    leader = members[0]
    for member in members[1:]:
        for use in held:
            own = use.named.name.removeprefix("fields.")
            value = "" if use.named.name in MERGE_FIELDS else member.fields.get(own, "")
            if value and value != leader.fields.get(own):
                message = f"a joint letter uses the field `{own}` of `{leader.id}`, so this one would be lost"
                hint = f"give both the same, or take it out of `{member.id}`"
                report.error("LP166", member.origin.span("fields", own), message, hint)


def _report_use(use: FieldUse, custom: frozenset[str], report: Report) -> None:
    name = use.named.name
    own = name.removeprefix("fields.")
    if name not in MERGE_FIELDS and own not in custom:
        known = (*MERGE_FIELDS, *sorted(custom))
        hint = did_you_mean(own, known, f"give `{own}` under `fields` of each addressee; the usual ones are {', '.join(known)}")
        report.error("LP201", use.named.span, f"no addressee has a field `{own}`", hint)
    elif use.lacking:
        path = (own,) if name in MERGE_FIELDS else ("fields", own)
        related = tuple(Related(f"`{each.id}` has none", each.origin.span(*path)) for each in use.first_lacking)
        first = use.first_lacking[0].id
        whom = f"`{first}`" if use.lacking == 1 else f"{use.lacking} addressees, the first being `{first}`"
        hint = f"fill `{own}` in for each of them, or take the field out"
        report.error("LP202", use.named.span, f"`addressee.{name}` is empty for {whom}", hint, related=related)


def note_borrowed_words(campaign: CampaignRead, report: Report) -> None:
    """Add a note for each letter whose labels are English because its language has no words here (LP204)."""
    for letter in campaign.letters.values():
        words = language(letter.language, campaign.own)
        if not words.own:
            tag = letter.language
            label = next(iter(words.lacking.values()), words.cc)
            message = f"labels such as `{label}` are in English, since there are none for `{tag}`"
            hint = "write `salutation` and `closing` in the front matter, and check that the English labels will do"
            report.note("LP204", letter.span("language"), message, hint)
