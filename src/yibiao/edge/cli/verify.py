"""`yibiao verify`: whether anything was tampered with or lost. In: a home. Out: problems of journal, records, mirror.

For auditors and operators. Exit code 0 only when nothing was found.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from yibiao.edge.cli.home import open_home, standard_in
from yibiao.edge.cli.output import print_json, print_problems, stops_on_problem, tell
from yibiao.edge.cli.words import both, say, short


@click.command(
    "verify",
    help=both(
        "核验：日志链是否完整、记录是否被改动、镜像与台账是否一致。",
        "Verify: the chain of the journal, every record against its proof, the mirror against the records.",
    ),
)
@click.option("--home", type=click.Path(path_type=Path), required=True, help=short("数据目录", "home folder"))
@click.option("--json", "as_json", is_flag=True, help=short("输出 JSON", "print JSON"))
@stops_on_problem
def verify(home: Path, *, as_json: bool) -> None:
    open_home(home)
    from yibiao.work.journal.queries import verify_chain
    from yibiao.work.ledgers.house import open_house
    from yibiao.work.ledgers.mirror import Mirror
    from yibiao.work.ledgers.scrub import verify_mirror, verify_records

    house = open_house(home, standard_in(home))
    found = [*verify_chain(), *verify_records(house), *verify_mirror(house, Mirror.open(house))]
    if as_json:
        print_json({"problems": [each.as_json() for each in found]})
    elif not found:
        tell(say("核验通过：日志、记录、镜像一致。", "verified: journal, records and mirror agree."))
    else:
        print_problems(found)
    if found:
        sys.exit(1)
