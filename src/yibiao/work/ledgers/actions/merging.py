"""Two records about one thing become one, and two again. In: a pair, whose value counts where. Out: a reply.

    merge_records   values and details of the double go to the one that stays; whoever named the double names that one
    split_records   everything as it was, but for what somebody has written since

Nothing is moved between owners: a detail of the double is made anew under the one that stays, the old one ends with the
double ("merged"), so that each keeps its own key, its own history, and erasing one person reaches both. Splitting walks
the changes of the merge back (GB/T 36344—2018 asks for reversible correction; FIELD 3 G 54).
Refuses (`ProblemError`): records of different registers, details, numbers with a check digit that differ (two people
have two numbers), a merge that is undone already, whatever lies out of the act's reach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.flow.standard.domains import Json
from yibiao.work.ledgers.actions.plans import undo_changes
from yibiao.work.ledgers.actions.records import NewRecord, create_in, keep_conflict
from yibiao.work.ledgers.actions.writing import Act, Reply, Writing, perform
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.models import Apart, Change, Merger, Record
from yibiao.work.ledgers.rules import State

MERGED = "merged"
NUMBERS = ("citizen_id", "credit_code")
"""Domains whose values name one thing by law (GB 11643, GB 32100): who has two, is two."""

Named = Callable[[str], Iterable[tuple[str, str]]]
"""A record's id → (record, element) of all that refer to it, in sight or not."""


@dataclass(frozen=True, slots=True)
class Pair:
    """stays, double: record ids. taken: elements in which the double's word counts where both say something."""

    stays: str
    double: str
    taken: frozenset[str] = field(default_factory=frozenset)
    reason: str = ""


def merge_records(house: House, act: Act, pair: Pair, named: Named) -> Reply:
    """Reply: merger (its id), record, version, set, carried (details), renamed (records that named the double)."""

    def work(writing: Writing) -> dict[str, Any]:
        stays, double = writing.state(pair.stays), writing.state(pair.double)
        _refuse(writing, stays, double)
        merger = house.ids()
        after = _values(writing, stays, double, pair.taken)
        carried = [_carried(writing, detail, stays) for detail in _details(writing, double)]
        renamed = _renamed(writing, double.id, stays.id, named)
        writing.update(writing.state(double.id), "ended", {}, ended=MERGED)
        Merger.objects.create(
            id=merger, stays_id=stays.id, double_id=double.id, line_id=writing.sequence, reason=pair.reason[:300]
        )
        return {
            "merger": merger, "record": stays.id, "version": after.version, "carried": len(carried),
            "renamed": len(renamed),
        }  # fmt: skip

    return perform(house, act, "records_merged", pair.stays, work)


def _refuse(writing: Writing, stays: State, double: State) -> None:
    register = writing.house.standard.registers[stays.register]
    if stays.id == double.id or stays.register != double.register or register.hangs_on is not None:
        raise ProblemError(problem("LEDGERS_NO_PAIR", Place(record=double.id)))
    for code in register.identifiers:
        one, other = stays.values.get(code), double.values.get(code)
        kind = writing.house.standard.elements[code].domain.partition(":")[0]
        if kind in NUMBERS and one is not None and other is not None and one != other:
            raise ProblemError(problem("LEDGERS_TWO_NUMBERS", Place(record=double.id, field=code)))


def _values(writing: Writing, stays: State, double: State, taken: frozenset[str]) -> State:
    """Gaps are filled; where both say something the word of one is kept beside the other's, as a decided conflict."""
    sets: dict[str, Json] = {}
    for code, theirs in double.values.items():
        ours = stays.values.get(code)
        if ours == theirs:
            continue
        if ours is None or code in taken:
            sets[code] = theirs
        if ours is not None:
            keep_conflict(writing, stays, code, ours, theirs, status="taken" if code in taken else "kept")
    return writing.update(stays, "changed", sets) if sets else stays


def _details(writing: Writing, double: State) -> list[State]:
    rows = Record.objects.filter(master=double.id, ended="").order_by("register", "id")
    return [writing.state(id) for id in rows.values_list("id", flat=True)]


def _carried(writing: Writing, detail: State, stays: State) -> str:
    """A detail of the double under the one that stays: into its own where it may have one only, else beside it."""
    register = writing.house.standard.registers[detail.register]
    held = Record.objects.filter(master=stays.id, register=detail.register, ended="").order_by("id")
    there = [writing.state(id) for id in held.values_list("id", flat=True)]
    same = next((one for one in there if dict(one.values) == dict(detail.values)), None)
    if register.single and there:
        _values(writing, there[0], detail, frozenset())
    elif same is None:
        area = Record.objects.select_related("area").get(id=stays.id).area.code
        create_in(writing, NewRecord(detail.register, area, detail.values, stays.id))
    for each in _details(writing, detail):
        writing.update(each, "ended", {}, ended=MERGED)
    writing.update(detail, "ended", {}, ended=MERGED)
    return detail.id


def _renamed(writing: Writing, double: str, stays: str, named: Named) -> list[str]:
    """Records that refer to the double refer to the one that stays; none out of reach can be left behind."""
    found = []
    for record, element in sorted(set(named(double))):
        state = writing.state(record)
        if state.values.get(element) == double:
            writing.update(state, "changed", {element: stays})
            found.append(record)
    return found


def split_records(house: House, act: Act, merger: str) -> Reply:
    """Reply: record, double, undone (changes taken back), refused (record, elements written since, which stay)."""

    def work(writing: Writing) -> dict[str, Any]:
        row = Merger.objects.filter(id=merger).first()
        if row is None or row.undone_id is not None:
            raise ProblemError(problem("LEDGERS_NO_MERGER", Place(record=merger)))
        writing.state(row.stays_id)  # within reach, and still there
        changes = Change.objects.filter(line_id=row.line_id).order_by("-id")
        for change in changes.filter(verb="ended"):
            state = writing.state(change.record, ended=True)
            if state.ended == MERGED:
                writing.update(state, "revived", {}, ended="")
        undone, refused = undo_changes(writing, changes.exclude(verb="ended"))
        Merger.objects.filter(id=merger).update(undone_id=writing.sequence)
        return {"record": row.stays_id, "double": row.double_id, "undone": undone, "refused": refused}

    return perform(house, act, "records_split", merger, work)


def tell_apart(house: House, act: Act, one: str, other: str) -> Reply:
    """Looked at and found to be two: nobody is asked again. Reply: record, other."""

    def work(writing: Writing) -> dict[str, Any]:
        low, high = sorted((writing.state(one).id, writing.state(other).id))
        if low == high:
            raise ProblemError(problem("LEDGERS_NO_PAIR", Place(record=one)))
        Apart.objects.get_or_create(one_id=low, other_id=high, defaults={"line_id": writing.sequence})
        return {"record": low, "other": high}

    return perform(house, act, "records_told_apart", one, work)
