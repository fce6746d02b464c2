"""Rules that explain bills of one's own."""

from __future__ import annotations

from . import _native
from ._native import Calibration as Calibration
from ._request_json import json_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date

    from ._request_json import Document


class Calibrator:
    """Finds in your own bills by which constants requests become prompts.

    For a gateway, a host or a new model that bills otherwise than the rules say:

        calibrator = tokenfare.Calibrator()
        for request, usage in log:
            calibrator.add(request, {"usage": usage})
        found = calibrator.report()
        rules = tokenfare.Rules.parse(found.overlay_json(), "mine")
        tokenfare.check(request, rules=rules)

    model: instead of the one that responses, or else requests, name.
    as_of: the day of all bills, instead of that of each response's `created`;
        those without one are of today in UTC.
    provider: whose listing of the models.
    catalogue: instead of the built-in one.

    What is found lies over the built-in rules, or those of `load_data` before this
    was made. Keeps some 400 bytes of each pair, and none of its text. Threads take
    turns. It does not pickle; what it finds does. Raises UnknownNameError for an
    unknown provider.
    """

    def __init__(
        self,
        *,
        model: str | None = None,
        as_of: date | str | None = None,
        provider: str = "openai",
        catalogue: _native.Catalogue | None = None,
    ) -> None:
        self._pairs = _native.PairCollector(model, as_of, provider, catalogue)
        self._tried = 0

    def add(self, request: Document, response: Document, *, number: int | None = None) -> None:
        """Takes up a request and its response, as `reconcile` does, or `{"usage": ...}`.

        number: names the pair in the report; by default pairs are counted from 1,
            those that were errors too.

        Linear in both; holds the GIL. Errors are those of `reconcile`; an error adds
        nothing.
        """
        number = self._next(number)
        self._pairs.add(json_text(request, "request"), json_text(response, "response"), number)

    def add_record(self, record: Document, *, number: int | None = None) -> None:
        """The same of one record of a log, as `reconcile_record` reads it."""
        number = self._next(number)
        self._pairs.add_record(json_text(record, "record"), number)

    def report(self) -> Calibration:
        """The smallest sets of whole shifts of constants that explain the bills so far.

        A shift is taken where four fifths of the pairs that use the constant agree,
        three at least, and where nothing else explains them as well; pairs that fit
        none have no weight and are named. `overlay_json()` of the result is for
        `Rules`.
        """
        return self._pairs.report()

    def _next(self, number: int | None) -> int:
        self._tried += 1
        return self._tried if number is None else number
