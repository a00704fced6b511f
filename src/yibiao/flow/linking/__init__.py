"""连: which person, household or place of the ledger a received row is about. In: standard rows. Out: links.

    link_rows(rows, known, standard) -> tuple[tuple[Link, ...], ...]     for each row: its master first, then details
    homed(rows, known, standard) -> list[StandardRow]                    rows name the dwelling that an address means
    agreed(register, blocks, elements, known) -> Alike                   rows that say what the ledger has, as sets
    once(found, ...) -> Alike                                            the same, without two rows about one thing
    sound(name) -> str                                                   a name as it is heard

Identifiers first, then exact pairs of name and birth date, telephone, address, household; a step counts only where it
is unique on both sides. Refuses: nothing; what is not certain is a doubtful link with its candidates.
"""

from yibiao.flow.linking.alike import Alike, agreed, named_in, once
from yibiao.flow.linking.dwellings import homed
from yibiao.flow.linking.learned.table import sound
from yibiao.flow.linking.rows import link_roots, link_rows, link_wholly
from yibiao.flow.linking.steps import identifiers

__all__ = [
    "Alike",
    "agreed",
    "homed",
    "identifiers",
    "link_roots",
    "link_rows",
    "link_wholly",
    "named_in",
    "once",
    "sound",
]
