"""What the ledger knows, for the receive way. In: values, masters, ids, in batches. Out: live records in the clear.

Fulfils `flow.standard.rows.KnownRecords` within the reach of the one who imports: look-ups run on the mirror, the
records come from the system of record. Every call leaves one journal line with its purpose and how many it gave.
Refuses: nothing with an exception; what is out of reach is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from yibiao.base.views import View
from yibiao.flow.asking import catalog
from yibiao.flow.standard.domains import Json
from yibiao.flow.standard.model import Element
from yibiao.flow.standard.rows import Form, KnownRecord, Provenance
from yibiao.work.ledgers import rules, sealing
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.mirror import Mirror
from yibiao.work.ledgers.models import Record
from yibiao.work.ledgers.origins import COLLECTED, Origin, Origins, portions
from yibiao.work.ledgers.queries import note_reading
from yibiao.work.ledgers.rules import State
from yibiao.work.ledgers.sessions import Mirrored, Session
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
        mirror: Mirrored | None = None,
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

    def addressed(self, register: str, element: str, numbers: Sequence[str]) -> Iterator[tuple[str, str]]:
        """See `KnownRecords.addressed`. The last number is read in SQL: few of a large register are looked at."""
        column, given = f"t.{quoted(catalog.column_name(self.house.standard.elements[element]))}", 0
        table, reach = quoted(catalog.table_name(register)), self._reach()
        last = f"regexp_extract(translate({column}, '０１２３４５６７８９', '0123456789'), '([0-9]+)[^0-9]*$', 1)"
        sql = (
            f"SELECT t.id, {column} FROM {table} t "  # noqa: S608 own names only
            f"WHERE ({reach}) AND {last} IN (SELECT unnest($numbers)) ORDER BY 1"
        )
        ends = sorted({number.rpartition("-")[2] for number in numbers})
        for record, text in self._session().execute(sql, {"numbers": ends}):
            given += 1
            yield str(record), str(text)
        note_reading(self.house, self._view, "receive", register, rows=given, elements={element})

    def stems(self, register: str, element: str) -> Iterator[str]:
        """See `KnownRecords.stems`."""
        column, given = f"t.{quoted(catalog.column_name(self.house.standard.elements[element]))}", 0
        sql = (
            f"SELECT DISTINCT regexp_extract({column}, '^(.*[^0-9０-９])[0-9０-９]+[^0-9０-９]*$', 1) "  # noqa: S608
            f"FROM {quoted(catalog.table_name(register))} t WHERE ({self._reach()}) AND {column} IS NOT NULL ORDER BY 1"
        )
        for (stem,) in self._session().execute(sql, {}):
            given += bool(stem)
            if stem:
                yield str(stem)
        note_reading(self.house, self._view, "receive", register, rows=given, elements={element})

    def _reach(self) -> str:
        return " OR ".join(f"t.area BETWEEN {int(first)} AND {int(last)}" for first, last in self.areas) or "false"

    def agreeing(
        self, register: str, named_by: str, blocks: Iterable[Mapping[str, Sequence[str | None]]],
        forms: Mapping[str, Form],
    ) -> Iterator[Sequence[str | None]]:  # fmt: skip
        """See `KnownRecords.agreeing`. Nobody's values leave the mirror; one journal line says how many rows agreed."""
        rows, elements = 0, set[str]()
        for block in blocks:
            found = self._agreeing(register, named_by, block, forms)
            rows += sum(record is not None for record in found)
            elements |= block.keys()
            yield found
        note_reading(self.house, self._view, "receive", register, rows=rows, elements=elements)

    def _agreeing(
        self, register: str, named_by: str, block: Mapping[str, Sequence[str | None]], forms: Mapping[str, Form]
    ) -> Sequence[str | None]:
        elements = self.house.standard.elements
        held = {code: _text(elements[code]) for code in block}
        told = {f"v{number}": values for number, values in enumerate(block.values())}
        names = dict(zip(block, told, strict=True))
        rows = len(block[named_by])
        same = " AND ".join(
            f"(w.{names[code]} IS NULL OR coalesce({held[code]} = w.{names[code]}, false)"
            f"{formed(f'w.{names[code]}', forms.get(code))})"
            for code in block
        )
        reach, table = self._reach(), quoted(catalog.table_name(register))
        sql = (
            f"SELECT CAST(w.n AS BIGINT), any_value(t.id) FROM told w JOIN {table} t "  # noqa: S608 own names only
            f"ON {held[named_by]} = w.{names[named_by]} WHERE {reach} "
            f"GROUP BY 1 HAVING count(*) = 1 AND bool_and({same})"
        )
        found: list[str | None] = [None] * rows
        told["n"] = [str(number) for number in range(rows)]
        for number, record in self._session().beside("told", told, sql):
            found[number] = str(record)
        return found

    def _session(self) -> Session:
        if self._mirror is None:
            self._mirror = Mirror.open(self.house)
        return self._mirror.session()

    def _matching(
        self, register: str, codes: tuple[str, ...], numbers: list[int], values: list[list[str | None]]
    ) -> list[tuple[int, str]]:
        """(number, record id) of what the mirror holds with these values."""
        standard = self.house.standard
        known = [standard.elements.get(code) for code in codes]
        columns = [catalog.column_name(element) for element in known if element is not None and not element.derived]
        if not codes or len(columns) != len(codes) or register not in standard.registers:
            return []
        given = ", ".join(["unnest($numbers) AS number", *(f"unnest($v{n}) AS v{n}" for n in range(len(codes)))])
        equal = " AND ".join(f"CAST(t.{quoted(column)} AS VARCHAR) = w.v{n}" for n, column in enumerate(columns))
        table = quoted(catalog.table_name(register))
        sql = f"SELECT w.number, t.id FROM (SELECT {given}) w JOIN {table} t ON {equal}"  # noqa: S608 own names only
        parameters = {"numbers": numbers} | {f"v{n}": column for n, column in enumerate(values)}
        return [(int(row[0]), str(row[1])) for row in self._session().execute(sql, parameters)]

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
        provenance = {
            code: Provenance(each.source, each.day, seen=_seen(state, code, each))
            for code, each in said.items()
            if each and each.source
        }
        return KnownRecord(state.register, state.id, state.version, state.values, area, state.master, provenance)


def _seen(state: State, code: str, origin: Origin) -> bool:
    """Whether those who keep the ledger wrote or checked their own value themselves."""
    return origin.source == COLLECTED and (origin.seen or code in state.checks)


def formed(text: str, form: Form | None) -> str:
    """AND it has its form, "" where none is asked. RE2 looks nowhere ahead, so what never counts is named beside it."""
    if form is None:
        return ""
    never = f" AND {text} NOT IN ({', '.join(map(_literal, form.never))})" if form.never else ""
    return f" AND regexp_full_match({text}, {_literal(form.pattern)}){never}"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _text(element: Element) -> str:
    """What a record holds of the element, as text in the writing of its documents."""
    column = f"t.{quoted(catalog.column_name(element))}"
    several = catalog.column_type(element).endswith("[]")
    return f"array_to_string({column}, ',')" if several else f"CAST({column} AS VARCHAR)"
