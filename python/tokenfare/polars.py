"""Polars: the namespace `tokens` of expressions and of series.

    import polars as pl
    import tokenfare.polars

    pl.scan_parquet("corpus.parquet").select(pl.col("text").tokens.count().sum())

To import this module is what registers it.
"""

from __future__ import annotations

import tokenfare

from . import arrow
from ._engines import missing

try:
    import polars as pl
except ImportError as error:
    raise missing("polars", error) from error


class SeriesTokens:
    """`series.tokens`."""

    def __init__(self, series: pl.Series) -> None:
        self._series = series

    def count(
        self,
        encoding: str | tokenfare.Encoding | None = None,
        *,
        model: str | None = None,
        num_threads: int = 0,
    ) -> pl.Series:
        """The number of tokens of each text: UInt32, null where that is null.

        For String, Categorical and Enum. Arguments and errors as
        tokenfare.arrow.count.
        """
        counts = arrow.count(self._series, encoding, model=model, num_threads=num_threads)
        return pl.Series(counts).alias(self._series.name)


class ExprTokens:
    """`expr.tokens`."""

    def __init__(self, expr: pl.Expr) -> None:
        self._expr = expr

    def count(
        self,
        encoding: str | tokenfare.Encoding | None = None,
        *,
        model: str | None = None,
        num_threads: int = 0,
    ) -> pl.Expr:
        """The number of tokens of each text: UInt32, null where that is null.

        For String, Categorical and Enum; another type fails when the query runs.
        Each row is counted by itself, so that the streaming engine keeps few of
        them in memory. An unknown name fails here. Arguments as
        tokenfare.arrow.count.
        """
        chosen = arrow.encoding_of(encoding, model)

        def count_batch(series: pl.Series) -> pl.Series:
            return SeriesTokens(series).count(chosen, num_threads=num_threads)

        return self._expr.map_batches(count_batch, return_dtype=pl.UInt32, is_elementwise=True)


pl.api.register_series_namespace("tokens")(SeriesTokens)
pl.api.register_expr_namespace("tokens")(ExprTokens)
