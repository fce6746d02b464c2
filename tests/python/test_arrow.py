"""tokenfare.arrow: columns of every layout count as tiktoken counts their texts."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import hypothesis
import numpy
import pyarrow as pa
import pytest
from hypothesis import strategies as st

import tokenfare
import tokenfare.arrow
from reference import NAMES, tiktoken_counts, tiktoken_encoding

# Around the 12 bytes that a view holds in place, and what bitmaps and offsets
# get wrong: nulls at both ends, empty texts, characters of several bytes.
TEXTS: list[str | None] = [
    None, "", "hello world", "twelve bytes", "thirteen byte", None, "naïve café", "日本語のテキスト",
    "🦊🚀👩‍👩‍👧‍👦", "<|endoftext|> is text here", " " * 40, "a\u0000b\r\n\tc", "x" * 5000, "", None,
    "The quick brown fox jumps over the lazy dog. " * 8, "don't", "1234567890", None,
]
COUNTS = tiktoken_counts(TEXTS)
TYPES = [pa.string(), pa.large_string(), pa.string_view()]
INDEX_TYPES = [
    pa.int8(), pa.uint8(), pa.int16(), pa.uint16(), pa.int32(), pa.uint32(), pa.int64(), pa.uint64()
]


def counted(column: Any, **arguments: Any) -> list[int | None]:
    return tokenfare.arrow.count(column, **arguments).to_pylist()


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_each_layout(kind: pa.DataType) -> None:
    counts = tokenfare.arrow.count(pa.array(TEXTS, kind))
    assert counts.to_pylist() == COUNTS
    assert len(counts) == len(TEXTS)
    assert counts.null_count == TEXTS.count(None)
    assert counts.total == sum(c for c in COUNTS if c is not None)


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_every_slice(kind: pa.DataType) -> None:
    column = pa.array(TEXTS, kind)
    for begin in range(len(TEXTS) + 1):
        for end in range(begin, len(TEXTS) + 1):
            assert counted(column[begin:end]) == COUNTS[begin:end]


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_long_bitmaps(kind: pa.DataType) -> None:
    texts = [None if i % 7 == 3 else "word " * (i % 5) for i in range(1000)]
    column = pa.array(texts, kind)
    expected = tiktoken_counts(texts)
    for begin in (0, 1, 7, 8, 9, 63, 64, 65, 999):
        assert counted(column[begin:]) == expected[begin:]


@pytest.mark.parametrize("index", INDEX_TYPES, ids=str)
@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_dictionaries(kind: pa.DataType, index: pa.DataType) -> None:
    # Row 2 is a null index, row 4 the index of a null value; "unused" is neither.
    values = pa.array(["hello world", None, "日本語のテキスト", "unused", ""], kind)
    indices = pa.array([0, 2, None, 0, 1, 2, 4, 0], index)
    column = pa.DictionaryArray.from_arrays(indices, values)
    texts = column.to_pylist()
    assert texts[4] is None
    for begin in range(len(texts)):
        assert counted(column[begin:]) == tiktoken_counts(texts[begin:])
    assert counted(pa.DictionaryArray.from_arrays(indices, values[0:])) == counted(column)


def test_a_sliced_dictionary() -> None:
    values = pa.array(["not this", "a b c", "one", None])[1:]
    column = pa.DictionaryArray.from_arrays(pa.array([2, 1, 0, 0], pa.int8()), values)
    assert counted(column) == [None, 1, 3, 3]


def test_chunks_with_the_same_and_with_other_dictionaries() -> None:
    first = pa.DictionaryArray.from_arrays([0, 1, 0], ["hello world", "a b c"])
    other = pa.DictionaryArray.from_arrays([0, 1, 0], ["a b c d", "x"])
    column = pa.chunked_array([first, first[1:], other, first, other[2:]])
    assert counted(column) == tiktoken_counts(column.to_pylist())


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_chunks(kind: pa.DataType) -> None:
    whole = pa.array(TEXTS, kind)
    column = pa.chunked_array([whole[3:3], whole, whole[5:6], whole[:0], whole[1:17]])
    assert counted(column) == tiktoken_counts(column.to_pylist())
    assert counted(pa.chunked_array([], kind)) == []


def test_columns_without_texts() -> None:
    for kind in TYPES:
        assert counted(pa.array([], kind)) == []
        assert counted(pa.array([None, None], kind)) == [None, None]
        assert counted(pa.array(["", ""], kind)) == [0, 0]
    assert counted(pa.nulls(3)) == [None] * 3
    assert counted(pa.array([None, None], pa.dictionary(pa.int8(), pa.string()))) == [None, None]
    assert counted(pa.DictionaryArray.from_arrays(pa.array([None], pa.int8()), pa.nulls(2))) == [None]


def test_a_table_of_one_column() -> None:
    table = pa.table({"text": TEXTS})
    assert counted(table) == COUNTS
    assert counted(table.to_batches()[0].slice(3, 9)) == COUNTS[3:12]
    rows = pa.StructArray.from_arrays(
        [pa.array(TEXTS[:4])], ["text"], mask=pa.array([False, False, True, False])
    )
    assert counted(rows) == [None, 0, None, COUNTS[3]]
    assert counted(rows[1:]) == [0, None, COUNTS[3]]
    words = pa.array(["a", None, "b c"]).dictionary_encode()
    assert counted(pa.table({"text": pa.chunked_array([words, words[1:]])})) == [1, None, 2, None, 2]


def test_a_reader_is_counted_batch_by_batch() -> None:
    made: list[int] = []

    def batches() -> Any:
        for i in range(5):
            made.append(i)
            yield pa.record_batch({"text": pa.array(TEXTS)})

    schema = pa.schema({"text": pa.string()})
    reader = pa.RecordBatchReader.from_batches(schema, batches())
    assert counted(reader) == COUNTS * 5
    assert made == [0, 1, 2, 3, 4]


def test_nanoarrow() -> None:
    nanoarrow = pytest.importorskip("nanoarrow")
    short = TEXTS[:5]
    for kind in (nanoarrow.string(), nanoarrow.large_string()):
        assert counted(nanoarrow.c_array(short, kind)) == COUNTS[:5]
        assert counted(nanoarrow.Array(short, kind)) == COUNTS[:5]
    # Not string_view: the __arrow_c_array__ of nanoarrow 0.9.0 crashes for that.
    counts = nanoarrow.Array(tokenfare.arrow.count(pa.array(TEXTS)))
    assert counts.schema.type == nanoarrow.Type.UINT32
    assert counts.to_pylist() == COUNTS


@pytest.mark.parametrize("threads", [0, 1, 2, 5])
def test_more_rows_than_are_counted_at_a_time(threads: int) -> None:
    rows = (1 << 18) * 2 + 3
    column = pa.chunked_array([pa.array(TEXTS)] * (rows // len(TEXTS) + 1))[:rows]
    expected = (COUNTS * (rows // len(COUNTS) + 1))[:rows]
    for texts in (column, column.combine_chunks()):
        counts = tokenfare.arrow.count(texts, num_threads=threads)
        assert pa.array(counts).equals(pa.array(expected, pa.uint32()))
        assert counts.total == sum(c for c in expected if c is not None)


def test_more_text_than_is_counted_at_a_time() -> None:
    text = "The quick brown fox jumps over the lazy dog.\n" * 20_000
    tokens = len(tiktoken_encoding("o200k_base").encode_ordinary(text))
    chunk = pa.array([text, None, "x"] * 10)
    column = pa.chunked_array([chunk] * 5)  # 45 MB
    assert counted(column) == [tokens, None, 1] * 50


@pytest.mark.parametrize("name", NAMES)
def test_the_encoding_may_be_chosen(name: str) -> None:
    column = pa.array(TEXTS)
    expected = tiktoken_counts(TEXTS, name)
    assert counted(column, encoding=name) == expected
    assert counted(column, encoding=tokenfare.get_encoding(name)) == expected


def test_the_encoding_may_be_that_of_a_model() -> None:
    column = pa.array(TEXTS)
    assert counted(column, model="gpt-4") == tiktoken_counts(TEXTS, "cl100k_base")
    assert counted(column, model="gpt-4o") == COUNTS
    with pytest.raises(ValueError, match="not both"):
        tokenfare.arrow.count(column, "o200k_base", model="gpt-4")
    with pytest.raises(ValueError, match="Unknown encoding o300k"):
        tokenfare.arrow.count(column, "o300k")
    with pytest.raises(KeyError):
        tokenfare.arrow.count(column, model="no such model")
    with pytest.raises(TypeError):
        tokenfare.arrow.count(column, 3)  # type: ignore[arg-type]


optional_texts = st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=40))


@hypothesis.settings(deadline=None, max_examples=300)
@hypothesis.given(
    optional_texts, st.sampled_from(TYPES), st.booleans(),
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=4),
    st.sampled_from(["o200k_base", "cl100k_base"]),
)
def test_any_texts_and_slices(
    texts: list[str | None], kind: pa.DataType, encode: bool, slices: list[tuple[int, int]], name: str
) -> None:
    whole = pa.array(texts, kind)
    chunks = [whole, *(whole[begin : begin + size] for begin, size in slices)]
    if encode and kind != pa.string_view():
        chunks = [chunk.dictionary_encode() for chunk in chunks]
    column = pa.chunked_array(chunks)
    counts = tokenfare.arrow.count(column, name)
    expected = tiktoken_counts(column.to_pylist(), name)
    assert counts.to_pylist() == expected
    assert pa.array(counts).equals(pa.array(expected, pa.uint32()))


def test_counts_are_shared_not_copied() -> None:
    counts = tokenfare.arrow.count(pa.array(["a b", "c"]))
    exported, again = pa.array(counts), pa.chunked_array(counts)
    view = counts.to_numpy()
    assert view.dtype == numpy.uint32
    assert not view.flags.writeable
    address = view.__array_interface__["data"][0]
    assert exported.buffers()[1].address == again.chunk(0).buffers()[1].address == address
    del counts
    gc.collect()
    assert view.tolist() == exported.to_pylist() == again.to_pylist() == [2, 1]


def test_counts_as_arrow() -> None:
    counts = tokenfare.arrow.count(pa.array(TEXTS))
    exported = pa.array(counts)
    exported.validate(full=True)
    assert exported.type == pa.uint32()
    assert exported.null_count == counts.null_count
    assert exported.to_pylist() == COUNTS
    assert pa.field(counts).nullable
    pa.array(tokenfare.arrow.count(pa.array([], pa.string()))).validate(full=True)
    # What nobody takes over is released with the capsules.
    counts.__arrow_c_array__()
    counts.__arrow_c_stream__()
    counts.__arrow_c_schema__()
    assert repr(counts).startswith(f"<Counts of {len(TEXTS)} rows, 4 null: ")


def test_nulls_do_not_become_numbers() -> None:
    with pytest.raises(ValueError, match="1 of the 2 counts are null"):
        tokenfare.arrow.count(pa.array(["a", None])).to_numpy()
    assert tokenfare.arrow.count(pa.array([], pa.string())).to_numpy().shape == (0,)


@pytest.mark.parametrize(("column", "message"), [
    (pa.array([1]), "got int64; cast it to string"),
    (pa.array([1.5]), "got float64; cast it to string"),
    (pa.array([True]), "got bool"),
    (pa.array([b"a"]), "got binary; cast it to string, which checks that it is UTF-8"),
    (pa.array([b"a"], pa.large_binary()), "got binary"),
    (pa.array([b"a"], pa.binary_view()), "got binary"),
    (pa.array([b"a"], pa.binary(1)), "got binary"),
    (pa.array([["a"]]), "got list; flatten it"),
    (pa.array([0], pa.timestamp("s")), "got timestamp"),
    (pa.array([1, 2]).dictionary_encode(), "got int64"),
    (pa.RunEndEncodedArray.from_arrays([1], ["a"]), "got run-end encoded"),
    (pa.table({"a": ["x"], "b": ["y"]}), 'a table of 2; give one of its columns: "a", "b"'),
    (pa.table({"a": [1]}), "got int64"),
    (pa.table({}), "a table of 0"),
    (pa.array([{"a": {"b": "c"}}]), "got struct; give one of its fields"),
    (["a"], "got list; pyarrow.array makes one of a list, and Encoding.count_batch counts a list"),
    ("a", "got str"),
    (None, "got NoneType"),
    (numpy.array(["a"]), "got ndarray"),
], ids=lambda value: str(value)[:20] if isinstance(value, str) else "")
def test_other_types_are_refused(column: Any, message: str) -> None:
    with pytest.raises(TypeError) as error:
        tokenfare.arrow.count(column)
    assert message in str(error.value)


def test_the_producers_exception_comes_through() -> None:
    class Broken:
        def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
            raise OSError("the disk is gone")

    class Wrong:
        def __init__(self, result: Any) -> None:
            self.result = result

        def __arrow_c_array__(self, requested_schema: object = None) -> Any:
            return self.result

    with pytest.raises(OSError, match="the disk is gone"):
        tokenfare.arrow.count(Broken())
    schema, array = pa.array(["a"]).__arrow_c_array__()
    for result in (None, (), [schema, array], (array, schema), (schema, "array"), (schema,)):
        with pytest.raises(TypeError):
            tokenfare.arrow.count(Wrong(result))
    assert counted(Wrong((schema, array))) == [1]
    with pytest.raises(ValueError, match="released"):
        tokenfare.arrow.count(Wrong((schema, array)))


def test_a_reader_that_fails_says_why() -> None:
    def batches() -> Any:
        yield pa.record_batch({"text": ["a"]})
        raise RuntimeError("page 7 is torn")

    reader = pa.RecordBatchReader.from_batches(pa.schema({"text": pa.string()}), batches())
    with pytest.raises(RuntimeError, match="page 7 is torn"):
        tokenfare.arrow.count(reader)


def test_threads_may_share_a_column() -> None:
    column = pa.chunked_array([pa.array(TEXTS)] * 500)
    results: list[Any] = [None] * 8

    def work(i: int) -> None:
        results[i] = counted(column)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(len(results))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [COUNTS * 500] * 8


# The reader runs no Python code, which would be interrupted instead.
ENDLESS = """
import itertools, signal, threading, pyarrow as pa, tokenfare.arrow
batch = pa.record_batch({"text": pa.array(["Some text to count. " * 50] * ROWS, pa.string())})
reader = pa.RecordBatchReader.from_batches(batch.schema, itertools.repeat(batch))
# It is ignored in what a shell starts in the background.
signal.signal(signal.SIGINT, signal.default_int_handler)
threading.Timer(0.2, signal.raise_signal, [signal.SIGINT]).start()
try:
    tokenfare.arrow.count(reader)
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.parametrize("rows", [0, 1, 100_000])
def test_ctrl_c_ends_a_stream_without_end(rows: int) -> None:
    code = ENDLESS.replace("ROWS", str(rows))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.returncode) == ("interrupted\n", 0), done.stderr


BOUNDED = """
import pyarrow as pa, tokenfare.arrow
def peak():  # Not ru_maxrss, in which that of the parent process goes on.
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) << 10 for line in status if line.startswith("VmHWM"))
batch = pa.record_batch({"text": ["Some text to count. " * (200_000 // ROWS)] * ROWS})  # 4 MB
def batches(count):
    for _ in range(count):
        # Another copy each time, as a file's reader has.
        yield pa.record_batch({"text": pa.concat_arrays([batch["text"], batch["text"][:1]])})
def count(batches_of):
    reader = pa.RecordBatchReader.from_batches(batch.schema, batches(batches_of))
    return len(tokenfare.arrow.count(reader))
count(10)
before = peak()
assert count(100) == 100 * (ROWS + 1)
print(peak() - before - 4 * 100 * ROWS)
"""


# Texts are counted at the end of a batch, and in the middle of one.
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc/self/status here")
@pytest.mark.skipif("TOKENFARE_SANITIZED" in os.environ, reason="a sanitizer keeps freed memory")
@pytest.mark.parametrize("rows", [400, 200_000])
def test_a_stream_is_not_kept_in_memory(rows: int) -> None:
    code = BOUNDED.replace("ROWS", str(rows))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    # Beside the counts; of 400 MB of text.
    assert int(done.stdout) < 60 << 20
