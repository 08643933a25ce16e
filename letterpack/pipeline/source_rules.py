"""The rules over sources, run by ``check`` and before a build.

Before a build runs what may be an error or is about where the mail goes, nothing that needs to know what day it is, and nothing
that rests on a build.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice
from typing import Final

from letterpack.checks.before_build import BEFORE_BUILD
from letterpack.checks.evidence.settings_texts import settings_texts
from letterpack.checks.evidence.texts import addressee_texts, said_by, said_in, signatory_texts
from letterpack.checks.inputs import Sources
from letterpack.checks.rule import Gathering, OverSaid, OverText, Rule
from letterpack.checks.rules.gone import CODE as GONE
from letterpack.checks.rules.signatories_printed import CODE as SIGNATORIES_PRINTED
from letterpack.checks.verdict import judge
from letterpack.diagnostics import Diagnostic, Report
from letterpack.forms import campaign_form
from letterpack.model.campaign import CampaignRead
from letterpack.pipeline.sources import SourceLookup
from letterpack.values import replace
from letterpack.world import World

MOST_ADDRESSEES: Final = 10_000
"""Of a draft: its findings only warn. ``letterpack check`` looks at all."""


_TOGETHER: Final = 100
"""Texts of signatories that rules are asked about at once."""

_OF_ALL_SIGNATORIES: Final = frozenset({GONE, SIGNATORIES_PRINTED})
"""The codes of the rules that ask who of the signatories is not there."""
_SIGNATORIES: Final = "signatories."
_TOO_MUCH: Final = "LP113"


def source_findings(sources: Sources, select: tuple[str, ...] = (), beside: Sequence[Gathering] = ()) -> Iterable[Diagnostic]:
    """Return what the rules over the sources find, those with the codes of ``select`` alone if there are any; who stands
    ``beside`` sees all addressees, too.
    """
    from letterpack.checks.table import RULES

    return _found(sources, [rule for rule in RULES if not select or rule.code in select], beside)


def dated(campaign: CampaignRead, day: date) -> CampaignRead:
    """Return ``campaign`` with each letter whose date cannot be read dated ``day``, as if it were to be mailed then."""
    if all(letter.date != date.min for letter in campaign.letters.values()):
        return campaign
    letters, printed = (
        {tag: replace(letter, date=day) if letter.date == date.min else letter for tag, letter in some.items()}
        for some in (campaign.letters, campaign.printed)
    )
    return replace(campaign, letters=letters, printed=printed)


def beside_errors(found: Iterable[Diagnostic], report: Report) -> Iterable[Diagnostic]:
    """Return what the rules ``found`` that does not follow from an error on what was read, which the ``report`` has: nothing on
    the line of one; nobody is missed in a list of signatories that has one; and nothing where there was too much to read.
    """
    errors = [each.span for each in report if each.severity == "error"]
    if not errors:
        return found
    if any(each.code == _TOO_MUCH for each in report):
        return ()
    lines = {(each.file, each.line) for each in errors if each.line}
    unsure = _OF_ALL_SIGNATORIES if any(each.file.casefold().startswith(_SIGNATORIES) for each in errors) else ()
    return (each for each in found if (each.span.file, each.span.line) not in lines and each.code not in unsure)


def _found(sources: Sources, rules: Sequence[Rule], beside: Sequence[Gathering] = ()) -> Iterator[Diagnostic]:
    """Yield what ``rules`` find in the sources, the lists gone through once; who stands ``beside`` sees all addressees, too."""
    over_texts = [(rule.doubts, rule.text) for rule in rules if rule.text]
    gatherings = [*[rule.addressees(sources) for rule in rules if rule.addressees], *beside]
    if beside or any(rule.text or rule.addressee or rule.addressees for rule in rules):
        yield from _of_addressees(sources, rules, gatherings)
    if over_texts:
        for text in settings_texts(sources.campaign):
            for _, look in over_texts:
                yield from look(sources, text)
        yield from _of_signatories(sources, over_texts)
    for gathering in gatherings:
        yield from gathering.findings()
    for rule in rules:
        if rule.sources:
            yield from rule.sources(sources)


def _of_addressees(sources: Sources, rules: Sequence[Rule], gatherings: Sequence[Gathering]) -> Iterator[Diagnostic]:
    """Yield what ``rules`` find in single addressees, each shown to the ``gatherings``."""
    over_addressees = [rule.addressee for rule in rules if rule.addressee]
    over_texts = [(rule.doubts, rule.text) for rule in rules if rule.text]
    for addressee in sources.everybody():
        for gathering in gatherings:
            gathering.see(addressee)
        for over in over_addressees:
            yield from over(sources, addressee)
        said = said_by(addressee)
        doubtful = [look for may_find, look in over_texts if may_find is None or may_find(sources, said)]
        for text in addressee_texts(addressee) if doubtful else ():
            for look in doubtful:
                yield from look(sources, text)


def _of_signatories(sources: Sources, over_texts: Sequence[tuple[OverSaid | None, OverText]]) -> Iterator[Diagnostic]:
    """Yield what rules find in texts of signatories: each rule is asked of many rows at once whether it doubts them, and no more
    of a text that it has passed, such as a country's name.
    """
    sound: set[tuple[str, str]] = set()
    texts = chain.from_iterable(map(signatory_texts, sources.campaign.signatories))
    while some := list(islice(texts, _TOGETHER)):
        fresh = [text for text in some if (text.role, text.text) not in sound]
        said = said_in(fresh)
        doubtful = [look for may_find, look in over_texts if may_find is None or may_find(sources, said)]
        for text in fresh:
            found = [each for look in doubtful for each in look(sources, text)]
            yield from found
            if not found:
                sound.add((text.role, text.text))


def report_before_build(campaign: CampaignRead, world: World, lookup: SourceLookup, report: Report) -> None:
    """Report what the rules find in the sources, without notes: errors are warnings for a draft, and stop a final letter.

    The day is the letter's own date, so that what is built does not depend on the clock: one without looks for nothing.
    """
    draft = campaign.letter.status == "draft"
    if campaign.letter.date == date.min or (draft and campaign.mailing.count > MOST_ADDRESSEES):
        return
    sources = Sources(campaign, campaign_form(campaign), campaign.letter.date, world, lookup)
    found = beside_errors(_found(sources, BEFORE_BUILD), report)
    for finding in judge(found, campaign.settings, campaign.letter.date).findings:
        if finding.severity != "note":
            report.add(replace(finding, severity="warning") if draft else finding)
