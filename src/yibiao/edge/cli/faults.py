"""A bad day in a clerk's words. In: an exception that nobody caught. Out: a problem: code, sentence, remedy.

    OSError          disk full, not allowed, any other trouble with a file
    database errors  locked by another, damaged, no room; told apart by SQLite's own words (sqlite.org/rescode.html)
    anything else    our fault, said so, with the kind of exception and never its text, which may hold values of people

Refuses: nothing.
"""

from __future__ import annotations

import errno

from yibiao.base.problems import Place, Problem, ProblemError, problem

_NO_ROOM = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT})
_NOT_ALLOWED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_DATABASE = (
    (("disk is full", "disk i/o error"), "CLI_DISK_FULL"),
    (("readonly", "unable to open"), "CLI_NOT_ALLOWED"),
    (("locked", "busy"), "CLI_BUSY"),
    (("malformed", "not a database", "no such table", "no such column", "corrupt"), "CLI_LEDGER_DAMAGED"),
)


def what_happened(fault: BaseException) -> Problem:
    """The problem that a fault carries, or the one that it comes to."""
    if isinstance(fault, ProblemError):
        return fault.problem
    if isinstance(fault, OSError):
        return _of_a_file(fault)
    if isinstance(fault, MemoryError):
        return problem("CLI_NO_MEMORY")
    if any(kind.__name__ == "DatabaseError" for kind in type(fault).__mro__):  # Django's and the engine's own
        return _of_the_database(str(fault).lower(), type(fault).__name__)
    return problem("CLI_FAULT", Place(), kind=type(fault).__name__)


def _of_a_file(fault: OSError) -> Problem:
    file = str(fault.filename or "")
    place = Place(file=file or None)
    if fault.errno in _NO_ROOM:
        return problem("CLI_DISK_FULL", place)
    if fault.errno in _NOT_ALLOWED:
        return problem("CLI_NOT_ALLOWED", place)
    return problem("CLI_FILE_FAULT", place, file=file, why=fault.strerror or type(fault).__name__)


def _of_the_database(words: str, kind: str) -> Problem:
    for known, code in _DATABASE:
        if any(word in words for word in known):
            return problem(code)
    return problem("CLI_FAULT", Place(), kind=kind)
