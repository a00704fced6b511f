"""A docx template filled as a plan says. In: bytes and a plan. Out: bytes.

Refuses: what is no document (`ProblemError`).
"""

from yibiao.flow.filling.word.document import fill_document

__all__ = ["fill_document"]
