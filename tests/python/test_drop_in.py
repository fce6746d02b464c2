"""The public surface of tiktoken 0.14, against tiktoken itself."""

import concurrent.futures
import copy
import inspect
import pickle
import random
from typing import Any

import hypothesis
import numpy as np
import pytest
import tiktoken
from hypothesis import strategies as st
from reference import NAMES, arguments_of, tiktoken_encoding

import tokenfare

MODERN = ("o200k_base", "cl100k_base")

# Text as users have it, and as they should not: specials, surrogates, controls.
PIECES = st.sampled_from(
    ["<|endoftext|>", "<|fim_prefix|>", "<|endofprompt|>", "<|endof", "text|>", "\ud83d\udc4d",
     "\ud800", "\udc4d", "don't", "'LL", "\r\n", " \n ", "  ", "\t", "été", "日本語", "😀👍🏽", "ﷺ", "ÅA\u030a",
     "1234567", "½²", "\u2028", "\xa0", "\u3000", "\x00", "helloWorldHTTP2", "...!?", "/**/", "നമസ്തേ"]
)
TEXTS = st.one_of(
    st.text(),
    st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=12).map("".join),
)
MANY = hypothesis.settings(deadline=None, max_examples=2000)
SOME = hypothesis.settings(deadline=None, max_examples=200)


def outcome(function: Any, *arguments: Any, **options: Any) -> Any:
    """The result, or the exception's class and what it says first."""
    try:
        return function(*arguments, **options)
    except Exception as error:
        lines = str(error).splitlines()
        return type(error), lines[0] if isinstance(error, ValueError) and lines else None


@pytest.mark.parametrize("name", MODERN)
@MANY
@hypothesis.given(text=TEXTS)
def test_encode(name: str, text: str) -> None:
    ours, theirs = tokenfare.get_encoding(name), tiktoken_encoding(name)
    ordinary = theirs.encode_ordinary(text)
    assert ours.encode_ordinary(text) == ordinary
    assert ours.count(text) == ours.count_ordinary(text) == len(ordinary)
    assert ours.encode(text, allowed_special="all") == theirs.encode(text, allowed_special="all")
    assert outcome(ours.encode, text) == outcome(theirs.encode, text)
    assert ours.decode(ordinary) == theirs.decode(ordinary)


SPECIALS = st.sampled_from(["<|endoftext|>", "<|fim_prefix|>", "<|endofprompt|>", "don't", "1", "no"])


@pytest.mark.parametrize("name", MODERN)
@MANY
@hypothesis.given(
    text=TEXTS,
    allowed=st.one_of(st.just("all"), st.sets(SPECIALS)),
    disallowed=st.one_of(st.just("all"), st.sets(SPECIALS), st.lists(SPECIALS).map(tuple)),
)
def test_special_tokens(name: str, text: str, allowed: Any, disallowed: Any) -> None:
    ours, theirs = tokenfare.get_encoding(name), tiktoken_encoding(name)
    options = {"allowed_special": allowed, "disallowed_special": disallowed}
    expected = outcome(theirs.encode, text, **options)
    if isinstance(expected, tuple):
        # Which of several disallowed ones is found first is not specified where
        # one begins inside another.
        assert outcome(ours.encode, text, **options)[0] is expected[0] is ValueError
        return
    assert ours.encode(text, **options) == expected
    assert ours.count(text, **options) == len(expected)
    assert ours.encode_to_numpy(text, **options).tolist() == expected
    assert ours.encode_batch([text, text], **options) == [expected, expected]
    tokens, offsets = ours.encode_with_offsets(text, **options)
    assert tokens == expected
    assert offsets == theirs.decode_with_offsets(tokens)[1]


@pytest.mark.parametrize("name", MODERN)
@MANY
@hypothesis.given(data=st.binary(max_size=40))
def test_encode_bytes(name: str, data: bytes) -> None:
    ours, theirs = tokenfare.get_encoding(name), tiktoken_encoding(name)
    assert ours._encode_bytes(data) == theirs._encode_bytes(data)
    if data:  # tiktoken panics
        assert ours._encode_single_piece(data) == theirs._encode_single_piece(data)
    assert ours.count_bytes(data, errors="replace") == len(
        theirs.encode_ordinary(data.decode(errors="replace"))
    )


@pytest.mark.parametrize("name", MODERN)
@hypothesis.settings(deadline=None, max_examples=60)
@hypothesis.given(text=TEXTS.map(lambda text: text[:12]))
def test_encode_with_unstable(name: str, text: str) -> None:
    if any("\ud800" <= character <= "\udfff" for character in text):
        return  # tiktoken raises UnicodeEncodeError here, and only here
    ours, theirs = tokenfare.get_encoding(name), tiktoken_encoding(name)
    expected = outcome(theirs.encode_with_unstable, text, disallowed_special=())
    stable, completions = ours.encode_with_unstable(text, disallowed_special=())
    assert stable == expected[0]
    assert completions == sorted(expected[1])


@pytest.mark.parametrize("name", MODERN)
@SOME
@hypothesis.given(data=st.data())
def test_decode(name: str, data: st.DataObject) -> None:
    ours, theirs = tokenfare.get_encoding(name), tiktoken_encoding(name)
    tokens = data.draw(
        st.lists(st.one_of(st.integers(0, ours.n_vocab + 5), st.integers(-5, 2**70)), max_size=8)
    )
    for method in ("decode", "decode_bytes", "decode_tokens_bytes"):
        assert outcome(getattr(ours, method), tokens) == outcome(getattr(theirs, method), tokens)
    for token in tokens:
        assert outcome(ours.decode_single_token_bytes, token) == outcome(
            theirs.decode_single_token_bytes, token
        )
    assert outcome(ours.decode, tokens, errors="strict") == outcome(
        theirs.decode, tokens, errors="strict"
    )
    assert outcome(ours.decode_with_offsets, tokens) == outcome(theirs.decode_with_offsets, tokens)
    assert outcome(ours.decode_batch, [tokens]) == outcome(theirs.decode_batch, [tokens])
    assert outcome(ours.decode_bytes_batch, [tokens]) == outcome(theirs.decode_bytes_batch, [tokens])


@pytest.mark.parametrize("name", NAMES)
def test_what_an_encoding_says_of_itself(name: str) -> None:
    ours, theirs = tokenfare.get_encoding(name), tiktoken_encoding(name)
    for attribute in ("name", "max_token_value", "n_vocab", "eot_token", "special_tokens_set",
                      "_pat_str", "_mergeable_ranks", "_special_tokens"):
        assert getattr(ours, attribute) == getattr(theirs, attribute), attribute
    assert repr(ours) == repr(theirs)
    assert ours.token_byte_values() == theirs.token_byte_values()
    for token in (0, 100, ours.eot_token, ours.max_token_value, ours.max_token_value + 1):
        assert ours.is_special_token(token) == theirs.is_special_token(token)
        assert outcome(ours.decode_single_token_bytes, token) == outcome(
            theirs.decode_single_token_bytes, token
        )


def test_every_token_is_its_own() -> None:
    ours, theirs = tokenfare.get_encoding("o200k_base"), tiktoken_encoding("o200k_base")
    for data, token in theirs._mergeable_ranks.items():
        assert ours.encode_single_token(data) == token
        assert ours.decode_single_token_bytes(token) == data
    for text in ("hello world", b"\xff\xff", ""):
        with pytest.raises(KeyError):
            ours.encode_single_token(text)


@pytest.mark.parametrize("name", MODERN)
def test_one_pair_of_surrogates_in_a_large_text(name: str) -> None:
    text = "plain text, " * 1000 + "\ud83d\udc4d" + "\ud800" + "更多" * 1000
    assert tokenfare.get_encoding(name).encode(text) == tiktoken_encoding(name).encode(text)


def test_models() -> None:
    from tiktoken import model as theirs

    from tokenfare import model as ours

    assert ours.MODEL_TO_ENCODING == theirs.MODEL_TO_ENCODING
    assert list(ours.MODEL_PREFIX_TO_ENCODING.items()) == list(
        theirs.MODEL_PREFIX_TO_ENCODING.items()
    )
    for name in [*theirs.MODEL_TO_ENCODING, "gpt-4o-mini", "ft:gpt-4o:x", "gpt-4-FAKE", "nothing", ""]:
        assert outcome(tokenfare.encoding_name_for_model, name) == outcome(
            tiktoken.encoding_name_for_model, name
        )


def test_unknown_names() -> None:
    with pytest.raises(ValueError, match="Unknown encoding nothing"):
        tokenfare.get_encoding("nothing")
    with pytest.raises(ValueError, match="Expected a string in get_encoding"):
        tokenfare.get_encoding(None)  # type: ignore[arg-type]
    with pytest.raises(KeyError, match="Could not automatically map nothing to a tokeniser"):
        tokenfare.encoding_for_model("nothing")


def test_the_whole_public_surface_is_there() -> None:
    def public(thing: object) -> set[str]:
        return {
            name for name in dir(thing)
            if not name.startswith("_") and not inspect.ismodule(getattr(thing, name))
        }

    assert public(tiktoken) - public(tokenfare) == set()
    assert public(tiktoken.Encoding) - public(tokenfare.Encoding) == set()
    for name in public(tiktoken.Encoding):
        theirs = getattr(tiktoken.Encoding, name)
        if not callable(theirs):
            continue
        for parameter in list(inspect.signature(theirs).parameters)[1:]:
            ours = getattr(tokenfare.Encoding, name)
            text = ours.__nb_signature__[0][0] if hasattr(ours, "__nb_signature__") else str(
                inspect.signature(ours))
            assert f"{parameter}:" in text, (name, parameter)


@pytest.mark.parametrize("name", NAMES)
def test_pickling_and_copying_by_name(name: str) -> None:
    ours = tokenfare.get_encoding(name)
    pickled = pickle.dumps(ours)
    assert len(pickled) < 200
    for other in (pickle.loads(pickled), copy.copy(ours), copy.deepcopy(ours)):
        assert type(other) is tokenfare.Encoding
        assert (other.name, other.max_token_value) == (name, ours.max_token_value)
        assert other.encode("hello world") == ours.encode("hello world")


def custom(module: Any, name: str = "custom") -> Any:
    arguments = arguments_of("cl100k_base")
    return module.Encoding(
        name=name,
        pat_str=r"\p{L}+|\p{N}|[^\p{L}\p{N}]",
        mergeable_ranks={token: rank for token, rank in arguments["mergeable_ranks"].items()
                         if rank < 5000},
        special_tokens={"<|im_start|>": 5000, "<|im_end|>": 5001},
        explicit_n_vocab=5002,
    )


@SOME
@hypothesis.given(text=st.lists(st.one_of(TEXTS, st.just("<|im_start|>"))).map("".join))
def test_custom_encodings(text: str) -> None:
    ours, theirs = CUSTOM
    for options in ({"allowed_special": "all"}, {"disallowed_special": ()}, {}):
        assert outcome(ours.encode, text, **options) == outcome(theirs.encode, text, **options)
    assert ours.count(text) == len(theirs.encode_ordinary(text))
    assert ours.encode_ordinary_batch([text] * 3) == [theirs.encode_ordinary(text)] * 3


CUSTOM = custom(tokenfare), custom(tiktoken)


def test_custom_encodings_pickle_whole() -> None:
    ours = CUSTOM[0]
    for other in (pickle.loads(pickle.dumps(ours)), copy.copy(ours), copy.deepcopy(ours)):
        assert other.encode("<|im_end|> words", allowed_special="all") == ours.encode(
            "<|im_end|> words", allowed_special="all"
        )
        assert other._special_tokens == ours._special_tokens


def test_extending_a_built_in_encoding() -> None:
    base = tokenfare.get_encoding("cl100k_base")
    extended = tokenfare.Encoding(
        name="cl100k_im",
        pat_str=base._pat_str,
        mergeable_ranks=base._mergeable_ranks,
        special_tokens={**base._special_tokens, "<|im_start|>": 100264},
    )
    text = "<|im_start|>user don't"
    assert extended.encode(text, allowed_special="all") == [100264, *base.encode("user don't")]
    assert extended.encode_ordinary(text) == base.encode_ordinary(text)


def test_explicit_n_vocab_is_asserted() -> None:
    arguments = {**arguments_of("r50k_base"), "explicit_n_vocab": 5}
    with pytest.raises(AssertionError):
        tokenfare.Encoding(**arguments)


def test_batches_of_many_sizes() -> None:
    randomness = random.Random(7)
    texts = ["word " * randomness.randrange(0, 3000) + "é" * randomness.randrange(5)
             for _ in range(200)]
    ours, theirs = tokenfare.get_encoding("o200k_base"), tiktoken_encoding("o200k_base")
    expected = theirs.encode_ordinary_batch(texts)
    assert ours.encode_ordinary_batch(texts) == expected
    assert ours.encode_batch(texts, num_threads=3) == expected
    counts = [len(tokens) for tokens in expected]
    assert ours.count_batch(texts) == ours.count_batch(iter(texts), num_threads=1) == counts
    array = ours.count_batch_to_numpy(texts)
    assert array.dtype == np.uint32 and array.tolist() == counts


@pytest.mark.parametrize("num_threads", [1, 2, 8])
def test_decoding_takes_as_many_threads_as_are_allowed(
    monkeypatch: pytest.MonkeyPatch, num_threads: int
) -> None:
    encoding = tokenfare.get_encoding("o200k_base")
    ids = encoding.encode("The quick brown fox. " * 10_000)
    asked = []

    class Executor(concurrent.futures.ThreadPoolExecutor):
        def __init__(self, workers: int) -> None:
            asked.append(workers)
            super().__init__(workers)

    monkeypatch.setattr(concurrent.futures, "ThreadPoolExecutor", Executor)
    batch = [ids] * 5 + [[]]
    assert encoding.decode_batch(batch, num_threads=num_threads) == [
        encoding.decode(item) for item in batch]
    assert encoding.decode_bytes_batch(batch, num_threads=num_threads) == [
        encoding.decode_bytes(item) for item in batch]
    assert asked == [] if num_threads == 1 else [min(num_threads, 6)] * 2
    with pytest.raises(ValueError, match="num_threads"):
        encoding.decode_batch(batch, num_threads=0)
