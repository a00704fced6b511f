"""Old Excel templates (BIFF 5–8) made new: an xls becomes an xlsx with its layout. In: bytes. Out: bytes, problems.

Refuses (`ProblemError`): what xlrd cannot read, encrypted files.
"""

from yibiao.flow.filling.biff.converting import to_xlsx

__all__ = ["to_xlsx"]
