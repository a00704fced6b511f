"""比对预警与政策找人: rules and policies as data, asked of the whole ledger at once. In: TOML. Out: questions.

    rules.py      a condition that ought not to hold of anybody, why, and what to do about it
    policies.py   who is entitled to what, who is not, of whom one cannot tell and which facts are missing

Refuses (`ProblemError` WATCH_RULE, WATCH_NOT_ASKED): formulas without a meaning, ethnic group and faith.
"""

from yibiao.flow.watching.policies import Band, Policy, Sums, policies, read_policies, summed
from yibiao.flow.watching.rules import Rule, read_rules, rules

__all__ = ["Band", "Policy", "Rule", "Sums", "policies", "read_policies", "read_rules", "rules", "summed"]
