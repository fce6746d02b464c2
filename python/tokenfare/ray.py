"""Ray Data: a function for `Dataset.map_batches`.

    import ray
    from tokenfare.ray import add_tokens

    corpus = ray.data.read_parquet("corpus.parquet", columns=["text"])
    counted = corpus.map_batches(add_tokens("text"), batch_format="pyarrow")
    counted.sum("tokens")

Tokenfare must be installed where Ray's workers run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import tokenfare

from . import arrow
from ._engines import missing

if TYPE_CHECKING:
    import pyarrow


def add_tokens(
    column: str = "text",
    output: str = "tokens",
    encoding: str | tokenfare.Encoding | None = None,
    *,
    num_threads: int = 1,
) -> Callable[[pyarrow.Table], pyarrow.Table]:
    """A function that adds a column `output` to a batch: uint32, the token counts
    of its column `column`, null where that is null.

    A column of that name is replaced. For batch_format="pyarrow" alone. Ray gives
    a task one CPU unless `num_cpus` says otherwise, and `num_threads` should be
    what it gives. `encoding` (default o200k_base) goes to the workers by name, one
    of your own as a whole. Needs pyarrow.
    """
    chosen = arrow.encoding_of(encoding)

    def tokens_added(batch: pyarrow.Table) -> pyarrow.Table:
        try:
            import pyarrow
        except ImportError as error:
            raise missing("pyarrow", error) from error
        if not isinstance(batch, pyarrow.Table):
            raise TypeError(
                f'expected a pyarrow.Table, got {type(batch).__name__}: '
                'map_batches(..., batch_format="pyarrow")'
            )
        counts = pyarrow.array(arrow.count(batch[column], chosen, num_threads=num_threads))
        if output in batch.column_names:
            return batch.set_column(batch.column_names.index(output), output, counts)
        return batch.append_column(output, counts)

    return tokens_added
