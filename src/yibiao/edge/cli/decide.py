"""`yibiao decide`: what a person says to a proposal. In: folder, form, verdict. Out: the decision, kept and applied.

Without a verdict it shows what is to be decided: both forms' columns side by side. With --means it corrects what a
column was taken for, teaches the home and says what would then be proposed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click

from yibiao.edge.cli.output import print_json, stops_on_problem, tell
from yibiao.edge.cli.words import both, language, say, short
from yibiao.edge.learned import learn, lexicon_of
from yibiao.flow.consolidating import Action, Consolidation, Decision, Verdict, consolidate
from yibiao.flow.consolidating.beside import Beside, Column, Standing, correct, relearned, side_by_side
from yibiao.flow.consolidating.deciding import meant
from yibiao.flow.consolidating.pairing import Reason
from yibiao.flow.consolidating.saving import (
    add_decision,
    consolidation_in,
    form_named,
    plain,
    standard_kept,
    whole_in,
)
from yibiao.flow.consolidating.words import ACTIONS
from yibiao.flow.standard.model import Standard
from yibiao.flow.standardising import Lexicon

_STANDING = {
    Standing.SHARED: ("共有", "shared"),
    Standing.ONLY: ("仅此表", "only here"),
    Standing.CONFLICTING: ("同名异义", "conflicting"),
    Standing.NEITHER: ("—", "—"),
}
_REASON = {
    Reason.MEANING: (" 含义相同", " same meaning"),
    Reason.POSSIBLE: (" 可能同义", " may mean the same"),
    Reason.SPELLING: (" 写法相近", " spelled alike"),
    Reason.PLACE: (" 位置对应", " same place"),
}
"""Why a column is held to face another; the same label needs no word."""


def said(
    out: Path, form: str, verdict: Verdict, action: str | None, into: str | None
) -> tuple[str, Action, str | None]:
    """(form id, action, into) of a decision; a change says into what."""
    whole = whole_in(out)
    form_id, into_id = form_named(whole, form), form_named(whole, into) if into else None
    wanted = Action(action) if action else None
    return (form_id, *meant(consolidation_in(out).proposals, form_id, verdict, (wanted, into_id)))


def shown(beside: Beside) -> list[str]:
    """The proposal and both forms' columns for a person."""
    action = say(ACTIONS[beside.action], beside.action.value)
    target = f" → {beside.into.name}" if beside.into else ""
    lines = [f"{beside.form.name} · {action}{target}", beside.why_zh if language() != "en" else beside.why_en]
    for form, columns in ((beside.form, beside.columns), (beside.into, beside.columns_into)):
        if form is not None:
            lines += [f"【{form.file}】", *map(_line, columns)]
    return lines


def _line(column: Column) -> str:
    mark = say(*_STANDING[column.standing])
    others = f" ({', '.join(column.others)})" if column.others else ""
    why = say(*_REASON[column.reason]) if column.others and column.reason in _REASON else ""
    unsure = "" if column.accepted or column.standing is Standing.NEITHER else say(" 请确认", " please confirm")
    return f"  {column.cell:>6}  {' › '.join(column.path)} → {column.name or '—'}  {mark}{others}{why}{unsure}"


def corrected(
    found: Consolidation, form: str, means: Iterable[str], known: tuple[Lexicon, Standard]
) -> tuple[Lexicon, Consolidation]:
    """What was found, under one lexicon more; decisions of people stay."""
    lexicon, standard = known
    facts = next(entry for entry in found.pile.forms if entry.id == form)
    for word in means:
        cell, _, target = word.partition("=")
        lexicon = correct(facts, cell, target, (lexicon, standard))
    said_before = [entry.decision for entry in found.proposals if entry.decision]
    return lexicon, consolidate(relearned(found.pile, lexicon, standard), standard, said_before)


def look(out: Path, form: str, home: Path | None, means: tuple[str, ...]) -> Beside:
    """The proposal on the form; with corrections as it would then be, and the home taught."""
    if means and home is None:
        raise click.UsageError(say("--means 需要 --home", "--means needs --home"))
    found, standard = consolidation_in(out), standard_kept(out)
    form_id = form_named(whole_in(out), form)
    if means and home is not None:
        lexicon, found = corrected(found, form_id, means, (lexicon_of(home) or Lexicon(), standard))
        learn(home, lexicon)
    return side_by_side(found, form_id, standard)


@click.command(
    "decide",
    help=both(
        "对一条合并建议拿主意：采纳、不采纳或改动；留下姓名和理由，再次运行时照办。不写意见时并排列出两张表的栏目。",
        "Decide on a proposal: accept, reject or change; kept with name and reason, and obeyed by later runs. "
        "Without a verdict: both forms' columns side by side.",
    ),
)
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.argument("form")
@click.argument("verdict", type=click.Choice([verdict.value for verdict in Verdict]), required=False)
@click.option("--by", help=short("谁决定的", "who decides"))
@click.option("--reason", help=short("理由", "why"))
@click.option("--action", type=click.Choice([action.value for action in Action]), help=short("改成", "change to"))
@click.option("--into", help=short("并入哪张表", "into which form"))
@click.option("--means", multiple=True, metavar="CELL=CODE",
              help=short("纠正某栏的含义，如 D2=person.phone；没有这项写 nothing",
                         "correct what a column means, as D2=person.phone, or nothing"))  # fmt: skip
@click.option("--home", type=click.Path(path_type=Path, file_okay=False, exists=True),
              help=short("纠正记在哪个数据目录", "the home that keeps corrections"))  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=short("输出 JSON", "print JSON"))
@stops_on_problem
def decide(
    out: Path, form: str, verdict: str | None, *, by: str | None, reason: str | None, action: str | None,
    into: str | None, means: tuple[str, ...], home: Path | None, as_json: bool,
) -> None:  # fmt: skip
    if verdict is None:
        beside = look(out, form, home, means)
        if as_json:
            print_json(plain(beside))
            return
        tell("\n".join(shown(beside)))
        if means:
            tell(say("已记住；再次运行 consolidate --home 即照办", "kept: run consolidate --home again to apply it"))
        return
    if not by or not reason:
        raise click.UsageError(say("意见要有 --by 和 --reason", "a verdict needs --by and --reason"))
    found, what, target = said(out, form, Verdict(verdict), action, into)
    moment = datetime.now().astimezone().isoformat(timespec="seconds")
    decision = Decision(found, Verdict(verdict), by, reason, moment, what, target)
    add_decision(out, decision)
    if as_json:
        print_json(plain(decision))
        return
    tell(say(f"已记下：{form} {what.value}（{by}）", f"kept: {form} {what.value} ({by})"))
