"""Stage 1 of 7: ``:::`` blocks: where they begin, branch and end, and whom each is for, as its mark says it: ``for ID[,ID]``,
``if CONDITION``, ``else if CONDITION``, ``else``, ``lang TAG``.

Findings: marks that are none, or that stand where they continue nothing (LP149), conditions that cannot be read (LP174).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from msgspec import Struct, field

from letterpack.diagnostics import Report
from letterpack.formats.markdown.conditions import read_condition
from letterpack.formats.markdown.places import Body
from letterpack.formats.nearest import did_you_mean
from letterpack.limits import MOST_BLOCKS_FOR_SOME, MOST_BRANCHES
from letterpack.model.for_whom import Condition, ForIds, Junction, Negation
from letterpack.patterns import late
from letterpack.spans import Span

_CONTAINER: Final = late(r":{3,}\s*(?P<info>(?:.*\S)?)\s*$")
_CODE_FENCE: Final = late(r"(`{3,}|~{3,})")
BRANCH: Final = late(r"(?:else|elif|elseif|elsif|otherwise)\b.*", re.IGNORECASE)
"""What begins another branch, or is meant to."""
_ENDS: Final = late(r"end\s*-?_?(?:if|for|lang)?|fi", re.IGNORECASE)
"""What is meant to end a block."""

_COLONS_ALONE: Final = ":\uff1a\ufe30\ufe55\ufe13\u2236\u02d0\ua789\u2982\u2237"
_COLONS: Final = f"{_COLONS_ALONE}\u0589\u05c3\u1361\u17d6\u1804"
"""Colons, and what looks like one (two, of U+2237); those of ``_COLONS_ALONE`` end no sentence, as two of Ethiopic's do."""
_WORDS: Final = r"(?:for|if|else|elif|elseif|elsif|endif|endfor|lang)\b"
_COMMENT: Final = late(r"<!--.*?-->")
_WORD: Final = late(_WORDS)
_PREFIX: Final = r"[\s>*+\-\\#|.)\d\u200b\ufeff]*+"
_LOOKS_LIKE_ONE: Final = late(
    rf"""^{_PREFIX} (?:
          [{_COLONS}] (?: [\s\\]*+ [{_COLONS}] )++ [\s\\]*+ (?: $ | [^\W\d_] )
        | [{_COLONS}] [\s\\]*+ (?: for[ \t]+[a-z0-9] | if[ \t]+\w+\. | else[ \t]*$ )
        | \W{{0,8}}+ (?:else\s+)? if \s+ (?:not\s+)? (?:addressee|letter|campaign|signatories)\.
        )
      | (?<![{_COLONS}]) [{_COLONS}]{{2,}}+ [\s\\]*+ {_WORDS}
      | \| [ \t]* [{_COLONS}]{{3}}
      | (?<![{_COLONS}]) [{_COLONS_ALONE}]{{2,}}+ [\s\\]*+ $
      | (?<![{_COLONS}]\s) [{_COLONS}] (?: \s [{_COLONS}] ){{2,}}+ [\s\\]*+ (?: {_WORDS} | $ )
      | \{{%-? \s*+ (?: end )? {_WORDS} """,
    re.VERBOSE | re.IGNORECASE,
)
_IDS: Final = r"(?P<ids>[a-z0-9][a-z0-9-]*(?:[\s,]+[a-z0-9][a-z0-9-]*)*)"
_FOR_SOMEBODY: Final = late(r"(?<!\w)(?:for|only)[ \t=:]")
_NAMES_SOMEBODY: Final = late(rf"^[ \t]*+(?:[^\w\s]\s?){{1,8}}for[ \t]+{_IDS}[ \t]*[\]}}%»>]{{0,4}}[ \t]*$")
"""A line that names addressees, if these are ids of addressees."""
_FOR: Final = r"(?:for|only)(?:[ \t]+(?:for[ \t]+)?|[ \t]*[=:][ \t]*[\"'“]?)"
_NAMES_IN_PLACE: Final = late(
    rf"(?:(?:^|\|)[ \t>*+\-\d.]*+(?:(?:[^\w\s]\s?){{2,8}}|[^\w\s“‘\"'–—-])"
    rf"|[\[{{<【〔「『〈《⟦⟨]{{1,3}}[ \t]*|<[a-z]{{1,8}}[ \t]+|[«‹](?=[^»›]{{1,80}}[»›])){_FOR}{_IDS}(?![^\[\]]{{0,80}}\]\()"
)
"""The same at the beginning of a line or of a table's cell, or in brackets but round ones, with text behind it; in no link."""
_NAMES_IN_BRACES: Final = late(r"(?<!\{)\{(?P<ids>[@“‘\"' \ta-z0-9,”’-]{1,200})\}(?!\})")
"""The same behind words of a sentence: `[Their own words]{minister}`."""
_ID: Final = late("[a-z0-9][a-z0-9-]*")
_BRANCH_WORD: Final = r"(?:else|elif|elseif|elsif|otherwise|endif|endfor)"
_BRANCHES: Final = late(
    rf"^[\s>]*+(?:(?:[^\w\s]{{2,8}}|[^\w\s*+#>•·–—-]|_)[ \t]*{_BRANCH_WORD}"
    rf"|[\[{{<%]{{1,4}}[ \t]*{_BRANCH_WORD}[ \t]*[\]}}>%]{{1,4}})[ \t]*$",
    re.IGNORECASE,
)
"""A line that begins another branch, in marks that are none of ours: one sign is, where it begins no item and no heading."""
_BRANCH_ALONE: Final = late(rf"^[\s>]*+{_BRANCH_WORD}[ \t]*:?[ \t]*$", re.IGNORECASE)
"""The same word by itself: it is one where nothing stands right before and behind it, as in no sentence."""


_IN_COMMENT: Final = late(
    r"<!--\W*+(?:for[ \t]+(?P<ids>[a-z0-9][a-z0-9-]*(?:[\s,]+[a-z0-9][a-z0-9-]*)*)"
    r"|(?:else\s+)?if\s+(?:not\s+)?(?:addressee|letter|campaign|signatories)\.[^>]*?|(?:else|elif|elseif|elsif|otherwise))\W*-->",
    re.IGNORECASE,
)
"""A comment that says for whom the text behind it is: other programs mark blocks so, and here everybody gets the text."""
_NO_TEXT: Final = late(r"\s*+(?:<!--|:{3})")
"""How a line begins that is a comment, or the mark of a block."""


class Suspect(Struct, frozen=True):
    """A line (0-based, of the body) that looks like the mark of a block and was not read as one.

    ``ids`` are those that it names; where there are some, it is a mark only if one of them is an addressee's. ``is_end``: it has
    no words, so that it ends the block that one before it begins.
    """

    line: int
    ids: tuple[str, ...] = ()
    is_end: bool = False


def is_language(info: str) -> bool:
    """Whether a block whose mark says ``info`` is one in another language, which everybody gets."""
    return info.split(maxsplit=1)[:1] == ["lang"]


def container_rule(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: FBT001 - a rule of markdown-it
    """Read a block, all its branches; a closing line alone as ``stray_close``."""
    match = _container_line(state, startLine)
    if match is None:
        return False
    if silent:
        return True
    if not match["info"] or _ENDS.fullmatch(match["info"]):
        token = state.push("stray_close", "", 0)
        token.map, token.info = [startLine, startLine + 1], match["info"]
        state.line = startLine + 1
        return True
    starts, close = _branches(state, startLine, endLine)
    closing = _container_line(state, close) if close < endLine else None
    closed = {"closed": closing is not None, "close": close, "closing": closing["info"] if closing else ""}
    for index, (first, stop) in enumerate(zip(starts, [*starts[1:], close], strict=True)):
        _container(state, first, stop, {**closed, "branch": index})
    state.line = close + (closing is not None)
    return True


def suspects(lines: Sequence[str], tokens: Sequence[Token]) -> Iterator[Suspect]:
    """Yield the lines of a body that look like marks of blocks and are none. Those within comments, which nobody gets, are not
    looked at; nor are colons alone within fences, which are code.
    """
    passed = _marks(tokens) | _commented(lines)
    fenced = {line for token in tokens if token.type == "fence" and token.map for line in range(*token.map)}
    for index, line in enumerate(lines):
        if index in passed:
            continue
        if "<!--" in line and index not in fenced and (found := _mark_in_comment(lines, index, passed)):
            yield found
        said = _uncommented(line)
        if _LOOKS_LIKE_ONE.search(said) and (index not in fenced or _WORD.search(line)):
            yield Suspect(index, is_end=_WORD.search(line) is None and "|" not in line)
        elif index not in fenced and (_BRANCHES.match(said) or (_BRANCH_ALONE.match(said) and _stands_alone(lines, index))):
            yield Suspect(index)
        elif match := _NAMES_SOMEBODY.match(line) or (_FOR_SOMEBODY.search(said) and _NAMES_IN_PLACE.search(said)):
            yield Suspect(index, tuple(re.split(r"[\s,]+", match["ids"])))
        elif "{" in line and index not in fenced:
            for match in _NAMES_IN_BRACES.finditer(said):
                if ids := tuple(_ID.findall(match["ids"])):
                    yield Suspect(index, ids)


def _mark_in_comment(lines: Sequence[str], index: int, passed: AbstractSet[int]) -> Suspect | None:
    """Return the mark that a comment of a line is, where text stands behind it that is no comment too."""
    line = lines[index]
    match = _IN_COMMENT.search(line, 0, line.rfind("-->") + 3)
    if match is None:
        return None
    behind = (each for at, each in enumerate((line[match.end() :], *lines[index + 1 : index + 3]), index) if at not in passed)
    if not any(_uncommented(each).strip() and not _NO_TEXT.match(each) for each in behind):
        return None
    return Suspect(index, tuple(re.split(r"[\s,]+", match["ids"])) if match["ids"] else ())


def _stands_alone(lines: Sequence[str], index: int) -> bool:
    """Whether the lines before and behind one hold no words of its paragraph."""
    around = (*lines[max(index - 1, 0) : index], *lines[index + 1 : index + 2])
    return all(not each.strip(" \t>") or _CONTAINER.match(each.strip(" \t>")) for each in around)


def _uncommented(line: str) -> str:
    """Return ``line`` without the comments that end in it. What follows the last end is not searched: each beginning there would
    be followed to the end of the line.
    """
    end = line.rfind("-->") + 3 if "-->" in line else 0
    return _COMMENT.sub("", line[:end]) + line[end:]


def _marks(tokens: Sequence[Token]) -> set[int]:
    """Return the lines that were read as marks of blocks."""
    found: set[int] = set()
    for token in tokens:
        if token.type == "container_open" and token.map:
            found.update((token.map[0], token.map[1]) if token.meta["closed"] else (token.map[0],))
        elif token.type == "stray_close" and token.map:
            found.add(token.map[0])
    return found


def _commented(lines: Sequence[str]) -> set[int]:
    """Return the lines that stand wholly within comments."""
    found: set[int] = set()
    inside = False
    for index, line in enumerate(lines):
        if inside and "-->" not in line:
            found.add(index)
        last_open, last_close = line.rfind("<!--"), line.rfind("-->")
        inside = (inside and last_close < 0) or last_open > last_close
    return found


def _container(state: StateBlock, first: int, stop: int, meta: dict[str, object]) -> None:
    match = _container_line(state, first)
    token = state.push("container_open", "", 1)
    token.map, token.info = [first, stop], match["info"] if match else ""
    outer = state.env.setdefault("references", {})
    own = outer if is_language(token.info) else {}
    token.meta, state.env["references"] = {**meta, "references": own}, own
    _inside(state, first + 1, stop)
    state.env["references"] = outer
    state.push("container_close", "", -1)


def _container_line(state: StateBlock, line: int) -> re.Match[str] | None:
    return None if state.is_code_block(line) else _CONTAINER.match(_line(state, line))


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _branches(state: StateBlock, start: int, end: int) -> tuple[list[int], int]:
    """Return the lines that begin the branches of the block begun on ``start``, and the line that closes it, or where its parent
    ends. Fenced code is skipped.
    """
    starts, depth, fence = [start], 1, ""
    for line in range(start + 1, end):
        if not state.isEmpty(line) and state.sCount[line] < state.blkIndent:
            return starts, line
        code = _CODE_FENCE.match(_line(state, line))
        if fence:
            fence = "" if code and code[0].startswith(fence) else fence
        elif code:
            fence = code[0]
        elif match := _container_line(state, line):
            if BRANCH.fullmatch(match["info"]):
                starts += [line] * (depth == 1)
                continue
            depth += -1 if not match["info"] or _ENDS.fullmatch(match["info"]) else 1
            if not depth:
                return starts, line
    return starts, end


def _inside(state: StateBlock, first: int, stop: int) -> None:
    """Read the lines of a container as blocks; paragraphs cannot run on beyond its end."""
    old_parent, old_max = state.parentType, state.lineMax
    state.parentType, state.lineMax = "container", stop
    state.md.block.tokenize(state, first, stop)
    state.parentType, state.lineMax = old_parent, old_max


CODE: Final = "LP149"
NOBODY: Final = ForIds(())
"""Whom a block is for whose mark cannot be read: its text reaches nobody, and the build stops."""
_ELSE_SEEN: Final = Negation(NOBODY)
"""Ends the conditions of a chain that has its ``else``."""
_FOR_IDS: Final = late(r"for(?:\s+(?P<ids>.*))?")
_IF: Final = late(r"(?P<before>else\s+if|if)(?:\s+(?P<condition>.*))?")
_MOST_SHOWN: Final = 60
"""Characters of a line that a message shows."""
_MARKS: Final = ("for", "if", "else", "lang")
_KNOWN: Final = "write `::: for` and the ids of addressees, `::: if` and a condition, or `::: lang` and the tag of a language"
_AS_MARK: Final = "begin a block with `::: if` or `::: for` at the start of a line, and end it with `:::` on a line of its own"


class BlockMarks(Struct):
    """Reads the marks of a letter's blocks. ``named_ids`` are the ids that they name, each with its place."""

    body: Body
    report: Report
    named_ids: list[tuple[str, Span]] = field(default_factory=list)
    depth: int = 0

    def condition(self, token: Token, chain: list[Condition]) -> Condition:
        """Return whom the block of ``token`` is for; ``chain`` are the conditions of the branches before it, and gets its own."""
        if len(chain) >= MOST_BRANCHES:
            if len(chain) == MOST_BRANCHES:
                message = f"a block for some has more than {MOST_BRANCHES} branches"
                self.report.error(CODE, self._span(token), message, "make a field of what they print")
                chain.append(_ELSE_SEEN)
            return NOBODY
        return chained(self._own(token, chain), chain)

    def report_depth(self, span: Span) -> None:
        """Report a block for some that stands in too many others."""
        if self.depth == MOST_BLOCKS_FOR_SOME + 1:
            message = f"blocks for some are nested more than {MOST_BLOCKS_FOR_SOME} levels deep here"
            self.report.error(CODE, span, message, "join their conditions with `and`")

    def report_end(self, token: Token, span: Span) -> None:
        """Report a block that is never closed, or closed by something else than colons."""
        if not token.meta["closed"]:
            hint = "write `:::` on a line of its own after it"
            self.report.error(CODE, span, "the block that begins here is never closed", hint)
        elif closing := token.meta["closing"]:
            place = self.body.line_span(token.meta["close"])
            self.report.error(CODE, place, f"`{closing}` stands where a block ends", "write `:::` alone")

    def report_suspects(self, tokens: Sequence[Token]) -> Iterator[tuple[str, Span]]:
        """Report the lines that look like marks and were not read as such; yield the ids that others name, if they are ids."""
        is_open = False
        for suspect in suspects(self.body.lines, tokens):
            span = self.body.line_span(suspect.line)
            if suspect.ids:
                yield from [(each, span) for each in suspect.ids]
            elif suspect.is_end and is_open:
                is_open = False
            else:
                is_open = not suspect.is_end
                self.report.error(CODE, span, self._not_read(suspect), _AS_MARK)

    def _not_read(self, suspect: Suspect) -> str:
        line = self.body.lines[suspect.line].strip()
        shown = line if len(line) <= _MOST_SHOWN else f"{line[: _MOST_SHOWN - 1]}…"
        return f"`{shown}` looks like the mark of a block, and is not read as one"

    def _own(self, token: Token, chain: Sequence[Condition]) -> Condition | None:
        """Return the condition that ``token`` itself states; None for ``else``."""
        info, span, is_first = token.info, self._span(token), token.meta["branch"] == 0
        if fault := chain_fault(info, chain, is_first=is_first):
            hint = "write it, with no `:::` before it, between `::: if …` and its `:::`"
            self.report.error(CODE, span, f"`::: {info}` {fault}", hint)
            return NOBODY
        if info == "else":
            return None
        if match := _FOR_IDS.fullmatch(info):
            return self._ids(token, match["ids"] or "", span)
        if match := _IF.fullmatch(info):
            return self._condition(token, match, span)
        word = info.split()[0]
        hint = "write `::: else if` and a condition" if not is_first else did_you_mean(word, _MARKS, _KNOWN)
        self.report.error(CODE, span, f"`::: {info}` is not a known block", hint)
        return NOBODY

    def _condition(self, token: Token, match: re.Match[str], span: Span) -> Condition:
        text = match["condition"] or ""
        line = self.body.lines[token.map[0] if token.map else 0]
        start = line.rfind(text) if text else -1

        def place(offset: int, length: int) -> Span:
            return Span(span.file, span.line, start + offset + 1, max(1, length)) if start >= 0 else span

        return read_condition(text, place, self.report) or NOBODY

    def _ids(self, token: Token, typed: str, span: Span) -> Condition:
        ids = tuple(filter(None, re.split(r"[\s,，、]+", typed)))
        if not ids:
            hint = "write `::: for` and the ids of addressees, separated by commas"
            self.report.error(CODE, span, "`::: for` names no addressee", hint)
        line = token.map[0] if token.map else 0
        text, position = self.body.lines[line], 0
        for each in ids:
            position = text.find(each, max(position, text.find("for") + 3))
            self.named_ids.append((each, Span(span.file, span.line, position + 1, len(each))))
            position += len(each)
        return ForIds(ids)

    def _span(self, token: Token) -> Span:
        return self.body.line_span(token.map[0] if token.map else 0)


def is_for_some(token: Token) -> bool:
    """Whether ``token`` begins a block or a passage that only some get."""
    if token.type == "container_open":
        return not is_language(token.info)
    return token.type == "passage_open" and token.info.startswith(("if", "else"))


def chained(own: Condition | None, chain: list[Condition]) -> Condition:
    """Return the condition of a branch that states ``own``, None being ``else``, behind the branches of ``chain``, which it
    joins.
    """
    before = tuple([Negation(each) for each in chain])
    chain.append(own or _ELSE_SEEN)
    parts = (*before, own) if own is not None else before
    return parts[0] if len(parts) == 1 else Junction("all", parts) if parts else NOBODY


def chain_fault(said: str, chain: Sequence[Condition], *, is_first: bool) -> str:
    """Return what is wrong with where a branch that says ``said`` stands, or nothing."""
    if is_first and (said == "else" or said.startswith("else ")):
        return "does not follow a branch to which it could be the alternative"
    return "follows an `else`, which all others get" if chain and chain[-1] == _ELSE_SEEN else ""
