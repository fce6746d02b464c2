"""Counts a Parquet file's column `text` in one engine; a process of its own.

usage: counting.py ENGINE COUNTER FILE [bounded]

COUNTER is tokenfare or tiktoken, each used as its users would. "bounded" keeps
memory small, as LIMITS says. Prints JSON: the sum, the seconds that the query
took, reading of the file included. Before, the engine is started and counts a
little.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

CPUS = os.cpu_count() or 1

# Gives the sum for a file.
Count = Callable[[str], int]


def lengths(texts: list[str | None], threads: int) -> list[int | None]:
    """tiktoken's counts; None for None."""
    import tiktoken

    encoding = tiktoken.get_encoding("o200k_base")
    if threads == 1:
        return [None if t is None else len(encoding.encode_ordinary(t)) for t in texts]
    given = [text for text in texts if text is not None]
    counts = map(len, encoding.encode_ordinary_batch(given, num_threads=threads))
    return [None if text is None else next(counts) for text in texts]


def in_pyarrow(counter: str) -> Count:
    import pyarrow as pa
    import pyarrow.parquet as pq

    import tokenfare.arrow

    def count(path: str) -> int:
        # By default it would keep what it has read of the file.
        file = pq.ParquetFile(path, pre_buffer=False)
        reader = pa.RecordBatchReader.from_batches(
            pa.schema({"text": pa.string()}), file.iter_batches(4096, columns=["text"])
        )
        if counter == "tokenfare":
            return int(tokenfare.arrow.count(reader).total)
        return sum(
            sum(n or 0 for n in lengths(batch["text"].to_pylist(), CPUS)) for batch in reader
        )

    return count


def in_duckdb(counter: str, memory_limit: str | None = None) -> Count:
    import duckdb
    import pyarrow as pa

    import tokenfare.duckdb

    con: Any = duckdb.connect()
    if memory_limit is not None:
        con.execute(f"SET memory_limit = '{memory_limit}'")
    if counter == "tokenfare":
        tokenfare.duckdb.register(con)
    else:
        def tokens(texts):  # type: ignore[no-untyped-def]
            return pa.array(lengths(texts.to_pylist(), 1), pa.uint32())

        con.create_function("tokens", tokens, ["VARCHAR"], "UINTEGER", type="arrow",
                            null_handling="special")
    return lambda path: int(con.execute("SELECT sum(tokens(text)) FROM read_parquet(?)",
                                        [path]).fetchall()[0][0])


def in_polars(counter: str, engine: Any = "auto") -> Count:
    import polars as pl

    import tokenfare.polars

    def tokens(texts: pl.Series) -> pl.Series:
        return pl.Series(lengths(texts.to_list(), CPUS), dtype=pl.UInt32)

    text: Any = pl.col("text")
    counts = text.tokens.count() if counter == "tokenfare" else text.map_batches(
        tokens, return_dtype=pl.UInt32, is_elementwise=True)
    total = counts.cast(pl.UInt64).sum()
    return lambda path: int(pl.scan_parquet(path).select(total).collect(engine=engine).item())


def in_pandas(counter: str) -> Count:
    import pandas as pd

    import tokenfare.pandas

    def count(path: str) -> int:
        texts: Any = pd.read_parquet(path, columns=["text"])["text"]
        if counter == "tokenfare":
            return int(texts.tokens.count().sum())
        return sum(n or 0 for n in lengths(texts.dropna().tolist(), CPUS))

    return count


def in_spark(counter: str) -> Count:
    import pyarrow as pa
    import pyspark.sql.functions
    from pyspark.sql import SparkSession

    from tokenfare.spark import tokens_udf

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    session = (SparkSession.builder.master(f"local[{CPUS}]")
               .config("spark.driver.host", "127.0.0.1").config("spark.ui.enabled", "false")
               .config("spark.driver.memory", "2g")
               .config("spark.sql.files.maxPartitionBytes", "32m").getOrCreate())
    session.sparkContext.setLogLevel("ERROR")

    def tokens(texts: pa.Array) -> pa.Array:
        return pa.array(lengths(texts.to_pylist(), 1), pa.int32())

    tokens.__annotations__ = {"texts": pa.Array, "return": pa.Array}
    functions: Any = pyspark.sql.functions
    udf = tokens_udf() if counter == "tokenfare" else functions.arrow_udf(tokens, "int")
    total = functions.sum(udf("text"))

    def count(path: str) -> int:
        row: Any = session.read.parquet(path).select(total).first()
        return int(row[0])

    return count


def in_ray(counter: str) -> Count:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    import pyarrow as pa
    import ray

    from tokenfare.ray import add_tokens

    ray.init(num_cpus=CPUS, include_dashboard=False, log_to_driver=False,
             object_store_memory=1 << 30, _node_ip_address="127.0.0.1",
             _temp_dir=tempfile.mkdtemp(prefix="ray"))
    ray.data.DataContext.get_current().enable_progress_bars = False

    def tokens(batch: pa.Table) -> pa.Table:
        counts = lengths(batch["text"].to_pylist(), 1)
        return batch.append_column("tokens", pa.array(counts, pa.uint32()))

    add = add_tokens() if counter == "tokenfare" else tokens

    def count(path: str) -> int:
        corpus = ray.data.read_parquet(path, override_num_blocks=8)
        total: Any = corpus.map_batches(add, batch_format="pyarrow").sum("tokens")
        return int(total)

    return count


ENGINES: dict[str, Callable[[str], Count]] = {
    "pyarrow": in_pyarrow, "duckdb": in_duckdb, "polars": in_polars,
    "pandas": in_pandas, "pyspark": in_spark, "ray": in_ray,
}


# What keeps memory small, for the table. pyarrow and DuckDB may not allocate more
# than LIMIT (RLIMIT_DATA); Polars and its allocator reserve more than they use.
LIMIT = 512 << 20
LIMITS = {
    "pyarrow": "RLIMIT_DATA 512 MiB",
    "duckdb": "RLIMIT_DATA 512 MiB, memory_limit 128 MiB",
    "polars": "streaming engine",
}


def bounded(engine: str, counter: str) -> Count:
    if engine == "polars":
        return in_polars(counter, "streaming")
    resource.setrlimit(resource.RLIMIT_DATA, (LIMIT, LIMIT))
    return in_pyarrow(counter) if engine == "pyarrow" else in_duckdb(counter, "128MiB")


def main() -> None:
    engine, counter, path, *rest = sys.argv[1:]
    count = bounded(engine, counter) if rest else ENGINES[engine](counter)
    with tempfile.TemporaryDirectory() as folder:
        import pyarrow as pa
        import pyarrow.parquet as pq

        little = str(Path(folder) / "little.parquet")
        pq.write_table(pa.table({"text": ["a b", None] * 100}), little)
        assert count(little) == 200
    begin = time.perf_counter()
    total = count(path)
    print(json.dumps({"sum": total, "seconds": time.perf_counter() - begin}), flush=True)


if __name__ == "__main__":
    main()
