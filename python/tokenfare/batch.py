"""The files of a batch: requests and answers, paired by `custom_id`."""

from __future__ import annotations

import os

from . import _native
from ._native import UnpairedLine as UnpairedLine
from .errors import TokenfareError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO, Literal

    Path = str | os.PathLike[str]

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class BatchPair:
    """A request of a batch and its answer, as lines of JSON."""

    __slots__ = ("line", "request", "response")

    line: int
    """The number of the answer's line, from 1."""
    request: bytes
    response: bytes

    def __init__(self, line: int, request: bytes, response: bytes) -> None:
        self.line = line
        self.request = request
        self.response = response

    def __repr__(self) -> str:
        return f"BatchPair(line {self.line})"


class BatchPairs:
    """The requests of a Batch file with their answers, in the order of the answers.

        pairs = tokenfare.BatchPairs("input.jsonl", "output.jsonl")
        for pair in pairs:
            tally.add(tokenfare.reconcile(pair.request, pair.response))
        print(pairs.unpaired, pairs.bad_lines)

    input: the file of the requests. It is read once for its ids, and each request
        again when its answer comes.
    output: the batch's output or error file, or lines of both, one after another
        and each with its newline or without: any iterable of bytes.

    Memory: the ids. `reconcile` and `Calibrator` bill a pair at the batch tier.
    Iterating again begins anew, where `output` can be iterated again. OSError where
    a file can't be read.
    """

    bad_lines: list[tuple[Literal["input", "output"], int, TokenfareError]]
    """Lines that are none of such a file: which file, the number from 1, the error."""

    def __init__(self, input: Path, output: Path | Iterable[bytes]) -> None:
        self._input = input
        self._output = output
        self._index = _native.BatchIndex()
        self.bad_lines = []

    def __iter__(self) -> Iterator[BatchPair]:
        self._index = _native.BatchIndex()
        self.bad_lines = []
        with open(self._input, "rb") as requests:
            self._read_ids(requests)
            if isinstance(self._output, (str, os.PathLike)):
                with open(self._output, "rb") as answers:
                    yield from self._pairs(requests, answers)
            else:
                yield from self._pairs(requests, self._output)

    @property
    def unpaired(self) -> list[UnpairedLine]:
        """Lines that are not one of a pair, by reason and line; all of them after the
        last pair: requests that failed, ids without a partner, repeated ids."""
        return self._index.unpaired()

    @property
    def requests(self) -> int:
        """Lines of the input that were read."""
        return self._index.requests

    @property
    def answers(self) -> int:
        """Answers that were read, failed ones too."""
        return self._index.answers

    def _read_ids(self, requests: BinaryIO) -> None:
        place = 0
        for number, line in enumerate(requests, 1):
            if text := _text_of(line, number):
                try:
                    self._index.add_input(text, number, place)
                except TokenfareError as error:
                    self.bad_lines.append(("input", number, error))
            place += len(line)

    def _pairs(self, requests: BinaryIO, answers: Iterable[bytes]) -> Iterator[BatchPair]:
        for number, line in enumerate(answers, 1):
            if text := _text_of(line, number):
                try:
                    place = self._index.request_of(text, number)
                except TokenfareError as error:
                    self.bad_lines.append(("output", number, error))
                    continue
                if place is not None:
                    requests.seek(place)
                    request = requests.readline()
                    yield BatchPair(number, _text_of(request, 1 if place == 0 else 2), text)


def _text_of(line: bytes, number: int) -> bytes:
    """The line without blanks around it, and without the mark before the first one."""
    return (line.removeprefix(_BYTE_ORDER_MARK) if number == 1 else line).strip()
