"""How alike short texts are: cosine of character 1–3-gram TF-IDF. In: the texts to search. Out: cosines with them.

The figures are scikit-learn's `TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)` to the last bit
(a test compares them); it is written out here because importing scikit-learn costs every command two seconds.
Source of the method: Salton & Buckley 1988. Refuses: nothing; an empty text is like nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_LONGEST = 3
_SPACES = re.compile(r"\s\s+")


def grams_of(text: str) -> list[str]:
    """Every run of one to three characters, repeats kept."""
    text = _SPACES.sub(" ", text)
    return [text[at : at + size] for size in range(1, _LONGEST + 1) for at in range(len(text) - size + 1)]


class Grams:
    """A set of texts to be searched: for each gram the rows of the texts that have it, and its weight in each."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.size = len(texts)
        self.number: dict[str, int] = {}
        entries = [
            (row, self.number.setdefault(gram, len(self.number)), count)
            for row, text in enumerate(texts)
            for gram, count in Counter(grams_of(text)).items()
        ]
        flat = np.array(entries, dtype=np.intp).reshape(-1, 3)
        row, gram, count = flat[np.lexsort((flat[:, 1], flat[:, 0]))].T
        spread = np.bincount(gram, minlength=len(self.number)).astype(np.float64)
        self.idf = np.log((self.size + 1.0) / (spread + 1.0)) + 1.0
        weight = (np.log(count.astype(np.float64)) + 1.0) * self.idf[gram]
        weight = weight / np.sqrt(np.bincount(row, weight * weight, self.size))[row]
        by_gram = np.argsort(gram, kind="stable")
        self.rows, self.weights = row[by_gram], weight[by_gram]
        self.starts = np.concatenate([[0], np.cumsum(spread.astype(np.intp))]).tolist()

    def cosines(self, text: str) -> NDArray[np.float64]:
        """One cosine a text, 0..1."""
        found = np.zeros(self.size)
        grams = {gram: count for gram, count in sorted(Counter(grams_of(text)).items()) if gram in self.number}
        if not grams:
            return found
        numbers = [self.number[gram] for gram in grams]
        weight = (np.log(np.array([*grams.values()], dtype=np.float64)) + 1.0) * self.idf[numbers]
        length = float(np.sqrt(np.cumsum(weight * weight)[-1]))  # one after the other, as it does
        for number, share in zip(numbers, (weight / length).tolist(), strict=True):
            part = slice(self.starts[number], self.starts[number + 1])
            found[self.rows[part]] += share * self.weights[part]
        return found
