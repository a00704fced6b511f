"""What the command line prints. In: values and problems. Out: JSON on stdout, sentences on stderr, an exit code.

Exit codes: 0 done, 1 the input or the rights did not allow it (a problem says why), 2 the command was wrongly written.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import click

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.edge.cli.words import language

P = ParamSpec("P")


def plain(value: object) -> object:
    """What JSON cannot hold, as JSON can: dates ISO, exact decimals as numbers, anything else as text."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


def print_json(value: Mapping[str, Any] | list[Any]) -> None:
    """One JSON document on stdout, readable, Chinese as it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=plain))


def print_problems(problems: Iterable[Problem]) -> None:
    """Each problem on stderr: severity, place, sentence, remedy."""
    tongue = language() or "zh"
    for entry in problems:
        place = f" [{entry.place}]" if str(entry.place) else ""
        click.echo(f"{entry.code}{place} {entry.sentence(tongue)} → {entry.remedy(tongue)}", err=True)


def existing(file: Path) -> Path:
    """The file, or a problem where there is none."""
    if not file.is_file():
        raise ProblemError(problem("CLI_NO_FILE", Place(file=file.name), file=str(file)))
    return file


def stops_on_problem(verb: Callable[P, None]) -> Callable[P, None]:
    """A verb that ends with exit code 1 and the problem on stderr (and on stdout with --json) where it raises one."""

    @wraps(verb)
    def run(*args: P.args, **options: P.kwargs) -> None:
        try:
            verb(*args, **options)
        except ProblemError as error:
            if options.get("as_json"):
                print_json({"problem": error.problem.as_json()})
            print_problems([error.problem])
            sys.exit(1)

    return run
