"""Rows that several verbs of the directory need. In: logins, codes. Out: rows.

Refuses (`ProblemError`): a person or an area that is not known.
"""

from __future__ import annotations

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.work.directory.models import Account, Area

ROOM = "directory"
CHUNK = 2_000


def account_of(login: str) -> Account:
    account = Account.objects.filter(username=login).first()
    if account is None:
        raise ProblemError(problem("DIRECTORY_UNKNOWN_USER", Place(), login=login))
    return account


def areas_of(codes: set[str]) -> dict[str, Area]:
    found = {area.code: area for area in Area.objects.filter(code__in=codes, valid_to=None)}
    for code in sorted(codes - found.keys()):
        raise ProblemError(problem("DIRECTORY_UNKNOWN_AREA", Place(), code=code))
    return found
