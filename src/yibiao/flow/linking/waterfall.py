"""Rows to records of one root register, step by step. In: what each row says, what the ledger knows. Out: links.

A step decides a row where exactly one record agrees and nothing contradicts it: two different identifiers never meet in
one record. Several records, another name under the same identifier, another birth date: doubtful, with candidates.
Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from yibiao.base.problems import Place, Problem, problem
from yibiao.base.text import key
from yibiao.flow.linking.steps import Step, described, identifiers, name_of, near_steps_of, steps_of, told_apart_by
from yibiao.flow.standard.domains import Json
from yibiao.flow.standard.model import Register, Standard
from yibiao.flow.standard.rows import KnownRecord, KnownRecords, Link

_MOST_CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class Sought:
    """What one row says of the thing that is sought, and where it says so."""

    place: Place
    values: Mapping[str, Json]
    bad_identifier: bool = False
    """An identifier was written but refused: nothing new is made of this row."""


class Waterfall:
    """Links the rows of one register."""

    def __init__(self, register: Register, known: KnownRecords, standard: Standard) -> None:
        self.register, self.known, self.standard = register, known, standard
        self.identifiers = identifiers(register)

    def links(self, sought: Sequence[Sought]) -> list[Link]:
        """One link a row, in order."""
        found: dict[int, Link] = {}
        for step in steps_of(self.register, self.standard):
            for number, records in self._asked(sought, found, step):
                link = self._judged(sought[number], step, records)
                if link is not None:
                    found[number] = link
        unfound = {number: self._unfound(one) for number, one in enumerate(sought) if number not in found}
        found |= {number: link for number, link in unfound.items() if link.doubtful}
        for step in near_steps_of(self.register, self.standard):
            for number, records in self._asked(sought, found, step):
                link = self._nearly(sought[number], step, records)
                if link is not None:
                    found[number] = link
        return [found.get(number) or unfound[number] for number in range(len(sought))]

    def _asked(
        self, sought: Sequence[Sought], found: Mapping[int, Link], step: Step
    ) -> Iterator[tuple[int, Sequence[KnownRecord]]]:
        """Each row that is still open and says all of the step, with the records that agree; one look-up for all."""
        open_rows = [
            number
            for number, one in enumerate(sought)
            if number not in found and all(one.values.get(code) is not None for code in step)
        ]
        wanted = [{code: sought[number].values[code] for code in step} for number in open_rows]
        answers = self.known.find(self.register.code, wanted) if wanted else ()
        yield from zip(open_rows, answers, strict=True)

    def _nearly(self, one: Sought, step: Step, records: Sequence[KnownRecord]) -> Link | None:
        """A doubt, where a record shares something with a row that would be new, and nothing contradicts it."""
        apart = told_apart_by(self.register.code)
        apart = apart if name_of(self.register.code) in step and len(step) > 1 else (*self.identifiers, *apart)
        ids = [record.id for record in records if all(_agree(one.values, record.values, code) for code in apart)]
        if not ids:
            return None
        words = described(step, self.standard)
        why = problem("LINK_MAYBE", one.place, step=words, count=len(ids))
        return self._doubt(step, tuple(ids[:_MOST_CANDIDATES]), why)

    def _judged(self, one: Sought, step: Step, records: Sequence[KnownRecord]) -> Link | None:
        """The link that this step gives, or None to go on to the next."""
        possible = [record for record in records if not self._other_identifier(one, record, step)]
        if not possible:
            return None
        ids = tuple(record.id for record in possible)[:_MOST_CANDIDATES]
        words = described(step, self.standard)
        if len(possible) > 1:
            return self._doubt(step, ids, problem("LINK_SEVERAL", one.place, step=words, count=len(possible)))
        record = possible[0]
        name = name_of(self.register.code)
        if step[0] in self.identifiers and name is not None and not _agree(one.values, record.values, name):
            values = {"known": record.values[name], "given": one.values[name]}
            return self._doubt(step, ids, problem("LINK_OTHER_NAME", one.place, **values))
        for code in told_apart_by(self.register.code):
            if step[0] not in self.identifiers and not _agree(one.values, record.values, code):
                label = self.standard.elements[code].label_zh
                return self._doubt(step, ids, problem("LINK_CONTRADICTS", one.place, step=words, element=label))
        return Link(self.register.code, record, "+".join(step))

    def _other_identifier(self, one: Sought, record: KnownRecord, step: Step) -> bool:
        """Whether row and record carry two different identifiers of a kind: then they are not the same thing."""
        others = (code for code in self.identifiers if code not in step)
        return any(not _agree(one.values, record.values, code) for code in others)

    def _doubt(self, step: Step, candidates: tuple[str, ...], why: Problem) -> Link:
        return Link(self.register.code, None, "+".join(step), candidates, (why,))

    def _unfound(self, one: Sought) -> Link:
        """New, where the row says enough to be found again; otherwise doubtful or too little."""
        if one.bad_identifier:
            return self._doubt((), (), problem("LINK_BAD_IDENTIFIER", one.place))
        enough = any(
            all(one.values.get(code) is not None for code in step) for step in steps_of(self.register, self.standard)
        )
        if enough:
            return Link(self.register.code)
        return self._doubt(("little",), (), problem("LINK_TOO_LITTLE", one.place))


def _agree(ours: Mapping[str, Json], theirs: Mapping[str, Json], code: str) -> bool:
    """Whether two values of an element do not contradict each other; an unknown one never does."""
    one, other = ours.get(code), theirs.get(code)
    return one is None or other is None or key(str(one)) == key(str(other))
