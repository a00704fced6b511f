"""One mirror for several processes: the same answers, refusals carried over, strangers turned away, and on it goes."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path
from threading import Event, Thread
from typing import Any, cast

import duckdb
import pytest

from tests.work.cast import make_house
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.flow.asking.areas import Areas
from yibiao.flow.asking.columns import Columns
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.mirror import Mirror
from yibiao.work.ledgers.past import Then
from yibiao.work.ledgers.sessions import Session
from yibiao.work.ledgers.sharing import Remote, Service
from yibiao.work.ledgers.turns import LIMITS, Turns, Urgency, urgent

pytestmark = pytest.mark.once
KEY = b"k" * 32
HOUSE = make_house()
SLOW = "SELECT count(*) FROM range(200000) a, range(200000) b WHERE a.range * b.range % 7 = 3"


class Stood(Then):
    """The ledger at a line, of which it knows the line alone."""

    def __init__(self, held: Held, sequence: int) -> None:
        Session.__init__(self, held.engine.cursor(), held.turns)
        self.held, self.sequence = held, sequence

    def execute(self, sql: str, parameters: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        return [(self.sequence, *row) for row in Session.execute(self, sql, parameters)]

    def lain(self, register: str, areas: Iterable[tuple[int, int]]) -> tuple[str, ...]:
        return (register, *(str(first) for first, _ in areas))

    def close(self) -> None:
        self.held.open -= 1
        Session.close(self)


class Held:
    """A mirror with one table, for whoever asks."""

    def __init__(self) -> None:
        self.engine = duckdb.connect()
        self.engine.execute("CREATE TABLE person (id VARCHAR, born DATE, income DECIMAL(18,2), tags VARCHAR[])")
        self.engine.execute(
            "INSERT INTO person VALUES ('a', DATE '1950-01-02', 12.5, ['x', 'y']), ('b', NULL, NULL, NULL)"
        )
        self.turns, self.sequence, self.sessions, self.widened, self.open = Turns(), 0, 0, 0, 0
        self.areas: Areas | None = None

    def session(self, wait_for: int = 0) -> Session:
        self.sessions += 1
        self.sequence = max(self.sequence, self.sessions)
        if wait_for > 100:
            raise ProblemError(problem("LEDGERS_NOT_YET", Place(), sequence=wait_for, last=self.sequence))
        return Session(self.engine.cursor(), self.turns, areas=self.areas)

    def session_at(self, sequence: int) -> Then:
        if sequence > 9:
            raise ProblemError(problem("LEDGERS_NOT_YET", Place(), sequence=sequence, last=9))
        self.open += 1
        return Stood(self, sequence)

    def widen(self, house: House) -> None:
        self.widened += 1

    def waiting(self) -> dict[str, int]:
        return {one.name.lower(): count for one, count in self.turns.told().items()}


def started(held: Held, address: Path) -> Service:
    address.unlink(missing_ok=True)
    service = Service(cast(Mirror, held), str(address), KEY, lambda: HOUSE)
    Thread(target=service.run, daemon=True).start()
    return service


@pytest.fixture
def held() -> Iterator[Held]:
    made = Held()
    yield made
    made.engine.close()


@pytest.fixture
def address(tmp_path: Path) -> Path:
    return tmp_path / "m"


@pytest.fixture
def remote(held: Held, address: Path) -> Iterator[Remote]:
    service = started(held, address)
    asks = Remote(HOUSE, str(address), KEY)
    yield asks
    asks.close()
    service.close()


def test_values_of_every_kind_come_over_as_they_are(remote: Remote, held: Held) -> None:
    sql = "SELECT * FROM person WHERE id <> $id ORDER BY id"
    rows = remote.session().execute(sql, {"id": "c"})
    assert rows == held.session().execute(sql, {"id": "c"})
    assert rows[0] == ("a", date(1950, 1, 2), Decimal("12.50"), ["x", "y"])
    assert remote.session().execute("SELECT count(*) FROM person", {}) == [(2,)]


def test_a_long_answer_comes_over_by_column(remote: Remote, held: Held) -> None:
    sql = "SELECT 'r' || i AS a, CASE WHEN i % 3 > 0 THEN i END AS b, DATE '2026-01-01' + i::INTEGER AS c FROM range(3000) t(i)"
    rows = remote.session().execute(sql, {})
    assert isinstance(rows, Columns) and list(rows) == held.engine.execute(sql).fetchall()


def test_areas_come_over_once_and_again_when_they_are_others(remote: Remote, held: Held) -> None:
    assert remote.session().areas is None
    first = (("d", "区", "district", 1, 2, None), ("c", "社区", "community", 2, 2, "d"))
    held.areas = Areas(first)
    known = remote.session().areas
    assert known is not None and known.ordered == held.areas.ordered and remote.session().areas is known
    held.areas = Areas([*first[:1], ("c", "新社区", "community", 2, 2, "d")])
    renamed = remote.session().areas
    assert renamed is not None and renamed.names == {1: "区", 2: "新社区"} and renamed.mark != known.mark


def test_columns_may_be_laid_beside_the_ledger_for_one_statement(remote: Remote, held: Held) -> None:
    sql = "SELECT person.id, typed.said FROM person JOIN typed USING (id)"
    given = {"id": ["b", "c"], "said": ["yes", None]}
    assert remote.session().beside("typed", given, sql) == held.session().beside("typed", given, sql) == [("b", "yes")]
    with pytest.raises(RuntimeError, match="typed"):
        remote.session().execute("SELECT * FROM typed", {})


def test_every_session_asks_the_mirror_to_follow_the_journal_first(remote: Remote, held: Held) -> None:
    remote.session()
    remote.session(wait_for=1)
    assert held.sessions == 2 and remote.sequence == held.sequence == 2
    with pytest.raises(ProblemError) as refused:
        remote.session(wait_for=101)
    assert (refused.value.problem.code, refused.value.problem.values["sequence"]) == ("LEDGERS_NOT_YET", 101)


def test_the_ledger_as_it_stood_is_held_until_it_is_closed(remote: Remote, held: Held) -> None:
    then, other = remote.session_at(4), remote.session_at(7)
    assert isinstance(then, Then) and (then.sequence, held.open) == (4, 2)
    for _ in range(2):  # each has a line of its own, and today's questions another
        assert [one.execute("SELECT 1", {}) for one in (then, other)] == [[(4, 1)], [(7, 1)]]
        assert remote.session().execute("SELECT 1", {}) == [(1,)]
    assert then.lain("person", ((3, 5), (8, 9))) == ("person", "3", "8")
    for one in (then, other):
        one.close()
    for _ in range(2_000):
        if held.open == 0:
            break
        Event().wait(0.005)
    assert held.open == 0
    with pytest.raises(ProblemError) as refused:
        remote.session_at(10)
    assert refused.value.problem.code == "LEDGERS_NOT_YET"


def test_haste_and_the_class_of_who_asks_are_kept(remote: Remote, held: Held) -> None:
    with pytest.raises(ProblemError) as slow:
        remote.session().hasty(0.1).execute(SLOW, {})
    assert slow.value.problem.code == "LEDGERS_TOO_SLOW"
    held.turns.limits = {**LIMITS, Urgency.CAPTURE: LIMITS[Urgency.CAPTURE].__class__(10, 20, 0.1)}
    with urgent(Urgency.CAPTURE), pytest.raises(ProblemError) as slow:
        remote.session().execute(SLOW, {})
    assert slow.value.problem.values["seconds"] == 0.1
    assert remote.waiting() == {one.name.lower(): 0 for one in Urgency}


def test_a_fault_of_a_statement_is_ours_and_the_next_one_is_answered(remote: Remote) -> None:
    with pytest.raises(RuntimeError, match="nobody"):
        remote.session().execute("SELECT * FROM nobody", {})
    assert remote.session().execute("SELECT 1", {}) == [(1,)]


def test_a_service_that_was_killed_is_waited_for_and_questions_go_on(held: Held, address: Path) -> None:
    service = started(held, address)
    asks = Remote(HOUSE, str(address), KEY)
    session = asks.session()
    asks._line.close()  # as the other side's death leaves it
    service.close()
    later = Thread(target=lambda: renewed.append(started(held, address)))
    renewed: list[Service] = []
    later.start()
    assert session.execute("SELECT count(*) FROM person", {}) == [(2,)]
    later.join()
    asks.close()
    renewed[0].close()


def test_a_service_that_does_not_come_back_is_said(address: Path) -> None:
    with pytest.raises(ProblemError) as away:
        Remote(HOUSE, str(address), KEY, patience=0.2).session()
    assert away.value.problem.code == "LEDGERS_AWAY"


def test_who_does_not_hold_the_key_is_turned_away_and_others_are_answered(remote: Remote, address: Path) -> None:
    with pytest.raises(AuthenticationError):
        Client(str(address), authkey=b"another key")
    assert remote.session().execute("SELECT 1", {}) == [(1,)]


class Harm:
    """What a pickle could do where any class is unpacked."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return _leave_mark, (str(self.file),)


def _leave_mark(file: str) -> str:
    Path(file).write_text("done")
    return "sequence"


def test_a_message_can_do_nothing_but_ask(remote: Remote, address: Path, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    harm = pickle.dumps((Harm(mark),))
    with Client(str(address), authkey=KEY) as connection:
        connection.send_bytes(harm)
        with pytest.raises((EOFError, OSError)):
            connection.recv_bytes()
    assert not mark.exists() and remote.session().execute("SELECT 1", {}) == [(1,)]
    pickle.loads(harm)
    assert mark.exists()  # the broken variant: plain unpickling does it


def test_a_changed_standard_is_told_to_the_mirror(remote: Remote, held: Held) -> None:
    remote.widen(HOUSE)
    assert held.widened == 1
