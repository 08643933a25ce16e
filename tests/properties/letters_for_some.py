"""Random letters with parts for some: every text has words of its own, and an oracle that knows who must read them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from hypothesis import strategies as st

Person: TypeAlias = dict[str, str]
Truth: TypeAlias = Callable[[Person], bool]
ANSWERS = ("yes", "no", "")
SEATS = ("3", "12", "40")
DAYS = ("2019-03-01", "2026-10-30")
PEOPLE: tuple[Person, ...] = tuple(
    {"id": f"m{number}", "answer": answer, "seats": seats, "since": since}
    for number, (answer, seats, since) in enumerate(itertools.product(ANSWERS, SEATS, DAYS))
)


@dataclass
class Drawn:
    """A letter's ``lines``, and the words in it, each with who must read it; every other reads none of it."""

    lines: list[str] = field(default_factory=list)
    words: dict[str, Truth] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def word(self, truth: Truth) -> str:
        name = f"word{next(self._numbers)}x"
        self.words[name] = truth
        return name

    def number(self) -> int:
        return next(self._numbers)


def _answer(draw: st.DrawFn) -> tuple[str, Truth]:
    wanted = draw(st.sampled_from(["yes", "no", "maybe"]))
    typed = draw(st.sampled_from([wanted, wanted.upper(), f'"{wanted}"', f"“{wanted}”"]))
    if draw(st.booleans()):
        return f"addressee.answer = {typed}", lambda person: person["answer"] == wanted
    return f"addressee.fields.answer != {typed}", lambda person: person["answer"] != wanted


def _empty(draw: st.DrawFn) -> tuple[str, Truth]:
    if draw(st.booleans()):
        return "addressee.answer is empty", lambda person: not person["answer"]
    return "addressee.answer is not empty", lambda person: bool(person["answer"])


def _listed(draw: st.DrawFn) -> tuple[str, Truth]:
    values = draw(st.lists(st.sampled_from([*SEATS, "99"]), min_size=1, max_size=3, unique=True))
    return f"addressee.seats in ({', '.join(values)})", lambda person: person["seats"] in values


def _more(draw: st.DrawFn) -> tuple[str, Truth]:
    sign, than = draw(st.sampled_from(["<", "<=", ">", ">="])), draw(st.sampled_from(["3", "11.5", "12", "40"]))
    known: dict[str, Callable[[float], bool]] = {
        "<": lambda have: have < float(than),
        "<=": lambda have: have <= float(than),
        ">": lambda have: have > float(than),
        ">=": lambda have: have >= float(than),
    }
    return f"addressee.seats {sign} {than}", lambda person: known[sign](float(person["seats"]))


def _later(draw: st.DrawFn) -> tuple[str, Truth]:
    day = draw(st.sampled_from([*DAYS, "2020-01-01"]))
    return f"addressee.since >= {day}", lambda person: person["since"] >= day


def _simple(draw: st.DrawFn) -> tuple[str, Truth]:
    said, truth = draw(st.sampled_from([_answer, _empty, _listed, _more, _later]))(draw)
    if draw(st.integers(0, 3)):
        return said, truth
    return f"not {said}", lambda person: not truth(person)


def condition(draw: st.DrawFn) -> tuple[str, Truth]:
    """Return a condition as written, ``and`` before ``or``, and what it must mean."""
    groups = [[_simple(draw) for _ in range(draw(st.integers(1, 2)))] for _ in range(draw(st.integers(1, 2)))]
    said = " or ".join(" and ".join(text for text, _ in group) for group in groups)
    return said, lambda person: any(all(truth(person) for _, truth in group) for group in groups)


def _named(draw: st.DrawFn) -> tuple[str, Truth]:
    ids = draw(st.lists(st.sampled_from([person["id"] for person in PEOPLE]), min_size=1, max_size=4, unique=True))
    return f"for {', '.join(ids)}", lambda person: person["id"] in ids


def _paragraph(draw: st.DrawFn, made: Drawn, indent: str, truth: Truth, labels: set[str]) -> None:
    kind = draw(st.sampled_from(["plain", "plain", "note", "link", "passage", "inline note"]))
    word = made.word(truth)
    if kind == "plain":
        made.lines += [f"{indent}Text {word}.", indent.rstrip()]
    elif kind == "note":
        label = f"n{made.number()}" if "n" in labels or draw(st.booleans()) else "n"
        labels.add(label)
        made.lines += [
            f"{indent}Text {word}.[^{label}]",
            indent.rstrip(),
            f"{indent}[^{label}]: Note {made.word(truth)}.",
            indent.rstrip(),
        ]
    elif kind == "link":
        label = f"l{made.number()}"
        made.lines += [
            f"{indent}A [{word}][{label}].",
            indent.rstrip(),
            f"{indent}[{label}]: https://{made.word(truth)}.org/",
            indent.rstrip(),
        ]
    elif kind == "inline note":
        made.lines += [f"{indent}Text {word}.^[Note {made.word(truth)}.]", indent.rstrip()]
    else:
        said, holds = condition(draw)
        yes = made.word(lambda person: truth(person) and holds(person))
        no = made.word(lambda person: truth(person) and not holds(person))
        made.lines += [f"{indent}Text {word} [and *{yes}*]{{if {said}}}[but **{no}**]{{else}}.", indent.rstrip()]


def _chain(draw: st.DrawFn, made: Drawn, indent: str, truth: Truth, depth: int) -> None:
    taken: list[Truth] = []

    def branch(mark: str, holds: Truth) -> None:
        before = tuple(taken)
        made.lines.append(f"{indent}::: {mark}")
        _blocks(
            draw,
            made,
            indent,
            lambda person: truth(person) and holds(person) and not any(each(person) for each in before),
            depth + 1,
        )
        taken.append(holds)

    said, holds = condition(draw)
    branch(*draw(st.sampled_from([(f"if {said}", holds), _named(draw)])))
    for _ in range(draw(st.integers(0, 2))):
        said, holds = condition(draw)
        branch(f"else if {said}", holds)
    if draw(st.booleans()):
        branch("else", lambda _: True)
    made.lines += [f"{indent}:::", indent.rstrip()]


def _blocks(draw: st.DrawFn, made: Drawn, indent: str, truth: Truth, depth: int) -> None:
    labels: set[str] = set()
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["text", "chain", "item", "quote"] if depth < 3 else ["text"]))
        if kind == "text":
            _paragraph(draw, made, indent, truth, labels)
        elif kind == "chain":
            _chain(draw, made, indent, truth, depth)
        elif kind == "item":
            made.lines.append(f"{indent}- Item {made.word(truth)}.")
            made.lines.append(indent.rstrip())
            _chain(draw, made, f"{indent}  ", truth, depth + 1)
            made.lines += [f"{indent}<!-- -->", indent.rstrip()]
        else:
            made.lines.append(f"{indent}> Quoted {made.word(truth)}.")
            made.lines.append(f"{indent}>")
            _chain(draw, made, f"{indent}> ", truth, depth + 1)
            made.lines.append(indent.rstrip())


@st.composite
def letters_for_some(draw: st.DrawFn) -> Drawn:
    """Draw a letter whose readers are ``PEOPLE``."""
    made = Drawn()
    made.lines += [f"Everybody {made.word(lambda _: True)}.", ""]
    _blocks(draw, made, "", lambda _: True, 0)
    return made
