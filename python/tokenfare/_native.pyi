"""The C++ half of Tokenfare. Use the package `tokenfare`."""

from collections.abc import Collection, Iterable, Sequence
from typing import Literal, overload

import numpy
import numpy.typing
from typing_extensions import Buffer


def version() -> str:
    """The version of Tokenfare."""

class CoreEncoding:
    """What tokenfare.Encoding is made of."""

    @overload
    def __init__(self, name: str) -> None:
        """A built-in encoding."""

    @overload
    def __init__(self, name: str, pattern: str, vocabulary: bytes, special_tokens: Sequence[tuple[str, int]]) -> None:
        """
        An encoding of the user's; `vocabulary` is the content of a .tiktoken file.
        """

    @overload
    def __init__(self, other: CoreEncoding) -> None:
        """The same encoding."""

    @property
    def is_built_in(self) -> bool:
        """Whether the encoding is one of the package's own."""

    @property
    def name(self) -> str:
        """The encoding's name."""

    @property
    def max_token_value(self) -> int:
        """The largest id, specials included."""

    def _ordinary_tokens(self) -> dict[bytes, int]: ...

    def _special_token_ids(self) -> dict[str, int]: ...

    def count(self, text: str, *, allowed_special: Literal['all'] | Collection[str] = (), disallowed_special: Literal['all'] | Collection[str] = ()) -> int:
        """
        The number of tokens of `text`, without making them.

        The text of a special token counts as ordinary text unless `allowed_special`
        or `disallowed_special` say otherwise, which mean what they mean for `encode`.
        `count(text)` is `len(encode(text, disallowed_special=()))`.
        """

    def count_ordinary(self, text: str) -> int:
        """`len(encode_ordinary(text))`, without making the tokens."""

    def count_bytes(self, data: Buffer, *, errors: Literal['strict', 'replace'] = 'strict') -> int:
        """
        The number of tokens of UTF-8 text in a buffer: bytes, bytearray,
        memoryview, mmap. Reads it in place; until the call returns its owner can't be
        resized or closed. Ill-formed UTF-8 raises UnicodeDecodeError, or counts as
        `bytes(data).decode(errors="replace")` does.
        """

    def count_up_to(self, text: str, limit: int) -> int | None:
        """
        `count(text)` where that is at most `limit`, otherwise None.

        Stops reading soon after the limit is passed.
        """

    def truncate(self, text: str, max_tokens: int) -> str:
        """
        The longest beginning of `text` that ends with one of the text's tokens
        and between two characters, and has at most `max_tokens` tokens itself.
        """

    def count_batch(self, texts: Iterable[str], *, num_threads: int = 0) -> list[int]:
        """
        `count` of each text, in their order, by all processors or at most
        `num_threads`. Releases the GIL once; Ctrl-C ends it. Small batches take one
        thread, and a large text among small ones is shared by several.
        """

    def count_batch_to_numpy(self, texts: Iterable[str], *, num_threads: int = 0) -> numpy.typing.NDArray[numpy.uint32]:
        """`count_batch` as an array of uint32. Needs NumPy."""

    def encode_ordinary(self, text: str) -> list[int]:
        """The tokens of `text`, special tokens in it taken as ordinary text."""

    def encode(self, text: str, *, allowed_special: Literal['all'] | Collection[str] = (), disallowed_special: Literal['all'] | Collection[str] = 'all') -> list[int]:
        """
        The tokens of `text`.

        Where the text holds the text of a special token, that is the token if it is
        in `allowed_special`, a ValueError if it is in `disallowed_special`, and
        ordinary text otherwise. "all" allows all; "all" of `disallowed_special`, the
        default, disallows all that are not allowed.
        """

    def encode_to_numpy(self, text: str, *, allowed_special: Literal['all'] | Collection[str] = (), disallowed_special: Literal['all'] | Collection[str] = 'all') -> numpy.typing.NDArray[numpy.uint32]:
        """`encode` as an array of uint32, which is not copied. Needs NumPy."""

    def encode_batch(self, text: Iterable[str], *, num_threads: int = 8, allowed_special: Literal['all'] | Collection[str] = (), disallowed_special: Literal['all'] | Collection[str] = 'all') -> list[list[int]]:
        """
        `encode` of each text, in their order, by several threads. Ctrl-C ends it.
        """

    def encode_ordinary_batch(self, text: Iterable[str], *, num_threads: int = 8) -> list[list[int]]:
        """`encode_ordinary` of each text, in their order, by several threads."""

    def encode_with_unstable(self, text: str, *, allowed_special: Literal['all'] | Collection[str] = (), disallowed_special: Literal['all'] | Collection[str] = 'all') -> tuple[list[int], list[list[int]]]:
        """
        The tokens that stay whatever comes after `text`, and the sequences of
        tokens that may follow those, sorted.
        """

    def _encode_single_piece(self, text_or_bytes: str | bytes) -> list[int]:
        """The tokens of the text taken for one piece, without splitting it."""

    def _encode_bytes(self, text: bytes) -> list[int]:
        """The tokens of bytes that may end inside a character."""

    def encode_single_token(self, text_or_bytes: str | bytes) -> int:
        """
        The id of the token with exactly this text, specials included; else KeyError.
        """

    def token_byte_values(self) -> list[bytes]:
        """The bytes of all ordinary tokens, sorted."""

    def decode_bytes(self, tokens: Sequence[int]) -> bytes:
        """The bytes of the tokens, joined. KeyError for an unknown token."""

    def decode_single_token_bytes(self, token: int) -> bytes:
        """
        The bytes of one token, specials included. KeyError for an unknown one.
        """

    def decode_tokens_bytes(self, tokens: Sequence[int]) -> list[bytes]:
        """The bytes of each token."""

    def _character_offsets(self, tokens: Sequence[int]) -> list[int]: ...

def encoding_names() -> list[str]:
    """The names of the built-in encodings."""

def pattern_of(encoding_name: str) -> str:
    """The splitting pattern of a built-in encoding."""

def models_by_name() -> dict[str, str]:
    """The encoding of each model, as tiktoken's table has it."""

def models_by_prefix() -> dict[str, str]:
    """The encoding of each prefix of a model's name, in order."""

class Counts:
    """
    The token counts of a column.

    An Arrow array of uint32, null where the text was: pyarrow.array, polars.Series
    and whatever else takes the PyCapsule interface shares its memory.
    """

    def __len__(self) -> int:
        """The number of rows."""

    def __repr__(self) -> str: ...

    @property
    def null_count(self) -> int:
        """How many rows are null."""

    @property
    def total(self) -> int:
        """The sum of the counts. It has been made already."""

    def to_pylist(self) -> list[int | None]:
        """A list, None where a row is null."""

    def to_numpy(self) -> numpy.typing.NDArray[numpy.uint32]:
        """
        A read-only array that shares the memory. ValueError where a row is null. Needs NumPy.
        """

    def __arrow_c_schema__(self) -> object:
        """The type, uint32, by Arrow's PyCapsule interface."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
        """
        The counts by Arrow's PyCapsule interface. They are shared, not copied, and always uint32.
        """

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The same as a stream of one array."""

def count_column(encoding: CoreEncoding, column: object, num_threads: int = 0) -> Counts:
    """What tokenfare.arrow.count is made of."""
