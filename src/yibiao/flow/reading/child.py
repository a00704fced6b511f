"""The limited child that reads one untrusted file. In: bytes on stdin, name and limits as arguments. Out: JSON.

Run as ``python -m yibiao.flow.reading.child NAME LIMITS [PART …]``. It limits itself before it reads the first byte:
CPU seconds, address space, no file may be written, no core is dumped. Answers the parts that are named, else "book" and
"tables"; {"problem"} or {"failed"}; an exit code of 3 says that memory ran out. Refuses: nothing by itself; the parent
judges.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
import traceback
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from yibiao.base.problems import ProblemError
from yibiao.flow.reading.folding import recognise_all
from yibiao.flow.reading.limits import Limits, Source
from yibiao.flow.reading.wire import blocks_to_plain, to_plain
from yibiao.flow.reading.workbook import draw, parse

OUT_OF_MEMORY = 3
WHOLE = ("book", "tables")
PICTURE = ("drawing", "tables")
STDIN = "/dev/fd/0"
"""Where the file lies for a reader that seeks in it."""


def limit_self(limits: Limits) -> None:
    """Set the limits of this process for good; none can be raised again without rights."""
    wanted = {
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_AS: limits.memory,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in wanted.items():
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def answer(name: str, data: bytes, limits: Limits, beside: list[bytes], parts: Sequence[str]) -> dict[str, Any]:
    """What the file holds, or why it was refused; a fault of ours is named by its kind and line, never by its data.

    beside: gets what is too much for JSON, the blocks of long lists. parts: what is wanted of it. book: its grids;
    tables: what was recognised in them, which is all that tells what a form asks; drawing: how it looks.
    """
    try:
        found: dict[str, Any] = {}
        if "drawing" in parts:
            found["drawing"] = to_plain(draw(Source(name, data, limits, STDIN)))
        if "tables" in parts:
            book = parse(Source(name, data, limits, STDIN))
            found["tables"] = to_plain(recognise_all(book))
            if "book" in parts:
                blocks, pieces = blocks_to_plain(book)
                found |= {"book": to_plain(book)} | ({"blocks": blocks} if blocks else {})
                beside.extend(pieces)
        return found
    except ProblemError as error:
        return {"problem": to_plain(error.problem)}
    except MemoryError:
        raise
    except Exception as error:  # the boundary: whatever a hostile file provokes becomes a refusal
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return {"failed": f"{type(error).__name__} {os.path.basename(frame.filename)}:{frame.lineno}"}


def limits_from(wanted: dict[str, Any]) -> Limits:
    """Limits as they came over the command line; names that we do not know are passed over."""
    known = {entry.name for entry in fields(Limits)}
    return Limits(**{key: value for key, value in wanted.items() if key in known})


def read_one(name: str, limits: Limits, pipe: int, parts: Sequence[str] = WHOLE) -> int:
    """Limit this process, read stdin, answer on `pipe`; an exit code."""
    limit_self(limits)
    gc.disable()  # a short life: sweeping a million cells again and again would take a third of it
    try:
        with open(0, "rb", closefd=False) as file:
            data = file.read(limits.file_bytes + 1)
        beside: list[bytes] = []
        text = json.dumps(answer(name, data, limits, beside, parts), separators=(",", ":")).encode("ascii")
    except MemoryError:
        return OUT_OF_MEMORY
    with os.fdopen(pipe, "wb") as out:
        out.write(text)
        for piece in (b"\n", *beside) if beside else ():  # one line of JSON, then bytes
            out.write(piece)
    return 0


def main(arguments: list[str]) -> int:
    """Answer on the real stdout; whatever a library prints goes to stderr."""
    name, wanted, *parts = arguments
    pipe = os.dup(1)
    os.dup2(2, 1)
    return read_one(name, limits_from(json.loads(wanted)), pipe, parts or WHOLE)


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)  # freeing a million cells one by one helps nobody
