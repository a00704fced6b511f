"""What a form was understood to ask, as JSON for a page. In: matched tables, fields, questions. Out: mappings.

Sentences come in Chinese and English where the house has both; conditions are Chinese, as clerks write them. Refuses:
nothing.
"""

from __future__ import annotations

from typing import Any

from yibiao.flow.asking import explain, without
from yibiao.flow.asking.nodes import CountQuestion
from yibiao.flow.pipeline import Matched
from yibiao.flow.reporting.asked import question_of, question_text
from yibiao.flow.standard.meanings import FieldMatch, FormMatch, Meaning
from yibiao.flow.standard.model import Standard


def matched_json(matched: Matched, standard: Standard) -> list[dict[str, Any]]:
    """Every table of the file."""
    return [table_json(number, form, standard) for number, form in enumerate(matched.forms)]


def table_json(number: int, form: FormMatch, standard: Standard) -> dict[str, Any]:
    """One table: what it is about, its fields, the words that were not understood."""
    table = form.table
    register = standard.registers.get(form.register or "")
    return {
        "number": number,
        "sheet": table.sheet,
        "sheet_index": table.grid_index,
        "layout": table.layout.value,
        "subject": form.subject.value,
        "title": table.title,
        "header": list(table.header) if table.header else None,
        "register_code": form.register,
        "register_zh": register.label_zh if register else None,
        "register_en": register.label_en if register else None,
        "population": form.population_text,
        "unread": list(form.unread),
        "confidence": round(form.confidence, 3),
        "problems": [found.as_json() for found in (*table.problems, *form.problems)],
        "fields": [field_json(number, entry, standard) for entry in form.fields],
    }


def field_json(table: int, entry: FieldMatch, standard: Standard) -> dict[str, Any]:
    """One field: what it means, how sure, why, and what else it may mean."""
    meaning = entry.meaning
    label_zh, label_en = labels_of(meaning, standard)
    return {
        "table": table,
        "sheet": entry.sheet,
        "cell": entry.cell,
        "path": list(entry.path),
        "element": meaning.element if meaning else None,
        "special": meaning.special if meaning else None,
        "formula": entry.formula,
        "label_zh": label_zh,
        "label_en": label_en,
        "confidence": round(entry.confidence, 3),
        "accepted": entry.accepted,
        "reasons": [{"zh": reason.zh, "en": reason.en} for reason in entry.reasons],
        "candidates": [
            {"element": one.meaning.element, "confidence": round(one.confidence, 3), "label_zh": zh, "label_en": en}
            for one in entry.candidates
            if one.meaning.element and (zh := labels_of(one.meaning, standard)[0])
            and (en := labels_of(one.meaning, standard)[1])
        ],
    }  # fmt: skip


def labels_of(meaning: Meaning | None, standard: Standard) -> tuple[str | None, str | None]:
    """An element by its register and label: 人 · 联系电话."""
    element = standard.elements.get(meaning.element or "") if meaning else None
    if element is None:
        return None, None
    register = standard.registers[element.register]
    return f"{register.label_zh} · {element.label_zh}", f"{register.label_en} · {element.label_en}"


def question_json(question: CountQuestion, standard: Standard) -> dict[str, Any]:
    """A number's question, so that `question_from` makes it again; `sentence` for people."""
    said = {"sentence": explain(question, standard), "left_out": without(question, standard)}
    return question_text(question, standard) | said


def question_from(told: dict[str, Any], standard: Standard) -> CountQuestion:
    """The inverse of `question_json`; sheets that were kept before say no kind and no area."""
    question = question_of({"kind": "count", "area": None, **told}, standard)
    assert isinstance(question, CountQuestion)
    return question
