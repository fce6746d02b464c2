"""Token counts of whole columns, by Arrow's PyCapsule interface.

    import pyarrow.parquet as pq
    import tokenfare.arrow

    texts = pq.read_table("corpus.parquet", columns=["text"])["text"]
    tokenfare.arrow.count(texts).total

Nothing is imported here but Tokenfare: the library that made the column and the
one that takes the counts meet in memory.
"""

from __future__ import annotations

from typing import Protocol

import tokenfare

from . import _native
from ._native import Counts as Counts


class ArrowArray(Protocol):
    """An Arrow array: of pyarrow, nanoarrow, ..."""

    def __arrow_c_array__(
        self, requested_schema: object | None = None
    ) -> tuple[object, object]: ...


class ArrowStream(Protocol):
    """Arrow arrays one after the other: a pyarrow.ChunkedArray, a pandas or polars
    Series, a reader of record batches, a DuckDB relation, ..."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


def count(
    column: ArrowArray | ArrowStream,
    encoding: str | tokenfare.Encoding | None = None,
    *,
    model: str | None = None,
    num_threads: int = 0,
) -> Counts:
    """The number of tokens of each text of `column`; null where that is null.

    `column` is Arrow text: string, large_string, string_view, a dictionary of
    one of these (each value that is used is counted once), or null, sliced and
    chunked as may be; also a table that has no other column. `encoding` is an
    Encoding or the name of one, else that of `model`, else o200k_base. The text
    of a special token counts as ordinary text.

    Texts are read in place, chunk by chunk, by all processors or at most
    `num_threads`, without the GIL; Ctrl-C ends it. Memory: 4 bytes per row, what
    the producer holds of the chunks at hand, and at most 30 MB.

    TypeError for other types; the message says what to give instead. ValueError
    for an Arrow structure that was used up or makes no sense. RuntimeError with
    the producer's message where a stream fails.
    """
    return _native.count_column(encoding_of(encoding, model), column, num_threads)


def encoding_of(
    encoding: str | tokenfare.Encoding | None, model: str | None = None
) -> tokenfare.Encoding:
    """The encoding that `encoding` or `model` names, else o200k_base.

    ValueError for an unknown name or where both are given, KeyError for an
    unknown model.
    """
    if encoding is not None and model is not None:
        raise ValueError("give an encoding or a model, not both")
    if model is not None:
        return tokenfare.encoding_for_model(model)
    if encoding is None:
        encoding = "o200k_base"
    return tokenfare.get_encoding(encoding) if isinstance(encoding, str) else encoding
