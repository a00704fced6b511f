"""回: the import file that another system demands, from a declared mapping. In: a mapping (TOML), rows. Out: files.

    read_mapping(text, standard) -> Mapping      a `ProblemError` says what is wrong with which part of it
    question_of(mapping) -> RowsQuestion         what it asks of the ledger
    files_of(mapping, rows, standard, about)     the files in its format, and what the other system will refuse

Refuses (`ProblemError`): mappings that mean nothing; signs that the wanted encoding cannot write.
"""

from yibiao.flow.returning.making import About, Made, Returned, files_of, sheet_of
from yibiao.flow.returning.mapping import Mapping, Target, question_of, read_mapping

__all__ = ["About", "Made", "Mapping", "Returned", "Target", "files_of", "question_of", "read_mapping", "sheet_of"]
