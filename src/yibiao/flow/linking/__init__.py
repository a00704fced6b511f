"""连: which person, household or place of the ledger a received row is about. In: standard rows. Out: links.

    link_rows(rows, known, standard) -> tuple[tuple[Link, ...], ...]     for each row: its master first, then details

Identifiers first, then exact pairs of name and birth date, telephone, address, household; a step counts only where it
is unique on both sides. Refuses: nothing; what is not certain is a doubtful link with its candidates.
"""

from yibiao.flow.linking.rows import link_rows

__all__ = ["link_rows"]
