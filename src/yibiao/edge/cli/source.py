"""`yibiao source`: data that come back from departments. In: a home, terms, files. Out: where each delivery stands.

yibiao source add CODE …              set up a source: name, department, legal basis, area
yibiao source list | show CODE        sources; one with its columns and deliveries
yibiao source deliver CODE FILE       a file into quarantine, looked at and planned; nothing is written
yibiao source fetch CODE              what a table or an address has, into quarantine
yibiao source approve CODE            what the columns mean, as proposed or as --column says
yibiao source apply | undo DELIVERY   into the ledger, and out again
yibiao source release | refuse DELIVERY --reason …
yibiao source quality CODE            how good its deliveries were, one line each
yibiao source quality DELIVERY --out FILE.xlsx
yibiao source close CODE --reason …

With --as a data officer acts, within his charge; without it the operator of the machine.
Refuses: what the library refuses, as problems.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from yibiao.base.clock import system_clock, today
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.cli.home import OPERATOR, open_home
from yibiao.edge.cli.output import existing, print_json, stops_on_problem, tell
from yibiao.edge.cli.words import both, say, short

if TYPE_CHECKING:
    from yibiao.edge.feeds.delivering import Bench
    from yibiao.work.feeds.queries import DeliveryRow, SourceRow

STATES = {
    "received": ("已收到", "received"), "profiled": ("已体检", "profiled"), "planned": ("已出方案", "planned"),
    "waiting": ("拦下待处理", "waiting"), "ready": ("可以写入", "ready"), "applying": ("写入中", "applying"),
    "applied": ("已写入", "applied"), "undone": ("已撤销", "undone"), "refused": ("已退回", "refused"),
    "draft": ("待核定", "draft"), "approved": ("已核定", "approved"), "closed": ("已停用", "closed"),
}  # fmt: skip
Verb = Callable[..., Any]


def common(verb: Verb) -> Verb:
    """What every verb asks: the home, on whose behalf, JSON or words."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help=short("输出 JSON", "print JSON")),
        click.option("--as", "login", help=short("以谁的身份（默认运维）", "on whose behalf (default: the operator)")),
        click.option("--home", type=click.Path(path_type=Path), required=True, help=short("数据目录", "home folder")),
    ):
        verb = option(verb)
    return verb


REASON = click.option("--reason", required=True, help=short("理由，会留痕", "why; kept in the journal"))


@click.group(
    "source", help=both("部门回流数据：登记来源、收件、核定、写入、撤销。", "Data that departments send back.")
)
def source() -> None:
    """The group; see each."""


@contextmanager
def bench_of(home: Path, login: str | None) -> Iterator[Bench]:
    """The estate of a home, and who acts."""
    open_home(home)
    from yibiao.edge.estate import Estate, house_now
    from yibiao.edge.feeds.delivering import Bench
    from yibiao.work.feeds.rules import KEEPER
    from yibiao.work.ledgers.mirror import Mirror

    house = house_now()
    yield Bench(Estate(house, Mirror.open(house)), login or OPERATOR, KEEPER if login else "")


def charge(bench: Bench) -> Any:
    from yibiao.work.directory import queries as directory
    from yibiao.work.ledgers.actions import EVERYWHERE

    if not bench.role:
        return EVERYWHERE
    return directory.receiving_areas(bench.login, bench.role, bench.estate.day())


def known_source(bench: Bench, code: str) -> SourceRow:
    from yibiao.work.feeds import queries

    found = queries.source(charge(bench), code)
    if found is None:
        raise ProblemError(problem("FEEDS_NO_SOURCE", Place(), name=code[:60]))
    return found


def known_delivery(bench: Bench, id: str) -> DeliveryRow:
    from yibiao.work.feeds import queries

    found = queries.delivery(charge(bench), id)
    if found is None:
        raise ProblemError(problem("FEEDS_NO_SOURCE", Place(), name=id[:60]))
    return found


@source.command("add", help=both("登记或修改一个来源。", "Set up a source, or change its terms."))
@click.argument("code")
@click.option("--name", required=True, help=short("名称，权威排序按它认", "name; authority is decided by it"))
@click.option("--department", required=True, help=short("部门", "department"))
@click.option("--basis", required=True, help=short("法律依据", "legal basis"))
@click.option("--area", required=True, help=short("归哪个区划", "area that keeps it"))
@click.option("--answers", help=short("责任人账号（默认经办人）", "login of who answers for it"))
@click.option("--days", default=30, show_default=True, help=short("几天一次", "days between two deliveries"))
@click.option("--kind", type=click.Choice(["file", "table", "api"]), default="file", show_default=True)
@click.option("--reach", "reach", multiple=True, help=short("怎么取：url=…、table=…、rows=…", "how it is reached"))
@click.option("--secret", envvar="YIBIAO_SOURCE_SECRET", default="", help=short("口令，密封保存", "secret, sealed"))
@common
@stops_on_problem
def add(code: str, home: Path, login: str | None, *, as_json: bool, **given: Any) -> None:
    with bench_of(home, login) as bench:
        from yibiao.edge.feeds import fetching
        from yibiao.work.directory import queries as directory
        from yibiao.work.feeds import actions
        from yibiao.work.feeds.rules import NewSource

        area = directory.area(given["area"]).code
        if bench.role and not directory.covers(bench.login, bench.role, bench.estate.day(), area):
            raise ProblemError(problem("DIRECTORY_UNKNOWN_AREA", Place(field="area"), code=area))
        reach = dict(each.partition("=")[::2] for each in given["reach"])
        if bench.role and given["kind"] != "file":
            raise ProblemError(problem("FEEDS_BY_OPERATOR", Place(field="kind")))
        fetching.checked_reach(given["kind"], reach)
        terms = NewSource(
            code, given["name"], given["department"], given["basis"], area, given["answers"] or bench.login,
            given["days"], given["kind"], reach, given["secret"],
        )  # fmt: skip
        actions.set_source(bench.estate.house.vault, bench.login, terms)
        _show(known_source(bench, code), as_json)


@source.command("list", help=both("列出来源。", "List sources."))
@common
@stops_on_problem
def listed(home: Path, login: str | None, *, as_json: bool) -> None:
    with bench_of(home, login) as bench:
        from yibiao.work.feeds import queries

        rows = queries.sources(charge(bench))
        if as_json:
            print_json([_plain(row) for row in rows])
        for row in () if as_json else rows:
            tell(f"{row.code}  {row.name}  {row.department}  {say(*STATES[row.state])}")


@source.command("show", help=both("一个来源：各列的含义和历次来件。", "One source: its columns and deliveries."))
@click.argument("code")
@common
@stops_on_problem
def show(code: str, home: Path, login: str | None, *, as_json: bool) -> None:
    with bench_of(home, login) as bench:
        _show(known_source(bench, code), as_json)


@source.command(
    "deliver", help=both("收一份文件：先体检、出方案，不写入。", "Take a file in: looked at, planned, not written.")
)
@click.argument("code")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help=short("数据日期", "day of the data"))
@common
@stops_on_problem
def deliver(code: str, file: Path, home: Path, login: str | None, *, day: datetime | None, as_json: bool) -> None:
    content = existing(file).read_bytes()
    with bench_of(home, login) as bench:
        from yibiao.edge.feeds import delivering
        from yibiao.work.feeds import actions

        when = day.date() if day else today(system_clock)
        row = known_source(bench, code)
        brought = actions.Brought(row.id, file.name, content, when, bench.login, bench.role)
        id, fresh = actions.keep_delivery(bench.estate.house.vault, brought, job=False)
        if not fresh:
            tell(say("同一份文件已经收过。", "the same bytes are here already."), err=True)
        delivering.prepare(bench, id, _silent)
        _tell_delivery(bench, id, as_json)


@source.command(
    "fetch", help=both("现在就从数据库或接口取一次，不写入。", "Ask a table or an address now; nothing is written.")
)
@click.argument("code")
@common
@stops_on_problem
def fetch(code: str, home: Path, login: str | None, *, as_json: bool) -> None:
    with bench_of(home, login) as bench:
        from yibiao.edge.feeds import delivering, fetching

        id, fresh = fetching.fetch(bench.estate, known_source(bench, code), bench.login, job=False)
        if not fresh:
            tell(say("和上次取到的一样。", "the same as last time."), err=True)
        delivering.prepare(bench, id, _silent)
        _tell_delivery(bench, id, as_json)


@source.command("approve", help=both("核定各列的含义，等着它的来件随即继续。", "Approve what the columns mean."))
@click.argument("code")
@click.option("--column", "columns", multiple=True, help=short("列名=数据元，留空为不收", "label=element, or nothing"))
@common
@stops_on_problem
def approve(code: str, home: Path, login: str | None, *, columns: tuple[str, ...], as_json: bool) -> None:
    with bench_of(home, login) as bench:
        from yibiao.edge.feeds import delivering
        from yibiao.work.feeds import actions

        row, said = known_source(bench, code), dict(each.rpartition("=")[::2] for each in columns)
        proposed = [dict(each) for each in row.proposed or row.mapping]
        for label, element in said.items():
            if element and element not in bench.estate.house.standard.elements:
                raise ProblemError(problem("STANDARD_UNKNOWN_ELEMENT", Place(field=label), code=element))
            if label not in {each["label"] for each in proposed}:
                raise ProblemError(problem("CLI_NO_FIELD", Place(cell=label), cell=label))
        words = [
            {**each, "element": said[each["label"]], "special": ""} if each["label"] in said else each
            for each in proposed
        ]
        for id in actions.approve_mapping(bench.login, row.id, words, job=False):
            delivering.prepare(bench, id, _silent)
        _show(known_source(bench, code), as_json)


@source.command("apply", help=both("把看过的方案写进台账。", "Write the plan of a delivery."))
@click.argument("delivery")
@common
@stops_on_problem
def apply(delivery: str, home: Path, login: str | None, *, as_json: bool) -> None:
    with bench_of(home, login) as bench:
        from yibiao.edge.feeds import delivering

        delivering.apply(bench, known_delivery(bench, delivery).id, _silent)
        _tell_delivery(bench, delivery, as_json)


@source.command("undo", help=both("撤销一件写入的内容。", "Take back what a delivery wrote."))
@click.argument("delivery")
@common
@stops_on_problem
def undo(delivery: str, home: Path, login: str | None, *, as_json: bool) -> None:
    with bench_of(home, login) as bench:
        from yibiao.edge.feeds import delivering

        delivering.undo(bench, known_delivery(bench, delivery).id, _silent)
        _tell_delivery(bench, delivery, as_json)


@source.command("release", help=both("放行一件被拦下的来件。", "Let a held delivery go on."))
@click.argument("delivery")
@REASON
@common
@stops_on_problem
def release(delivery: str, home: Path, login: str | None, *, reason: str, as_json: bool) -> None:
    with bench_of(home, login) as bench:
        from yibiao.edge.feeds import delivering

        delivering.release(bench, known_delivery(bench, delivery).id, reason)
        _tell_delivery(bench, delivery, as_json)


@source.command("refuse", help=both("退回一件来件。", "Send a delivery back."))
@click.argument("delivery")
@REASON
@common
@stops_on_problem
def refuse(delivery: str, home: Path, login: str | None, *, reason: str, as_json: bool) -> None:
    with bench_of(home, login) as bench:
        from yibiao.edge.feeds import delivering

        delivering.refuse(bench, known_delivery(bench, delivery).id, reason)
        _tell_delivery(bench, delivery, as_json)


MEASURES = {
    "completeness": ("完整性", "complete"), "validity": ("规范性", "valid"), "uniqueness": ("唯一性", "unique"),
    "freshness": ("时效性", "fresh"), "agreement": ("与台账一致", "agreeing"),
}  # fmt: skip


@source.command(
    "quality", help=both("来源历次来件的质量；一件来件的质量报告。", "Quality over time, or one delivery's report.")
)
@click.argument("named")
@click.option("--out", type=click.Path(path_type=Path), help=short("质量报告写到这个 xlsx", "write the report here"))
@common
@stops_on_problem
def quality(named: str, home: Path, login: str | None, *, out: Path | None, as_json: bool) -> None:
    with bench_of(home, login) as bench:
        from yibiao.work.feeds import queries

        row = queries.source(charge(bench), named)
        sent = [known_delivery(bench, named)] if row is None else list(reversed(queries.deliveries(row.id)))
        if out is not None:
            _write_book(bench, sent[-1] if sent else known_delivery(bench, named), out)
        told = [{"delivery": one.id, "day": one.day, "state": one.state, "rows": one.rows,
                 "measures": one.profile.get("measures", {})} for one in sent]  # fmt: skip
        if as_json:
            print_json(told)
            return
        tell("  ".join([say("数据日期", "day"), say("行", "rows"), *(say(*words) for words in MEASURES.values())]))
        for one in sent:
            shares = (one.profile.get("measures", {}).get(name) for name in MEASURES)
            figures = ("—" if share is None else f"{share:.1%}" for share in shares)
            tell("  ".join([str(one.day), str(one.rows), *figures, say(*STATES[one.state])]))


def _write_book(bench: Bench, row: DeliveryRow, out: Path) -> None:
    """The report of one delivery; of a source that of its last one."""
    from yibiao.edge.feeds.delivering import source_of
    from yibiao.edge.feeds.judging import quality_book
    from yibiao.edge.saving import save
    from yibiao.work.directory import queries as directory

    save(out, quality_book(row, source_of(row), directory.hidden_from_officers(bench.estate.house.standard)))
    tell(say(f"质量报告：{out}", f"report: {out}"), err=True)


@source.command("close", help=both("停用一个来源。", "Nothing comes in by it any more."))
@click.argument("code")
@REASON
@common
@stops_on_problem
def close(code: str, home: Path, login: str | None, *, reason: str, as_json: bool) -> None:
    with bench_of(home, login) as bench:
        from yibiao.work.feeds import actions

        actions.close_source(bench.login, known_source(bench, code).id, reason)
        _show(known_source(bench, code), as_json)


def _silent(done: int, total: int) -> None:
    """Nobody watches."""


def _plain(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in type(row).__slots__}


def _show(row: SourceRow, as_json: bool) -> None:
    from yibiao.work.feeds import queries

    sent = queries.deliveries(row.id)
    if as_json:
        print_json({**_plain(row), "deliveries": [_plain(each) for each in sent]})
        return
    tell(f"{row.code} {row.name} · {row.department} · {say(*STATES[row.state])}")
    tell(say(f"依据：{row.basis}", f"basis: {row.basis}"))
    for words, columns in ((("列", "column"), row.mapping), (("待核定", "proposed"), row.proposed)):
        for each in columns:
            tell(f"  {say(*words)} {each['label']} → {each['element'] or each['special'] or '—'}")
    for delivery in sent:
        tell(f"  {delivery.id} {delivery.day} {delivery.name} {say(*STATES[delivery.state])}")


def _tell_delivery(bench: Bench, id: str, as_json: bool) -> None:
    row = known_delivery(bench, id)
    if as_json:
        print_json(_plain(row))
        return
    tell(f"{row.id} {row.name} · {say(*STATES[row.state])}")
    if row.counts:
        from yibiao.edge.cli.receive import VERDICTS

        tell(" · ".join(f"{say(*VERDICTS[name])} {rows}" for name, rows in row.counts.items()))
    for found in row.reasons:
        tell(f"  {say(found['zh'], found['en'])}；{say(found['remedy_zh'], found['remedy_en'])}")
