"""PySpark: a user-defined function that counts tokens.

    from tokenfare.spark import tokens_udf

    tokens = tokens_udf()
    spark.read.parquet("corpus.parquet").select(tokens("text"))
    spark.udf.register("tokens", tokens)  # for SQL

Tokenfare must be installed where Spark's Python workers run.
"""

# Without `from __future__ import annotations`: Spark reads the annotations of the
# functions below, which name what is imported beside them.

from typing import Any

import tokenfare

from . import arrow
from ._engines import missing


def tokens_udf(encoding: str | tokenfare.Encoding | None = None) -> Any:
    """A function of a string column: its token counts as int, null for null.

    An `arrow_udf` where PySpark has it (4.1 and later), else a `pandas_udf`.
    `encoding` (default o200k_base) goes to the workers by name, one of your own
    as a whole. Each task counts with one thread, since Spark gives it one core.
    Needs pyspark and pyarrow, before 4.1 also pandas.
    """
    try:
        from pyspark.sql import functions
    except ImportError as error:
        raise missing("pyspark", error) from error
    chosen = arrow.encoding_of(encoding)
    return _arrow_udf(chosen) if hasattr(functions, "arrow_udf") else _pandas_udf(chosen)


# Spark has no unsigned integers, and no strings of more tokens than an int holds:
# they have less than 2 GiB.


def _arrow_udf(encoding: tokenfare.Encoding) -> Any:
    import pyarrow as pa
    from pyspark.sql.functions import arrow_udf

    def tokens(texts: pa.Array) -> pa.Array:
        return pa.array(arrow.count(texts, encoding, num_threads=1)).cast(pa.int32())

    return arrow_udf(tokens, "int")


def _pandas_udf(encoding: tokenfare.Encoding) -> Any:
    import pandas as pd
    from pyspark.sql.functions import pandas_udf

    def tokens(texts: pd.Series) -> pd.Series:
        from .pandas import SeriesTokens

        return SeriesTokens(texts).count(encoding, num_threads=1).astype("Int32")

    return pandas_udf(tokens, "int")
