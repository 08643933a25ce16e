"""Stage 2 of 7: what one addressee says of another: joint letters, and which letter a copy is of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from letterpack.campaign.addressees import changed
from letterpack.diagnostics import Related, Report
from letterpack.formats.nearest import did_you_mean, hinted
from letterpack.limits import MOST_JOINTLY
from letterpack.model.campaign import Addressee

_LEADER_ALONE = ("salutation", "enclosures", "cc", "bcc")
_LETTER_ALONE = ("salutation", "fields")


def joint_members(leaders: Iterable[Addressee], to_ids: Collection[str], report: Report) -> dict[str, tuple[str, ...]]:
    """Return the ids of each joint letter's addressees by the id of the one that names the others, itself first.

    Reports LP162 where a name is not a ``to``, is the addressee's own, appears twice, or is in two letters.
    """
    groups: dict[str, tuple[str, ...]] = {}
    taken: dict[str, str] = {}
    for leader in leaders:
        members: list[str] = []
        if len(leader.jointly) > MOST_JOINTLY:
            message = f"`jointly` names {len(leader.jointly):,} addressees, and one letter goes to {MOST_JOINTLY:,} at most"
            report.error("LP113", leader.origin.span("jointly"), message, "write them letters of their own")
            continue
        for index, name in enumerate((leader.id, *leader.jointly)):
            problem = _problem(name, index, members, to_ids, taken, report)
            if problem:
                message, hint = problem
                span = leader.origin.span("jointly", index - 1) if index else leader.origin.span("jointly")
                report.error("LP162", span, message, hint)
            else:
                members.append(name)
        taken.update(dict.fromkeys(members, leader.id))
        if members[:1] == [leader.id] and len(members) > 1:
            groups[leader.id] = tuple(members)
    return groups


def check_members(group: tuple[Addressee, ...], report: Report) -> None:
    """Report (LP166) what a member of a joint letter says and the letter cannot follow: there is one letter, the first one's."""
    leader = group[0]
    for member in group[1:]:
        if member.language != leader.language:
            hint = f"give both the same language, or take `{member.id}` out of `jointly` so that each gets a letter"
            message = f"the joint letter is in `{leader.language}`, not in `{member.language}`"
            report.error("LP166", member.origin.span("language"), message, hint)
        for key in _LEADER_ALONE:
            value = getattr(member, key)
            if value and value != getattr(leader, key):
                message = f"a joint letter uses the {key} of `{leader.id}`, so this one would be lost"
                report.error("LP166", member.origin.span(key), message, f"move it to `{leader.id}`, or take it out")


def check_copies(copies: Iterable[Addressee], letters: int, to_ids: Collection[str], report: Report) -> None:
    """Report (LP161) the copies whose letter is not known: ``copy_of`` missing among several letters, or naming none."""
    for copy in copies:
        if copy.copy_of and copy.copy_of not in to_ids:
            hint = _hint(copy.copy_of, to_ids, "name the id of an addressee under `to`", report, "LP161")
            message = f"`copy_of` names `{copy.copy_of}`, and no letter is written to that id"
            report.error("LP161", copy.origin.span("copy_of"), message, hint)
        elif not copy.copy_of and letters > 1:
            hint = f"add `copy_of: {next(iter(to_ids))}` with the id of the letter's addressee"
            if copy.kind == "cc":
                hint = (
                    f"add `copy_of: {next(iter(to_ids))}`, or name `{copy.id}` under the addressee's `cc`, which may be a column"
                )
            message = f"{letters} letters go out, and nothing says which one `{copy.id}` gets a copy of"
            report.error("LP161", copy.origin.span(), message, hint)


def with_letters(copies: Sequence[Addressee], named: Mapping[str, Addressee], report: Report) -> list[Addressee]:
    """Return ``copies``, each ``cc`` that an addressee names by its id as a copy of that letter; LP161 where there is none."""
    by_id = {copy.id: copy for copy in copies if copy.kind == "cc"}
    for name, addressee in named.items():
        span = addressee.origin.span("cc")
        if name not in by_id:
            otherwise = "give the copy its own row with `kind` `cc`, or its own entry, and write its id here"
            hint = _hint(name, by_id, otherwise, report, "LP161")
            report.error("LP161", span, f"`cc` names `{name}`, and no copy has that id", hint)
        elif by_id[name].copy_of not in ("", addressee.id):
            message = f"`{name}` is a copy of the letter to `{by_id[name].copy_of}`, and not of the one to `{addressee.id}`"
            report.error("LP161", span, message, "name it under one of them")
        else:
            by_id[name] = changed(by_id[name], copy_of=addressee.id)
    return [by_id.get(copy.id, copy) for copy in copies]


def report_named_twice(name: str, first: Addressee, addressee: Addressee, report: Report) -> None:
    """Report (LP161) that two addressees name one copy by its id."""
    message = f"`{name}` gets a copy of one letter, and two addressees name it under `cc`"
    related = (Related("named here", first.origin.span("cc")),)
    hint = "give it a row or an entry for each letter, with an id of its own"
    report.error("LP161", addressee.origin.span("cc"), message, hint, related=related)


def check_copy_alone(copy: Addressee, report: Report) -> None:
    """Report what a copy says and is passed over, since it is no letter: `jointly` (LP162), words for it alone (LP170)."""
    if copy.jointly:
        message = f"`jointly` is for addressees that a letter is written to, and `{copy.id}` gets a copy"
        report.error("LP162", copy.origin.span("jointly"), message, "take it out: each copy is listed on its own")
    for key in _LETTER_ALONE:
        if getattr(copy, key):
            message = f"`{copy.id}` gets an exact copy of the letter, so its own `{key}` is not printed"
            report.note("LP170", copy.origin.span(key), message, "take it out, or write to them under `to`")


def check_own_copies(addressee: Addressee, report: Report) -> None:
    """Report (LP161) what contradicts that a ``to`` has no ``copy_of`` and its own copies are of its letter."""
    if addressee.copy_of:
        report.error(
            "LP161",
            addressee.origin.span("copy_of"),
            "`copy_of` is for copies, and this addressee gets a letter",
            "move it under `cc` or `bcc`, or take `copy_of` out",
        )
    for copy in (*addressee.cc, *addressee.bcc):
        if copy.copy_of not in ("", addressee.id):
            report.error(
                "LP161",
                copy.origin.span("copy_of"),
                f"this is a copy of the letter to `{addressee.id}`",
                "take `copy_of` out, or move the copy to the other letter's addressee",
            )


def _hint(name: str, to_ids: Collection[str], otherwise: str, report: Report, code: str) -> str:
    """Return the hint of an error of ``code`` about ``name``, which no letter is written to."""
    return did_you_mean(name, to_ids, otherwise) if report.lists(code, hinted(len(to_ids))) else otherwise


def by_member(groups: Mapping[str, tuple[str, ...]], found: Mapping[str, Addressee]) -> dict[str, tuple[Addressee, ...]]:
    """Return all members of its joint letter, by the id of each of them."""
    letters = [tuple(found[name] for name in names if name in found) for names in groups.values()]
    return {member.id: letter for letter in letters for member in letter}


def _problem(
    name: str, index: int, members: list[str], to_ids: Collection[str], taken: Mapping[str, str], report: Report
) -> tuple[str, str] | None:
    if name not in to_ids:
        hint = _hint(name, to_ids, "name ids of addressees under `to`", report, "LP162")
        return f"`jointly` names `{name}`, and no letter is written to that id", hint
    if name in taken:
        hint = "name the other addressees of a joint letter under one of them, and none under the rest"
        return f"`{name}` is already in the joint letter of `{taken[name]}`", hint
    if index and name in members:
        return f"`jointly` names `{name}` twice, or the addressee itself", "take it out"
    return None
