"""The burden account 减负账: what admitted forms cost those who answer them, before and after, and what was saved.

    account(demands, answered, …)           every form, department and street with its minutes
    sheets(account)                        the same as sheets of a workbook

Minutes are counted of forms, departments and streets, never of a person. Refuses: to show a time that few gave.
"""

from yibiao.flow.burdening.accounting import account
from yibiao.flow.burdening.shapes import Account, Answered, Dealing, Demand, Line, Measured, Score
from yibiao.flow.burdening.sheets import sheets

__all__ = ["Account", "Answered", "Dealing", "Demand", "Line", "Measured", "Score", "account", "sheets"]
