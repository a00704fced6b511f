"""A few invented mistakes in the district: every watch rule finds something. In: the stream, a day. Out: it again.

Values of records that are there are changed, and a few details added (a benefit that goes on after somebody is gone);
nobody comes or goes. What is changed depends on the stream alone. Refuses: nothing; a small district may lack somebody
of whom a mistake could be made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from yibiao.base.ids import IdMaker, seeded_ids
from yibiao.flow.demo.shapes import DemoRecord
from yibiao.flow.standard.domains import Json

PLACES = (0, 5, 40)
"""Which of those who could have the mistake have it: the first ones live in the first grids."""
Group = tuple[DemoRecord, ...]
"""A record and the details that hang on it."""
_GONE = "4"
_KEPT = {
    "low_income": ("kind", "grade", "approved_date", "amount_monthly", "members", "reason"),
    "extreme_poverty": ("kind", "approved_date", "support_way", "basic_amount"),
}
"""What a benefit says when it is given to somebody else by mistake: nothing that names the one who has it."""


def planted(records: Iterable[DemoRecord], day: date, seed: int = 1) -> Iterator[DemoRecord]:
    """The same records with the mistakes in."""
    moment = (day.toordinal() - 719163) * 86_400_000 - 2 * 86_400_000
    planter = _Planter(day, seeded_ids(Random(f"{seed}:planted"), moment))
    group: list[DemoRecord] = []
    for record in records:
        if group and record.parent != group[0].id:
            yield from planter.planted(tuple(group))
            group = []
        group.append(record)
    yield from planter.planted(tuple(group)) if group else ()


@dataclass
class _Planter:
    """Counts who could have which mistake, and remembers what a benefit looks like."""

    day: date
    new_id: IdMaker
    met: dict[str, int] = field(default_factory=dict)
    benefits: dict[str, Mapping[str, Json]] = field(default_factory=dict)

    def planted(self, group: Group) -> Group:
        for one in group[1:]:
            if one.register in _KEPT and self._lasts(one):
                self.benefits.setdefault(one.register, one.values)
        for name, make in _MISTAKES.items():
            changed = make(self, group)
            if changed is not None:
                number = self.met[name] = self.met.get(name, -1) + 1
                if number in PLACES:
                    return changed
        return group

    def let_no_tenant(self, group: Group) -> Group | None:
        home = group[0]
        if home.register != "dwelling" or home.values.get("dwelling.is_rental") or _has(group, "rental"):
            return None
        return (_with(home, {"dwelling.is_rental": True}), *group[1:])

    def disability_expired(self, group: Group) -> Group | None:
        return self._present(group) and self._dated(group, "disability", "valid_to", 40)

    def permit_expired(self, group: Group) -> Group | None:
        floating = group[0].values.get("person.residence_status") == "3"
        return self._dated(group, "migrant", "valid_to", 25) if floating else None

    def relief_review_due(self, group: Group) -> Group | None:
        lasts = all(self._lasts(one) for one in group if one.register == "low_income")
        return self._present(group) and self._dated(group, "low_income", "next_review", 20) if lasts else None

    def child_no_guardian(self, group: Group) -> Group | None:
        child = group[0]
        born = child.values.get("person.birth_date")
        if not isinstance(born, str) or born < (self.day - timedelta(days=15 * 365)).isoformat():
            return None
        left = [one.values.get("left_behind.kind") for one in group if one.register == "left_behind"]
        return (_with(child, {"person.guardian_name": None}), *group[1:]) if left or _has(group, "orphan") else None

    def dead_relief(self, group: Group) -> Group | None:
        return self._given(group, "low_income") if "person.death_date" in group[0].values else None

    def moved_relief(self, group: Group) -> Group | None:
        gone = group[0].values.get("person.residence_status") == _GONE
        return self._given(group, "low_income") if gone else None

    def two_reliefs(self, group: Group) -> Group | None:
        poor = any(one.register == "low_income" and self._lasts(one) for one in group)
        return self._given(group, "extreme_poverty") if poor and self._present(group) else None

    def _present(self, group: Group) -> Group | None:
        """The group where it is of a person who is still there."""
        status = group[0].values.get("person.residence_status")
        there = group[0].register == "person" and status != _GONE and "person.death_date" not in group[0].values
        return group if there else None

    def _lasts(self, benefit: DemoRecord) -> bool:
        return f"{benefit.register}.stopped_date" not in benefit.values

    def _dated(self, group: Group, register: str, name: str, days: int) -> Group | None:
        """With that date of a detail some days ago."""
        code, past = f"{register}.{name}", (self.day - timedelta(days=days)).isoformat()
        changed = tuple(_with(one, {code: past}) if code in one.values else one for one in group)
        return changed if changed != group else None

    def _given(self, group: Group, register: str) -> Group | None:
        """With a benefit that nobody here has."""
        like = self.benefits.get(register)
        if like is None or group[0].register != "person" or _has(group, register):
            return None
        values = {code: value for code, value in like.items() if code.partition(".")[2] in _KEPT[register]}
        return (*group, DemoRecord(register, self.new_id(), group[0].area_code, values, group[0].id))


_MISTAKES: Mapping[str, Callable[[_Planter, Group], Group | None]] = {
    make.__name__: make
    for make in (
        _Planter.dead_relief, _Planter.moved_relief, _Planter.two_reliefs, _Planter.disability_expired,
        _Planter.permit_expired, _Planter.relief_review_due, _Planter.child_no_guardian, _Planter.let_no_tenant,
    )
}  # fmt: skip
"""By the code of the rule that finds them."""


def _has(group: Group, register: str) -> bool:
    return any(one.register == register for one in group)


def _with(record: DemoRecord, values: Mapping[str, Json]) -> DemoRecord:
    kept = {code: value for code, value in {**record.values, **values}.items() if value is not None}
    return replace(record, values=kept)
