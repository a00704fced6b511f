"""Who is gone, as one query over a whole register. In: a register, the standard, a day, a session. Out: ids.

For counts that no question words (`ledgers.vitals`): every count leaves them out (decision 0008). A detail is gone with
the record that it hangs on. Refuses: nothing; of a register that nobody leaves there are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlglot import exp

from yibiao.base.views import View
from yibiao.flow.asking.catalog import Session
from yibiao.flow.asking.ground import Ground
from yibiao.flow.asking.plan import Plan, all_of
from yibiao.flow.asking.scope import Scope
from yibiao.flow.standard.formula.presence import present
from yibiao.flow.standard.model import Standard

_EVERYWHERE = (0, 2**31 - 1)


def gone(session: Session, standard: Standard, register: str, day: date) -> Sequence[str]:
    """Ids of the records of `register`, in all areas, that are no longer there."""
    there = present(standard, register, ())
    if not there:
        return ()
    view = View("", "", areas=(_EVERYWHERE,))
    ground = Ground(view, Scope("", "", *_EVERYWHERE, (_EVERYWHERE,)), session, day, standard)
    plan = Plan()
    frame = ground.frame(plan, register)
    holds = exp.Paren(this=all_of([frame.sql(node) for node in there]))
    query = plan.sql(frame.select(frame.own("id")).where(exp.Not(this=holds), copy=False), session.dialect)
    return [str(row[0]) for row in session.execute(query.sql, query.constants)]
