"""What the guards of clients and gateways share: which requests are checked, what is
raised instead of sending one, and how its bill is compared."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from .chat import check, reconcile
from .errors import RefusedError, TokenfareError, UncheckedError

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from typing import Literal

    from ._native import Catalogue, Reconciliation, Rules, Verdict

    Unchecked = Literal["refuse", "send"]

_LOG = logging.getLogger("tokenfare.openai")

# Endpoints whose bodies `check` reads.
_CHECKED = re.compile(r"/(chat/completions|completions|embeddings|responses)$")

# Other POST requests that take no tokens of a model.
_FREE = re.compile(
    r"/(files|uploads|moderations|conversations)(/|$)"
    r"|/chat/completions/[^/]+$"  # the metadata of a stored one
    r"|/responses/input_tokens$"
    r"|/(responses|batches|fine_tuning/jobs)/[^/]+/cancel$"
)

_READS = frozenset({"GET", "HEAD", "OPTIONS", "DELETE"})


class Bill(NamedTuple):
    """What an answer was billed, beside what was predicted."""

    verdict: Verdict
    # None where there is nothing to compare; `problem` says why.
    reconciliation: Reconciliation | None
    problem: str | None


class Limits(NamedTuple):
    """What a request may take, and what it is counted and priced by."""

    max_cost: Decimal | int | str | None
    max_input_tokens: int | None
    as_of: date | str | None
    catalogue: Catalogue | None
    rules: Rules | None

    def check(self, body: bytes | Mapping[str, Any], provider: str, regional: bool) -> Verdict:
        """The verdict on a request that is known to fit; RefusedError for any other."""
        verdict = check(
            body,
            max_cost=self.max_cost,
            max_input_tokens=self.max_input_tokens,
            as_of=self.as_of,
            provider=provider,
            regional=regional,
            catalogue=self.catalogue,
            rules=self.rules,
        )
        if verdict.fits is not True:
            raise RefusedError(verdict)
        return verdict


def must_check(method: str, path: str, unchecked: Unchecked) -> bool:
    """Whether the request must be checked; UncheckedError where it must and can't be."""
    path = path.rstrip("/")
    if method.upper() in _READS or _FREE.search(path):
        return False
    if _CHECKED.search(path):
        return True
    if unchecked == "send":
        return False
    raise UncheckedError(
        f"not sent: a request to {path} can't be checked yet; unchecked=\"send\" sends such"
        " requests as they are"
    )


class Sent(NamedTuple):
    """A request that passed, for the comparison with its bill."""

    body: bytes
    verdict: Verdict
    provider: str
    regional: bool

    def settle(
        self,
        answer: bytes | Mapping[str, Any] | None,
        limits: Limits,
        on_bill: Callable[[Bill], object] | None,
    ) -> None:
        """Compares the bill, says where it drifts, and hands it on. Raises nothing: the
        answer is paid for, and must reach the caller."""
        try:
            bill = self._bill(answer, limits)
            self._log(bill)
            if on_bill is not None:
                on_bill(bill)
        except Exception:
            _LOG.exception("the bill of a request to %s could not be told", self.verdict.model)

    def _bill(self, answer: bytes | Mapping[str, Any] | None, limits: Limits) -> Bill:
        if answer is None:
            return Bill(self.verdict, None, "the answer has no usage")
        try:
            pair = reconcile(
                self.body,
                answer,
                provider=self.provider,
                regional=self.regional,
                catalogue=limits.catalogue,
                rules=limits.rules,
            )
        except TokenfareError as error:
            return Bill(self.verdict, None, str(error))
        return Bill(self.verdict, pair, None)

    def _log(self, bill: Bill) -> None:
        pair = bill.reconciliation
        if pair is None:
            _LOG.info("%s: nothing to compare: %s", self.verdict.model, bill.problem)
        elif pair.agreement == "drift":
            _LOG.warning(
                "%s: billed %d input tokens, predicted %d (%d to %d)",
                pair.model,
                pair.usage.prompt_tokens,
                pair.predicted.expected,
                pair.predicted.low,
                pair.predicted.high,
            )


_USAGE = re.compile(rb'"usage"\s*:\s*\{')


class Events:
    """Finds the answer with the usage in a stream of events as its bytes go by."""

    def __init__(self) -> None:
        self.answer: dict[str, Any] | None = None
        self._line: list[bytes] = []

    def feed(self, data: bytes) -> None:
        """Takes the next bytes. Keeps no more than a line."""
        *ended, rest = data.split(b"\n")
        for end in ended:
            self._take(b"".join([*self._line, end]))
            self._line.clear()
        self._line.append(rest)

    def end(self) -> dict[str, Any] | None:
        """The answer, of what was fed; None where no usage was among it."""
        self._take(b"".join(self._line))
        self._line.clear()
        return self.answer

    def _take(self, line: bytes) -> None:
        if not line.startswith(b"data:") or not _USAGE.search(line):
            return
        try:
            event = json.loads(line.removeprefix(b"data:"))
        except ValueError:
            return
        # Events of /v1/responses hold the response, chunks of a chat are one.
        for answer in (event, event.get("response")) if isinstance(event, dict) else ():
            if isinstance(answer, dict) and isinstance(answer.get("usage"), dict):
                self.answer = answer
