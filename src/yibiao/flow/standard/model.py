"""The shapes of the data standard (ISO/IEC 11179): elements, registers, code lists, tags. In: rows of data files.

Out: frozen values, looked up by code. Refuses: nothing here; `loading` refuses data files that contradict themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Element:
    """One data element 数据元. `code` is register.name; `domain` is a value-domain specification, e.g. "citizen_id",
    "code:GB/T 2261.1", "money:CNY", "int:persons", "ref:household".

    sensitivity: 1 public .. 4 most sensitive. half_life: days after which half of the values may be stale; None: never.
    formula: text form for derived elements (never typed), else None. sources: authorities, best first.
    """

    code: str
    label_zh: str
    label_en: str
    domain: str
    sensitivity: int
    aliases: tuple[str, ...] = ()
    unit: str | None = None
    legal_basis: str | None = None
    sources: tuple[str, ...] = ()
    half_life: int | None = None
    keeper: str | None = None
    formula: str | None = None

    @property
    def register(self) -> str:
        return self.code.partition(".")[0]

    @property
    def name(self) -> str:
        return self.code.partition(".")[2]

    @property
    def derived(self) -> bool:
        return self.formula is not None


@dataclass(frozen=True, slots=True)
class Gone:
    """A way of being gone, though the ledger still keeps the record: a formula, and the words for those who are."""

    formula: str
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Register:
    """A register 登记册. A detail register hangs on another: `hangs_on` is that register's code.

    single: at most one record of it hangs on one master (a person has one disability certificate).
    identifiers: element codes that name a record from outside, strongest first.
    nouns: what people call its members in titles and questions (人, 居民, 群众 …).
    gone: who of its records is not counted or listed, unless asked for (died, moved out, deregistered).
    usual: elements that a list of its records shows where nobody says more.
    """

    code: str
    label_zh: str
    label_en: str
    hangs_on: str | None = None
    single: bool = True
    identifiers: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    gone: tuple[Gone, ...] = ()
    usual: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code list."""

    code: str
    label_zh: str
    label_en: str = ""
    aliases: tuple[str, ...] = ()
    parent: str | None = None


@dataclass(frozen=True)
class CodeList:
    """A code list 代码集 and the standard that it comes from."""

    name: str
    label_zh: str
    standard: str
    codes: tuple[Code, ...]

    @cached_property
    def by_code(self) -> Mapping[str, Code]:
        return {code.code: code for code in self.codes}


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag 标签: a named formula over the elements of one register."""

    name: str
    register: str
    formula: str
    aliases: tuple[str, ...] = ()
    label_en: str = ""


@dataclass(frozen=True)
class Standard:
    """The whole data standard. Look-ups of a code that does not exist are `KeyError`."""

    elements: Mapping[str, Element]
    registers: Mapping[str, Register]
    code_lists: Mapping[str, CodeList]
    tags: Mapping[str, Tag]
    problems: tuple[str, ...] = field(default=())

    def of_register(self, register: str) -> tuple[Element, ...]:
        return self._by_register.get(register, ())

    @cached_property
    def _by_register(self) -> Mapping[str, tuple[Element, ...]]:
        found: dict[str, list[Element]] = {}
        for element in self.elements.values():
            found.setdefault(element.register, []).append(element)
        return {register: tuple(elements) for register, elements in found.items()}

    def details_of(self, register: str) -> tuple[Register, ...]:
        return tuple(entry for entry in self.registers.values() if entry.hangs_on == register)
