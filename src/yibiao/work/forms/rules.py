"""How filled data may leave the house, decided without a database. In: facts of an export. Out: masks, yes or why not.

    profile   what the recipient needs of numbers that point at a person: shown, middle, last_four, hidden
    approval  more than `ROWS` records, or anything of level 4 in clear: another person above releases it, or does not
    marks     keyed digests of the records and of the texts of their rows, by which a leaked part is found again

A profile comes on top of the view's masks: it is applied to what the view has shown already, and every star stays a
star. Sources: GB/T 35273-2020 7.1 (leave for bulk download) and 7.2 (display masked), RELIABILITY T8. Refuses: nothing
with an exception; a refusal is a `Problem`.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from yibiao.base.problems import Place, Problem, problem
from yibiao.base.views import View
from yibiao.flow.asking.nodes import Column, Question, Rows, RowsQuestion
from yibiao.flow.asking.rights import touched
from yibiao.flow.standard.domains import domain_of
from yibiao.flow.standard.formula.nodes import Ref, Scalar
from yibiao.flow.standard.model import Element, Standard

ROWS = 200
"""Records in one export that need no second person."""
SECRET = 4
"""Level of sensitivity that always needs one, where it is shown in clear."""
KEPT = timedelta(days=30)
"""How long a filled sheet or an export that nobody has decided on can be taken."""
PROFILES = ("middle", "shown", "last_four", "hidden")
"""How a recipient gets the numbers that point at a person; the first is what happens where nobody chooses."""
NUMBERS = frozenset({"citizen_id", "phone", "bank_account", "disability_certificate", "plate", "email"})
PLACES = frozenset({"address", "coordinates"})
_MARKED = 4
"""Shortest text that is worth a mark of its own beside a name."""
_NUMBER = re.compile(r"[0-9Xx-]{11,}")


@dataclass(frozen=True, slots=True)
class ExportFacts:
    """What the decisions need to know of one export. first, last: the interval of its area. state: see `STATES`.

    spans: the intervals of areas that its owner saw when it was filled; (): not known, the one area counts.
    """

    login: str
    first: int
    last: int
    rows: int
    level: int
    elements: tuple[str, ...]
    state: str
    asked: datetime
    spans: tuple[tuple[int, int], ...] = ()


STATES = ("ready", "waiting", "approved", "refused")


def mask_of(profile: str, element: Element) -> str | None:
    """How a profile shows an element: None as it is, "partial" as its domain masks, "last_four", "full" not at all."""
    if profile == "shown":
        return None
    kind = element.domain.partition(":")[0].partition(" ")[0]
    if profile == "hidden":
        return "full" if kind in NUMBERS | PLACES or element.sensitivity > 2 else None
    if kind in NUMBERS:
        return "partial" if profile == "middle" or kind in ("plate", "email") else "last_four"
    if kind in PLACES and profile == "last_four":
        return "partial"
    return "full" if element.sensitivity >= SECRET else None


def masked(value: Scalar | None, mask: str | None, element: Element, standard: Standard) -> Scalar | None:
    """A value under a mask; one that came masked loses more, never less."""
    if value is None or mask is None:
        return value
    if mask == "full":
        return "***"
    text = value.isoformat() if isinstance(value, date) else str(value)
    hidden = domain_of(element.domain, standard).mask(value) if mask == "partial" else last_four(text)
    return covered(text, hidden) if "*" in text else hidden


def last_four(text: str) -> str:
    """All but the last four letters or digits as stars; of a short text nothing is left."""
    return "*" * (len(text) - 4) + text[-4:] if len(text) >= 8 else "*" * len(text)


def covered(text: str, hidden: str) -> str:
    """What both a masked text and its further mask show: of two texts that do not lie over each other, nothing."""
    if len(text) != len(hidden):
        return "***"
    return "".join(one if one == other else "*" for one, other in zip(text, hidden, strict=True))


def masked_rows(question: RowsQuestion, rows: Rows, profile: str, standard: Standard) -> Rows:
    """The rows as the recipient gets them. A column computed from what the profile masks is withheld."""
    if profile == "shown":
        return rows
    withheld, values = dict(rows.withheld), [list(row) for row in rows.values]
    for at, column in enumerate(question.columns):
        if isinstance(column.of, Ref):
            element = standard.elements[column.of.code]
            mask = mask_of(profile, element)
            for row in values:
                row[at] = masked(row[at], mask, element, standard)
        elif label := _computed_from_masked(column, profile, standard):
            withheld[column.name] = problem("FORMS_PROFILE_WITHHOLDS", Place(field=column.name), label=label)
            for row in values:
                row[at] = None
    return replace(rows, values=tuple(map(tuple, values)), withheld=withheld)


def _computed_from_masked(column: Column, profile: str, standard: Standard) -> str | None:
    codes = (code for what, code in touched(column.of, standard) if what == "element")
    return next((standard.elements[c].label_zh for c in codes if mask_of(profile, standard.elements[c])), None)


def level_of(questions: Iterable[Question], view: View, profile: str, standard: Standard) -> int:
    """The highest level of sensitivity that lists tell in clear: their columns, and whom they were limited to."""
    found = [1]
    for question in questions:
        if not isinstance(question, RowsQuestion):
            continue
        said = [(column.of, isinstance(column.of, Ref)) for column in question.columns]
        said += [(question.where, False)] if question.where is not None else []
        for node, shown_as_is in said:
            for what, code in touched(node, standard):
                if what == "element" and view.may_read(code):
                    element = standard.elements[code]
                    hidden = shown_as_is and (code in view.masks or mask_of(profile, element) is not None)
                    found.append(min(element.sensitivity, SECRET - 1) if hidden else element.sensitivity)
    return max(found)


def read_of(questions: Iterable[Question], view: View, standard: Standard) -> tuple[str, ...]:
    """The elements whose values lists show to this view."""
    nodes = [column.of for question in questions if isinstance(question, RowsQuestion) for column in question.columns]
    codes = {code for node in nodes for what, code in touched(node, standard) if what == "element"}
    return tuple(sorted(code for code in codes if view.may_read(code)))


def needs_approval(rows: int, level: int) -> bool:
    """Whether a second person must release it. Numbers alone (no record) never need one."""
    return rows > 0 and (rows > ROWS or level >= SECRET)


def why_not_decide(export: ExportFacts, login: str, areas: Sequence[tuple[int, int]]) -> Problem | None:
    """Why `login`, who oversees `areas`, may not release or refuse an export; None where he may.

    What he does not oversee does not exist for him. Nobody decides on his own.
    """
    if not any(first <= export.first and export.last <= last for first, last in areas):
        return problem("HTTP_NOT_THERE", Place())
    if export.login == login:
        return problem("FORMS_OWN_EXPORT", Place())
    return None if export.state == "waiting" else problem("FORMS_DECIDED", Place())


def why_not_take(export: ExportFacts, view: View, now: datetime) -> Problem | None:
    """Why its owner may not take an export now: not released, too late, or his rights have shrunk since."""
    if export.state == "waiting":
        return problem("FORMS_WAITS", Place())
    if export.state == "refused":
        return problem("FORMS_REFUSED", Place())
    if now - export.asked > KEPT:
        return problem("FORMS_GONE", Place())
    return why_not_see(export, view)


def why_not_see(export: ExportFacts, view: View) -> Problem | None:
    """Why the view does not cover what was filled any more: every area that was seen then must be seen whole now.

    A batch holds many areas, so that a part of its area is not enough: who sees one street of a district any more would
    take out all of them.
    """
    if not _still_covers(export, view) or (export.rows and not view.rows):
        return problem("FORMS_RIGHTS_CHANGED", Place())
    lost = [code for code in export.elements if not view.may_read(code)]
    return problem("FORMS_RIGHTS_CHANGED", Place()) if lost else None


def _still_covers(export: ExportFacts, view: View) -> bool:
    if not export.spans:
        return view.within(export.first, export.last) != ()
    return all(view.within(first, last) == ((first, last),) for first, last in export.spans)


Digest = Callable[[bytes], bytes]
"""A keyed digest of the house (`Vault.mark`)."""


def record_mark(digest: Digest, record: str) -> str:
    """The mark of a record: 16 bytes, hexadecimal; tells nothing without the key."""
    return digest(b"record|" + record.encode())[:16].hex()


def fingerprint(digest: Digest, records: Iterable[str]) -> str:
    """One digest of the whole set of records, whatever their order; "" for numbers alone."""
    marks = sorted({record_mark(digest, record) for record in records})
    return digest(b"set|" + "".join(marks).encode()).hex() if marks else ""


def text_marks(digest: Digest, name: str, texts: Iterable[str]) -> frozenset[str]:
    """Marks of one row: each text beside the name, and each whole number alone, so that a part still tells."""
    marks = set()
    for text in filter(None, map(folded, texts)):
        if name and text != folded(name) and len(text) >= _MARKED:
            marks.add(digest(f"row|{folded(name)}|{text}".encode())[:16].hex())
        if _NUMBER.fullmatch(text):
            marks.add(digest(f"number|{text}".encode())[:16].hex())
    return frozenset(marks)


def every_mark(digest: Digest, texts: Sequence[str]) -> frozenset[str]:
    """All marks that the texts of a row of a found file may have been given: any of them may be the name."""
    names = [text for text in texts if 2 <= len(text.strip()) <= 12 and not any(sign.isdigit() for sign in text)]
    return frozenset().union(*(text_marks(digest, name, texts) for name in ("", *names)))


def folded(text: str) -> str:
    """One writing for one text, whatever a spreadsheet did to it."""
    return re.sub(r"\s+", "", text).removeprefix("'").casefold()


def same(one: str, other: str) -> bool:
    """Equality without telling where two digests differ."""
    return hmac.compare_digest(one, other)


def may_use(owner: str, role: str, area: str, login: str, posts: Iterable[tuple[str, str]]) -> bool:
    """Whether a kept form is there for somebody: its owner, and whoever holds the same role at the same area.

    These see the ledger alike, so a template shows a colleague nothing new, and a clerk's successor finds it.
    """
    return login == owner or (role, area) in posts
