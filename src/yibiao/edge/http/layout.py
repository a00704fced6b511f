"""How pages show and check records: registers, groups, elements, choices. In: the caller's view. Out: no personal data.

Only what the caller may read is named; a phone keeps it, so that a form can be filled in without network.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from yibiao.base.views import View
from yibiao.edge.http.caller import Caller
from yibiao.edge.http.shapes import compressed
from yibiao.flow.asking.rights import unreadable
from yibiao.flow.standard.domains import domain_of
from yibiao.flow.standard.domains.choices import OneCode
from yibiao.flow.standard.faces import Group, faces, groups_of
from yibiao.flow.standard.formula.nodes import Tagged
from yibiao.flow.standard.model import Element, Standard
from yibiao.work.directory import queries as directory
from yibiao.work.directory.rules import KEEPERS
from yibiao.work.ledgers.actions.field import writable

router = Router(tags=["records"])


class Bilingual(Schema):
    zh: str
    en: str


class GroupShape(Schema):
    label: Bilingual
    elements: list[str]


class TagShape(Schema):
    name: str
    label: Bilingual


class RegisterShape(Schema):
    """looked_up: people look for its records by themselves; others hang on one (`hangs_on`)."""

    code: str
    label: Bilingual
    hangs_on: str | None
    looked_up: bool
    single: bool
    must: list[str]
    face: list[str]
    find: list[str]
    important: list[str]
    tags: list[TagShape]
    groups: list[GroupShape]


class ElementShape(Schema):
    """domain: kind of value; list: its code list, or the register that a reference points at. half_life in days."""

    code: str
    label: Bilingual
    domain: str
    list: str
    half_life: int | None
    unit: str
    writable: bool
    masked: bool
    derived: bool


class ChoiceReply(Schema):
    code: str
    label: Bilingual


class AreaChoice(Schema):
    """A grid in which the caller may write."""

    code: str
    name: str


MOST_AREAS = 5_000


class LayoutReply(Schema):
    """grids: where the caller may write. areas: names by code, for values that are areas."""

    registers: list[RegisterShape]
    elements: list[ElementShape]
    choices: dict[str, list[ChoiceReply]]
    grids: list[AreaChoice]
    areas: dict[str, str]


@router.get("", response=LayoutReply)
def layout(request: HttpRequest) -> HttpResponse:
    request.auth.must_be(*KEEPERS)
    caller = request.auth
    areas = list(directory.areas())
    reply = layout_of(caller.estate.house.standard, caller.view())
    reply.grids = _grids(caller, areas)
    reply.areas = {area.code: area.name for area in areas[:MOST_AREAS]}
    return compressed(request, reply)


def _grids(caller: Caller, areas: list[directory.AreaRow]) -> list[AreaChoice]:
    reach = directory.writing_areas(caller.login, caller.day)
    grids = (area for area in areas if area.level == "grid")
    inside = (area for area in grids if any(low <= area.first <= high for low, high in reach))
    return [AreaChoice(code=area.code, name=area.name) for area in inside]


def layout_of(standard: Standard, view: View) -> LayoutReply:
    """The layout as far as the view reads, of no place yet."""
    elements = [standard.elements[code] for code in standard.elements if view.may_read(code)]
    named = {element.register for element in elements}
    lists = dict.fromkeys(_argument(element) for element in elements if _kind(element) in ("code", "codes"))
    return LayoutReply(
        registers=[_register(standard, code, view) for code in standard.registers if code in named],
        elements=[_element(element, view) for element in elements],
        choices={name: list(_choices(standard, name)) for name in lists},
        grids=[],
        areas={},
    )


def _register(standard: Standard, code: str, view: View) -> RegisterShape:
    entry, face = standard.registers[code], faces(standard).get(code)
    names = {part: [e.code for e in getattr(face, part, ()) if view.may_read(e.code)] for part in _PARTS}
    tags = [name for name in (face.tags if face else ()) if unreadable(Tagged(name), view, standard) is None]
    return RegisterShape(
        code=code, label=Bilingual(zh=entry.label_zh, en=entry.label_en), hangs_on=entry.hangs_on, single=entry.single,
        looked_up=face is not None, groups=list(_groups(groups_of(standard, code), view)),
        tags=[TagShape(name=n, label=Bilingual(zh=n, en=standard.tags[n].label_en or n)) for n in tags], **names,
    )  # fmt: skip


_PARTS = ("must", "face", "find", "important")


def _groups(groups: tuple[Group, ...], view: View) -> Iterator[GroupShape]:
    for group in groups:
        codes = [element.code for element in group.elements if view.may_read(element.code)]
        if codes:
            yield GroupShape(label=Bilingual(zh=group.label_zh, en=group.label_en), elements=codes)


def _element(element: Element, view: View) -> ElementShape:
    return ElementShape(
        code=element.code, label=Bilingual(zh=element.label_zh, en=element.label_en), domain=_kind(element),
        list=_argument(element), half_life=element.half_life, unit=element.unit or "",
        writable=writable(view, element.code) and not element.derived, masked=element.code in view.masks,
        derived=element.derived,
    )  # fmt: skip


def _choices(standard: Standard, name: str) -> Iterator[ChoiceReply]:
    domain = domain_of(f"code:{name}", standard)
    assert isinstance(domain, OneCode)
    for code in standard.code_lists[name].codes:
        yield ChoiceReply(code=code.code, label=Bilingual(zh=domain.word(code.code), en=code.label_en or code.label_zh))


def _kind(element: Element) -> str:
    return element.domain.removesuffix("(derived)").strip().partition(":")[0]


def _argument(element: Element) -> str:
    return element.domain.partition(":")[2].strip()
