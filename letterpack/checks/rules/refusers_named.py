"""Rule 3 over signatories who refuse or have withdrawn, named where everybody reads it (its page is ``other_data``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from letterpack.checks.evidence.enclosed_texts import enclosed_texts
from letterpack.checks.evidence.names import Name, Names
from letterpack.checks.evidence.page_words import across_lines, whole_words
from letterpack.checks.evidence.same_name import key_of
from letterpack.checks.evidence.settings_texts import settings_texts
from letterpack.checks.evidence.texts import letter_passages, signatory_texts
from letterpack.checks.evidence.whose import Role
from letterpack.checks.inputs import Sources
from letterpack.diagnostics import Diagnostic, Related, Severity
from letterpack.model.campaign import Signatory
from letterpack.spans import Span
from letterpack.wording.answers import answer_of

CODE: Final = "LP303"
_HINT: Final = "take the name out, or ask whether it may stand here"


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield where the letter, the sender, a row that is printed or an enclosure names somebody who must not be named."""
    names = Names()
    known: dict[str, tuple[Signatory, Role]] = {}
    for index, (signatory, part) in enumerate(_names(sources)):
        known[str(index)] = (signatory, part)
        names.add(Name(str(index), part, getattr(signatory, part)))
    for said, text, place in _texts(sources) if known else ():
        for found in names.places_in(text):
            signatory, part = known[found.names[0].owner]
            words = " ".join(text[found.start : found.end].split())
            # The letter may speak of an organization whose one member would not sign.
            severity: Severity = "warning" if part == "organization" and signatory.name else "error"
            message = f"{said} `{words}`, who refuses to be printed or has withdrawn"
            related = (Related("not to be named", signatory.origin.span(part)),)
            openly = "something here names somebody who is not to be named"
            yield Diagnostic(CODE, severity, message, place, _HINT, related=related, openly=openly)


def _names(sources: Sources) -> Iterator[tuple[Signatory, Role]]:
    """Yield who must not be named, with the column of the name; not a namesake's, nor an organization that stands for others."""
    campaign = sources.campaign
    refusing = [each for each in campaign.held_back if answer_of(each.consent) == "no" or answer_of(each.withdrawn) == "yes"]
    if not refusing and not campaign.unnamed:
        return
    open_names = {key_of(each.name) for each in campaign.signatories}
    others = {key_of(each.organization) for each in campaign.signatories}
    others |= {key_of(each.organization) for each in sources.everybody()}
    senders = {key_of(name) for name in (*campaign.settings.names, *campaign.settings.sender.names)}
    seen: set[tuple[str, str]] = set()
    for each in (*refusing, *campaign.unnamed):
        organization = key_of(each.organization)
        is_told = each in refusing and organization not in others and not (each.name and organization in senders)
        parts: tuple[tuple[Role, str], ...] = (("name", key_of(each.name)), ("organization", organization if is_told else ""))
        for part, key in parts:
            if key and (part, key) not in seen and not (part == "name" and key in open_names):
                seen.add((part, key))
                yield each, part


def _texts(sources: Sources) -> Iterator[tuple[str, str, Span]]:
    """Yield what everybody reads: how a message begins, the text, and its place."""
    for letter in sources.campaign.letters.values():
        for passage in letter_passages(letter):
            yield "the letter names", passage.text, passage.at
    for text in settings_texts(sources.campaign):
        yield f"{text.span.file} names under `{text.role}`", text.text, text.span
    for signatory in sources.campaign.signatories:
        for text in signatory_texts(signatory):
            if text.role == "title":
                yield "a signatory's row names", text.text, text.span
    for enclosed in enclosed_texts(sources):
        for reading in dict.fromkeys((whole_words(enclosed.text), across_lines(enclosed.text))):
            yield f"{enclosed.where} names", reading, enclosed.span
    for path, span in {each.path: each.span for each in enclosed_texts(sources) if each.is_page}.items():
        yield from ((f"the author of `{path}` is", author, span) for author in _authors(sources.lookup.enclosure(path)))


def _authors(data: bytes | None) -> Iterable[str]:
    from letterpack.pdfcopy.opened import opened

    if data is None:
        return ()
    with opened(data) as document:
        author = document.get_metadata_value("Author")
    return (author,) if author else ()
