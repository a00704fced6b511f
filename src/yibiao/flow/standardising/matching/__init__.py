"""Matching 规: header path, values and form → element, count or special column; each with confidence and reasons."""

from yibiao.flow.standardising.matching.columns import match_columns, match_labels
from yibiao.flow.standardising.matching.forms import match
from yibiao.flow.standardising.matching.lexicon import EVERYONE, SAID, WHOM, Confirmed, Lexicon
from yibiao.flow.standardising.matching.scoring import Asked

__all__ = ["EVERYONE", "SAID", "WHOM", "Asked", "Confirmed", "Lexicon", "match", "match_columns", "match_labels"]
