"""The only writers of the directory: areas, accounts, posts, grants. In: what is to stand. Out: nothing, or an id.

Each is one transaction with one journal line. Refuses (`ProblemError`): see each.
"""

from yibiao.work.directory.actions.accounts import (
    change_password,
    end_sessions,
    note_sign_in,
    one_time_password,
    set_demo_password,
    set_password,
    switch_account,
)
from yibiao.work.directory.actions.factors import begin_factor, check_factor, confirm_factor, reset_factor
from yibiao.work.directory.actions.grants import NewGrant, give_grant, revoke_grant
from yibiao.work.directory.actions.people import (
    NewPerson,
    add_operator,
    add_person,
    appoint,
    end_post,
    end_posts,
    give_post,
)
from yibiao.work.directory.actions.places import (
    LEVELS,
    NewArea,
    area_stands,
    close_area,
    lay_areas,
    name_area,
    tree_order,
)
from yibiao.work.directory.actions.tries import begin_try, forgive_try

__all__ = [
    "LEVELS",
    "NewArea",
    "NewGrant",
    "NewPerson",
    "add_operator",
    "add_person",
    "appoint",
    "area_stands",
    "begin_factor",
    "begin_try",
    "change_password",
    "check_factor",
    "close_area",
    "confirm_factor",
    "end_post",
    "end_posts",
    "end_sessions",
    "forgive_try",
    "give_grant",
    "give_post",
    "lay_areas",
    "name_area",
    "note_sign_in",
    "one_time_password",
    "reset_factor",
    "revoke_grant",
    "set_demo_password",
    "set_password",
    "switch_account",
    "tree_order",
]
