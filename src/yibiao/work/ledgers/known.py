"""What the ledger knows, for the receive way. In: values, masters, ids, in batches. Out: live records in the clear.

Fulfils `flow.standard.rows.KnownRecords` within the reach of the one who imports: look-ups run on the mirror, the
records come from the system of record. Every call leaves one journal line with its purpose and how many it gave.
Refuses: nothing with an exception; what is out of reach is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from yibiao.base.views import View
from yibiao.flow.asking import catalog
from yibiao.flow.standard.domains import Json
from yibiao.flow.standard.rows import KnownRecord, Provenance
from yibiao.work.ledgers import rules, sealing
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.mirror import Mirror
from yibiao.work.ledgers.models import Record
from yibiao.work.ledgers.origins import Origins, portions
from yibiao.work.ledgers.queries import note_reading
from yibiao.work.ledgers.rules import State
from yibiao.work.ledgers.tables import as_text, quoted


class KnownInLedger:
    """`areas`: where the one who imports may write. The mirror is opened at the first look-up, unless one is given."""

    def __init__(
        self,
        house: House,
        areas: tuple[tuple[int, int], ...],
        *,
        actor: str,
        purpose: str,
        mirror: Mirror | None = None,
    ) -> None:
        self.house, self.areas = house, areas
        self._view = View(actor, purpose, areas)
        self._mirror = mirror
        self._origins = Origins()

    def find(self, register: str, wanted: Sequence[Mapping[str, Json]]) -> Sequence[Sequence[KnownRecord]]:
        """See `KnownRecords.find`."""
        groups: dict[tuple[str, ...], list[int]] = {}
        for number, each in enumerate(wanted):
            groups.setdefault(tuple(sorted(each)), []).append(number)
        pairs: list[tuple[int, str]] = []
        for codes, numbers in groups.items():
            values = [[as_text(wanted[number][code]) for number in numbers] for code in codes]
            pairs += self._matching(register, codes, numbers, values)
        records = self._records(record for _, record in pairs)
        answers: list[list[KnownRecord]] = [[] for _ in wanted]
        for number, record in sorted(pairs):
            if record in records:
                answers[number].append(records[record])
        asked = {code for each in wanted for code in each}
        note_reading(self.house, self._view, "receive", register, rows=len(records), elements=asked)
        return answers

    def hanging_on(self, register: str, masters: Sequence[str]) -> Sequence[Sequence[KnownRecord]]:
        """See `KnownRecords.hanging_on`."""
        answers: dict[str, list[KnownRecord]] = {master: [] for master in masters}
        ids: list[str] = []
        for some in portions(sorted(answers)):
            rows = Record.objects.filter(register=register, master__in=some, ended="").order_by("id")
            ids += rows.values_list("id", flat=True)
        for record in self._records(ids).values():
            answers[record.master or ""].append(record)
        note_reading(self.house, self._view, "receive", register, rows=len(ids))
        return [answers[master] for master in masters]

    def get(self, records: Sequence[str]) -> Sequence[KnownRecord | None]:
        """See `KnownRecords.get`."""
        found = self._records(records)
        note_reading(self.house, self._view, "receive", "", rows=len(found))
        return [found.get(record) for record in records]

    def _matching(
        self, register: str, codes: tuple[str, ...], numbers: list[int], values: list[list[str | None]]
    ) -> list[tuple[int, str]]:
        """(number, record id) of what the mirror holds with these values."""
        standard = self.house.standard
        known = [standard.elements.get(code) for code in codes]
        columns = [catalog.column_name(element) for element in known if element is not None and not element.derived]
        if not codes or len(columns) != len(codes) or register not in standard.registers:
            return []
        if self._mirror is None:
            self._mirror = Mirror.open(self.house)
        given = ", ".join(["unnest($numbers) AS number", *(f"unnest($v{n}) AS v{n}" for n in range(len(codes)))])
        equal = " AND ".join(f"CAST(t.{quoted(column)} AS VARCHAR) = w.v{n}" for n, column in enumerate(columns))
        table = quoted(catalog.table_name(register))
        sql = f"SELECT w.number, t.id FROM (SELECT {given}) w JOIN {table} t ON {equal}"  # noqa: S608 own names only
        parameters = {"numbers": numbers} | {f"v{n}": column for n, column in enumerate(values)}
        return [(int(row[0]), str(row[1])) for row in self._mirror.session().execute(sql, parameters)]

    def _records(self, ids: Iterable[str]) -> dict[str, KnownRecord]:
        """The live records within reach, in order of id."""
        keys = sealing.Keys(self.house.vault)
        rows = []
        for some in portions(sorted(set(ids))):
            found = Record.objects.filter(id__in=some, ended="").select_related("area").order_by("id")
            rows += [row for row in found if rules.covers(self.areas, row.area.first)]
        keys.fetch(row.owner_id for row in rows)
        states = [(sealing.state_of(row, keys), row.area.code) for row in rows]
        self._origins.fetch(sequence for state, _ in states for sequence in state.stamps.values())
        return {state.id: self._known(state, area) for state, area in states}

    def _known(self, state: State, area: str) -> KnownRecord:
        said = {code: self._origins.get(state.stamp(code)) for code in state.values}
        provenance = {code: Provenance(each.source, each.day) for code, each in said.items() if each and each.source}
        return KnownRecord(state.register, state.id, state.version, state.values, area, state.master, provenance)
