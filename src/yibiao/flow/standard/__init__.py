"""The data standard 数据标准 (ISO/IEC 11179): elements, registers, code lists, tags, as data files under ``data/``.

In: nothing. Out: `load()`, the shipped `Standard`, read once. Refuses: data files that contradict themselves.
"""

from yibiao.flow.standard.loading import load, read_standard
from yibiao.flow.standard.model import Code, CodeList, Element, Register, Standard, Tag

__all__ = ["Code", "CodeList", "Element", "Register", "Standard", "Tag", "load", "read_standard"]
