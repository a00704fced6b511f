"""What an installation adds to the shipped standard: aliases, code values, tags, elements. In: a standard, additions.

Out: the standard of the house, and the additions that do not fit (an update of the standard may have taken their name).

    alias      another name of an element or a tag
    code       a value of a code list; its code begins with Z, which no standard uses, so that updates never collide
    tag        a named formula over the elements of one register
    element    something more to keep about a register; its name begins with x_, people type it, it is never derived

Data on data: nothing shipped is changed or taken away, and no code runs. A derived element would let a formula over
what is secret pass as something public, so there are none. Refuses: nothing with an exception; `laid_over` says what
does not fit and why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeVar

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.base.text import key
from yibiao.flow.standard.formula import parse, value_kind
from yibiao.flow.standard.formula.kinds import Kind
from yibiao.flow.standard.formula.nodes import Node
from yibiao.flow.standard.loading import COMPUTED, PARAMETER_DOMAINS, PLAIN_DOMAINS
from yibiao.flow.standard.model import Code, Element, Standard, Tag

KINDS = ("alias", "code", "tag", "element")
_ELEMENT_NAME = re.compile(r"x_[a-z][a-z0-9_]{1,40}")
_CODE = re.compile(r"Z[0-9A-Z]{1,10}")
_LONGEST_NAME = 60
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Addition:
    """One addition. of: element or tag (alias), code list (code), register (tag, element).

    name: the alias, the code, the tag's or the element's name. parts: what else the kind has, see `PARTS`.
    """

    id: str
    kind: str
    of: str
    name: str
    parts: Mapping[str, str] = field(default_factory=dict)

    def several(self, part: str) -> tuple[str, ...]:
        """A part that holds several names, separated by "|"."""
        return tuple(each.strip() for each in self.parts.get(part, "").split("|") if each.strip())


PARTS: Mapping[str, tuple[str, ...]] = {
    "alias": (),
    "code": ("label_zh", "label_en", "aliases"),
    "tag": ("formula", "label_en", "aliases"),
    "element": ("label_zh", "label_en", "domain", "sensitivity", "aliases", "half_life", "keeper", "legal_basis"),
}


def laid_over(
    standard: Standard, additions: Iterable[Addition]
) -> tuple[Standard, tuple[tuple[Addition, Problem], ...]]:
    """The standard with all additions that fit, in their order, and those that do not with the reason."""
    refused: list[tuple[Addition, Problem]] = []
    for addition in additions:
        try:
            standard = with_addition(standard, addition)
        except ProblemError as fault:
            refused.append((addition, fault.problem))
    return standard, tuple(refused)


def with_addition(standard: Standard, addition: Addition) -> Standard:
    """The standard with one more; `ProblemError` SUPPLEMENT_* or what the formula language refuses."""
    lay = _LAY.get(addition.kind)
    if lay is None or set(addition.parts) - set(PARTS[addition.kind]):
        raise _refused(addition, "没有这种增补", "there is no such kind of addition")
    return lay(standard, addition)


def changed_meaning(before: Standard, after: Standard) -> str | None:
    """The name of the first tag or derived element whose formula no longer says the same, because a new name stands
    between; None where all say what they said."""
    formulas = [(tag.name, tag.register, tag.formula) for tag in before.tags.values()]
    formulas += [(one.label_zh, one.register, one.formula) for one in before.elements.values() if one.formula]
    for name, register, formula in formulas:
        meant = _meaning(formula, register, before)
        if meant is not None and meant != _meaning(formula, register, after):
            return name
    return None


def _meaning(formula: str, register: str, standard: Standard) -> Node | None:
    try:
        return parse(formula, register, standard)
    except ProblemError:
        return None


def _alias(standard: Standard, addition: Addition) -> Standard:
    if addition.of in standard.elements:
        element = standard.elements[addition.of]
        _must_be_free(standard, element.register, addition, (addition.name,))
        changed = replace(element, aliases=(*element.aliases, addition.name))
        return replace(standard, elements=_with(standard.elements, element.code, changed))
    tag = standard.tags.get(addition.of)
    if tag is None:
        raise _refused(addition, f"没有数据元或标签「{addition.of}」", f"there is no element or tag “{addition.of}”")
    _must_be_free(standard, tag.register, addition, (addition.name,))
    named = replace(tag, aliases=(*tag.aliases, addition.name))
    return replace(standard, tags=_with(standard.tags, tag.name, named))


def _code(standard: Standard, addition: Addition) -> Standard:
    known = standard.code_lists.get(addition.of)
    if known is None:
        raise _refused(addition, f"没有代码集「{addition.of}」", f"there is no code list “{addition.of}”")
    if not _CODE.fullmatch(addition.name):
        raise _refused(addition, "代码要以大写 Z 开头，后接字母数字", "the code begins with Z, then letters or digits")
    label = _label(addition)
    names = {key(name) for code in known.codes for name in (code.label_zh, *code.aliases)}
    for name in (label, *addition.several("aliases")):
        if not key(name) or key(name) in names:
            raise _taken(addition, name)
        names.add(key(name))
    if addition.name in known.by_code:
        raise _taken(addition, addition.name)
    code = Code(addition.name, label, addition.parts.get("label_en", ""), addition.several("aliases"))
    longer = replace(known, codes=(*known.codes, code))
    return replace(standard, code_lists=_with(standard.code_lists, known.name, longer))


def _tag(standard: Standard, addition: Addition) -> Standard:
    _must_have_register(standard, addition)
    aliases = addition.several("aliases")
    _must_be_free(standard, addition.of, addition, (addition.name, *aliases))
    if addition.name in standard.tags:
        raise _taken(addition, addition.name)
    formula = addition.parts.get("formula", "").strip()
    node = parse(formula, addition.of, standard)
    if value_kind(node, standard) not in (Kind.CONDITION, Kind.BOOL):
        raise _refused(addition, "公式要是一个条件", "the formula must be a condition")
    tag = Tag(addition.name, addition.of, formula, aliases, addition.parts.get("label_en", ""))
    return replace(standard, tags=_with(standard.tags, tag.name, tag))


def _element(standard: Standard, addition: Addition) -> Standard:
    _must_have_register(standard, addition)
    code, parts = f"{addition.of}.{addition.name}", addition.parts
    if not _ELEMENT_NAME.fullmatch(addition.name):
        raise _refused(
            addition, "名称要以 x_ 开头，用小写字母、数字、下划线", "the name begins with x_, in small letters"
        )
    if code in standard.elements:
        raise _taken(addition, addition.name)
    label, aliases = _label(addition), addition.several("aliases")
    _must_be_free(standard, addition.of, addition, (label, *aliases))
    _must_have_domain(standard, addition)
    half_life, keeper = parts.get("half_life", ""), parts.get("keeper", "")
    if parts.get("sensitivity") not in {"1", "2", "3", "4"}:
        raise _refused(addition, "敏感级别是 1 到 4", "the sensitivity is 1 to 4")
    if (half_life and not half_life.isdecimal()) or keeper == COMPUTED:
        raise _refused(addition, "保鲜期是天数；不能是推算项", "the half-life is a number of days; nothing is derived")
    element = Element(
        code=code, label_zh=label, label_en=parts.get("label_en") or label, domain=parts["domain"],
        sensitivity=int(parts["sensitivity"]), aliases=aliases, legal_basis=parts.get("legal_basis") or None,
        half_life=int(half_life) if half_life else None, keeper=keeper or None,
    )  # fmt: skip
    return replace(standard, elements=_with(standard.elements, code, element))


_LAY: Mapping[str, Callable[[Standard, Addition], Standard]] = {
    "alias": _alias,
    "code": _code,
    "tag": _tag,
    "element": _element,
}


def _must_have_register(standard: Standard, addition: Addition) -> None:
    if addition.of not in standard.registers:
        raise _refused(addition, f"没有登记册「{addition.of}」", f"there is no register “{addition.of}”")


def _must_have_domain(standard: Standard, addition: Addition) -> None:
    domain = addition.parts.get("domain", "")
    kind, _, parameter = domain.partition(":")
    allowed = PARAMETER_DOMAINS if parameter else PLAIN_DOMAINS
    unknown_list = kind in {"code", "codes"} and parameter not in standard.code_lists
    if kind not in allowed or kind == "ref" or unknown_list:
        raise _refused(addition, f"没有值域「{domain}」", f"there is no value domain “{domain}”")


def _must_be_free(standard: Standard, register: str, addition: Addition, names: tuple[str, ...]) -> None:
    """Each name says something and names nothing else in the register, whatever way it is written."""
    taken = {key(name) for one in standard.of_register(register) for name in (one.label_zh, one.name, *one.aliases)}
    taken |= {
        key(name) for tag in standard.tags.values() if tag.register == register for name in (tag.name, *tag.aliases)
    }
    for name in names:
        if not key(name) or len(name) > _LONGEST_NAME or any(sign in name for sign in "|\t\r\n"):
            raise _refused(addition, f"「{name[:20]}」不能作名称", f"“{name[:20]}” cannot be a name")
        if key(name) in taken:
            raise _taken(addition, name)
        taken.add(key(name))


def _label(addition: Addition) -> str:
    label = addition.parts.get("label_zh", "").strip()
    if not label:
        raise _refused(addition, "没有写中文名称", "the Chinese label is missing")
    return label


def _with(known: Mapping[str, T], name: str, value: T) -> Mapping[str, T]:
    return MappingProxyType({**known, name: value})


def _refused(addition: Addition, zh: str, en: str) -> ProblemError:
    return ProblemError(problem("SUPPLEMENT_REFUSED", Place(field=addition.name), name=addition.name, zh=zh, en=en))


def _taken(addition: Addition, name: str) -> ProblemError:
    return ProblemError(problem("SUPPLEMENT_NAME_TAKEN", Place(field=addition.name), name=name))
