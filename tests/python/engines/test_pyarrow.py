from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq

import corpus
import tokenfare.arrow


def test_a_column_of_a_file(parquet: Path) -> None:
    counts = tokenfare.arrow.count(pq.read_table(parquet)["text"])
    assert counts.total == corpus.total()
    assert counts.to_pylist() == corpus.counts()


def test_a_dictionary_column(parquet: Path) -> None:
    table = pq.read_table(parquet, read_dictionary=["text"])
    assert pa.types.is_dictionary(table["text"].type)
    assert tokenfare.arrow.count(table["text"]).to_pylist() == corpus.counts()


def test_batch_by_batch(parquet: Path) -> None:
    scanner = pyarrow.dataset.dataset(parquet).scanner(columns=["text"], batch_size=777)
    assert tokenfare.arrow.count(scanner.to_reader()).total == corpus.total()
