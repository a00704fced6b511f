"""Standardising 规: header → element, value → standard value. Faces: `match_labels`, `match_columns`, `Lexicon`."""

from yibiao.flow.standardising.matching import Asked, Confirmed, Lexicon, match_columns, match_labels

__all__ = ["Asked", "Confirmed", "Lexicon", "match_columns", "match_labels"]
