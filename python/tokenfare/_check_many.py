"""Many requests through one stream of checks."""

from __future__ import annotations

from . import _native
from ._request_json import json_text
from .errors import TokenfareError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from ._request_json import Document


class CheckedRequest:
    """A request of `check_many`: the verdict on it, or the error in place of one.

    True in a condition only where the request is known to fit.
    """

    __slots__ = ("error", "index", "verdict")

    index: int
    """Its place among the requests, from 0."""
    verdict: _native.Verdict | None
    error: Exception | None

    def __init__(
        self, index: int, verdict: _native.Verdict | None, error: Exception | None
    ) -> None:
        self.index = index
        self.verdict = verdict
        self.error = error

    def __bool__(self) -> bool:
        return bool(self.verdict)

    def __repr__(self) -> str:
        return f"CheckedRequest({self.index}: {self.error if self.verdict is None else self.verdict!r})"


def checked_requests(
    requests: Iterator[Document], stream: _native.CheckStream
) -> Generator[CheckedRequest, None, None]:
    """Keeps the stream full as long as there are requests."""
    taken = 0
    # What could not be made JSON, by index. In the stream an empty body stands for it.
    faults: dict[int, Exception] = {}
    failure: Exception | None = None
    more = True
    index = 0
    while True:
        while more and not stream.full:
            try:
                request = next(requests)
            except StopIteration:
                more = False
            except Exception as error:
                more, failure = False, error
            else:
                try:
                    stream.add(json_text(request))
                except (TokenfareError, TypeError, ValueError) as error:
                    faults[taken] = error
                    stream.add(b"")
                taken += 1
        found = stream.next()
        if found is None:
            break
        verdict, fault = found
        yield CheckedRequest(index, verdict, faults.pop(index, fault))
        index += 1
    if failure is not None:
        raise failure
