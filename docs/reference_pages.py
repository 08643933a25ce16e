"""The pages that are made from the code: commands by the command line's own table, codes by their pages, names by the library.

A page asks for what it wants by a mark, ``<!-- made: commands -->``; ``filled`` puts it there. Nothing of it is written down.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

import typer

import letterpack
from letterpack.cli.commands import app_for
from letterpack.limits import LIMITS

Click: TypeAlias = Any
"""What typer's own copy of click holds of commands and their parameters; it says no types."""

_MARK: Final = re.compile(r"^<!-- made: (?P<what>[\w-]+) -->$", re.MULTILINE)


def filled(page: str) -> str:
    """Return ``page`` with what its marks ask for."""
    return _MARK.sub(lambda found: MAKERS[found["what"]](), page)


def commands() -> str:
    """Return a section for each command, in the order of ``letterpack --help``."""
    return "\n\n".join(_commands(typer.main.get_group(app_for()), "letterpack"))


def _commands(group: Click, path: str) -> Iterator[str]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{path} {name}")
        else:
            yield _command(command, f"{path} {name}")


def _command(command: Click, path: str) -> str:
    context = command.make_context(path, [], resilient_parsing=True)
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    rows = [_parameter(each, context) for each in command.params]
    table = ["| argument or option | value | meaning |", "|---|---|---|", *rows] if rows else []
    example = f"```text\n{(command.epilog or '').removeprefix('Example: ')}\n```"
    return "\n\n".join([f"## {path}", f"```text\n{usage}\n```", inspect.cleandoc(command.help or ""), "\n".join(table), example])


def _parameter(parameter: Click, context: Click) -> str:
    names = ", ".join(f"`{each}`" for each in (*parameter.opts, *parameter.secondary_opts) if each.startswith("-"))
    value = "" if getattr(parameter, "is_flag", False) else parameter.make_metavar(context)
    default = parameter.get_default(context)
    told = f" By default `{getattr(default, 'value', default)}`." if getattr(parameter, "show_default", False) and default else ""
    required = " Required." if parameter.required else ""
    meaning = (getattr(parameter, "help", None) or "").strip()
    cells = (names or f"`{value}`", f"`{value}`" if names and value else "", f"{meaning}{required}{told}")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def codes(family: str) -> str:
    """Return the pages of the codes that begin with ``family``, a section each."""
    return "\n\n".join(_code(each) for each in letterpack.every_code() if each.code.startswith(family))


def _code(code: letterpack.Code) -> str:
    page = re.sub(r"^## (.*)\n+", r"**\1**\n\n", code.page.strip(), flags=re.MULTILINE)
    return f"({code.code.lower()})=\n\n## {code.code}: {code.title}\n\n*{code.severity}*\n\n{page}"


def api() -> str:
    """Return a section for functions, one for values and one for exceptions, each documented from its own source."""
    kinds: dict[str, list[str]] = {"Functions": [], "Values": [], "Exceptions": []}
    for name in letterpack.__all__:
        value = getattr(letterpack, name)
        if isinstance(value, type) and issubclass(value, BaseException):
            kinds["Exceptions"].append(f".. autoexception:: letterpack.{name}\n   :show-inheritance:")
        elif isinstance(value, type):
            kinds["Values"].append(f".. autoclass:: letterpack.{name}\n   :members:\n   :undoc-members:")
        elif callable(value):
            kinds["Functions"].append(f".. autofunction:: letterpack.{name}")
    return "\n\n".join(f"## {kind}\n\n```{{eval-rst}}\n" + "\n\n".join(parts) + "\n```" for kind, parts in kinds.items())


def rules() -> str:
    """Return a table of the rules of a check."""
    rows = [
        f"| [{rule.code}](#{rule.code.lower()}) | {rule.page.severity} | {rule.page.title} |" for rule in letterpack.every_rule()
    ]
    return "\n".join(["| rule | severity | finds |", "|---|---|---|", *rows])


def limits() -> str:
    """Return a table of how much is read of every kind of file."""
    rows = [f"| {each.reader} | {each.what} | {each.most:,} | [{each.code}](#{each.code.lower()}) |" for each in LIMITS]
    return "\n".join(["| reader | what is counted | most | finding |", "|---|---|---|---|", *rows])


PROJECT: Final = {
    "CHANGELOG.md": "changelog",
    "CODE_OF_CONDUCT.md": "code-of-conduct",
    "CONTRIBUTING.md": "contributing",
    "SECURITY.md": "security",
}
"""Files at the root of the repository that are pages of the site, in its folder ``project``."""
_LINK: Final = re.compile(r"\[([^\]]+)\]\((?!\w+:)([^)\s#]+)(#[^)\s]*)?\)")


def project(name: str) -> str:
    """Return a file of the root as a page of ``project``: its links lead to pages of the site, or say a file's name."""

    def turned(found: re.Match[str]) -> str:
        text, path, anchor = found.groups()
        page = f"{PROJECT[path]}.md" if path in PROJECT else path.replace("docs/", "../") if path.startswith("docs/") else ""
        return f"[{text}]({page}{anchor or ''})" if page else f"{text} (`{path}` in the repository)"

    return _LINK.sub(turned, (Path(__file__).resolve().parent.parent / name).read_text(encoding="utf-8"))


MAKERS: Final[dict[str, Callable[[], str]]] = {
    "commands": commands,
    "api": api,
    "rules": rules,
    "limits": limits,
    **{name.removesuffix(".md"): partial(project, name) for name in PROJECT},
    **{f"codes-{family}": partial(codes, family) for family in ("LP1", "LP2", "LP3", "LP4", "LP5")},
}
