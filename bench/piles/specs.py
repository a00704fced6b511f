"""Department forms as they are specified. In: forms/*.forms and words.tsv beside this module. Out: frozen `Form` values.

A form is a block: `[id] department | layout | register | population | period | title ; other titles`, then a line of columns.
A column is `word`, `word=code` or `+word` (local, in no standard); `group:(...)` puts columns under a parent that carries no
meaning of its own, `group/(...)` under one that does. A cross-tab has `rows:` (labels, or @areas) and `cols:`; `from:` names
lists that answer it; `within:` names forms that ask all that this one asks. Refuses: a word that nothing explains.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
_HEAD = re.compile(r"\[(?P<id>\w+)\]\s*(?P<rest>.+)")
_TOKEN = re.compile(r"(?P<group>[^\s:/()]+)(?P<mark>[:/])\((?P<inner>[^)]*)\)|(?P<word>\S+)")
LAYOUTS = ("list", "crosstab", "card")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what stands above it and what it asks ("-" for serial numbers and remarks)."""

    word: str
    asks: str
    group: str | None = None
    carries: bool = False
    """Whether the group is part of the meaning (监护人 / 姓名)."""


@dataclass(frozen=True, slots=True)
class Form:
    """One truly different form."""

    id: str
    department: str
    layout: str
    register: str
    population: str
    period: str
    titles: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[str, ...] = ()
    answered_by: tuple[str, ...] = ()
    within: tuple[str, ...] = ()

    @property
    def scope(self) -> tuple[str, str]:
        """Whom it asks about; forms of other scopes are other forms, whatever their columns."""
        return self.register, self.population

    @property
    def asks(self) -> frozenset[str]:
        return frozenset(column.asks for column in self.columns if column.asks != "-")


def table(name: str) -> list[dict[str, str]]:
    """Rows of a TSV beside this module."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def words() -> dict[str, str]:
    """What a bare word asks."""
    return {row["word"]: row["code"] for row in table("words.tsv")}


def load(folder: Path = HERE / "forms") -> tuple[Form, ...]:
    """All forms, in the order of the files' names."""
    known = words()
    forms: list[Form] = []
    for path in sorted(folder.glob("*.forms")):
        for block in re.split(r"\n(?=\[)", path.read_text(encoding="utf-8").strip()):
            forms.append(_form(block.splitlines(), known))
    return tuple(forms)


def _form(lines: list[str], known: dict[str, str]) -> Form:
    head = _HEAD.fullmatch(lines[0].strip())
    if head is None:
        raise ValueError(f"no head of a form: {lines[0]}")
    department, layout, register, population, period, titles = (part.strip() for part in head["rest"].split("|"))
    extra = {key: value.split() for key, value in (_pair(line) for line in lines[1:]) if key != "cols"}
    body = next(value for key, value in (_pair(line) for line in lines[1:]) if key == "cols")
    count = f"count:{register}:{population}:" if layout == "crosstab" else None
    columns = tuple(_columns(body, known, count, head["id"]))
    names = tuple(title.strip() for title in titles.split(";"))
    rows, answered, within = (tuple(extra.get(key, ())) for key in ("rows", "from", "within"))
    return Form(head["id"], department, layout, register, population, period, names, columns, rows, answered, within)


def _pair(line: str) -> tuple[str, str]:
    for key in ("rows", "cols", "from", "within"):
        if line.startswith(f"{key}: "):
            return key, line[len(key) + 2 :]
    return "cols", line


def _columns(body: str, known: dict[str, str], count: str | None, form: str) -> list[Column]:
    columns: list[Column] = []
    for token in _TOKEN.finditer(body):
        if token["word"]:
            columns.append(_column(token["word"], known, count, form))
            continue
        for word in token["inner"].split():
            leaf = _column(word, known, count and f"{count}{token['group']}/", form)
            columns.append(Column(leaf.word, leaf.asks, token["group"], token["mark"] == "/"))
    return columns


def _column(token: str, known: dict[str, str], count: str | None, form: str) -> Column:
    word, _, code = token.partition("=")
    if word.startswith("+"):
        return Column(word[1:], f"local:{word[1:]}")
    if count is not None:
        return Column(word, f"{count}{word}")
    if not code and word not in known:
        raise ValueError(f"{form}: nothing explains {word}")
    return Column(word, code or known[word])
