"""Stage 2 of 7: every branch of a letter has somebody who gets it, and every value that a condition asks for somebody who has it.

The addressees pass once. Values that are not of the kind that is asked for stop the build (LP176); branches that nobody gets
and values that nobody has are told (LP177), each cause once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

from msgspec import Struct, field

from letterpack.diagnostics import Related, Report
from letterpack.formats.nearest import LIKE, nearest
from letterpack.model.addressee import MERGE_FIELDS
from letterpack.model.campaign import Addressee
from letterpack.model.for_whom import Condition, FieldTest, ForIds, Junction, both, comparisons, folded, holds, ordered, unlike
from letterpack.model.letter import Block, Conditional, Letter, children, texts
from letterpack.model.merge_field import Field
from letterpack.spans import Span

KIND: Final = "LP176"
STRANGE_VALUE: Final = "LP177"
NOT_TAKEN: Final = "LP179"
_MOST_RELATED: Final = 3
_MOST_SHOWN: Final = 40
"""Characters of a value that a message shows."""
_MOST_VALUES: Final = 100
"""Of a field that are kept to say which one was probably meant."""
SureValue: TypeAlias = Callable[[Field], str]


class TestUse(Struct):
    """A comparison where a letter makes it: the values that nobody was found to have, some that somebody has, and who has one
    of another kind.
    """

    test: FieldTest
    unmet: dict[str, tuple[str, Span]]
    met: dict[str, str] = field(default_factory=dict)
    unlike: int = 0
    first_unlike: list[tuple[Addressee, str]] = field(default_factory=list)

    def see(self, value: str) -> None:
        """Take note of a value that somebody has."""
        self.unmet.pop(folded(value), None)
        if self.unmet and value.strip() and len(self.met) < _MOST_VALUES:
            self.met[folded(value)] = value

    def note_unlike(self, addressee: Addressee, value: str) -> None:
        """Take note of somebody whose value has no order with what it is compared with."""
        self.unlike += 1
        if len(self.first_unlike) < _MOST_RELATED:
            self.first_unlike.append((addressee, value))


class BranchUse(Struct):
    """Blocks or a passage for some in the letter in ``language``: ``own`` is what its mark says, ``condition`` that of all
    around it too. ``is_taken``: somebody was found who gets it.
    """

    language: str
    own: Condition
    condition: Condition
    said: str
    span: Span
    tests: tuple[TestUse, ...]
    is_taken: bool = False


def branches_of(letters: Iterable[Letter]) -> tuple[BranchUse, ...]:
    """Return the parts of ``letters`` that only some get, in the order in which they stand."""
    tests: dict[FieldTest, TestUse] = {}

    def use(language: str, own: Condition, outer: Condition | None, said: str, span: Span) -> BranchUse:
        made = [tests.setdefault(each, TestUse(each, _unmet(each))) for each in comparisons(own)]
        return BranchUse(language, own, both(outer, own), said, span, tuple(made))

    def within(language: str, blocks: Iterable[Block], outer: Condition | None) -> Iterator[BranchUse]:
        for block in blocks:
            inner = outer
            if isinstance(block, Conditional):
                yield use(language, block.condition, outer, f"::: {block.said}", block.span)
                inner = both(outer, block.condition)
            for when in dict.fromkeys([run.when for runs in texts(block) for run in runs if run.when]):
                yield use(language, when, outer, "{…}", _place(when, block.span))
            yield from within(language, children(block), inner)

    return tuple([each for letter in letters for each in within(letter.language, letter.body, None)])


def _unmet(test: FieldTest) -> dict[str, tuple[str, Span]]:
    """Return the values that some addressee should have; what all share is the same for all, and a branch says so."""
    is_asked = test.operator in ("=", "!=", "in") and test.field.scope == "addressee"
    pairs = zip(test.values, test.spans, strict=True) if is_asked else ()
    return {folded(value): (value, span) for value, span in pairs}


def _place(condition: Condition, otherwise: Span) -> Span:
    """Return the place of a passage's condition: its first field's."""
    return next((each.field.span for each in comparisons(condition)), otherwise)


def see_addressee(
    branches: Iterable[BranchUse], addressee: Addressee, language: str, value_of: SureValue, readers: frozenset[str]
) -> None:
    """Take note of which of ``branches`` the letter to ``addressee``, in ``language``, has where it goes to ``readers``."""
    for branch in branches:
        for test in branch.tests:
            if test.unmet:
                test.see(value_of(test.test.field))
        if branch.language != language:
            continue
        branch.is_taken = branch.is_taken or holds(branch.condition, value_of, readers) is True
        if branch.tests and (wrong := unlike(branch.condition, value_of, readers)) is not None:
            for test in branch.tests:
                if test.test == wrong:
                    test.note_unlike(addressee, value_of(wrong.field))


def report_branches(branches: Iterable[BranchUse], ids: frozenset[str], unknown: frozenset[Field], report: Report) -> None:
    """Report what nobody gets and nobody has, and values of other kinds. ``ids`` are addressees' among those that blocks name;
    ``unknown`` are fields that nobody has, which is told already.
    """
    told: set[FieldTest] = set()
    for branch in branches:
        for use in branch.tests:
            if use.test not in told:
                told.add(use.test)
                _report_test(use, report, is_unknown=use.test.field in unknown)
        is_explained = any(use.unmet or use.unlike or use.test.field in unknown for use in branch.tests)
        is_explained = is_explained or _names_a_stranger(branch.own, ids)
        if not branch.is_taken and not is_explained:
            hint = "check that the condition says what you mean, or take the text out"
            report.note(NOT_TAKEN, branch.span, f"no addressee gets the text of `{branch.said}`", hint)


def _names_a_stranger(condition: Condition, ids: frozenset[str]) -> bool:
    """Whether a mark names an id that nobody has, or cannot be read: that is told already."""
    if isinstance(condition, ForIds):
        return not condition.ids or not ids.issuperset(condition.ids)
    return isinstance(condition, Junction) and any(_names_a_stranger(each, ids) for each in condition.conditions)


def _report_test(use: TestUse, report: Report, *, is_unknown: bool) -> None:
    name = f"{use.test.field.scope}.{use.test.field.name}"
    if use.unlike:
        kind = (ordered(use.test.values[0]) or ("number",))[0]
        first, value = use.first_unlike[0]
        others = f" and {use.unlike - 1} more" if use.unlike > 1 else ""
        had = f"`{short(value)}`" if value else "empty"
        message = f"`{use.test.operator}` compares a {kind}, but `{name}` is {had} for `{first.id}`{others}"
        wanted = "a number" if kind == "number" else "an ISO date"
        hint = f"give each of them {wanted}, or ask first whether it `is not empty`"
        related = tuple(
            [
                Related(f"`{each.id}`: {short(text) or 'empty'}", value_place(each, use.test.field))
                for each, text in use.first_unlike
            ]
        )
        report.error(KIND, use.test.field.span, message, hint, related=related)
    for value, span in () if is_unknown else use.unmet.values():
        near = nearest(folded(value), use.met, LIKE)
        hint = f"did you mean `{short(use.met[near])}`?" if near else f"look at the values of `{name}`"
        report.warning(STRANGE_VALUE, span, f"no addressee has `{short(value)}` as `{name}`", hint)


def value_place(addressee: Addressee, named: Field) -> Span:
    """Return where the value of an addressee's field stands, or where it would."""
    own = named.name.removeprefix("fields.")
    return addressee.origin.span(*((own,) if named.name in MERGE_FIELDS else ("fields", own)))


def short(value: str) -> str:
    """Return ``value`` as a message shows it."""
    return value if len(value) <= _MOST_SHOWN else f"{value[: _MOST_SHOWN - 1]}…"
