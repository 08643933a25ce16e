"""What the catalogs must hold: help, what the command line says, titles of codes and data, and all findings and refusals."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice, product
from pathlib import Path
from typing import Any, Final

import typer
from babel.messages.catalog import Catalog

from letterpack.cli.commands import app_for
from letterpack.codes import every_code
from letterpack.errors import LetterpackError
from letterpack.interface import translated
from letterpack.interface.catalog import load
from letterpack.review.report import fixed_sentences, script_sentences
from letterpack.review.telling import STATUS_WORDS

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGE: Final = ROOT / "letterpack"
HOLE: Final = "\0"
NAME: Final = re.compile(r"\{(\w+)\}")
_HEAD: Final = re.compile(r"^\S.*?: (?:error|warning|note)\[LP\d{3}\]: (.+)$")
_HINT: Final = re.compile(r"^  = hint: (.+)$")

OF_TYPER: Final = (
    "Usage:",
    "Arguments",
    "Options",
    "Commands",
    "Error",
    "[default: {}]",
    "[required]",
    "Try [blue]'{command_path} {help_option}'[/] for help.",
    "Invalid value for {parameter}: {reason}",
    "Invalid value: {reason}",
    "Missing argument {parameter}.",
    "Missing option {parameter}.",
    "Missing command.",
    "No such option: {option}",
    "{message} (Possible options: {options})",
    "No such command {command}.",
    "{message} Did you mean {command}?",
    "Got unexpected extra argument(s) ({arguments})",
    "Option {option} requires an argument.",
    "Option {option} does not take a value.",
    "{value} is not a whole number.",
    "{value} is not in the range {range}.",
    "{value} is not one of {choices}.",
    "{value} does not match the formats {formats}.",
)
"""What typer writes itself, in the version that pyproject.toml allows."""
COMPLETED: Final = (
    "pipeline/inspect/differences.py",
    "pipeline/inspect/exports.py",
    "readback/same_objects.py",
    "readback/strange.py",
)
"""Where what is yielded, returned or gathered ends the sentence of a finding: what is wrong with a packet or a product."""
COUNTED: Final = ("error", "warning", "note", "finding", "packet", "page", "sheet", "signatory", "addressee")
WORDS: Final = (
    "hint",
    "finding",
    "error",
    "warning",
    "note",
    "draft",
    "final",
    "language",
    "profile",
    "product",
    "format",
    "packet {id}",
    "packet {id}, page {page}",
    "… and {count} more",
    "… and {count} more {code}",
    "… and {count} more; --format json lists them all",
    "--format json shows all of them",
    "Example:",
    "the check finds errors",
    "{count} blind copy apart",
    "{count} blind copies apart",
    "packets not checked",
    "sources checked",
    "no build was looked at",
    "no packets in {folder}/ yet",
    "only {some} of {all} rules checked ({codes})",
    "{code} off ({count})",
    "{code} lowered ({count})",
    "{code} suppressed ({count})",
    "a partial build ({some} of {all})",
    "other packets, sources and products not checked",
    "not made again, since the sources have errors",
    "nothing was built",
    "nothing was written",
    "{packets} built",
    "{packets} kept",
    "{packets} sealed",
    "{count} packet compared with a batch that was not sealed, and not shown",
    "{packets} to print again",
    "signed",
    "signed by {name}",
    "sealed by {name} on {date}",
    "report: {file}",
    "{file} is written",
    "next: {command}",
    "{first} and {second}",
    "{first} or {second}",
    "{first}; {second}",
)
"""What the command line says of itself in pieces that no single literal has."""

COMPARED: Final = (
    *(f"{{count}} {words}" for words in STATUS_WORDS.values() if words != "new"),
    *(words.capitalize() for words in STATUS_WORDS.values()),
    *(f"{{mm}} mm {way}" for way in ("right", "left", "down", "up")),
    "metadata: {field}",
    "enclosure: {name}",
    "pixels: {field}",
    "font: {field}",
    "tags: {field}",
    "{count} of its glyphs are drawn differently: other letters for the same text",
    "an area of {size} looks different, {x} mm from the left, {y} mm from the top",
    "page {page} has no text (a picture or a scan), so its words are not known",
    "page {page} shows letters that its fonts do not name (�), so not all of its words are known",
    "{different} of {total} packets differ",
    "{different} of {total} packets differs",
    "{count} change",
    "{count} changes",
    "{count} consequence",
    "{count} consequences",
)
"""What a comparison says in pieces."""
IMPORTED: Final = (
    *(f"{{count}} {noun}{plural}" for noun in ("row", "line") for plural in ("", "s")),
    *(f"{{count}} word{plural} of text" for plural in ("", "s")),
    *(f"{{count}} {noun}{plural} decided as you said" for noun in ("tracked change", "comment") for plural in ("", "s")),
    *(
        f"{{count}} cell{plural} {what}"
        for plural in ("", "s")
        for what in (
            "trimmed or set in Unicode's normal form",
            "`{cell}` read as {answer}",
            "`{cell}` read the other way round as {answer}",
        )
    ),
    "the examples of `letterpack init` are replaced",
    "the examples of `letterpack init` would be replaced",
    "{path} has {rows}: {before} from before, {added} new",
    "{path} would have {rows}: {before} from before, {added} new",
    "letterpack.yaml keeps for the next export, under `import: {name}:`",
    "letterpack.yaml would keep for the next export, under `import: {name}:`",
    "{rows} of the form is already there, and is not added again",
    "{rows} of the form are already there, and are not added again",
    "addressees.yaml is removed: it has only the examples of `letterpack init`",
    "addressees.yaml would be removed: it has only the examples of `letterpack init`",
    "{file} would be written",
)
"""What an import says in pieces."""
TABLED: Final = (
    "{count} line of {mm} mm",
    "{count} lines of {mm} mm",
    "{width} × {height} mm",
    "{width} × {height}, {left} from the left, {top} from the top",
    "x {left} to {right}, y {top} to {bottom}: {lines}",
    "flat; confidence {sure}",
    "fold at {folds}; confidence {sure}",
    "{digit} always shows in {envelope}",
    "{digit} always shows in {envelope}, █ in all of them",
    "window: {place}",
    "window for the sender: {place}",
    "takes {count} sheet",
    "takes {count} sheets",
    "confidence: {sure}",
    *("no window", "high", "medium", "low", "source:", "forms:", "none:", "letterhead", "information", "text"),
    "none is made for it; any whose sheet goes in may be used",
    *("all four styles", "regular", "bold", "italic", "bold-italic", "bundled", "campaign", "package", "system"),
    *("sources", "a build"),
)
"""What the tables of forms, envelopes, fonts and rules say around their titles and names."""


def help_texts() -> Iterator[str]:
    """Yield each paragraph of help that the command line shows."""
    yield from dict.fromkeys(_help_of(typer.main.get_command(app_for())))


def _help_of(command: Any) -> Iterator[str]:
    yield from (command.help or "").split("\n\n")
    if command.rich_help_panel:
        yield command.rich_help_panel
    for parameter in command.get_params(command.make_context("letterpack", [], resilient_parsing=True)):
        if getattr(parameter, "help", None):
            yield parameter.help
    for each in getattr(command, "commands", {}).values():
        yield from _help_of(each)


def titles() -> Iterator[str]:
    """Yield the title of each code: with it every finding can be said."""
    yield from (code.title for code in every_code())


def data_titles() -> Iterator[str]:
    """Yield the title of each form and envelope that comes with the program: said whole, or as it is."""
    for folder in ("forms", "envelopes"):
        for path in sorted((PACKAGE / folder).glob("*.toml")):
            yield tomllib.loads(path.read_text(encoding="utf-8"))["title"]


def cases() -> Iterator[str]:
    """Yield each message and hint that the cases expect."""
    for path in sorted((ROOT / "tests").rglob("expected.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if found := _HEAD.match(line) or _HINT.match(line):
                yield found[1]


@cache
def skeletons() -> frozenset[str]:
    """Return every literal of the program, its values replaced by a hole: where a catalog's sentences must come from."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                found.add("".join(str(each.value) if isinstance(each, ast.Constant) else HOLE for each in node.values))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return frozenset(found)


CALLS: Final = re.compile(
    r"error|warning|note|Diagnostic|Related|DocumentRefused|Refused|Refusal|CannotAnswer|CannotSetText|_finding|_refuse|NotPermitted"
)
"""What the program calls with a message or a hint, beside the exceptions that end a command."""
MOST_VARIANTS: Final = 32
"""Sentences that one literal may be."""
_Named = dict[str, list[str]]
_GLUED: Final = re.compile(rf"(?<=[^\s`(]){HOLE}|(?<=[^\s(]`){HOLE}(?=[\s,;:.]|$)|{HOLE}(?=\w)")
"""A hole whose value often is nothing, such as `{and_more}` at the end of a sentence."""


@cache
def messages() -> tuple[str, ...]:
    """Return what every finding and every refusal of the code may say, and every hint, with holes for values.

    What a name or a function of ours may say stands in the hole that it fills: a message is looked up as its user reads it.
    """
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))]
    calls = re.compile("|".join((CALLS.pattern, *_refusals(trees))))
    returned: _Named = {}
    walked = ((tree, scope) for tree in trees for scope in ast.walk(tree))
    scopes = [
        (scope, _named(scope, _named(tree, {}))) for tree, scope in walked if isinstance(scope, ast.FunctionDef | ast.Module)
    ]
    functions = Counter(scope.name for scope, _ in scopes if isinstance(scope, ast.FunctionDef))
    for _ in range(2):  # A function may return what another does.
        for scope, named in scopes:
            if isinstance(scope, ast.FunctionDef) and functions[scope.name] == 1:
                returned[scope.name] = _returned(scope, named | returned)
    found: dict[str, None] = {}
    for scope, named in scopes:
        for node in ast.walk(scope):
            if isinstance(node, ast.Call) and calls.fullmatch(_name(node.func)):
                for given in (*node.args, *(each.value for each in node.keywords)):
                    found |= dict.fromkeys(_texts(given, named | returned))
    return tuple(each for each in found if " " in each.replace(HOLE, "").strip())


@cache
def completions() -> tuple[str, ...]:
    """Return what ends the findings about products, with holes for values."""
    found: dict[str, None] = {}
    for path in COMPLETED:
        for node in ast.walk(ast.parse((PACKAGE / path).read_text(encoding="utf-8"))):
            match node:
                case ast.Yield(value=ast.expr() as given) | ast.YieldFrom(value=given) | ast.Return(value=ast.expr() as given):
                    found |= dict.fromkeys(_texts(given, {}))
                case ast.Call(func=ast.Attribute(attr="append" | "_take"), args=[given]):
                    found |= dict.fromkeys(_texts(given, {}))
    return tuple([each for each in found if " " in each.replace(HOLE, "").strip()])


def _refusals(trees: Iterable[ast.Module]) -> set[str]:
    """Return the names of the exceptions of ours, whose reasons stand in findings and refusals."""
    bases = {
        each.name: {_name(base) for base in each.bases} for tree in trees for each in tree.body if isinstance(each, ast.ClassDef)
    }
    found = {LetterpackError.__name__, "Exception", "ValueError", "OSError"}
    while more := {name for name, named in bases.items() if named & found} - found:
        found |= more
    return found


def _named(scope: ast.AST, outer: _Named) -> _Named:
    """Return the texts that each name of ``scope`` may be."""
    named: _Named = {}
    pairs: list[tuple[str, ast.expr]] = []
    for node in ast.walk(scope) if isinstance(scope, ast.FunctionDef) else ast.iter_child_nodes(scope):
        if isinstance(node, ast.Assign):
            pairs += _pairs(node.targets[0], node.value)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and isinstance(node.target, ast.Name) and node.value:
            pairs.append((node.target.id, node.value))
    for name, value in pairs:
        named[name] = [*named.get(name, ()), *_texts(value, outer | named)]
    return outer | named


def _returned(scope: ast.FunctionDef, named: _Named) -> list[str]:
    values = [each.value for each in ast.walk(scope) if isinstance(each, ast.Return) and each.value]
    return [text for value in values for text in _texts(value, named)]


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, other in zip(target.elts, value.elts, strict=True):
            yield from _pairs(one, other)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""


def _texts(node: ast.expr, named: _Named) -> list[str]:
    """Return the texts that an expression may be, as far as it says them itself or by what ``named`` has."""
    found: list[str] = []
    choices: list[ast.expr] = []
    match node:
        case ast.Constant(value=str(text)):
            found = [text]
        case ast.JoinedStr(values=parts):
            pieces = [_texts(each.value if isinstance(each, ast.FormattedValue) else each, named) or [HOLE] for each in parts]
            found = ["".join(each) for each in islice(product(*pieces), MOST_VARIANTS)]
        case ast.BinOp(op=ast.Add(), left=one, right=other):
            found = [left + right for left in _texts(one, named) for right in _texts(other, named)]
        case ast.Name(id=name) | ast.Call(func=ast.Name(id=name)):
            found = named.get(name, [])
        case ast.IfExp(body=one, orelse=other):
            choices = [one, other]
        case ast.ListComp(elt=one):
            choices = [one]
        case ast.BoolOp(values=choices) | ast.List(elts=choices) | ast.Subscript(value=ast.Dict(values=choices)):
            pass
    return found + [text for each in choices for text in _texts(each, named)]


def is_translated(skeleton: str) -> bool:
    """Whether a sentence with holes is said in the language that is spoken, with or without what may follow it."""
    tried = dict.fromkeys((skeleton, _GLUED.sub("", skeleton)))
    return any(translated(each.replace(HOLE, "7")) is not None for each in tried)


def of_the_report() -> tuple[str, ...]:
    """Return what the report of a comparison says around the changes: what its template and its script have."""
    return (*fixed_sentences(), *script_sentences())


@cache
def asked() -> tuple[str, ...]:
    """Return all sentences that a catalog is asked for: help, titles, what the code may say, and what the cases expect."""
    said = (*help_texts(), *titles(), *data_titles(), *messages(), *completions(), *of_the_report(), *cases())
    return tuple(dict.fromkeys(said))


def waiting() -> list[str]:
    """Return the sentences that have no translation in the language that is spoken."""
    return [sentence.replace(HOLE, "{}") for sentence in asked() if not is_translated(sentence)]


TYPED: Final = frozenset(["alphabets", "loop", "nowhere", "plural", "quiet", "traits", "weekday"])
"""Names and keys of the cases that stand in sentences as people type them, beside those of the schemas."""
_WORD: Final = re.compile(r"(?<![\w.\-/:@])[a-z]{3,}(?![\w\-/:@]|\.\w)")


def english_left(tag: str) -> list[str]:
    """Return what the cases say in ``tag``, so far as its catalog knows it, with English words outside backquotes."""
    catalog = load(tag)
    schemas = [path.read_text(encoding="utf-8") for path in (PACKAGE / "schemas").glob("*.json")]
    typed = {word for schema in schemas for word in re.findall(r"\w+", schema)}
    typed |= TYPED | {word for entry in catalog.entries for said in entry.translations for word in _WORD.findall(said)}
    said = filter(None, map(catalog.said, dict.fromkeys(cases())))
    bare = {each: re.sub(r"`[^`]*`|[\u2066-\u2069]", "", each) for each in said}
    return [each for each, rest in bare.items() if not typed.issuperset(_WORD.findall(rest))]


def stale(catalog: Catalog) -> list[str]:
    """Return the sentences of ``catalog`` that the program says no more: one of their pieces is nowhere in its code.

    What Python or the system says is marked so in the catalogs.
    """
    ours = "\n".join((*skeletons(), *OF_TYPER, *WORDS, *COMPARED, *IMPORTED, *TABLED, *asked())).replace("`", HOLE)
    ours = re.sub(r"\{\w+\}", HOLE, " ".join(ours.split(" ")))
    found = []
    for message in catalog:
        pieces = re.split(r"[`,;:.()]|\{\w+\}", str(message.id))
        is_marked = message.auto_comments or isinstance(message.id, tuple)
        if not is_marked and any(piece.strip() not in ours for piece in pieces):
            found.append(str(message.id))
    return found
