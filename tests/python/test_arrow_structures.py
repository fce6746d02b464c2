"""Arrow structures that are wrong are refused, and each is released once."""

from __future__ import annotations

import gc
from typing import Any

import pytest

import tokenfare.arrow
from raw_arrow import RawColumn, RawStream, int32s, int64s

WORDS = (None, int32s(0, 5, 5, 11), b"hello world")


def words(**fields: Any) -> RawColumn:
    """hello, an empty text, " world"; or what `fields` make of them."""
    return RawColumn(**{"format": b"u", "length": 3, "buffers": WORDS, **fields})


def view(size: int, buffer: int = 0, offset: int = 0) -> bytes:
    return int32s(size) + b"pref" + int32s(buffer, offset)


def views(*items: bytes, **fields: Any) -> RawColumn:
    buffers = (None, b"".join(items), b"some text in a buffer", int64s(21))
    return RawColumn(**{"format": b"vu", "length": len(items), "buffers": buffers, **fields})


def dictionary(indices: bytes, length: int, format: bytes = b"c", **fields: Any) -> RawColumn:
    return RawColumn(
        format, length, **{"buffers": (None, indices), "dictionary": words(), **fields}
    )


RIGHT = [
    (words(), [1, 0, 1]),
    (words(offset=1, length=2), [0, 1]),
    (words(buffers=(b"\x05", *WORDS[1:])), [1, None, 1]),
    (words(buffers=(b"\x05", *WORDS[1:]), null_count=1, offset=1, length=2), [None, 1]),
    # No nulls, an unknown number of them, and no bitmap: nothing is null.
    (words(null_count=0), [1, 0, 1]),
    # Without rows there need be no buffers.
    (words(length=0, buffers=(None, None, None)), []),
    (words(length=0, buffers=(None, int32s(0), None)), []),
    (words(buffers=(None, int32s(0, 0, 0, 0), None)), [0, 0, 0]),
    # Texts need not begin at byte 0, and what a null row's offsets say is not read.
    (words(buffers=(b"\x05", int32s(6, 11, -7, 11), b"hello world")), None),
    (RawColumn(b"U", 1, (None, int64s(0, 5), b"hello")), [1]),
    (views(view(9, 0, 0)[:4] + b"some text   ", view(21), view(14, 0, 5)), [2, 5, 4]),
    (views(int32s(0) + b"\xff" * 12, b"\xff" * 16, buffers=(b"\x01", int32s(0) + b"\xff" * 28, None)),
     [0, None]),
    (RawColumn(b"n", 2), [None, None]),
    (dictionary(bytes([2, 0, 1]), 3), [1, 1, 0]),
    # Only values that are used are read.
    (dictionary(bytes([0]), 1, dictionary=words(buffers=(None, int32s(0, 5, -9, 2), b"hello"))), [1]),
    (dictionary(bytes([9, 0]), 2, buffers=(b"\x02", bytes([9, 0]))), [None, 1]),
    (RawColumn(b"+s", 2, (None,), offset=1, children=[words()]), [0, 1]),
    (RawColumn(b"+s", 2, (b"\x05",), offset=1, children=[words()]), [None, 1]),
]


@pytest.mark.parametrize(("column", "expected"), RIGHT, ids=range(len(RIGHT)))
def test_right_ones(column: RawColumn, expected: list[int | None] | None) -> None:
    if expected is None:
        with pytest.raises(ValueError, match="row 2 is from byte -7 to byte 11"):
            tokenfare.arrow.count(column)
    else:
        assert tokenfare.arrow.count(column).to_pylist() == expected
    assert column.released == 1


BIG = 2**63 - 1
WRONG = [
    (words(length=-1), "offset 0, length -1"),
    (words(offset=-1), "offset -1"),
    (words(offset=BIG, length=BIG), "malformed"),
    (words(null_count=-2), "-2 nulls"),
    (words(null_count=1), "does not say where"),
    (words(n_buffers=2), "2 buffers"),
    (words(n_buffers=-5), "-5 buffers"),
    (words(buffers=()), "0 buffers"),
    (words(buffers=(), n_buffers=3), "3 buffers"),
    (words(n_children=1), "1 children"),
    (words(buffers=(None, None, b"hello")), "a buffer is missing"),
    (words(buffers=(None, int32s(0, 5, 5, 11), None)), "row 0 is from byte 0 to byte 5"),
    (words(buffers=(None, int32s(0, 5, 4, 11), b"hello world")), "row 1 is from byte 5 to byte 4"),
    (words(buffers=(None, int32s(-1, 5, 5, 11), b"hello world")), "row 0 is from byte -1"),
    (RawColumn(b"U", 1, (None, int64s(-(2**63), 5), b"hello")), "row 0 is from byte"),
    (views(view(-1)), "row 0 has -1 bytes"),
    (views(view(22)), "bytes 0 to 22 of a buffer of 21"),
    (views(view(13, 0, 9)), "bytes 9 to 22 of a buffer of 21"),
    (views(view(13, 1)), "a view of byte 0 of buffer 1"),
    (views(view(13, -1)), "buffer -1"),
    (views(view(13, 0, -1)), "byte -1"),
    (views(view(2**31 - 1, 0, 2**31 - 1)), "a buffer of 21"),
    (views(view(13), buffers=(None, view(13), None)), "buffer 0"),
    (views(view(13), buffers=(None, view(13), None, int64s(21))), "a buffer of 21"),
    (views(view(13), buffers=(None, view(13), b"text", None)), "sizes of its buffers are missing"),
    (views(view(13), buffers=(None, view(13), b"text", int64s(-1))), "a buffer of -1"),
    (dictionary(bytes([3]), 1), "row 0 has index 3 of a dictionary of 3"),
    (dictionary(b"\xff", 1), "index -1"),
    (dictionary(b"\xff", 1, b"C"), "index 255"),
    (dictionary(int64s(2**62), 1, b"l"), "of a dictionary of 3"),
    (dictionary(b"", 1, b"g"), "indices of type float64"),
    (dictionary(b"", 1, b"cc"), "indices of type"),
    (dictionary(b"", 1, b""), "indices of type"),
    (dictionary(b"", 1, buffers=(None, None)), "a buffer is missing"),
    (dictionary(bytes([1]), 1, dictionary=words(length=-3)), "length -3"),
    (RawColumn(b"+s", 4, (None,), children=[words()]), "shorter than the table"),
    (RawColumn(b"+s", 2, (None,), offset=2, children=[words()]), "shorter than the table"),
    (RawColumn(b"+s", 1, (), children=[words()]), "0 buffers"),
    (RawColumn(None), "no format"),
]


@pytest.mark.parametrize(("column", "message"), WRONG, ids=range(len(WRONG)))
def test_wrong_ones(column: RawColumn, message: str) -> None:
    with pytest.raises(ValueError) as error:
        tokenfare.arrow.count(column)
    assert message in str(error.value)
    assert column.released == 1


@pytest.mark.parametrize("format", [b"", b"q", b"u:", b"vz", b"\xff\xfe", b"+s" * 500, b"A" * 4000])
def test_other_formats(format: bytes) -> None:
    column = RawColumn(format, 1, (None, None, None))
    with pytest.raises(TypeError) as error:
        tokenfare.arrow.count(column)
    assert len(str(error.value)) < 300
    assert column.released == 1


def test_children_that_were_moved_away() -> None:
    inner = words()
    column = RawColumn(b"+s", 1, (None,), children=[inner])
    inner.array.release = type(inner.array.release)()
    with pytest.raises(ValueError, match="it is released"):
        tokenfare.arrow.count(column)
    assert column.released == 1


def test_a_stream_releases_all() -> None:
    columns = [words(), words(length=0), words(offset=1, length=2)]
    stream = RawStream(columns)
    assert tokenfare.arrow.count(stream).to_pylist() == [1, 0, 1, 0, 1]
    assert [c.released for c in columns] == [1, 1, 1]
    assert columns[0].schema_released == 1
    assert stream.released == 1
    with pytest.raises(ValueError, match="its Arrow stream is released"):
        tokenfare.arrow.count(stream)
    assert stream.released == 1


def test_dictionaries_of_a_stream_are_released() -> None:
    shared = words()
    columns = [dictionary(bytes([i]), 1, dictionary=shared) for i in (2, 0, 1)]
    stream = RawStream(columns)
    assert tokenfare.arrow.count(stream).to_pylist() == [1, 1, 0]
    assert [c.released for c in columns] == [1, 1, 1]


@pytest.mark.parametrize(("message", "shown"), [
    (b"no more pages", "failed with error 5: no more pages"),
    (None, "failed with error 5"),
    (b"\xff\xfe", "\ufffd"),
])
def test_a_stream_that_fails(message: bytes | None, shown: str) -> None:
    column = words()
    stream = RawStream([column], code=5, message=message)
    with pytest.raises(RuntimeError, match=shown):
        tokenfare.arrow.count(stream)
    assert (column.released, column.schema_released, stream.released) == (1, 1, 1)


def test_a_stream_without_schema() -> None:
    stream = RawStream([], schema_code=22, message=b"what schema?")
    with pytest.raises(RuntimeError, match="error 22: what schema?"):
        tokenfare.arrow.count(stream)
    assert stream.released == 1


def test_a_stream_with_a_wrong_chunk() -> None:
    columns = [words(), words(length=-1), words()]
    stream = RawStream(columns)
    with pytest.raises(ValueError, match="length -1"):
        tokenfare.arrow.count(stream)
    # The third was never asked for.
    assert [c.released for c in columns] == [1, 1, 0]
    assert stream.released == 1


def test_a_stream_of_another_type_is_not_read() -> None:
    column = RawColumn(b"l", 1, (None, int64s(1)))
    stream = RawStream([column])
    with pytest.raises(TypeError, match="got int64"):
        tokenfare.arrow.count(stream)
    assert (column.released, stream.released) == (0, 1)
    gc.collect()
