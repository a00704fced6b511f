"""One mirror for several processes of one machine. In: a mirror, an address, a key. Out: sessions elsewhere.

    Service   stands in the process that owns the mirror, a thread for each connection
    Remote    stands in the others, a line for each thread and each session of then; asks again when it was started anew

Messages are pickles of plain values, between processes that prove to each other that they hold the home's key; what
unpacks them knows no class but dates and decimals. Questions wait for their turn in the service (`turns`), under the
class of who asks. Refuses (`ProblemError`): LEDGERS_AWAY where no service answers within `PATIENCE` seconds, and what
the mirror refuses.
"""

from __future__ import annotations

import io
import logging
import pickle
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import asdict
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from threading import Thread, local
from typing import Any

from django.db import close_old_connections

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.flow.asking.areas import Areas
from yibiao.flow.asking.columns import Columns
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.mirror import Mirror
from yibiao.work.ledgers.past import Then
from yibiao.work.ledgers.sessions import Session
from yibiao.work.ledgers.turns import Urgency, urgency_now, urgent

PATIENCE = 30.0
"""Seconds that a question waits for a service that is being started: it loads a snapshot and what came after."""
USE = "mirror service"
LOG = logging.getLogger("yibiao.mirror")
_PLAIN = {("datetime", "date"), ("datetime", "datetime"), ("decimal", "Decimal")}


class Service:
    """Answers for `mirror` at `address` until closed. renewed: the house under the standard as it is kept now."""

    def __init__(self, mirror: Mirror, address: str, key: bytes, renewed: Callable[[], House]) -> None:
        self.mirror, self.renewed = mirror, renewed
        self._address, self._key, self._closing = address, key, False
        self._listener = Listener(address, authkey=key)

    def run(self) -> None:
        """Until `close`; who does not hold the key is turned away."""
        while True:
            try:
                connection = self._listener.accept()
            except (AuthenticationError, EOFError, OSError):
                if self._closing:
                    return
                continue
            if self._closing:
                connection.close()
                return
            Thread(target=self._serve, args=(connection,), name="mirror connection", daemon=True).start()

    def close(self) -> None:
        """Nobody is let in any more; who is in is answered until he goes."""
        self._closing = True
        with suppress(OSError, EOFError):
            Client(self._address, authkey=self._key).close()  # wakes who waits at the door
        self._listener.close()

    def _serve(self, connection: Connection) -> None:
        with connection, closing(_Desk(self)) as desk:
            while True:
                try:
                    message = _plain(connection.recv_bytes())
                except (EOFError, OSError):
                    return
                except pickle.UnpicklingError:
                    LOG.warning("mirror: a message that is no plain value; the connection is closed")
                    return
                connection.send_bytes(pickle.dumps(desk.reply(message), pickle.HIGHEST_PROTOCOL))


class _Desk:
    """One connection's requests. Its session is made anew whenever it is asked for."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._session: Session | None = None

    def reply(self, message: Any) -> tuple[str, Any]:
        what, *given = message
        try:
            return "done", getattr(self, f"_on_{what}")(*given)
        except ProblemError as refusal:
            told = refusal.problem
            return "refused", (told.code, asdict(told.place), dict(told.values))
        except Exception as fault:  # the asker must hear of it; the traceback is the operator's
            LOG.exception("mirror: %s failed", what)
            return "failed", f"{type(fault).__name__}: {fault}"

    def close(self) -> None:
        """Whoever asked is gone: what his session holds in the engine is let go."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def _on_session(self, wait_for: int) -> tuple[tuple[str, ...], str | None]:
        """(tidy details, by which mark its areas are known)."""
        close_old_connections()
        self.close()
        self._session = self.service.mirror.session(wait_for)
        areas = self._session.areas
        return tuple(sorted(self._session.tidy)), None if areas is None else areas.mark

    def _on_areas(self) -> tuple[str, list[tuple[Any, ...]]] | None:
        areas = self._asked(None).areas
        return None if areas is None else (areas.mark, [tuple(area) for area in areas.ordered])

    def _on_session_at(self, sequence: int) -> None:
        close_old_connections()
        self.close()
        self._session = self.service.mirror.session_at(sequence)

    def _on_lain(self, register: str, areas: Sequence[tuple[int, int]]) -> tuple[str, ...]:
        assert isinstance(self._session, Then)
        return self._session.lain(register, areas)

    def _on_execute(self, sql: str, parameters: dict[str, Any], seconds: float | None, urgency: int) -> Any:
        with urgent(Urgency(urgency)):
            return _packed(self._asked(seconds).execute(sql, parameters))

    def _asked(self, seconds: float | None) -> Session:
        if self._session is None:  # the service was started anew in the middle of somebody's questions
            self._on_session(0)
        assert self._session is not None
        return self._session if seconds is None else self._session.hasty(seconds)

    def _on_sequence(self) -> int:
        return self.service.mirror.sequence

    def _on_beside(
        self, name: str, columns: dict[str, list[str | None]], sql: str, seconds: float | None, urgency: int
    ) -> Any:  # fmt: skip
        with urgent(Urgency(urgency)):
            return _packed(self._asked(seconds).beside(name, columns, sql))

    def _on_anew(self) -> None:
        close_old_connections()
        self.service.mirror.anew()

    def _on_waiting(self) -> Mapping[str, int]:
        return self.service.mirror.waiting()

    def _on_widen(self) -> None:
        self.service.mirror.widen(self.service.renewed())


class Remote:
    """The mirror of another process."""

    def __init__(self, house: House, address: str, key: bytes, patience: float = PATIENCE) -> None:
        self.house, self.address, self.patience = house, address, patience
        self._key = key
        self._mine = local()
        self._areas: Areas | None = None

    @property
    def sequence(self) -> int:
        return int(self._line.ask("sequence"))

    def session(self, wait_for: int = 0) -> Session:
        tidy, mark = self._line.ask("session", wait_for)
        return _RemoteSession(self._line, frozenset(tidy), None if mark is None else self._areas_of(mark))

    def _areas_of(self, mark: str) -> Areas | None:
        """The areas of the session that was just made. They come over once: they change perhaps once a year."""
        known = self._areas
        if known is not None and known.mark == mark:
            return known
        told = self._line.ask("areas")
        self._areas = None if told is None else Areas(told[1])
        return self._areas

    def session_at(self, sequence: int) -> Then:
        """On a line of its own: it holds one state of the mirror until it is closed."""
        line = _Line(self.address, self._key, self.patience, ("session_at", sequence))
        try:
            line.ask("sequence")
        except BaseException:
            line.close()
            raise
        return _RemoteThen(line, sequence)

    def anew(self) -> None:
        self._line.ask("anew")

    def waiting(self) -> Mapping[str, int]:
        return dict(self._line.ask("waiting"))

    def widen(self, house: House) -> None:
        self.house = house
        self._line.ask("widen")

    def close(self) -> None:
        self._line.close()

    @property
    def _line(self) -> _Line:
        """The line of this thread."""
        line: _Line | None = getattr(self._mine, "line", None)
        if line is None:
            line = self._mine.line = _Line(self.address, self._key, self.patience, None)
        return line


class _Line:
    """A connection that is made when it is needed, and again when the other side was started anew.

    first: what is said first on each connection, so that a session stands there again; None: nothing.
    """

    def __init__(self, address: str, key: bytes, patience: float, first: tuple[Any, ...] | None) -> None:
        self.address, self.patience, self.first = address, patience, first
        self._key = key
        self.connection: Connection | None = None

    def ask(self, *message: Any) -> Any:
        """The reply to a message. All of them may be sent twice: they read, or do what is done already."""
        until = time.monotonic() + self.patience
        while True:
            try:
                if self.connection is None:
                    self.connection = Client(self.address, authkey=self._key)
                    if self.first is not None:
                        _told(self._said(self.connection, self.first))
                reply = self._said(self.connection, message)
                break
            except (EOFError, OSError) as fault:
                self.close()
                if time.monotonic() > until:
                    raise ProblemError(problem("LEDGERS_AWAY")) from fault
                time.sleep(0.05)
        return _told(reply)

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    @staticmethod
    def _said(connection: Connection, message: tuple[Any, ...]) -> Any:
        connection.send_bytes(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))
        return _plain(connection.recv_bytes())


def _told(reply: tuple[str, Any]) -> Any:
    outcome, told = reply
    if outcome == "refused":
        code, place, values = told
        raise ProblemError(Problem(code, Place(**place), values))
    if outcome == "failed":
        raise RuntimeError(f"mirror service: {told}")
    return told


class _RemoteSession(Session):
    """A session whose statements run in the service."""

    def __init__(self, line: _Line, tidy: frozenset[str], areas: Areas | None) -> None:
        self._line, self.tidy, self.areas = line, tidy, areas

    def execute(self, sql: str, parameters: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        return _executed(self._line, sql, parameters, self.seconds)

    def beside(self, name: str, columns: Mapping[str, Sequence[str | None]], sql: str) -> Sequence[Sequence[Any]]:
        given = {column: list(values) for column, values in columns.items()}
        return _unpacked(self._line.ask("beside", name, given, sql, self.seconds, int(urgency_now())))

    def close(self) -> None:
        """Nothing: the line goes on, and the next session on it takes the place of this one."""


class _RemoteThen(Then):
    """The ledger as it stood, in the service."""

    def __init__(self, line: _Line, sequence: int) -> None:
        self._line, self.sequence = line, sequence

    def execute(self, sql: str, parameters: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        return _executed(self._line, sql, parameters, self.seconds)

    def lain(self, register: str, areas: Iterable[tuple[int, int]]) -> tuple[str, ...]:
        return tuple(self._line.ask("lain", register, tuple(areas)))

    def close(self) -> None:
        self._line.close()


def _executed(line: _Line, sql: str, parameters: Mapping[str, Any], seconds: float | None) -> Sequence[Sequence[Any]]:
    return _unpacked(line.ask("execute", sql, dict(parameters), seconds, int(urgency_now())))


def _packed(rows: Sequence[Sequence[Any]]) -> tuple[str, Any]:
    """Rows as plain values."""
    return ("columns", (rows.columns(), len(rows))) if isinstance(rows, Columns) else ("rows", rows)


def _unpacked(told: tuple[str, Any]) -> Sequence[Sequence[Any]]:
    how, given = told
    return Columns(*given) if how == "columns" else given  # type: ignore[no-any-return]  # rows, as `_packed` took them


class _Plain(pickle.Unpickler):
    """Unpacks values, and no class that could do anything."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _PLAIN:
            raise pickle.UnpicklingError(f"{module}.{name} is no plain value")
        return super().find_class(module, name)


def _plain(data: bytes) -> Any:
    return _Plain(io.BytesIO(data)).load()
