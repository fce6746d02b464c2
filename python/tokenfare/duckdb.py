"""DuckDB: a SQL function that counts tokens.

    import duckdb
    import tokenfare.duckdb

    con = duckdb.connect()
    tokenfare.duckdb.register(con)
    con.sql("SELECT sum(tokens(text)) FROM 'corpus.parquet'")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import tokenfare

from . import arrow
from ._engines import missing

if TYPE_CHECKING:
    import duckdb
    import pyarrow


def register(
    con: duckdb.DuckDBPyConnection,
    name: str = "tokens",
    encoding: str | tokenfare.Encoding | None = None,
    *,
    num_threads: int = 1,
) -> None:
    """Makes `name(text)` a function of the connection: UINTEGER, NULL for NULL.

    In SQL a second argument names another encoding for all rows:
    `tokens(text, 'cl100k_base')`. `encoding` (default o200k_base) is that of
    calls with one argument. DuckDB calls the function with 2,048 rows at a time,
    from as many threads as it has work for; `num_threads` is how many may work on
    each call. What is not text is a duckdb.InvalidInputException when the query
    runs. Needs pyarrow.
    """
    try:
        import pyarrow
    except ImportError as error:
        raise missing("pyarrow", error) from error
    default = arrow.encoding_of(encoding)

    def tokens(*columns: pyarrow.ChunkedArray) -> pyarrow.Array:
        if not 1 <= len(columns) <= 2:
            raise TypeError(f"{name}(text [, encoding]): got {len(columns)} arguments")
        chosen = _only_encoding(columns[1]) if len(columns) == 2 else default
        return pyarrow.array(arrow.count(columns[0], chosen, num_threads=num_threads))

    # DuckDB would evaluate the annotations and take them for SQL types.
    tokens.__annotations__ = {}
    # By default it would take the rows that are NULL out and put them in again.
    con.create_function(name, tokens, None, "UINTEGER", type="arrow", null_handling="special")


def _only_encoding(column: pyarrow.ChunkedArray) -> tokenfare.Encoding:
    names = column.unique().to_pylist()
    if len(names) != 1 or not isinstance(names[0], str):
        raise ValueError(f"encoding: expected one name for all rows, got {names[:3]}")
    return tokenfare.get_encoding(names[0])
