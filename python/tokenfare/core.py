"""Encodings: text to token counts and ids, and back, exactly as tiktoken."""

from __future__ import annotations

import copyreg
import functools

from . import _native

TYPE_CHECKING = False  # typing takes longer to import than all of this
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from typing import Any, Literal, TypeVar

    _T = TypeVar("_T")


class Encoding(_native.CoreEncoding):
    """One encoding: a splitting pattern, mergeable tokens and special tokens.

    `tokenfare.get_encoding` and `tokenfare.encoding_for_model` give the built-in
    ones. It takes tiktoken's place: the same methods, results and exceptions.
    Beyond those it counts without making tokens (`count`, `count_batch`,
    `count_up_to`, `count_bytes`), cuts (`truncate`) and finds where each token
    begins (`encode_with_offsets`).

    Immutable; any number of threads may use it. Long calls release the GIL.
    """

    # tiktoken.py says why.
    __module__ = "tokenfare.tiktoken"

    def __init__(
        self,
        name: str,
        *,
        pat_str: str,
        mergeable_ranks: Mapping[bytes, int],
        special_tokens: Mapping[str, int],
        explicit_n_vocab: int | None = None,
    ) -> None:
        """An encoding of your own.

        `mergeable_ranks` are the tokens and their ids, which are also the order
        of merging; `pat_str` is the splitting pattern in tiktoken's syntax.
        ValueError where a byte has no token, ids repeat, or the pattern could
        lose text or can't be matched in linear time; the message says which.
        With `explicit_n_vocab` the number of tokens is asserted.
        """
        from .load import tiktoken_lines

        super().__init__(
            name, pat_str, b"".join(tiktoken_lines(mergeable_ranks)), list(special_tokens.items())
        )
        self._pat_str = pat_str
        self._mergeable_ranks = mergeable_ranks
        self._special_tokens = special_tokens
        if explicit_n_vocab:
            assert len(mergeable_ranks) + len(special_tokens) == explicit_n_vocab
            assert self.max_token_value == explicit_n_vocab - 1

    @classmethod
    def _built_in(cls, name: str) -> Encoding:
        encoding = cls.__new__(cls)
        _native.CoreEncoding.__init__(encoding, name)
        return encoding

    def __repr__(self) -> str:
        return f"<Encoding {self.name!r}>"

    # tiktoken's private attributes, made when somebody asks for them.

    @functools.cached_property
    def _pat_str(self) -> str:
        return _native.pattern_of(self.name)

    @functools.cached_property
    def _mergeable_ranks(self) -> Mapping[bytes, int]:
        return self._ordinary_tokens()

    @functools.cached_property
    def _special_tokens(self) -> Mapping[str, int]:
        return self._special_token_ids()

    @functools.cached_property
    def _special_token_values(self) -> frozenset[int]:
        return frozenset(self._special_tokens.values())

    # What is known of the tokens.

    @functools.cached_property
    def special_tokens_set(self) -> set[str]:
        """The texts of the special tokens."""
        return set(self._special_tokens)

    @property
    def eot_token(self) -> int:
        """The id of `<|endoftext|>`; KeyError where there is none."""
        return self._special_tokens["<|endoftext|>"]

    @property
    def n_vocab(self) -> int:
        """`max_token_value + 1`; not every id below it need be a token."""
        return self.max_token_value + 1

    def is_special_token(self, token: int) -> bool:
        """Whether `token` is the id of a special token."""
        assert isinstance(token, int)
        return token in self._special_token_values

    # Decoding.

    def decode(self, tokens: Sequence[int], errors: str = "replace") -> str:
        """The text of the tokens.

        Tokens may end inside a character: `errors` says, as for `bytes.decode`,
        what then becomes of its bytes. KeyError for an unknown token.
        """
        return self.decode_bytes(tokens).decode("utf-8", errors=errors)

    def decode_with_offsets(self, tokens: Sequence[int]) -> tuple[str, list[int]]:
        """The text of the tokens and, for each, the index where it begins.

        A token that begins inside a character has that character's index.
        UnicodeDecodeError where the tokens are not well-formed text.
        """
        text = b"".join(self.decode_tokens_bytes(tokens)).decode("utf-8", errors="strict")
        return text, self._character_offsets(tokens)

    def decode_batch(
        self,
        batch: Sequence[Sequence[int]],
        *,
        errors: str = "replace",
        num_threads: int = 8,
    ) -> list[str]:
        """`decode` of each item, by at most `num_threads` threads."""
        return _mapped(functools.partial(self.decode, errors=errors), batch, num_threads)

    def decode_bytes_batch(
        self, batch: Sequence[Sequence[int]], *, num_threads: int = 8
    ) -> list[bytes]:
        """`decode_bytes` of each item, by at most `num_threads` threads."""
        return _mapped(self.decode_bytes, batch, num_threads)

    # Encoding, beyond the native methods.

    def encode_with_offsets(
        self,
        text: str,
        *,
        allowed_special: Literal["all"] | Collection[str] = (),
        disallowed_special: Literal["all"] | Collection[str] = "all",
    ) -> tuple[list[int], list[int]]:
        """`encode(text)` and, for each token, the index of `text` where it begins.

        What `decode_with_offsets` would say of the tokens, without decoding. A
        surrogate pair in `text` counts as the one character that it becomes.
        """
        tokens = self.encode(
            text, allowed_special=allowed_special, disallowed_special=disallowed_special
        )
        return tokens, self._character_offsets(tokens)

    # Pickling and copying: built-in and registered encodings by name.

    def __getstate__(self) -> object:
        from . import registry

        if self is registry.ENCODINGS.get(self.name):
            return self.name
        return {
            "name": self.name,
            "pat_str": self._pat_str,
            "mergeable_ranks": self._mergeable_ranks,
            "special_tokens": self._special_tokens,
        }

    def __setstate__(self, state: Any) -> None:
        from . import registry

        if not isinstance(state, str):
            self.__init__(**state)  # type: ignore[misc]
            return
        registered = registry.get_encoding(state)
        if registered.is_built_in:
            _native.CoreEncoding.__init__(self, state)
        else:
            registered_state = registered.__dict__
            _native.CoreEncoding.__init__(self, registered)
            self.__dict__.update(registered_state)


# Below so many tokens together, threads cost more than they save.
_TOKENS_WORTH_THREADS = 100_000


def _mapped(
    function: Callable[[Sequence[int]], _T], batch: Sequence[Sequence[int]], num_threads: int
) -> list[_T]:
    """`function` of each item, in order, by up to `num_threads` threads."""
    if num_threads < 1:
        raise ValueError("num_threads: expected at least 1")
    if num_threads == 1 or len(batch) < 2 or sum(map(len, batch)) < _TOKENS_WORTH_THREADS:
        return [function(tokens) for tokens in batch]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(min(num_threads, len(batch))) as executor:
        return list(executor.map(function, batch))


def _method_of(owner: object, name: str) -> object:
    return getattr(owner, name)


def _reduce_bound_method(method: Any) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    return _method_of, (method.__self__, method.__name__)


def _reduce_function(function: Any) -> str:
    return function.__qualname__  # type: ignore[no-any-return]


def _signature_of(function: Any) -> object:
    from ._signatures import signature_of

    return signature_of(function)


# So that native methods go to worker processes, as in pool.map(encoding.count, texts), and
# inspect.signature knows what they take.
_bound_method: type[Any] = type(_native.CoreEncoding.__new__(_native.CoreEncoding).count)
_functions: list[type[Any]] = [type(_native.version), type(_native.CoreEncoding.count)]
copyreg.pickle(_bound_method, _reduce_bound_method)
for _type in _functions:
    copyreg.pickle(_type, _reduce_function)
for _type in [*_functions, _bound_method]:
    _native._set_type_attribute(_type, "__signature__", property(_signature_of))
del _type, _bound_method, _functions
