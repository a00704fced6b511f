"""审: whether the numbers of a filled form can be right. In: a `Sheet`, last period's, other forms. Out: a `Verdict`.

    sheet_of(table, grid)                  a form that was read back, as a `Sheet`
    propose(sheet)                         the checks that the form's own structure suggests
    agreements(sheet, others)              the same question asked by two forms must get one answer
    judge(checks, sheet, last=…, others=…) findings at the cell, formulas that mean nothing, what could not be judged

Checks are formulas of the house's own language (`flow.standard.formula`) over the form itself. Refuses: nothing; a
formula without a meaning is a problem of the verdict.
"""

from yibiao.flow.checking.checks import Check, Finding, Over, Severity, Verdict
from yibiao.flow.checking.judging import forms_named, judge, names_of, over_of, refusal
from yibiao.flow.checking.proposing import agreements, jump, propose
from yibiao.flow.checking.shape import Heading, Sheet, sheet_of

__all__ = [
    "Check",
    "Finding",
    "Heading",
    "Over",
    "Severity",
    "Sheet",
    "Verdict",
    "agreements",
    "forms_named",
    "judge",
    "jump",
    "names_of",
    "over_of",
    "propose",
    "refusal",
    "sheet_of",
]
