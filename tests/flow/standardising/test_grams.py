"""Our character TF-IDF against scikit-learn's, bit for bit."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from yibiao.flow.standard import load
from yibiao.flow.standardising.matching.grams import Grams
from yibiao.flow.standardising.matching.index import index_of

LABELS = st.text("姓名身份证号码联系电话户主监护人 a0（）", min_size=1, max_size=8).filter(str.strip)


def theirs(texts: list[str], asked: list[str]) -> NDArray[np.float64]:
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, lowercase=False)
    matrix = vectorizer.fit_transform(texts)
    return np.asarray((vectorizer.transform(asked) @ matrix.T).toarray())


def ours(texts: list[str], asked: list[str]) -> NDArray[np.float64]:
    found = Grams(texts)
    return np.array([found.cosines(text) for text in asked])


@settings(max_examples=60, deadline=None)
@given(st.lists(LABELS, min_size=1, max_size=12), LABELS)
@example(["姓名", "姓名姓名", "名姓  名"], "姓名姓名姓名")
def test_any_texts_are_as_alike_as_scikit_learn_says(texts: list[str], text: str) -> None:
    asked = [*texts, text]
    assert np.array_equal(ours(texts, asked), theirs(texts, asked))


def test_so_are_all_names_of_the_shipped_standard() -> None:
    names = [name for target in index_of(load()).targets.values() for name in target.names]
    asked = [*names[::37], "残疾人的监护人姓名", "户主联系电话（手机）", "☆", ""]
    assert np.array_equal(ours(names, asked), theirs(names, asked))


def test_without_the_damping_of_repeats_it_would_be_seen() -> None:
    """The broken variant."""
    plain = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), lowercase=False)
    matrix = plain.fit_transform(["姓名", "姓名姓名"])
    assert not np.array_equal(
        (plain.transform(["姓名姓名"]) @ matrix.T).toarray(), ours(["姓名", "姓名姓名"], ["姓名姓名"])
    )
