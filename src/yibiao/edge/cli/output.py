"""What the command line prints. In: values and problems. Out: JSON on stdout, sentences on stderr, an exit code.

Texts of files are printed without control characters: a title must not move the cursor or rewrite what stands above.
A full disk, a locked or damaged file and our own faults end like every other problem: code, sentence, remedy.

Exit codes: 0 done, 1 the input or the rights did not allow it (a problem says why), 2 the command was wrongly written.
"""

from __future__ import annotations

import json
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import click

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.edge.cli.faults import what_happened
from yibiao.edge.cli.words import language

P = ParamSpec("P")
_STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""C0 without line feed, C1, and the bidirectional controls by which a name is shown as another (CVE-2021-42574)."""


def plain(value: object) -> object:
    """What JSON cannot hold, as JSON can: dates ISO, exact decimals as numbers, anything else as text."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


def tell(text: str, *, err: bool = False) -> None:
    """Lines for a person, or JSON: everything but line ends that steers a terminal or turns text around is shown as
    ␛ or \\u009b, and half a character as ?."""
    click.echo(_STEERING.sub(_shown, text).encode("utf-8", "replace").decode(), err=err)


def _shown(found: re.Match[str]) -> str:
    number = ord(found[0])
    return chr(0x2400 + number) if number < 0x20 else f"\\u{number:04x}"


def print_json(value: Mapping[str, Any] | list[Any]) -> None:
    """One JSON document on stdout, readable, Chinese as it is."""
    tell(json.dumps(value, ensure_ascii=False, indent=2, default=plain))


def print_problems(problems: Iterable[Problem]) -> None:
    """Each problem on stderr: severity, place, sentence, remedy."""
    tongue = language() or "zh"
    for entry in problems:
        place = f" [{entry.place}]" if str(entry.place) else ""
        tell(f"{entry.code}{place} {entry.sentence(tongue)} → {entry.remedy(tongue)}".replace("\n", "␊"), err=True)


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
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as fault:
            found = what_happened(fault)
            if os.environ.get("YIBIAO_DEBUG") == "1":
                traceback.print_exc()
            if options.get("as_json"):
                print_json({"problem": found.as_json()})
            print_problems([found])
            sys.exit(1)

    return run
