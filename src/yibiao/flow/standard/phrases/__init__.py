"""Plain Chinese to formulas: questions, titles of forms, labels of cross-tabs. In: words. Out: formulas, and what was
not read. Refuses: nothing; unread and doubtful words are said.
"""

from yibiao.flow.standard.phrases.composing import conjunction, registers_of
from yibiao.flow.standard.phrases.labels import Labelled, understand_label
from yibiao.flow.standard.phrases.understanding import Doubtful, Understood, understand

__all__ = ["conjunction", "Doubtful", "Labelled", "registers_of", "understand", "understand_label", "Understood"]
