"""`yibiao match`: what each field of a form means. In: a file. Out: element or formula, confidence, reasons."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.base.tables import MetaField, a1
from yibiao.edge.cli.home import standard_in
from yibiao.edge.cli.output import existing, print_json, print_problems, stops_on_problem, tell
from yibiao.edge.cli.words import both, language, say, short
from yibiao.edge.learned import learn, lexicon_of
from yibiao.flow import pipeline
from yibiao.flow.filling import context_word
from yibiao.flow.standard import Standard
from yibiao.flow.standard.meanings import FieldMatch, FormMatch
from yibiao.flow.standardising import Lexicon


def field_json(field: FieldMatch) -> dict[str, Any]:
    """One field as `yibiao match --json` prints it."""
    meaning = field.meaning
    return {
        "sheet": field.sheet,
        "cell": field.cell,
        "path": list(field.path),
        "element": meaning.element if meaning else None,
        "formula": field.formula,
        "special": meaning.special if meaning else None,
        "confidence": round(field.confidence, 4),
        "accepted": field.accepted,
        "reasons": [reason.zh for reason in field.reasons],
        "candidates": [
            {"element": candidate.meaning.element, "confidence": round(candidate.confidence, 4)}
            for candidate in field.candidates
            if candidate.meaning.element
        ],
    }


def blank_json(form: FormMatch, blank: MetaField) -> dict[str, Any]:
    """A labelled blank outside the table (填报单位：, 填表日期：): filled from the context, not from the ledger."""
    return {
        "sheet": form.table.sheet,
        "cell": a1(blank.row, blank.column),
        "path": [blank.label],
        "element": None,
        "formula": None,
        "special": "blank" if (word := context_word(blank.label)) is None else word,
        "confidence": 1.0,
        "accepted": True,
        "reasons": [],
        "candidates": [],
    }


def form_json(form: FormMatch) -> dict[str, Any]:
    return {
        "sheet": form.table.sheet,
        "title": form.table.title,
        "subject": form.subject.value,
        "register": form.register,
        "population": form.population_text,
        "unread": list(form.unread),
        "confidence": round(form.confidence, 4),
        "reasons": [reason.zh for reason in form.reasons],
        "problems": [problem.as_json() for problem in form.problems],
    }


def field_line(field: FieldMatch) -> str:
    meaning = field.meaning
    what = field.formula or (meaning.element or meaning.special if meaning else None)
    mark = say("采用", "accepted") if field.accepted else say("请确认", "please confirm")
    tongue = language() or "zh"
    why = "；".join(getattr(reason, tongue) for reason in field.reasons[:2])
    unknown = say("不认识", "not recognised")
    return f"  {field.cell:>6}  {' › '.join(field.path)} → {what or unknown}  {field.confidence:.2f} {mark}  {why}"


def teach(file: Path, home: Path | None, confirmations: tuple[str, ...], standard: Standard) -> None:
    """Remember in the home what a person says that fields mean; an unknown cell or element is a problem."""
    if home is None:
        raise click.UsageError(say("--confirm 需要 --home", "--confirm needs --home"))
    lexicon = lexicon_of(home) or Lexicon()
    forms = pipeline.match(file, standard=standard).forms
    fields = {field.cell: (form, field) for form in forms for field in form.fields}
    for word in confirmations:
        cell, _, code = word.partition("=")
        if cell not in fields:
            raise ProblemError(problem("CLI_NO_FIELD", Place(file=file.name, cell=cell), cell=cell))
        if code != "nothing" and code not in standard.elements:
            raise ProblemError(problem("STANDARD_UNKNOWN_ELEMENT", Place(cell=cell), code=code))
        form, field = fields[cell]
        lexicon = lexicon.confirm(form.table.title, field.path, code)
    learn(home, lexicon)


@click.command(
    "match",
    help=both(
        "每一栏对应哪个数据元，或是怎样的统计口径；附可信度和理由，拿不准的只问不猜。",
        "Which element each field means, or which count; with confidence and reasons. What is unsure is asked.",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help=short("用这里学到的对应关系", "use the matches learned there"),
)
@click.option(
    "--confirm",
    multiple=True,
    metavar="CELL=CODE",
    help=short("确认某栏的含义并记住，如 I5=elderly.allowance_kind", "confirm and remember what a field means"),
)
@click.option("--json", "as_json", is_flag=True, help=short("输出 JSON", "print JSON"))
@stops_on_problem
def match(file: Path, home: Path | None, *, confirm: tuple[str, ...], as_json: bool) -> None:
    form, standard = existing(file), standard_in(home)
    if confirm:
        teach(form, home, confirm, standard)
    matched = pipeline.match(form, lexicon=lexicon_of(home), standard=standard)
    reading, forms = matched.reading, matched.forms
    if as_json:
        print_json(
            {
                "file": file.name,
                "forms": [form_json(form) for form in forms],
                "fields": [
                    *(field_json(field) for form in forms for field in form.fields),
                    *(blank_json(form, blank) for form in forms for blank in form.table.meta),
                ],
                "problems": [problem.as_json() for problem in reading.workbook.problems],
            }
        )
        return
    for form in forms:
        what = form.population_text or say("全部", "all")
        tell(f"【{form.table.sheet}】{form.table.title or ''} · {form.register or '?'} · {what}")
        tell("\n".join(field_line(field) for field in form.fields))
    print_problems([*reading.workbook.problems, *(problem for form in forms for problem in form.problems)])
