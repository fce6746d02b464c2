"""Arrow C structures made by hand, wrong ones too, that count their releases."""

from __future__ import annotations

import array as numbers
import ctypes
from collections.abc import Callable, Sequence
from typing import Any

_VOID = ctypes.c_void_p


class Schema(ctypes.Structure):
    pass


class Array(ctypes.Structure):
    pass


class Stream(ctypes.Structure):
    pass


_RELEASE = ctypes.CFUNCTYPE(None, _VOID)
_GET = ctypes.CFUNCTYPE(ctypes.c_int, _VOID, _VOID)
_ERROR = ctypes.CFUNCTYPE(_VOID, _VOID)

Schema._fields_ = [
    ("format", ctypes.c_char_p), ("name", ctypes.c_char_p), ("metadata", _VOID),
    ("flags", ctypes.c_int64), ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(ctypes.POINTER(Schema))), ("dictionary", ctypes.POINTER(Schema)),
    ("release", _RELEASE), ("private_data", _VOID),
]
Array._fields_ = [
    ("length", ctypes.c_int64), ("null_count", ctypes.c_int64), ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64), ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(_VOID)), ("children", ctypes.POINTER(ctypes.POINTER(Array))),
    ("dictionary", ctypes.POINTER(Array)), ("release", _RELEASE), ("private_data", _VOID),
]
Stream._fields_ = [
    ("get_schema", _GET), ("get_next", _GET), ("get_last_error", _ERROR),
    ("release", _RELEASE), ("private_data", _VOID),
]

_new_capsule = ctypes.pythonapi.PyCapsule_New
_new_capsule.restype = ctypes.py_object
_new_capsule.argtypes = [_VOID, ctypes.c_char_p, _VOID]


def int32s(*values: int) -> bytes:
    return numbers.array("i", values).tobytes()


def int64s(*values: int) -> bytes:
    return numbers.array("q", values).tobytes()


class RawColumn:
    """One array with any fields. `released` counts the calls of its release."""

    def __init__(
        self,
        format: bytes | None = b"u",
        length: int = 0,
        buffers: Sequence[bytes | None] = (),
        *,
        null_count: int = -1,
        offset: int = 0,
        n_buffers: int | None = None,
        children: Sequence[RawColumn] = (),
        n_children: int | None = None,
        dictionary: RawColumn | None = None,
        array_dictionary: RawColumn | None = None,
    ) -> None:
        self.released = 0
        self.schema_released = 0
        self._kept: list[Any] = [buffers, children, dictionary, array_dictionary]
        self._release_array = self._releaser(Array, "released")
        self._release_schema = self._releaser(Schema, "schema_released")
        count = len(children) if n_children is None else n_children
        array_dictionary = array_dictionary or dictionary
        self.schema = Schema(
            format=format, name=b"raw", flags=2, n_children=count,
            children=self._pointers(Schema, [child.schema for child in children]),
            dictionary=ctypes.pointer(dictionary.schema) if dictionary else None,
            release=self._release_schema,
        )
        self.array = Array(
            length=length, null_count=null_count, offset=offset, n_children=count,
            n_buffers=len(buffers) if n_buffers is None else n_buffers,
            buffers=self._buffers(buffers),
            children=self._pointers(Array, [child.array for child in children]),
            dictionary=ctypes.pointer(array_dictionary.array) if array_dictionary else None,
            release=self._release_array,
        )

    def _releaser(self, kind: Any, counter: str) -> Any:
        def release(address: int) -> None:
            setattr(self, counter, getattr(self, counter) + 1)
            kind.from_address(address).release = _RELEASE()

        return _RELEASE(release)

    def _pointers(self, kind: Any, items: Sequence[Any]) -> Any:
        if not items:
            return None
        self._kept.append(pointers := (ctypes.POINTER(kind) * len(items))(
            *(ctypes.pointer(item) for item in items)
        ))
        return pointers

    def _buffers(self, buffers: Sequence[bytes | None]) -> Any:
        if not buffers:
            return None
        blocks = [None if b is None else ctypes.create_string_buffer(b, len(b) + 1) for b in buffers]
        addresses = [None if block is None else ctypes.addressof(block) for block in blocks]
        self._kept += [blocks, pointers := (_VOID * len(buffers))(*addresses)]
        return pointers

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        return (
            _new_capsule(ctypes.addressof(self.schema), b"arrow_schema", None),
            _new_capsule(ctypes.addressof(self.array), b"arrow_array", None),
        )


class RawStream:
    """Gives the arrays of `columns`, then `code`: 0 is the end, others are errors
    with the text `message`."""

    def __init__(
        self,
        columns: Sequence[RawColumn],
        *,
        code: int = 0,
        message: bytes | None = None,
        schema_code: int = 0,
    ) -> None:
        self.released = 0
        self._columns = list(columns)
        self._schema_of = columns[0] if columns else RawColumn()
        self._code, self._schema_code = code, schema_code
        self._message = None if message is None else ctypes.create_string_buffer(message)
        address = None if self._message is None else ctypes.addressof(self._message)
        self._callbacks: list[Callable[..., Any]] = [
            _GET(self._get_schema), _GET(self._get_next), _ERROR(lambda _: address),
            _RELEASE(self._release),
        ]
        self.stream = Stream(*self._callbacks)

    def _get_schema(self, _: int, out: int) -> int:
        if self._schema_code == 0:
            ctypes.memmove(out, ctypes.addressof(self._schema_of.schema), ctypes.sizeof(Schema))
        return self._schema_code

    def _get_next(self, _: int, out: int) -> int:
        if self._columns:
            source = self._columns.pop(0).array
            ctypes.memmove(out, ctypes.addressof(source), ctypes.sizeof(Array))
            return 0
        ctypes.memset(out, 0, ctypes.sizeof(Array))
        return self._code

    def _release(self, address: int) -> None:
        self.released += 1
        Stream.from_address(address).release = _RELEASE()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return _new_capsule(ctypes.addressof(self.stream), b"arrow_array_stream", None)
