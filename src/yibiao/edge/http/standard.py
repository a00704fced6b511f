"""The data standard for whoever builds on it. In: a code or nothing. Out: elements; no personal data."""

from django.http import HttpRequest
from ninja import Router, Schema

from yibiao.base.problems import ProblemError, problem
from yibiao.flow.standard import load
from yibiao.flow.standard.model import Element

router = Router(tags=["standard"])


class ElementReply(Schema):
    """One data element as its users see it."""

    code: str
    label_zh: str
    label_en: str
    domain: str
    sensitivity: int
    aliases: list[str]
    unit: str | None
    formula: str | None


def reply(element: Element) -> ElementReply:
    names = ("code", "label_zh", "label_en", "domain", "sensitivity", "unit", "formula")
    return ElementReply(aliases=list(element.aliases), **{name: getattr(element, name) for name in names})


@router.get("/elements", response=list[ElementReply])
def elements(request: HttpRequest) -> list[ElementReply]:
    return [reply(element) for element in load().elements.values()]


@router.get("/elements/{code}", response=ElementReply)
def element(request: HttpRequest, code: str) -> ElementReply:
    found = load().elements.get(code)
    if found is None:
        raise ProblemError(problem("STANDARD_UNKNOWN_ELEMENT", code=code))
    return reply(found)
