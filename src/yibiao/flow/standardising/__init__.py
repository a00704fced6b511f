"""Standardising 规: header → element, value → standard value. Face: `match`; parts: `match_labels`, `Lexicon`."""

from yibiao.flow.standardising.matching import Asked, Confirmed, Lexicon, match, match_columns, match_labels

__all__ = ["Asked", "Confirmed", "Lexicon", "match", "match_columns", "match_labels"]
