"""The process that gives each of many files a limited child of its own. In: names and open files. Out: exit codes.

Run as ``python -m yibiao.flow.reading.nursery LIMITS`` with a Unix socket as its standard input. It has imported the
readers once; for each request it forks a child, which limits itself exactly as the child of a single file does
(`child.limit_self`), reads that one file and answers on the pipe that came with it. It never opens a file or looks at
its bytes itself, so nothing of one file can reach the next. Refuses: nothing; it ends when the socket closes.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import struct
import sys

# the readers load these at their first use, which would be once in every child
import lxml.etree  # noqa: F401
import xlrd  # noqa: F401

from yibiao.flow.reading.child import PICTURE, answer, limits_from, read_one
from yibiao.flow.reading.limits import Limits

STATUS = struct.Struct("!i")
"""How the child ended, as `subprocess` counts: its exit code, or the number of a signal below nought."""
_OWN = "人员名单\n序号,姓名,电话\n1,王小明,\n合计,,\n填表人：,,\n".encode()
"""A form of our own: reading it once fills the tables of words that every child needs."""
Wanted = tuple[str, list[str]]
"""(name of the file, what is wanted of it: see `child.answer`)."""
_SPARE = 1.0
"""Seconds after the parent's patience at which a child that nobody watches any more ends by itself."""


def main(arguments: list[str]) -> int:
    """One file after the other, until the parent hangs up."""
    limits = limits_from(json.loads(arguments[0]))
    answer("名单.csv", _OWN, limits, [], PICTURE)
    gc.collect()
    gc.freeze()  # what children share stays shared
    with socket.socket(fileno=os.dup(0)) as talk:
        while (request := _request(talk)) is not None:
            wanted, files = request
            pid = os.fork()
            if pid == 0:
                _grow_up(talk, wanted, files, limits)
            for file in files:
                os.close(file)
            _, status = os.waitpid(pid, 0)
            talk.sendall(STATUS.pack(os.waitstatus_to_exitcode(status)))
    return 0


def _request(talk: socket.socket) -> tuple[Wanted, list[int]] | None:
    """What is wanted on a line of its own, with the file to read and the pipe to answer on; None at the end."""
    text, files, _, _ = socket.recv_fds(talk, 1 << 16, 2)
    while text and not text.endswith(b"\n"):
        more = talk.recv(1 << 16)
        text = text + more if more else b""
    return (json.loads(text), files) if text and len(files) == 2 else None


def _grow_up(talk: socket.socket, wanted: Wanted, files: list[int], limits: Limits) -> None:
    """The child's whole life; it holds nothing of the parent's but the file and the pipe."""
    code = 1
    try:
        source, out = files
        os.dup2(source, 0)
        os.close(source)
        talk.close()
        signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds + _SPARE)
        code = read_one(wanted[0], limits, out, wanted[1])
    finally:
        os._exit(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
