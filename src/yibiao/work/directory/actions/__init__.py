"""The only writers of the directory: areas, accounts, posts, grants. In: what is to stand. Out: nothing, or an id.

Each is one transaction with one journal line. Refuses (`ProblemError`): see each.
"""

from yibiao.work.directory.actions.accounts import (
    end_sessions,
    note_sign_in,
    set_demo_password,
    set_password,
    switch_account,
)
from yibiao.work.directory.actions.grants import NewGrant, give_grant, revoke_grant
from yibiao.work.directory.actions.people import NewPerson, appoint, end_posts
from yibiao.work.directory.actions.places import NewArea, lay_areas, tree_order

__all__ = [
    "NewArea",
    "NewGrant",
    "NewPerson",
    "appoint",
    "end_posts",
    "end_sessions",
    "give_grant",
    "lay_areas",
    "note_sign_in",
    "revoke_grant",
    "set_demo_password",
    "set_password",
    "switch_account",
    "tree_order",
]
