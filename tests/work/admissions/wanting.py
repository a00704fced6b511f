"""Wanted forms and terms for the tests of admission. In: changes. Out: drafts. Refuses: nothing."""

from __future__ import annotations

from datetime import timedelta

from tests.work.cast import DAY
from yibiao.flow.admitting import Terms
from yibiao.flow.consolidating.shapes import FormFacts, FormField
from yibiao.work.admissions.actions import Draft
from yibiao.work.forms.queries import Template


def facts(*elements: str, title: str = "困难家庭名册") -> FormFacts:
    fields = tuple(
        FormField(f"{chr(65 + at)}3", (code,), code, 0.99, True) for at, code in enumerate(elements or ("person.name",))
    )
    return FormFacts("a.1", "a.xlsx", "Sheet1", title, "list", "records", "person", None, None, None, fields, 10)


def terms(**other: object) -> Terms:
    """Terms that the rules allow, with a reason for all that may want one."""
    given: dict[str, object] = {
        "department": "民政局", "area": "9901", "basis": "某办法第三条", "purpose": "发放津贴", "period": "month",
        "levels": ("community", "street"), "due_days": 5, "lead_days": 10, "recipients": ("民政局",),
        "valid_from": DAY, "expires": DAY + timedelta(days=30),
        "reasons": dict.fromkeys(("ALL_HELD", "SENSITIVE", "NEW_COLUMNS", "VARIANT", "CONTAINED"), "要用"),
    }  # fmt: skip
    return Terms(**{**given, **other})  # type: ignore[arg-type]


def draft(*elements: str, title: str = "困难家庭名册", changes: str = "", **said: object) -> Draft:
    template = Template(title, "a.xlsx", b"bytes of the form", ({"cell": "A3", "target": "person.name"},))
    return Draft(template, (facts(*elements, title=title),), terms(**said), changes)
