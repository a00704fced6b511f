"""`yibiao demo`: an invented district and its users; example forms filled. In: size, seed. Out: a home.

Nobody in it exists. The same persons, seed and day give the same district.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from yibiao.base.clock import system_clock, today
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.cli.demo_feeds import bring_examples
from yibiao.edge.cli.demo_forms import admit_examples, open_examples
from yibiao.edge.cli.fill import blanks, right_name, summary
from yibiao.edge.cli.home import MARKER, finish, open_home
from yibiao.edge.cli.office import open_office
from yibiao.edge.cli.output import print_json, stops_on_problem, tell
from yibiao.edge.cli.words import both, say, short
from yibiao.edge.saving import save
from yibiao.flow import demo as invented
from yibiao.flow import pipeline
from yibiao.flow.demo import DemoRecord
from yibiao.flow.standard import load


def build(home: Path, persons: int, seed: int, day: date) -> int:
    """Areas, users and records of the district into the home; returns the number of records."""
    open_home(home, create=True, finished=False)
    from yibiao.work.ledgers.actions import load_places, load_records
    from yibiao.work.ledgers.house import open_house
    from yibiao.work.ledgers.mirror import Mirror

    standard = load()
    house = open_house(home, standard, create=True)
    load_places(invented.areas(persons, seed), invented.users(persons, seed, day, standard), day)
    open_doors(home)
    district = invented.planted(invented.generate(persons, seed, day, standard), day, seed)
    records = load_records(house, counted(district, persons))
    mirror = Mirror.open(house)
    mirror.save()
    mirror.close()
    finish(home)
    return records


def stands(home: Path) -> bool:
    """Whether the home is a finished demo; `ProblemError` CLI_HOME_IN_USE for a finished home that is none."""
    if not (home / MARKER).is_file():
        return False
    if not (home / DOORS).is_file():
        raise ProblemError(problem("CLI_HOME_IN_USE", Place(file=str(home)), home=str(home)))
    return True


def _open(home: Path, port: int, *, no_serve: bool) -> None:
    if no_serve:
        return
    from yibiao.edge.cli.serve import serve_home

    open_home(home)
    serve_home(home, "127.0.0.1", port)


PASSWORD = "yibiao-demo-2026"  # noqa: S105 an invented district; the pages show it to whoever opens them
DOORS = "demo.json"


def open_doors(home: Path) -> None:
    """Every demo account gets the one demo password; the home lists the first account of each role to try."""
    from yibiao.work.directory import actions
    from yibiao.work.directory import queries as directory

    actions.set_demo_password(PASSWORD, "demo")
    first = {who.role: who for who in reversed(list(directory.people()))}
    doors = [
        {"login": who.login, "name": who.name, "role": role, "area_name": who.area_name, "password": PASSWORD}
        for role, who in first.items()
    ]
    save(home / DOORS, json.dumps(doors, ensure_ascii=False).encode())


def counted(records: Iterator[DemoRecord], persons: int) -> Iterator[DemoRecord]:
    """The same records, with a progress line on stderr that grows with the persons among them."""
    with click.progressbar(
        length=persons, label=say("造演示区", "inventing"), file=click.get_text_stream("stderr"), show_pos=True
    ) as bar:
        waiting = 0
        for record in records:
            if record.register == "person":
                waiting += 1
                if waiting == 500:
                    bar.update(waiting)
                    waiting = 0
            yield record
        bar.update(waiting)


def fill_examples(home: Path, examples: Path, day: date) -> list[dict[str, Any]]:
    """Fill every form of `examples` for the first street, as its clerk."""
    from yibiao.work.directory import queries as directory

    clerk = next(person for person in directory.people() if person.role == "street_clerk")
    office = open_office(home, clerk.login, clerk.area, day, None)
    target = home / "filled"
    target.mkdir(exist_ok=True)
    done = []
    for form in sorted(examples.glob("*.xls*")):
        filled = pipeline.fill(form, office.answer, office.context())
        out = right_name(target / form.name, filled.suffix)
        save(out, filled.data)
        done.append({"form": form.name, "out": str(out), "report": filled, "area": office.area.code})
    return done


@click.command(
    "demo",
    help=both(
        "造一个演示区（人都是编的），再把示例表格自动填好。",
        "Invent a demo district (nobody in it exists) and fill the example forms from it.",
    ),
)
@click.option("--home", type=click.Path(path_type=Path), required=True, help=short("数据目录", "home folder"))
@click.option("--persons", default=20_000, show_default=True, type=click.IntRange(1), help=short("人数", "persons"))
@click.option("--seed", default=1, show_default=True, help=short("随机种子", "seed"))
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help=short("演示区的今天", "the district's today"))
@click.option(
    "--examples", type=click.Path(path_type=Path, exists=True, file_okay=False),
    help=short("把这个文件夹里的表格填好", "fill the forms of this folder"),
)  # fmt: skip
@click.option("--no-serve", is_flag=True, help=short("只造数据，不开网页", "only build; do not serve pages"))
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help=short("端口", "port"))
@click.option("--json", "as_json", is_flag=True, help=short("输出 JSON", "print JSON"))
@stops_on_problem
def demo(
    home: Path,
    persons: int,
    seed: int,
    day: datetime | None,
    *,
    examples: Path | None,
    no_serve: bool,
    port: int,
    as_json: bool,
) -> None:
    begun = time.perf_counter()
    when = day.date() if day else today(system_clock)
    if stands(home):
        tell(say(f"演示区已在 {home}，直接使用。", f"the demo district in {home} stands already."), err=as_json)
        _open(home, port, no_serve=no_serve)
        return
    records = build(home, persons, seed, when)
    seconds = time.perf_counter() - begun
    forms = fill_examples(home, examples, when) if examples else []
    numbers = admit_examples(home, examples, when) if examples else []
    open_examples(numbers, when)
    open_home(home)
    bring_examples(when)
    if as_json:
        filled = [{"form": form["form"], "out": form["out"], **form["report"].report.as_json()} for form in forms]
        print_json({"home": str(home), "persons": persons, "seed": seed, "records": records, "filled": filled,
                    "admitted": numbers})  # fmt: skip
        return
    tell(
        say(
            f"演示区建好：{home}，{persons} 人，共 {records} 条记录，{seconds:.0f} 秒。",
            f"demo district ready: {home}, {persons} persons, {records} records, {seconds:.0f} s.",
        )
    )
    for form in forms:
        tell("\n".join([summary(form["report"], Path(form["out"])), *blanks(form["report"])]))
    if numbers:
        tell(say(f"报表目录：{len(numbers)} 张示例报表已准入。", f"catalogue of forms: {len(numbers)} admitted."))
    tell(say("用户：yibiao demo-users --home ", "users: yibiao demo-users --home ") + str(home))
    _open(home, port, no_serve=no_serve)
