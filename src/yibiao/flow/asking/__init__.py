"""问 ask: questions to the ledger, answered as far as the view goes.

In: a question, view, area, session, day, standard. Out: `Rows` or a `Number`. Refuses, by `ProblemError`: areas outside
the view, conditions on elements that it may not count by, rows where it has statistics only.

    resolve (rights.py) → rewrite (ages.py) → compile (frames.py, plan.py)
    → run → mask (listing.py)
"""

from yibiao.flow.asking.answering import Answer, ask, ask_many, behind
from yibiao.flow.asking.catalog import Session
from yibiao.flow.asking.explaining import explain, measure_text, without

__all__ = ["Answer", "Session", "ask", "ask_many", "behind", "explain", "measure_text", "without"]
