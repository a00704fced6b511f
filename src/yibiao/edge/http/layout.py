"""How pages show and check records: registers, groups, elements, choices. In: the caller's view. Out: no personal data.

Only what the caller may read is named; a phone keeps it, so that a form can be filled in without network.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from yibiao.base.views import View
from yibiao.edge.http.shapes import compressed
from yibiao.flow.asking.rights import unreadable
from yibiao.flow.standard.domains import domain_of
from yibiao.flow.standard.domains.choices import OneCode
from yibiao.flow.standard.faces import Group, faces, groups_of
from yibiao.flow.standard.formula.nodes import Tagged
from yibiao.flow.standard.model import Element, Standard
from yibiao.work.directory.rules import KEEPERS
from yibiao.work.ledgers.actions.field import writable

router = Router(tags=["records"])


class Words(Schema):
    zh: str
    en: str


class GroupReply(Schema):
    label: Words
    elements: list[str]


class TagReply(Schema):
    name: str
    label: Words


class RegisterReply(Schema):
    """looked_up: people look for its records by themselves; others hang on one (`hangs_on`)."""

    code: str
    label: Words
    hangs_on: str | None
    looked_up: bool
    single: bool
    must: list[str]
    face: list[str]
    find: list[str]
    important: list[str]
    tags: list[TagReply]
    groups: list[GroupReply]


class ElementShape(Schema):
    """domain: kind of value; list: its code list, or the register that a reference points at. half_life in days."""

    code: str
    label: Words
    domain: str
    list: str
    half_life: int | None
    unit: str
    writable: bool
    masked: bool
    derived: bool


class ChoiceReply(Schema):
    code: str
    label: Words


class LayoutReply(Schema):
    registers: list[RegisterReply]
    elements: list[ElementShape]
    choices: dict[str, list[ChoiceReply]]


@router.get("", response=LayoutReply)
def layout(request: HttpRequest) -> HttpResponse:
    request.auth.must_be(*KEEPERS)
    return compressed(request, layout_of(request.auth.estate.house.standard, request.auth.view()))


def layout_of(standard: Standard, view: View) -> LayoutReply:
    """The layout as far as the view reads."""
    elements = [standard.elements[code] for code in standard.elements if view.may_read(code)]
    named = {element.register for element in elements}
    lists = dict.fromkeys(_argument(element) for element in elements if _kind(element) in ("code", "codes"))
    return LayoutReply(
        registers=[_register(standard, code, view) for code in standard.registers if code in named],
        elements=[_element(element, view) for element in elements],
        choices={name: list(_choices(standard, name)) for name in lists},
    )


def _register(standard: Standard, code: str, view: View) -> RegisterReply:
    entry, face = standard.registers[code], faces(standard).get(code)
    names = {part: [e.code for e in getattr(face, part, ()) if view.may_read(e.code)] for part in _PARTS}
    tags = [name for name in (face.tags if face else ()) if unreadable(Tagged(name), view, standard) is None]
    return RegisterReply(
        code=code, label=Words(zh=entry.label_zh, en=entry.label_en), hangs_on=entry.hangs_on, single=entry.single,
        looked_up=face is not None, groups=list(_groups(groups_of(standard, code), view)),
        tags=[TagReply(name=n, label=Words(zh=n, en=standard.tags[n].label_en or n)) for n in tags], **names,
    )  # fmt: skip


_PARTS = ("must", "face", "find", "important")


def _groups(groups: tuple[Group, ...], view: View) -> Iterator[GroupReply]:
    for group in groups:
        codes = [element.code for element in group.elements if view.may_read(element.code)]
        if codes:
            yield GroupReply(label=Words(zh=group.label_zh, en=group.label_en), elements=codes)


def _element(element: Element, view: View) -> ElementShape:
    return ElementShape(
        code=element.code, label=Words(zh=element.label_zh, en=element.label_en), domain=_kind(element),
        list=_argument(element), half_life=element.half_life, unit=element.unit or "",
        writable=writable(view, element.code) and not element.derived, masked=element.code in view.masks,
        derived=element.derived,
    )  # fmt: skip


def _choices(standard: Standard, name: str) -> Iterator[ChoiceReply]:
    domain = domain_of(f"code:{name}", standard)
    assert isinstance(domain, OneCode)
    for code in standard.code_lists[name].codes:
        yield ChoiceReply(code=code.code, label=Words(zh=domain.word(code.code), en=code.label_en or code.label_zh))


def _kind(element: Element) -> str:
    return element.domain.removesuffix("(derived)").strip().partition(":")[0]


def _argument(element: Element) -> str:
    return element.domain.partition(":")[2].strip()
