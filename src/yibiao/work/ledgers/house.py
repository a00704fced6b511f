"""What every action and query of the ledger needs around it. In: the home folder. Out: a `House`.

The data standard, the keys, the clock and the maker of ids are arguments, so that tests bring their own.
Refuses (`ProblemError`): a home without its key file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from yibiao.base.clock import Clock, system_clock
from yibiao.base.ids import IdMaker, new_id
from yibiao.base.vault import Vault, make_vault, open_vault
from yibiao.flow.standard.model import Standard


@dataclass(frozen=True, slots=True)
class House:
    """The surroundings of one installation. `home` is where the mirror keeps its snapshot; None: it keeps none."""

    standard: Standard
    vault: Vault
    home: Path | None = None
    clock: Clock = system_clock
    ids: IdMaker = new_id


def open_house(home: Path, standard: Standard, *, create: bool = False) -> House:
    """The house of a home folder; with `create` its key is made where there is none yet."""
    return House(standard, make_vault(home) if create else open_vault(home), home)
