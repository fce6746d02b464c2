from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import corpus
import tokenfare
import tokenfare.arrow
import tokenfare.polars

# Namespaces are attributes that no type checker knows.
TEXT: Any = pl.col("text")


def test_the_sum_of_a_file(parquet: Path) -> None:
    frame = pl.read_parquet(parquet)
    assert frame.select(TEXT.tokens.count().sum()).item() == corpus.total()
    counts = frame.select(TEXT.tokens.count())["text"]
    assert counts.dtype == pl.UInt32
    assert counts.to_list() == corpus.counts()


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_lazily(parquet: Path, engine: Any) -> None:
    lazy = pl.scan_parquet(parquet).select(TEXT.tokens.count().alias("tokens"))
    assert lazy.collect_schema() == {"tokens": pl.UInt32}
    assert lazy.collect(engine=engine)["tokens"].to_list() == corpus.counts()
    assert lazy.sum().collect(engine=engine).item() == corpus.total()


def test_in_groups_and_filters(parquet: Path) -> None:
    lazy = pl.scan_parquet(parquet)
    long = lazy.filter(TEXT.tokens.count() > 20).select(pl.len()).collect().item()
    assert long == sum(count is not None and count > 20 for count in corpus.counts())
    groups = lazy.group_by(pl.col("row") % 3).agg(TEXT.tokens.count().sum()).sort("row").collect()
    assert groups["text"].to_list() == [
        sum(count for count in corpus.counts()[rest::3] if count is not None) for rest in range(3)
    ]


def test_a_series(parquet: Path) -> None:
    series: Any = pl.read_parquet(parquet)["text"]
    counts = series.tokens.count(num_threads=2)
    assert (counts.name, counts.dtype, counts.to_list()) == ("text", pl.UInt32, corpus.counts())
    assert series[13:97].tokens.count().to_list() == corpus.counts()[13:97]
    assert tokenfare.arrow.count(series).total == corpus.total()


@pytest.mark.parametrize("kind", [pl.Categorical, pl.Enum(["a b", "c"]), pl.String])
def test_kinds_of_text(kind: Any) -> None:
    series: Any = pl.Series("x", ["a b", None, "c", "a b"], dtype=kind)
    assert series.tokens.count().to_list() == [2, None, 1, 2]
    frame = pl.DataFrame([series, pl.Series("y", [None] * 4)])
    counts = frame.select(*(column.tokens.count() for column in (pl.col("x"), pl.col("y"))))  # type: ignore[attr-defined]
    assert counts.to_dict(as_series=False) == {"x": [2, None, 1, 2], "y": [None] * 4}
    assert series.clear().tokens.count().to_list() == []


def test_encodings(parquet: Path) -> None:
    frame = pl.read_parquet(parquet)
    total = corpus.total("cl100k_base")
    for arguments in ({"encoding": "cl100k_base"}, {"model": "gpt-4"},
                      {"encoding": tokenfare.get_encoding("cl100k_base")}):
        assert frame.select(TEXT.tokens.count(**arguments).sum()).item() == total
    with pytest.raises(ValueError, match="Unknown encoding o300k"):
        TEXT.tokens.count("o300k")


def test_other_types_are_refused() -> None:
    numbers: Any = pl.Series("text", [1, 2])
    with pytest.raises(TypeError, match="got int64; cast it to string"):
        numbers.tokens.count()
    # Some versions wrap the exception.
    with pytest.raises((TypeError, pl.exceptions.ComputeError), match="got int64; cast it to string"):
        numbers.to_frame().select(TEXT.tokens.count())
