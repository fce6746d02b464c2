from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy
import pandas as pd
import pyarrow as pa
import pytest

import corpus
import tokenfare
import tokenfare.pandas

SOME = ["a b", None, "", "c"]


def test_the_sum_of_a_file(parquet: Path) -> None:
    series = pd.read_parquet(parquet)["text"]
    counts = series.tokens.count()
    assert counts.dtype == "UInt32"
    assert counts.sum() == corpus.total()
    assert [None if missing else int(count) for count, missing in zip(counts, counts.isna())] == (
        corpus.counts()
    )


@pytest.mark.parametrize("dtype", [
    None, object, "string", "category", pd.StringDtype("python"), pd.StringDtype("pyarrow"),
    pd.ArrowDtype(pa.string()), pd.ArrowDtype(pa.large_string()), pd.ArrowDtype(pa.string_view()),
], ids=str)
def test_dtypes(dtype: Any) -> None:
    counts = pd.Series(SOME, dtype=dtype).tokens.count()
    assert counts.astype(object).where(counts.notna(), None).tolist() == [2, None, 0, 1]
    assert pd.Series([], dtype=dtype or object).tokens.count().tolist() == []


def test_objects_with_every_kind_of_missing() -> None:
    series = pd.Series(["a b", None, float("nan"), pd.NA, numpy.nan], dtype=object)
    assert series.tokens.count().isna().tolist() == [False, True, True, True, True]
    assert pd.Series([None, None], dtype=object).tokens.count().isna().all()


def test_index_and_name_stay() -> None:
    series = pd.Series(SOME, index=list("wxyz"), name="text")[::-2]
    counts = series.tokens.count()
    assert counts.index.tolist() == ["z", "x"]
    assert counts.name == "text"
    assert counts["z"] == 1


def test_counts_can_be_written_to() -> None:
    counts = pd.Series(["a b", "c"]).tokens.count()
    counts.iloc[0] = 7
    assert counts.tolist() == [7, 1]


def test_encodings(parquet: Path) -> None:
    series = pd.read_parquet(parquet)["text"]
    total = corpus.total("cl100k_base")
    assert series.tokens.count("cl100k_base").sum() == total
    assert series.tokens.count(model="gpt-4", num_threads=1).sum() == total
    assert series.tokens.count(tokenfare.get_encoding("cl100k_base")).sum() == total


def test_other_types_are_refused() -> None:
    with pytest.raises(TypeError, match="got int64; cast it to string"):
        pd.Series([1, 2]).tokens.count()
    with pytest.raises(TypeError, match="got binary"):
        pd.Series([b"a"]).tokens.count()
    with pytest.raises(TypeError):
        pd.Series(["a", 1], dtype=object).tokens.count()


def test_half_a_surrogate_pair_counts_as_in_encoding_count() -> None:
    texts = ["x\ud83d", None, "a b", "\ude00", "\ud83d\ude00"]
    series = pd.Series(texts, dtype=object, name="s")
    count = tokenfare.get_encoding("o200k_base").count
    counts = series.tokens.count()
    assert counts.name == "s" and counts.dtype == "UInt32"
    assert [None if missing else int(n) for n, missing in zip(counts, counts.isna())] == [
        None if text is None else count(text) for text in texts]
    with pytest.raises(TypeError):
        pd.Series(["x\ud83d", 1], dtype=object).tokens.count()
