"""The example forms go the whole way into the catalogue of the demo district. In: a home, a folder of forms, a day.

Out: the numbers, the periods opened. An invented officer applies, the data office approves, a leader agrees where
identity numbers are asked, the data office publishes and dispatches: the same actions as of a person, so the same lines
of the journal.
Refuses: what admission refuses.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from yibiao.edge.cli.home import open_home
from yibiao.flow.standard import load

_DAYS = 300
_REASON = "示例：基层需要确认"
_WANT_REASONS = ("ALL_HELD", "SENSITIVE", "NEW_COLUMNS", "VARIANT", "CONTAINED", "DERIVABLE")


def admit_examples(home: Path, examples: Path, day: date) -> list[str]:
    """Every form of the folder, by name; those that no rule stops get a number."""
    open_home(home)
    from yibiao.edge import admissions
    from yibiao.flow.admitting import Terms
    from yibiao.work.admissions import actions, rules, wanted
    from yibiao.work.directory import queries as directory
    from yibiao.work.ledgers.house import open_house

    house = open_house(home, load())
    people = {row.role: row for row in directory.people()}
    officer, office, leader = (people[role] for role in (rules.APPLICANT, rules.OFFICE, rules.LEADER))
    today, _ = directory.rights_day(house.clock)
    numbers = []
    for form in sorted(examples.glob("*.xls*")):
        data = form.read_bytes()
        asked = admissions.Asked(form.name, data, admissions.facts_in(house, form.name, data))
        terms = Terms(
            "民政局", officer.area, "示例文件第三条", f"{asked.title}汇总", "month", ("community", "street"), 5, 10,
            ("民政局",), day, day + timedelta(days=_DAYS), reasons=dict.fromkeys(_WANT_REASONS, _REASON),
        )  # fmt: skip
        draft = admissions.draft_of(asked, terms, "")
        application = actions.apply_for(house, officer.login, draft)
        walk = [(officer, "submit"), (office, "approve"), (leader, "approve"), (office, "publish")]
        for who, verb in walk:
            row = wanted.application_of(application)
            actor = admissions.actor_of(today, who.login, who.role, row.area)
            if verb in rules.acts_of(row.stand, actor):
                actions.act(house, actor, application, verb)
        numbers.append(wanted.application_of(application).number)
    return numbers


def open_examples(numbers: list[str], day: date) -> list[str]:
    """The first period of each admitted form, as the data office dispatches it; their ids. The home is open already."""
    from yibiao.edge.estate import estate
    from yibiao.edge.filings.opening import Wish, open_one
    from yibiao.work.admissions import rules
    from yibiao.work.directory import queries as directory
    from yibiao.work.filings.rules import Actor

    valid = [number for number in numbers if number]
    if not valid:
        return []
    held = estate()
    office = next(row for row in directory.people() if row.role == rules.OFFICE)
    today = held.day()
    actor = Actor(office.login, office.role, directory.offices_of(office.login, office.role, today), today)
    return [open_one(held, actor, number, Wish((number,), day))[0] for number in valid]
