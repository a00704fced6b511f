"""`yibiao decide`: what a person says to a proposal. In: folder, form, verdict. Out: the decision, kept and applied."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.cli.output import print_json, stops_on_problem
from yibiao.edge.cli.words import both, say, short
from yibiao.flow.consolidating import Action, Decision, Verdict
from yibiao.flow.consolidating.saving import add_decision, form_named, plain, whole_in


def said(
    out: Path, form: str, verdict: Verdict, action: str | None, into: str | None
) -> tuple[str, Action, str | None]:
    """(form id, action, into) of a decision; a change says into what."""
    whole = whole_in(out)
    form_id = form_named(whole, form)
    entry = next(proposal for proposal in whole["proposals"] if proposal["form"] == form_id)
    if verdict is Verdict.ACCEPT:
        return form_id, Action(entry["action"]), entry["into"]
    if verdict is Verdict.REJECT:
        return form_id, Action.KEEP, None
    if action is None or (into is None and action in {Action.CANCEL, Action.MERGE}):
        raise ProblemError(problem("PILE_CHANGE_TO_WHAT", Place(file=form)))
    return form_id, Action(action), form_named(whole, into) if into else None


@click.command(
    "decide",
    help=both(
        "对一条合并建议拿主意：采纳、不采纳或改动；留下姓名和理由，再次运行时照办。",
        "Decide on a proposal: accept, reject or change; kept with name and reason, and obeyed by later runs.",
    ),
)
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.argument("form")
@click.argument("verdict", type=click.Choice([verdict.value for verdict in Verdict]))
@click.option("--by", required=True, help=short("谁决定的", "who decides"))
@click.option("--reason", required=True, help=short("理由", "why"))
@click.option("--action", type=click.Choice([action.value for action in Action]), help=short("改成", "change to"))
@click.option("--into", help=short("并入哪张表", "into which form"))
@click.option("--json", "as_json", is_flag=True, help=short("输出 JSON", "print JSON"))
@stops_on_problem
def decide(
    out: Path, form: str, verdict: str, *, by: str, reason: str, action: str | None, into: str | None, as_json: bool
) -> None:
    found, what, target = said(out, form, Verdict(verdict), action, into)
    moment = datetime.now().astimezone().isoformat(timespec="seconds")
    decision = Decision(found, Verdict(verdict), by, reason, moment, what, target)
    add_decision(out, decision)
    if as_json:
        print_json(plain(decision))
        return
    click.echo(say(f"已记下：{form} {what.value}（{by}）", f"kept: {form} {what.value} ({by})"))
