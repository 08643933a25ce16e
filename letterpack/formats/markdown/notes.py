"""Stage 1 of 7: footnotes: the definitions are taken out of the text, and each call finds its own, or holds its note itself.

A note is read when the first call asks for it, so that its blocks stand where it is called. Findings: calls of notes that are not
there, notes without text, notes within notes (LP169); notes that nothing calls (LP148).

A note is in the language of the place where it is written, which need not be that of its call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from markdown_it.token import Token
from msgspec import Struct, field

from letterpack.diagnostics import Related, Report
from letterpack.formats.markdown.foreign import LANGUAGE
from letterpack.formats.markdown.places import Body
from letterpack.languages import canonical_tag
from letterpack.model.letter import Block, Footnote, Foreign, Paragraph, Runs
from letterpack.spans import Span

_OPEN: Final = "footnote_reference_open"
_CLOSE: Final = "footnote_reference_close"
_MOST_RELATED: Final = 3
_TAKE_OUT: Final = "take it out, or call it in the text: `[^{label}]`"


Within: TypeAlias = tuple[int, ...]
"""Blocks for some in one another, by their numbers in the letter."""


class Definition(Struct):
    """A note as defined: the tokens of its blocks, and what was read of them once it has been called.

    ``language`` is that of the block in another language in which it is defined, else empty. ``scope`` are the blocks for some in
    which it stands, the outermost first: nobody else may call it.
    """

    label: str
    span: Span
    language: str
    scope: Within
    tokens: list[Token] = field(default_factory=list)
    note: Footnote | None = None
    called: bool = False


class Notes:
    """The notes of a letter. ``read`` turns the tokens of one into blocks.

    ``language`` is that of the block in another language in which the reading stands, else empty; ``scope`` are the blocks for
    some in which it stands.
    """

    def __init__(
        self, definitions: Sequence[Definition], read: Callable[[list[Token]], tuple[Block, ...]], report: Report
    ) -> None:
        self._read, self._report = read, report
        self._definitions: dict[tuple[Within, str], Definition] = {}
        self._missing: dict[str, list[Span]] = {}
        self._within = False
        self.language = ""
        self.scope: Within = ()
        for each in definitions:
            if self._definitions.setdefault((each.scope, each.label), each) is not each:
                message = f"this note repeats the label `{each.label}` and is not printed"
                report.warning("LP148", each.span, message, "give it a label of its own")

    def called(self, label: str, span: Span) -> Footnote | None:
        """Return the note that a call at ``span`` names; None after saying why there is none."""
        scopes = [self.scope[:length] for length in range(len(self.scope), -1, -1)]
        definition = next((found for scope in scopes if (found := self._definitions.get((scope, label)))), None)
        if definition is None:
            if elsewhere := [each for each in self._definitions.values() if each.label == label]:
                self._report_hidden(label, span, elsewhere)
                return None
            self._missing.setdefault(label, []).append(span)
            return None
        definition.called = True
        if self._within:
            self._report.error("LP169", span, "a note refers to another note", "put what both say into one note")
            return None
        if definition.note is None:
            definition.note = self._read_note(definition)
        return definition.note

    def written(self, span: Span, read: Callable[[], Runs]) -> Footnote | None:
        """Return the note that stands within its call at ``span``, its text by ``read``; None after saying that it stands in
        another.
        """
        if self._within:
            self._report.error("LP169", span, "a note stands within a note", "put what both say into one note")
            return None
        self._within = True
        runs = read()
        self._within = False
        if not any(run.text.strip() or run.field for run in runs):
            self._report.error("LP169", span, "the note has no text", "write it between `^[` and `]`")
        # No label of an author's can have a blank in it.
        return Footnote(f"{span.line} {span.column}", _spoken((Paragraph(runs, span),), self.language, span), span)

    def _report_hidden(self, label: str, span: Span, elsewhere: Sequence[Definition]) -> None:
        for each in elsewhere:
            each.called = True
        message = f"the note `[^{label}]` is defined in a block for some, and is called here outside it"
        hint = "put the definition below the text, outside all blocks, or call it in the block alone"
        related = [Related("the definition", each.span) for each in elsewhere[:_MOST_RELATED]]
        self._report.error("LP175", span, message, hint, related=tuple(related))

    def report_unmatched(self) -> None:
        """Report notes that are called and not there, each once; warn of those that nothing calls: they are not printed."""
        for label, (first, *others) in self._missing.items():
            message = f"there is no note `[^{label}]`"
            if others:
                message = f"there is no note `[^{label}]`, which is called {len(others) + 1} times"
            hint = f"write it below the text: `[^{label}]: …`; or put `\\` before `[` where it is meant as text"
            related = tuple([Related("called again here", span) for span in others[:_MOST_RELATED]])
            self._report.error("LP169", first, message, hint, related=related)
        for each in self._definitions.values():
            if not each.called:
                hint = _TAKE_OUT.format(label=each.label)
                self._report.warning("LP148", each.span, "no text refers to this note, so it is not printed", hint)

    def _read_note(self, definition: Definition) -> Footnote:
        self._within = True
        blocks = self._read(definition.tokens)
        self._within = False
        if not blocks:
            self._report.error(
                "LP169", definition.span, f"the note `[^{definition.label}]` has no text", "write it after the colon"
            )
        return Footnote(definition.label, _spoken(blocks, definition.language, definition.span), definition.span)


def _spoken(blocks: tuple[Block, ...], language: str, span: Span) -> tuple[Block, ...]:
    return (Foreign(language, blocks, span),) if language and blocks else blocks


def taken_out(tokens: Sequence[Token], body: Body) -> tuple[list[Token], list[Definition]]:
    """Part ``tokens`` into those of the text and the definitions of notes, in the order in which they begin."""
    text: list[Token] = []
    found: list[Definition] = []
    open_ones: list[Definition] = []
    languages = [""]
    scopes: list[Within] = [()]
    for number, token in enumerate(tokens):
        if token.type == "container_open":
            match = LANGUAGE.fullmatch(token.info)
            languages.append(canonical_tag((match and match["tag"]) or "") or languages[-1])
            scopes.append(scopes[-1] if match else (*scopes[-1], number))
            token.meta["scope"] = number
        elif token.type == "container_close":
            languages.pop()
            scopes.pop()
        if token.type == _OPEN:
            label = str(token.meta["label"])
            span = body.search(token.map[0] if token.map else 0, f"[^{label}]")
            found.append(Definition(label, span, languages[-1], scopes[-1]))
            open_ones.append(found[-1])
        elif token.type == _CLOSE:
            open_ones.pop()
        else:
            (open_ones[-1].tokens if open_ones else text).append(token)
    return text, found
