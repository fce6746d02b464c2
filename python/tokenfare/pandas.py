"""pandas: the accessor `tokens` of a Series.

    import pandas as pd
    import tokenfare.pandas

    pd.read_parquet("corpus.parquet", columns=["text"])["text"].tokens.count().sum()

To import this module is what registers it. Needs pyarrow.
"""

from __future__ import annotations

import tokenfare

from . import arrow
from ._engines import missing

try:
    import pandas as pd
except ImportError as error:
    raise missing("pandas", error) from error


def _without_surrogates(text: object) -> object:
    """A str with U+FFFD for each half of a surrogate pair, as Encoding.count takes it:
    Arrow's text is UTF-8, which can't hold them."""
    if not isinstance(text, str):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class SeriesTokens:
    """`series.tokens`."""

    def __init__(self, series: pd.Series) -> None:
        self._series = series

    def count(
        self,
        encoding: str | tokenfare.Encoding | None = None,
        *,
        model: str | None = None,
        num_threads: int = 0,
    ) -> pd.Series:
        """The number of tokens of each text: UInt32, <NA> where that is missing.

        For text of any dtype: str, string, category, pyarrow's, and object with
        str, None and NaN. Those that Arrow holds are read in place, the others
        copied. Half of a surrogate pair counts as U+FFFD. Index and name stay. Arguments and errors as tokenfare.arrow.count.
        """
        try:
            import pyarrow
        except ImportError as error:
            raise missing("pyarrow", error) from error
        texts = self._series.array
        try:
            column = pyarrow.array(texts, from_pandas=True)
        except UnicodeEncodeError:
            column = pyarrow.array([_without_surrogates(text) for text in texts], from_pandas=True)
        counts = arrow.count(column, encoding, model=model, num_threads=num_threads)
        values = pd.UInt32Dtype().__from_arrow__(pyarrow.array(counts))
        return pd.Series(values, index=self._series.index, name=self._series.name)


pd.api.extensions.register_series_accessor("tokens")(SeriesTokens)
