"""Reads the data standard from its data files. In: a folder of TSV files. Out: a `Standard`.

Refuses, as `LookupError` that names file and line, whatever contradicts itself: a row of another width than the header,
a code twice, an unknown register, value domain or code list, two elements of one register under one name, a derived
element without formula (and a formula on an element that someone types), a way of being gone that cannot be read. Data
files are ours: this is our fault, not the user's, so nothing is collected.

    registers.tsv · gone.tsv · usual.tsv · elements/<register>.tsv · code_lists.tsv · code_lists/<file>.tsv · tags.tsv
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType

from yibiao.base.text import key
from yibiao.flow.standard.model import Code, CodeList, Element, Gone, Register, Standard, Tag

COMPUTED = "推算"
"""The keeper of derived elements: the ledger computes them, nobody types them."""

PLAIN_DOMAINS = frozenset(
    "name text citizen_id credit_code phone date month year area_m2 area_mu address area bool bank_account "
    "disability_certificate email plate file percent coordinates time int decimal".split()
)
PARAMETER_DOMAINS = frozenset({"money", "int", "decimal", "code", "codes", "ref"})

REGISTER_COLUMNS = ("code", "label_zh", "label_en", "hangs_on", "single", "identifiers", "nouns")
GONE_COLUMNS = ("register", "formula", "label_zh", "label_en")
USUAL_COLUMNS = ("register", "elements")
ELEMENT_COLUMNS = (
    "code", "label_zh", "label_en", "domain", "sensitivity", "aliases",
    "unit", "legal_basis", "sources", "half_life", "keeper", "formula",
)  # fmt: skip
LIST_COLUMNS = ("name", "file", "label_zh", "standard")
CODE_COLUMNS = ("code", "label_zh", "label_en", "aliases", "parent")
TAG_COLUMNS = ("name", "register", "formula", "aliases", "label_en")


class Row:
    """One line of a data file: cells by column, and how to refuse it."""

    def __init__(self, file: str, line: int, cells: dict[str, str]) -> None:
        self.file, self.line, self.cells = file, line, cells

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def several(self, column: str) -> tuple[str, ...]:
        """The parts of a cell that holds several, separated by "|"."""
        return tuple(part for part in self.cells[column].split("|") if part)

    def need(self, holds: bool, why: str) -> None:
        if not holds:
            raise LookupError(f"{self.file}, line {self.line}: {why}")


class Names:
    """Names that may each stand once; `take` refuses the second."""

    def __init__(self) -> None:
        self.taken: dict[str, str] = {}

    def take(self, row: Row, name: str, owner: str) -> None:
        other = self.taken.setdefault(key(name) or name, owner)
        row.need(other == owner, f"“{name}” names both {other} and {owner}")


@cache
def load() -> Standard:
    """The standard that is shipped, read once."""
    return read_standard(resources.files("yibiao.flow.standard") / "data")


def read_standard(folder: Traversable) -> Standard:
    """The standard in `folder`; `LookupError` where the files contradict themselves."""
    registers = _registers(folder)
    lists = _code_lists(folder)
    elements = _elements(folder, registers, lists)
    tags = _tags(folder, registers, elements)
    for row in _rows(folder / "registers.tsv", REGISTER_COLUMNS):
        for code in row.several("identifiers"):
            row.need(code in elements, f"identifier {code} is no element")
    _gone(folder, registers)
    _usual(folder, registers, elements)
    standard = Standard(
        elements=MappingProxyType(elements),
        registers=MappingProxyType(registers),
        code_lists=MappingProxyType(lists),
        tags=MappingProxyType(tags),
    )
    _check_gone(folder, standard)
    return standard


def _rows(file: Traversable, columns: tuple[str, ...]) -> Iterator[Row]:
    lines = file.read_text("utf-8").splitlines()
    first = Row(file.name, 1, {})
    first.need(bool(lines) and tuple(lines[0].split("\t")) == columns, f"the header must be {' '.join(columns)}")
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        row = Row(file.name, number, dict(zip(columns, cells, strict=False)))
        row.need(len(cells) == len(columns), f"{len(cells)} cells, not {len(columns)}")
        row.need(bool(cells[0].strip()), "the first cell is empty")
        yield row


def _registers(folder: Traversable) -> dict[str, Register]:
    registers: dict[str, Register] = {}
    rows = list(_rows(folder / "registers.tsv", REGISTER_COLUMNS))
    known = {row["code"] for row in rows}
    for row in rows:
        row.need(row["code"] not in registers, f"register {row['code']} stands twice")
        row.need(row["hangs_on"] in known | {""}, f"no register {row['hangs_on']} to hang on")
        registers[row["code"]] = Register(
            code=row["code"],
            label_zh=row["label_zh"],
            label_en=row["label_en"],
            hangs_on=row["hangs_on"] or None,
            single=row["single"] == "1",
            identifiers=row.several("identifiers"),
            nouns=row.several("nouns"),
        )
    return registers


def _gone(folder: Traversable, registers: dict[str, Register]) -> None:
    """Give each register its ways of being gone."""
    for row in _rows(folder / "gone.tsv", GONE_COLUMNS):
        row.need(row["register"] in registers, f"no register {row['register']}")
        row.need(bool(row["formula"] and row["label_zh"] and row["label_en"]), "a formula and both labels are needed")
        register = registers[row["register"]]
        way = Gone(row["formula"], row["label_zh"], row["label_en"])
        registers[register.code] = replace(register, gone=(*register.gone, way))


def _usual(folder: Traversable, registers: dict[str, Register], elements: dict[str, Element]) -> None:
    """Tell each register what a list of its records shows where nobody says more; this file may be absent."""
    if not (folder / "usual.tsv").is_file():
        return
    for row in _rows(folder / "usual.tsv", USUAL_COLUMNS):
        row.need(row["register"] in registers, f"no register {row['register']}")
        for code in row.several("elements"):
            row.need(code in elements, f"no element {code}")
        registers[row["register"]] = replace(registers[row["register"]], usual=row.several("elements"))


def _check_gone(folder: Traversable, standard: Standard) -> None:
    """Refuse what is no condition about a register's own stored elements."""
    from yibiao.flow.standard.formula.presence import fault  # needs the model, which this package gives it

    for row in _rows(folder / "gone.tsv", GONE_COLUMNS):
        why = fault(standard, row["register"], row["formula"])
        row.need(why is None, why or "")


def _code_lists(folder: Traversable) -> dict[str, CodeList]:
    lists: dict[str, CodeList] = {}
    for row in _rows(folder / "code_lists.tsv", LIST_COLUMNS):
        row.need(row["name"] not in lists, f"code list {row['name']} stands twice")
        row.need(bool(row["standard"]), "a code list names its standard")
        codes = _codes(folder / "code_lists" / row["file"])
        lists[row["name"]] = CodeList(row["name"], row["label_zh"], row["standard"], codes)
    return lists


def _codes(file: Traversable) -> tuple[Code, ...]:
    rows = list(_rows(file, CODE_COLUMNS))
    known = {row["code"] for row in rows}
    labels = {row["code"]: key(row["label_zh"]) for row in rows}
    names = Names()
    codes: list[Code] = []
    for row in rows:
        row.need(row["code"] not in {code.code for code in codes}, f"code {row['code']} stands twice")
        row.need(row["parent"] in known | {""}, f"no code {row['parent']} above this one")
        if labels.get(row["parent"]) != labels[row["code"]]:  # GB/T 4754 gives section K and division 70 one label
            names.take(row, row["label_zh"], row["code"])
        for alias in row.several("aliases"):
            names.take(row, alias, row["code"])
        codes.append(Code(row["code"], row["label_zh"], row["label_en"], row.several("aliases"), row["parent"] or None))
    return tuple(codes)


def _elements(folder: Traversable, registers: dict[str, Register], lists: dict[str, CodeList]) -> dict[str, Element]:
    elements: dict[str, Element] = {}
    for register in registers:
        names = Names()
        for row in _rows(folder / "elements" / f"{register}.tsv", ELEMENT_COLUMNS):
            row.need(row["code"] not in elements, f"element {row['code']} stands twice")
            row.need(row["code"].partition(".")[0] == register, f"{row['code']} belongs into another file")
            _check_domain(row, registers, lists)
            element = _element(row)
            for name in (element.label_zh, *element.aliases):
                names.take(row, name, element.code)
            elements[element.code] = element
    return elements


def elements_in(file: Traversable, standard: Standard) -> dict[str, Element]:
    """The elements of one table of any registers of `standard`, which they are to join."""
    registers, lists = dict(standard.registers), dict(standard.code_lists)
    names = {register: Names() for register in registers}
    elements: dict[str, Element] = {}
    for row in _rows(file, ELEMENT_COLUMNS):
        row.need(row["code"] not in elements, f"element {row['code']} stands twice")
        register = row["code"].partition(".")[0]
        row.need(register in registers, f"no register {register}")
        row.need(not row["formula"], "a derived element belongs into a whole standard")
        _check_domain(row, registers, lists)
        elements[row["code"]] = _element(row)
        for name in (row["label_zh"], *row.several("aliases")):
            names[register].take(row, name, row["code"])
    for element in standard.elements.values():
        if element.code not in elements:
            for name in (element.label_zh, *element.aliases):
                owner = names[element.register].taken.get(key(name) or name)
                if owner is not None:
                    raise LookupError(f"{file.name}: “{name}” of {owner} is a name of {element.code} already")
    return elements


def _element(row: Row) -> Element:
    row.need(row["sensitivity"] in {"1", "2", "3", "4"}, f"sensitivity {row['sensitivity']} is not 1 to 4")
    row.need(row["half_life"].isdigit() or not row["half_life"], f"half-life {row['half_life']} is no number of days")
    row.need(bool(row["label_zh"] and row["label_en"]), "both labels are needed")
    row.need((row["keeper"] == COMPUTED) == bool(row["formula"]), f"{COMPUTED} and a formula go together")
    return Element(
        code=row["code"],
        label_zh=row["label_zh"],
        label_en=row["label_en"],
        domain=row["domain"],
        sensitivity=int(row["sensitivity"]),
        aliases=row.several("aliases"),
        unit=row["unit"] or None,
        legal_basis=row["legal_basis"] or None,
        sources=row.several("sources"),
        half_life=int(row["half_life"]) if row["half_life"] else None,
        keeper=row["keeper"] or None,
        formula=row["formula"] or None,
    )


def _check_domain(row: Row, registers: dict[str, Register], lists: dict[str, CodeList]) -> None:
    kind, _, parameter = row["domain"].partition(":")
    allowed = PARAMETER_DOMAINS if parameter else PLAIN_DOMAINS
    row.need(kind in allowed, f"no value domain {row['domain']}")
    row.need(kind not in {"code", "codes"} or parameter in lists, f"no code list {parameter}")
    row.need(kind != "ref" or parameter in registers, f"no register {parameter}")


def _tags(folder: Traversable, registers: dict[str, Register], elements: dict[str, Element]) -> dict[str, Tag]:
    tags: dict[str, Tag] = {}
    names = {register: Names() for register in registers}
    labels = {(element.register, key(element.label_zh)) for element in elements.values()}
    for row in _rows(folder / "tags.tsv", TAG_COLUMNS):
        register = row["register"]
        row.need(register in registers, f"no register {register}")
        row.need(row["name"] not in tags, f"tag {row['name']} stands twice")
        row.need(bool(row["formula"]), "a tag is a formula")
        row.need((register, key(row["name"])) not in labels, f"{row['name']} is an element already")
        tag = Tag(row["name"], register, row["formula"], row.several("aliases"), row["label_en"])
        for name in (tag.name, *tag.aliases):
            names[register].take(row, name, tag.name)
        tags[tag.name] = tag
    return tags
