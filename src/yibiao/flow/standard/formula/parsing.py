"""The door of the formula language: text that has a meaning. In: text, its register, the standard. Out: a `Node`.

Refuses, by `ProblemError` with the column: whatever `reading` cannot read and `checking` finds without a meaning.
"""

from __future__ import annotations

from yibiao.base.problems import ProblemError
from yibiao.flow.standard.formula.checking import as_problem, findings
from yibiao.flow.standard.formula.nodes import Node
from yibiao.flow.standard.formula.reading import read
from yibiao.flow.standard.model import Standard


def parse(text: str, home_register: str, standard: Standard) -> Node:
    """The formula that `text` says about records of `home_register`; `ProblemError` when it says none."""
    node, columns = read(text, home_register, standard)
    for finding in findings(node, home_register, standard):
        raise ProblemError(as_problem(finding, standard, text, columns.get(id(finding.node))))
    return node
