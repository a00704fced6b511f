"""Which settings there are, and what their values may be, decided without a database. In: a name, a text. Out: a value.

Refuses (`ProblemError`): a value that the setting cannot have.
"""

from __future__ import annotations

from dataclasses import dataclass

from yibiao.base.problems import Place, ProblemError, problem

Value = bool | int | str


@dataclass(frozen=True, slots=True)
class Known:
    """One setting: labels, default (its type is the setting's), least and most of a number."""

    label_zh: str
    label_en: str
    default: Value
    least: int = 0
    most: int = 0


KNOWN = {
    "second_factor": Known("数据专员、审计员、运维登录必须用动态口令", "guarded posts need a second factor", False),
    "session_hours": Known("登录后几小时需要重新登录", "hours after which one signs in again", 12, 1, 24),
    "admission_days": Known("报表有效期最长天数", "days that a form may be asked at most", 366, 30, 1_100),
    "admission_once_days": Known("一事一报最长天数", "days that a one-off request may last", 60, 1, 366),
    "admission_notice": Known("报表最少提前天数", "least days of notice for a form", 5, 0, 60),
    "admission_late_days": Known("事后补报几天内要有结论", "days in which a late request is decided", 10, 1, 60),
    "admission_minutes": Known(
        "每个部门每月可占用基层分钟数（0 为不限）",
        "minutes a month that a department may take, 0: no bound",
        0,
        0,
        10**8,
    ),
    "issuer": Known("动态口令里显示的单位名称", "name shown in the authenticator", "一表通"),
}
TRUE, FALSE = frozenset({"1", "true", "yes", "on", "是", "开"}), frozenset({"0", "false", "no", "off", "否", "关", ""})
LONGEST = 60


def value_of(name: str, text: str) -> Value:
    """What `text` means for the setting `name`; an unknown name is a `KeyError`, because it is our fault."""
    known, given = KNOWN[name], text.strip()
    refusal = ProblemError(problem("SETTINGS_VALUE", Place(field=name), value=given[:40], label=known.label_zh))
    if isinstance(known.default, bool):
        if given.lower() not in TRUE | FALSE:
            raise refusal
        return given.lower() in TRUE
    if isinstance(known.default, int):
        if not (given.isascii() and given.isdigit() and known.least <= int(given) <= known.most):
            raise refusal
        return int(given)
    if not 0 < len(given) <= LONGEST:
        raise refusal
    return given
