"""Stage 2 of 7: every merge field names something that is there, and every ``::: for`` somebody who is.

The addressees are read through once for it, and only where a letter holds an addressee's field or a block for some.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Final

from msgspec import Struct, field

from letterpack.campaign.branches import KIND, BranchUse, branches_of, report_branches, see_addressee, short, value_place
from letterpack.diagnostics import Related, Report
from letterpack.formats.nearest import LIKE, did_you_mean, hinted, nearest
from letterpack.languages import Language, language
from letterpack.model.addressee import MERGE_FIELDS
from letterpack.model.campaign import Addressee, CampaignRead, Settings, copies_by_letter, everybody
from letterpack.model.fields import NAMES, SharedValues, addressee_value, shared_values, value_for
from letterpack.model.for_whom import Condition, both, comparisons, holds
from letterpack.model.letter import Block, Conditional, Letter, Runs, children, texts
from letterpack.model.merge_field import Field
from letterpack.model.numbering import numbered
from letterpack.model.own_data import OwnData
from letterpack.spans import Span
from letterpack.wording.values import Unsayable, filter_fault, said

RELATED_LIMIT: Final = 3
"""Most addressees that one finding points at; its message says how many there are."""


class FieldUse(Struct):
    """A field of an addressee where a letter uses it, and who was found to lack it.

    ``condition`` says for whom the part of the letter around it is, None for everybody. ``is_salutation`` is true in the letter's
    salutation, which an addressee's own one replaces; ``is_asked`` in a condition, which may ask whether there is a value.
    ``unsayable`` counts those whose value a filter makes nothing of.
    """

    named: Field
    language: str
    condition: Condition | None = None
    is_salutation: bool = False
    is_asked: bool = False
    lacking: int = 0
    first_lacking: list[Addressee] = field(default_factory=list)
    unsayable: int = 0
    first_unsayable: tuple[Addressee, Unsayable] | None = None

    def concerns(self, addressee: Addressee, spoken: str, value_of: Callable[[Field], str], readers: frozenset[str]) -> bool:
        """Whether the letter to ``addressee``, in the language ``spoken``, holds this field where it goes to ``readers``."""
        return (
            spoken == self.language
            and (self.condition is None or holds(self.condition, value_of, readers) is True)
            and not (self.is_salutation and addressee.salutation)
        )

    def note(self, addressee: Addressee, value: str, words: Language) -> None:
        """Take note of what this field is for ``addressee``."""
        if self.is_asked:
            return
        if not value.strip():
            self.lacking += self.named.default is None
            if self.named.default is None and len(self.first_lacking) < RELATED_LIMIT:
                self.first_lacking.append(addressee)
        elif self.named.filters and isinstance(wrong := said(self.named, value, words), Unsayable):
            self.unsayable += 1
            self.first_unsayable = self.first_unsayable or (addressee, wrong)


def check_shared_fields(
    letters: Iterable[Letter], settings: Settings, report: Report, own: OwnData, signatories: int
) -> list[FieldUse]:
    """Add a finding for each field that is the same for all and names nothing (LP201) or something empty (LP202), and for each
    filter that says nothing in its letter's language (LP178) or of its value (LP176).

    Returns the addressees' fields, for ``check_fields``. It needs no addressees, so that broken ones hide none of these mistakes.
    """
    found: list[FieldUse] = []
    for letter in letters:
        words = language(letter.language, own)
        values = shared_values(settings.name, letter, signatories)
        for use in _uses(letter):
            if fault := filter_fault(use.named, words):
                report.error("LP178", use.named.span, *fault)
            elif use.named.scope == "addressee":
                found.append(use)
            elif _is_known(use, letter, report):
                _check_shared(use, values, words, report)
    return found


def check_fields(
    campaign: CampaignRead,
    uses: list[FieldUse],
    named_ids: tuple[tuple[str, Span], ...],
    suspect_ids: tuple[tuple[str, Span], ...],
    report: Report,
) -> None:
    """Add a finding for each of ``uses`` that names nothing (LP201) or something empty (LP202), each id that nobody has
    (LP203), each line that would name somebody if it were a mark (LP149), and what is wrong with branches (LP176, LP177, LP179).
    """
    branches = branches_of(campaign.letters.values())
    if not uses and not named_ids and not branches and not suspect_ids:
        return
    named = frozenset(name for name, _ in (*named_ids, *suspect_ids))
    known, custom = _read_through(campaign, uses, branches, named, report)
    for use in uses:
        _report_use(use, custom, report)
    for name, span in named_ids:
        if name not in known:
            hint = "name the ids of addressees as `letterpack build` lists them"
            if report.lists("LP203", hinted(campaign.mailing.count)):
                hint = did_you_mean(name, (each.id for each in everybody(campaign.mailing)), hint)
            report.error("LP203", span, f"no addressee has the id `{name}`", hint)
    for span in dict.fromkeys(span for name, span in suspect_ids if name in known):
        message = "this line names an addressee as the mark of a block does, and is not read as one"
        report.error("LP149", span, message, "begin a block for some with `::: for`, and end it with `:::` on a line of its own")
    unknown = frozenset(use.named for use in uses if _is_unknown(use.named, custom))
    report_branches(branches, known, unknown, report)


def _uses(letter: Letter) -> Iterator[FieldUse]:
    for runs in (letter.subject, letter.reference, letter.closing):
        yield from (FieldUse(each, letter.language) for each in _fields(runs))
    yield from (FieldUse(each, letter.language, is_salutation=True) for each in _fields(letter.salutation))
    yield from _body_uses(numbered(letter.body), letter.language, None)


def _fields(runs: Runs) -> Iterator[Field]:
    return (run.field for run in runs if run.field is not None)


def _body_uses(blocks: Iterable[Block], spoken: str, condition: Condition | None) -> Iterator[FieldUse]:
    for block in blocks:
        asked = dict.fromkeys([run.when for runs in texts(block) for run in runs if run.when])
        for runs in texts(block):
            for run in runs:
                if run.field is not None:
                    yield FieldUse(run.field, spoken, both(condition, run.when) if run.when else condition)
        inner = condition
        if isinstance(block, Conditional):
            asked[block.condition] = None
            inner = both(condition, block.condition)
        for each in asked:
            yield from (FieldUse(test.field, spoken, condition, is_asked=True) for test in comparisons(each))
        yield from _body_uses(children(block), spoken, inner)


def _is_known(use: FieldUse, letter: Letter, report: Report) -> bool:
    """Whether a field that all share is one that there is, where it stands; one that is not is reported."""
    scope, name, span = use.named.scope, use.named.name, use.named.span
    if scope not in NAMES:
        hint = did_you_mean(scope, NAMES, f"fields begin with {', '.join(f'{known}.' for known in NAMES)}")
        report.error("LP201", span, f"no merge field begins with `{scope}.`", hint)
    elif name not in NAMES[scope]:
        near = nearest(name, NAMES[scope], cutoff=LIKE)
        known = ", ".join([f"{scope}.{each}" for each in NAMES[scope]])
        hint = f"did you mean `{scope}.{near}`?" if near else f"write one of {known}"
        report.error("LP201", span, f"there is no merge field `{scope}.{name}`", hint)
    elif scope == "letter" and name in ("subject", "reference") and (use.is_asked or use.named.filters):
        what = "be asked for in a condition" if use.is_asked else "have a filter"
        report.error("LP201", span, f"`letter.{name}` cannot {what}", "use a field of the addressees")
    elif scope == "letter" and name in ("subject", "reference") and _is_in_head(span, letter):
        report.error("LP201", span, f"`letter.{name}` cannot stand in the subject or the reference", "write the text out")
    else:
        return True
    return False


def _check_shared(use: FieldUse, values: SharedValues, words: Language, report: Report) -> None:
    """Report (LP202, LP176) a field that all share and that is empty, or of which its filter says nothing."""
    scope, name, span = use.named.scope, use.named.name, use.named.span
    value = values.get((scope, name), name)
    if use.is_asked:
        return
    if not value and use.named.default is None:
        where = "letterpack.yaml" if scope == "campaign" else "the front matter"
        report.error("LP202", span, f"`{scope}.{name}` is empty", f"give `{name}` in {where}, or take the field out")
    elif use.named.filters and isinstance(wrong := said(use.named, value, words), Unsayable):
        report.error(
            KIND, span, f"`{wrong.filter}` needs a {wrong.kind}, and `{scope}.{name}` is `{value}`", "take the filter out"
        )


def _is_in_head(span: Span, letter: Letter) -> bool:
    return any(run.field is not None and run.field.span == span for run in (*letter.subject, *letter.reference))


def _read_through(
    campaign: CampaignRead, uses: list[FieldUse], branches: tuple[BranchUse, ...], named: frozenset[str], report: Report
) -> tuple[frozenset[str], frozenset[str]]:
    """Read all addressees once; return which of the ``named`` ids there are, and the names of all addressees' own fields.
    ``uses`` learn who lacks them, ``branches`` who gets them.
    """
    signatories = len(campaign.signatories)
    shared = {tag: shared_values(campaign.settings.name, each, signatories) for tag, each in campaign.letters.items()}
    words = {tag: language(tag, campaign.own) for tag in campaign.letters}
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
            value_of = partial(value_for, addressee, shared.get(spoken, {}))
            held = [use for use in uses if use.concerns(addressee, spoken, value_of, readers)]
            for use in held:
                use.note(addressee, value_of(use.named), words[use.language])
            see_addressee(branches, addressee, spoken, value_of, readers)
            _report_lost(members, held, report)
    known.update(named.intersection([each.id for each in (*mailing.cc, *mailing.bcc)]))
    return frozenset(known), frozenset(custom)


def _readers(members: tuple[Addressee, ...], copies: Mapping[str, list[Addressee]]) -> frozenset[str]:
    """Return the ids of all who get the letter to ``members``, which holds the blocks for any of them."""
    ids = [each.id for member in members for each in (member, *member.cc, *member.bcc)]
    if copies:
        ids.extend(copy.id for letter in ("", *[member.id for member in members]) for copy in copies.get(letter, ()))
    return frozenset(ids)


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


def _is_unknown(named: Field, custom: frozenset[str]) -> bool:
    """Whether no addressee has the addressees' field ``named``."""
    return named.name not in MERGE_FIELDS and named.name.removeprefix("fields.") not in custom


def _report_use(use: FieldUse, custom: frozenset[str], report: Report) -> None:
    name = use.named.name
    own = name.removeprefix("fields.")
    if _is_unknown(use.named, custom):
        known = (*MERGE_FIELDS, *sorted(custom))
        hint = did_you_mean(own, known, f"give `{own}` under `fields` of each addressee; the usual ones are {', '.join(known)}")
        report.error("LP201", use.named.span, f"no addressee has a field `{own}`", hint)
    elif use.lacking:
        related = tuple(Related(f"`{each.id}` has none", value_place(each, use.named)) for each in use.first_lacking)
        first = use.first_lacking[0].id
        whom = f"`{first}`" if use.lacking == 1 else f"{use.lacking} addressees, the first being `{first}`"
        hint = f"fill `{own}` in for each of them, take the field out, or give `| default: TEXT` after it"
        report.error("LP202", use.named.span, f"`addressee.{name}` is empty for {whom}", hint, related=related)
    if use.first_unsayable is not None:
        first_one, wrong = use.first_unsayable
        others = f" and {use.unsayable - 1} more" if use.unsayable > 1 else ""
        had = short(addressee_value(first_one, name) or "")
        message = f"`{wrong.filter}` needs a {wrong.kind}, and `addressee.{name}` is `{had}` for `{first_one.id}`{others}"
        hint = f"write {'digits (12, 4.5)' if wrong.kind == 'number' else 'an ISO date (2026-10-30)'} there"
        place = value_place(first_one, use.named)
        report.error(KIND, use.named.span, message, hint, related=(Related("the value", place),))
